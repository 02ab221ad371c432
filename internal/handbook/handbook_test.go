package handbook_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/handbook"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/openapi"
)

func write(t testing.TB, tag locale.Tag) string {
	t.Helper()
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	text, err := handbook.Write(openapi.Document, tag, "https://cms.example.org", func(key string) string { return catalog.Say(tag, key, nil) })
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// each walks through the elements of a page.
func each(t testing.TB, page string, do func(n *html.Node, attr map[string]string)) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attr := make(map[string]string, len(n.Attr))
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		do(n, attr)
	}
}

// TestEverythingIsThere: every operation of the contract has its place in both
// languages, and every link within the page leads somewhere.
func TestEverythingIsThere(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openapi.Document)
	if err != nil {
		t.Fatal(err)
	}
	for _, tag := range handbook.Languages() {
		page := write(t, tag)
		ids, links := make(map[string]int), []string{}
		each(t, page, func(_ *html.Node, attr map[string]string) {
			if id := attr["id"]; id != "" {
				ids[id]++
			}
			if to, ok := strings.CutPrefix(attr["href"], "#"); ok {
				links = append(links, to)
			}
		})
		for path, item := range doc.Paths.Map() {
			for method, op := range item.Operations() {
				if ids[op.OperationID] != 1 {
					t.Errorf("%s: %s %s has %d places", tag, method, path, ids[op.OperationID])
				}
			}
		}
		for id, n := range ids {
			if n > 1 {
				t.Errorf("%s: the id %s is there %d times", tag, id, n)
			}
		}
		for _, to := range links {
			if ids[to] == 0 {
				t.Errorf("%s: a link leads to #%s, which is not there", tag, to)
			}
		}
		if !strings.Contains(page, "CMS=https://cms.example.org") || strings.Contains(page, "{base}") {
			t.Errorf("%s: the commands do not name the server", tag)
		}
	}
}

// TestNothingComesFromElsewhere: the page loads nothing, runs nothing, and has no
// style that its policy forbids.
func TestNothingComesFromElsewhere(t *testing.T) {
	for _, tag := range handbook.Languages() {
		styles := 0
		each(t, write(t, tag), func(n *html.Node, attr map[string]string) {
			if slices.Contains([]string{"script", "img", "iframe", "object", "embed", "video", "audio", "form", "base"}, n.Data) {
				t.Errorf("%s: there is a %s", tag, n.Data)
			}
			if n.Data == "style" {
				styles++
			}
			if n.Data == "link" && attr["rel"] == "stylesheet" {
				t.Errorf("%s: a style comes from %s", tag, attr["href"])
			}
			for name, value := range attr {
				if name == "style" || strings.HasPrefix(name, "on") || name == "src" {
					t.Errorf("%s: %s has %s=%q", tag, n.Data, name, value)
				}
				if name == "href" && !strings.HasPrefix(value, "#") && !strings.HasPrefix(value, "/") && !(n.Data == "link" && strings.HasPrefix(value, "data:image/svg+xml,")) {
					t.Errorf("%s: a link leads to %q", tag, value)
				}
			}
		})
		if styles != 1 {
			t.Errorf("%s: %d styles", tag, styles)
		}
	}
}

// ill is what French as it is written in Canada has nowhere outside of code.
var ill = regexp.MustCompile(`\p{L} [:;!?»](?:\s|$)|« `)

// TestFrenchIsWell looks at the texts of the French page that are not code.
func TestFrenchIsWell(t *testing.T) {
	each(t, write(t, "fr"), func(n *html.Node, attr map[string]string) {
		if attr["lang"] == "en" || n.Data == "code" || n.Data == "pre" || n.Data == "style" {
			return
		}
		for p := n; p != nil; p = p.Parent {
			for _, a := range p.Attr {
				if a.Key == "lang" && a.Val == "en" {
					return
				}
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if found := ill.FindString(c.Data); c.Type == html.TextNode && found != "" {
				t.Errorf("%q in %q", found, c.Data)
			}
		}
	})
	english := 0
	each(t, write(t, "en"), func(_ *html.Node, attr map[string]string) {
		if attr["lang"] == "fr" {
			english++
		}
	})
	if english != 1 {
		t.Errorf("%d pieces of the English page are French; the link to the other page alone should be", english)
	}
}

func TestPolicy(t *testing.T) {
	if p := handbook.Policy(); !strings.HasPrefix(p, "default-src 'none'; style-src 'sha256-") || strings.Contains(p, "unsafe") {
		t.Error(p)
	}
}

// TestSize bounds what the page weighs: it is read on phones.
func TestSize(t *testing.T) {
	for _, tag := range handbook.Languages() {
		page := write(t, tag)
		if dir := os.Getenv("HANDBOOK_DIR"); dir != "" {
			os.WriteFile(dir+"/"+string(tag)+".html", []byte(page), 0o644)
		}
		if len(page) > 400<<10 {
			t.Errorf("%s: %d KiB", tag, len(page)>>10)
		}
		t.Log(tag, len(page)>>10)
	}
}
