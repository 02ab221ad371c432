package segment_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
)

// TestLongTexts cuts and compares texts of a size that takes hours if each sign or tag
// is compared with each other one.
func TestLongTexts(t *testing.T) {
	for name, text := range map[string]string{
		"full stops":    strings.Repeat(".", 1_000_000),
		"abbreviations": strings.Repeat("No. 5 ", 200_000),
		"empty lines":   "<1>" + strings.Repeat("\n", 1_000_000) + "</1>",
	} {
		if list := segment.Sentences(text, "en"); len(list) != 1 || list[0] != text {
			t.Errorf("%s: cut into %d sentences", name, len(list))
		}
	}
	const n = 50_000
	source := segment.Cut("en", content.Text{HTML: "<p>" + strings.Repeat(`<a href="/x">w</a> `, n) + "</p>"}).Segments[0]
	for _, element := range []string{`<a href="/y">w</a> `, "<em>w</em> "} {
		target := segment.Cut("fr", content.Text{HTML: "<p>" + strings.Repeat(element, n) + "</p>"}).Segments[0]
		want := n // links stand for links
		if strings.HasPrefix(element, "<em>") {
			want = 2 * n
		}
		if got := segment.Beside(source, target); len(got.Tags) != want {
			t.Errorf("%s beside links has %d numbers, want %d", element, len(got.Tags), want)
		}
	}
}

// TestSentencesOfFullStops cuts at an ellipsis wherever it stands.
func TestSentencesOfFullStops(t *testing.T) {
	for text, want := range map[string]int{
		"... And so.":    2,
		"Well... yes.":   1,
		"Well... Yes.":   2,
		"One ... Two.":   2,
		"What?! No... 3": 3,
	} {
		if list := segment.Sentences(text, "en"); len(list) != want || strings.Join(list, "") != text {
			t.Errorf("%q is cut into %q, want %d", text, list, want)
		}
	}
}
