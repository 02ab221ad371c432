package pairtest

import (
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/porting/hugo"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// Corpora are the names of the test corpora.
func Corpora() []string { return []string{"cds", "cloudops"} }

// read are the corpora that a test of this process has asked for: most ask for the same.
var read sync.Map

// Corpus reads the pairs of a test corpus as an import does, once in a process. It skips
// the test where the corpus is not there.
func Corpus(t testing.TB, name string) []Pair {
	t.Helper()
	if pairs, ok := read.Load(name); ok {
		return slices.Clone(pairs.([]Pair))
	}
	pairs := corpus(t, name)
	read.Store(name, pairs)
	return slices.Clone(pairs)
}

func corpus(t testing.TB, name string) []Pair {
	t.Helper()
	root, err := os.OpenRoot(hugojudge.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	site, err := hugo.Read(t.Context(), root.FS(), hugo.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	policy := sanitize.New(sanitize.Options{})
	var pairs []Pair
	for _, w := range site.Works {
		if len(w.Documents) != 2 {
			continue
		}
		p := Pair{Name: name + " " + w.Documents[0].Path}
		for _, d := range w.Documents {
			page, err := site.Load(t.Context(), d)
			if err != nil {
				t.Fatal(err)
			}
			side := &p.Target
			if d.Locale == w.Source {
				side = &p.Source
			}
			*side = Side{Locale: d.Locale, Text: textOf(t, policy, page)}
		}
		pairs = append(pairs, p)
	}
	return pairs
}

// textOf makes a text of a page as an import does, with its body in HTML.
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
		if r.Title == "" && r.Alt == "" {
			continue
		}
		if text.Resources == nil {
			text.Resources = make(map[string]content.ResourceText)
		}
		text.Resources[r.Name] = content.ResourceText{Title: r.Title, Alt: r.Alt}
	}
	return text
}
