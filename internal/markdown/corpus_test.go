package markdown_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/markdown"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/pairtest"
)

// TestCorpora holds that Markdown says what the HTML of real posts says, word for word.
func TestCorpora(t *testing.T) {
	for _, name := range pairtest.Corpora() {
		t.Run(name, func(t *testing.T) {
			for _, pair := range pairtest.Corpus(t, name) {
				for _, side := range []pairtest.Side{pair.Source, pair.Target} {
					got, err := markdown.From(side.Text.HTML)
					if err != nil {
						t.Fatal(err)
					}
					back, err := markup.FromMarkdown(got)
					if err != nil {
						t.Fatal(err)
					}
					if markup.HasElement(side.Text.HTML, "iframe") {
						continue // a link stands in its place, which says something
					}
					if said, says := words(side.Text.HTML), words(back); said != says {
						t.Errorf("%s (%s) becomes\n%s\nwhich says other words", pair.Name, side.Locale, got)
					}
				}
			}
		})
	}
}
