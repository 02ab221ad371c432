package align_test

import (
	"os"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/porting/hugo"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A pair is a post in two languages, cut.
type pair struct {
	name           string
	source, target *segment.Document
}

// corpusPairs reads the pairs of a corpus as an import does. It skips the test
// where the corpus is not there.
func corpusPairs(t testing.TB, name string) []pair {
	t.Helper()
	root, err := os.OpenRoot(hugojudge.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	site, err := hugo.Read(t.Context(), root.FS(), hugo.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	policy := sanitize.New(sanitize.Options{})
	var pairs []pair
	for _, w := range site.Works {
		if len(w.Documents) != 2 {
			continue
		}
		p := pair{name: name + " " + w.Documents[0].Path}
		for _, d := range w.Documents {
			page, err := site.Load(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			cut := segment.Cut(d.Locale, textOf(t, policy, page))
			if d.Locale == w.Source {
				p.source = cut
			} else {
				p.target = cut
			}
		}
		pairs = append(pairs, p)
	}
	return pairs
}

// textOf makes a text of a page as an import does.
func textOf(t testing.TB, policy *sanitize.Policy, page *porting.Page) content.Text {
	t.Helper()
	html := page.Body
	if page.Format == content.Markdown {
		var err error
		if html, err = markup.FromMarkdown(page.Body); err != nil {
			t.Fatal(err)
		}
	}
	html = policy.Body(html).HTML
	text := content.Text{Title: page.Title, Summary: page.Summary, SEO: page.SEO, Format: content.HTML, Body: html, HTML: html}
	for _, r := range page.Resources {
		if r.Title != "" || r.Alt != "" {
			if text.Resources == nil {
				text.Resources = make(map[string]content.ResourceText)
			}
			text.Resources[r.Name] = content.ResourceText{Title: r.Title, Alt: r.Alt}
		}
	}
	return text
}
