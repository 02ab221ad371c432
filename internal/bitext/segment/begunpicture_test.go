package segment_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
)

// TestBegunWithPictures writes texts with pictures among their words into their
// skeletons at once, in either order: each picture stands there once, and says what
// was written of it.
func TestBegunWithPictures(t *testing.T) {
	for name, text := range map[string]content.Text{
		"HTML":     htmlText(`<p>See <img src="/a.png" alt="A boat"> here.</p><p>And <a href="/x" title="A tip">this</a>.</p><figure><img src="/b.png" alt="A bee"></figure>`),
		"Markdown": markdownText(t, "See ![A boat](/a.png) here.\n\nAnd [this](/x \"A tip\").\n\n- One ![A bee](/b.png)\n  - Two\n"),
	} {
		source := segment.Cut("en", text)
		for _, backwards := range []bool{false, true} {
			skeleton, beads, err := segment.Begin(source, "fr")
			if err != nil {
				t.Fatal(err)
			}
			var list []segment.Writing
			for i, s := range source.Segments {
				if s.Bare() {
					continue
				}
				one := segment.Writing{Source: []int{i}, Text: strings.NewReplacer("boat", "bateau", "bee", "abeille", "tip", "truc").Replace(s.Text)}
				if at, ok := beads[i]; ok {
					one.Target = []int{at}
				}
				list = append(list, one)
			}
			if backwards {
				slices.Reverse(list)
			}
			joined, err := skeleton.Write(source, beads, list)
			if err != nil {
				t.Errorf("%s, backwards %v: %v", name, backwards, err)
				continue
			}
			for _, want := range []string{"/a.png", "A bateau", "A truc", "/b.png", "A abeille"} {
				if strings.Count(joined.Text.Body, want) != 1 {
					t.Errorf("%s, backwards %v: %q not once in %s", name, backwards, want, joined.Text.Body)
				}
			}
		}
	}
}
