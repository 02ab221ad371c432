package housetest

import (
	"bufio"
	"encoding/json"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/reading"
)

// A wish is what a reader looks for, and the post that they mean by it.
type wish struct {
	corpus, locale, query string
	means                 []string // pieces of slugs, without accents; one of them
}

func wishes(t *testing.T) []wish {
	t.Helper()
	f, err := os.Open("testdata/queries.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var list []wish
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		asked, means, ok := strings.Cut(line, " | ")
		words := strings.SplitN(asked, " ", 3)
		if !ok || len(words) != 3 {
			t.Fatalf("line %q", line)
		}
		list = append(list, wish{words[0], words[1], words[2], strings.Split(means, ", ")})
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}

// TestSearchFindsWhatReadersMean asks what readers ask of two real sites. Of a hundred
// queries at least ninety-five have the post that is meant among the first three.
func TestSearchFindsWhatReadersMean(t *testing.T) {
	houses := map[string]*app.House{"cds": siteOf(t, "cds"), "cloudops": siteOf(t, "cloudops")}
	all := wishes(t)
	missed := 0
	for _, w := range all {
		titles, slugs := searched(t, houses[w.corpus], w)
		if !slices.ContainsFunc(slugs, func(slug string) bool {
			return slices.ContainsFunc(w.means, func(piece string) bool { return strings.Contains(slug, piece) })
		}) {
			missed++
			t.Logf("missed: %s %s %q: found %q", w.corpus, w.locale, w.query, titles)
		}
	}
	t.Logf("%d of %d found among the first three", len(all)-missed, len(all))
	if missed*20 > len(all) {
		t.Errorf("%d of %d queries missed the post that was meant", missed, len(all))
	}
}

// searched returns the first three titles, and their slugs without accents.
func searched(t *testing.T, h *app.House, w wish) (titles, slugs []string) {
	t.Helper()
	a, err := h.Reading.Search(t.Context(), reading.SearchQuery{Choice: reading.Choice{Locale: w.locale}, Text: w.query, Limit: "3"})
	if err != nil {
		t.Fatalf("%s: %v", w.query, err)
	}
	var page struct {
		Items []struct {
			Title string
			Post  struct{ Slug string }
		}
	}
	if err := json.Unmarshal(a.Body, &page); err != nil {
		t.Fatal(err)
	}
	for _, item := range page.Items {
		titles, slugs = append(titles, item.Title), append(slugs, content.MakeSlug(item.Post.Slug))
	}
	return titles, slugs
}

// siteOf returns a house with a test corpus in it.
func siteOf(t *testing.T, name string) *app.House {
	t.Helper()
	data, _ := brings(t, name)
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	h, err := app.Open(t.Context(), data, app.Options{Catalog: catalog, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	h.Reading.SearchTime = time.Hour // what a search finds is judged, not the machine
	return h
}
