package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/chart"
	"github.com/diptych-cms/diptych/internal/golden"
)

// french is a chart of two languages.
func french() chart.Coverage {
	return chart.Coverage{
		Lang: "fr", Title: "Traductions", Subtitle: "En mots des textes sources", Description: "En anglais\u00a0: 93\u00a0% des mots sont à jour (48\u00a0210 en tout).",
		Bars: []chart.Bar{
			{Label: "En anglais", Percent: "93\u00a0%", Aside: "la moitié rattrapée en 12\u00a0h", Note: "billets traduits\u00a0: 38 sur 40", Parts: [3]chart.Part{
				{Size: 45010, Text: "45\u00a0010 à jour"}, {Size: 1200, Text: "1\u00a0200 à revoir"}, {Size: 2000, Text: "2\u00a0000 à traduire"},
			}},
			{Label: "En français", Percent: "99\u00a0%", Note: "billets traduits\u00a0: 212 sur 212", Parts: [3]chart.Part{
				{Size: 250000, Text: "250\u00a0000 à jour"}, {Size: 3, Text: "3 à revoir"}, {},
			}},
		},
	}
}

func TestCoverage(t *testing.T) {
	golden.Equal(t, "coverage.svg", string(french().SVG()))
	golden.Equal(t, "empty.svg", string(chart.Coverage{Lang: "en", Title: "Translations", Empty: "There is nothing to translate."}.SVG()))
}

// TestWhatIsSafe gives words that would be more than words: the document stays well
// formed, has the elements of a chart alone, and loads and runs nothing.
func TestWhatIsSafe(t *testing.T) {
	c := french()
	evil := "\"><script>alert(1)</script><image href='https://evil.example/'/>&\x00\x1b\xff</style>]]>" + strings.Repeat("é", 500)
	c.Lang, c.Title, c.Subtitle, c.Description, c.Empty = evil, evil, evil, evil, evil
	c.Bars[0] = chart.Bar{Label: evil, Percent: evil, Aside: evil, Note: evil, Parts: [3]chart.Part{{Size: 1, Text: evil}, {Size: -1, Text: evil}, {}}}
	svg := c.SVG()
	d := xml.NewDecoder(bytes.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in\n%s", err, svg)
		}
		element, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !strings.Contains(" svg title desc style rect text ", " "+element.Name.Local+" ") {
			t.Errorf("there is an element %s", element.Name.Local)
		}
		for _, a := range element.Attr {
			if name := a.Name.Local; strings.HasPrefix(name, "on") || name == "href" || name == "style" {
				t.Errorf("<%s> has %s=%q", element.Name.Local, name, a.Value)
			}
		}
	}
	if len(svg) > 12<<10 {
		t.Errorf("%d bytes", len(svg))
	}
}
