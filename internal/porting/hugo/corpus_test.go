package hugo

import (
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/porting"
)

// readCorpus reads a test corpus through a root, as the program does.
func readCorpus(t testing.TB, name string) *porting.Site {
	t.Helper()
	root, err := os.OpenRoot(hugojudge.Corpus(t, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	site, err := Read(t.Context(), root.FS(), Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

// TestHugoJudges compares public paths, aliases, dates and pairs with what the
// real Hugo says, file by file.
func TestHugoJudges(t *testing.T) {
	for _, name := range []string{"cds", "cloudops"} {
		t.Run(name, func(t *testing.T) {
			want := hugojudge.Pages(t, hugojudge.Corpus(t, name))
			compare(t, readCorpus(t, name), want)
		})
	}
}

// compare reports each file in which the site and Hugo differ.
func compare(t *testing.T, site *porting.Site, want map[string]hugojudge.Page) {
	t.Helper()
	seen := 0
	for _, w := range site.Works {
		for _, d := range w.Documents {
			h, ok := want[d.Path]
			if !ok {
				t.Errorf("%s: Hugo has no such page", d.Path)
				continue
			}
			seen++
			compareOne(t, site, w, d, h)
		}
	}
	if seen != len(want) {
		t.Errorf("%d documents, Hugo has %d pages", seen, len(want))
	}
}

func compareOne(t *testing.T, site *porting.Site, w porting.Work, d porting.Document, h hugojudge.Page) {
	t.Helper()
	if d.URLPath != h.Path() {
		t.Errorf("%s: path %q, Hugo %q", d.Path, d.URLPath, h.Path())
	}
	for _, a := range h.Aliases {
		p := strings.TrimSuffix(a, "/")
		if !slices.ContainsFunc(d.Aliases, func(own string) bool { return strings.TrimSuffix(own, "/") == p }) && p != strings.TrimSuffix(d.URLPath, "/") {
			t.Errorf("%s: alias %q of Hugo is not among %q", d.Path, a, d.Aliases)
		}
	}
	page, err := site.Load(t.Context(), d)
	if err != nil {
		t.Errorf("%s: %v", d.Path, err)
		return
	}
	switch {
	case page.Date == nil && !h.Date.IsZero(), page.Date != nil && !page.Date.At.Equal(h.Date):
		t.Errorf("%s: date %v, Hugo %v", d.Path, page.Date, h.Date)
	}
	if page.Title != h.Title && !strings.Contains(h.Title, "&") {
		t.Errorf("%s: title %q, Hugo %q", d.Path, page.Title, h.Title)
	}
	var others []string
	for _, o := range w.Documents {
		if o.Path != d.Path {
			others = append(others, o.Path)
		}
	}
	if !slices.Equal(others, h.Translations) {
		t.Errorf("%s: translations %q, Hugo %q", d.Path, others, h.Translations)
	}
	if _, err := url.Parse(d.URLPath); err != nil && !strings.Contains(d.URLPath, "%") {
		t.Errorf("%s: path %q: %v", d.Path, d.URLPath, err)
	}
}
