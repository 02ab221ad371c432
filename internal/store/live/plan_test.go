package live

import (
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// small are the scans that cost nothing: values that were asked for, rows that
// the statement has just found, the few locales of a site.
var small = []string{"SCAN w", "SCAN l", "SCAN f", "SCAN chain", "SCAN CONSTANT"}

func TestEveryStatementIsOneIndexRange(t *testing.T) {
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "diptych.db"), store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := crowd.Fill(t.Context(), db, 50); err != nil {
		t.Fatal(err)
	}
	pool, err := db.OpenReaders(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()

	queries := map[string]string{
		"entry by post": entryByPost, "entry by chain": entryByChain, "entry by slug": entryBySlug,
		"slug elsewhere": slugElsewhere, "count": countOf, "old slug": oldSlug, "merged": merged, "paths": paths,
		"terms": termsOf, "term by slug": termBySlug, "term anywhere": termAnywhere, "live asset": liveAsset, "live media": liveMedia,
		"site": siteRow,
	}
	for _, chain := range [][]locale.Tag{{"en"}, {"fr", "en"}, {"fr", "en", "de"}, {entry.Everywhere}} {
		for _, bodies := range []bool{false, true} {
			for _, descending := range []bool{false, true} {
				query, _ := listQuery(entry.Range{Locales: chain, Facet: content.TermID("x"), Bodies: bodies}, descending)
				queries["list "+query] = query
			}
		}
	}
	updated, _ := listQuery(entry.Range{Locales: []locale.Tag{"en"}, Order: entry.RecentlyUpdated}, true)
	queries["updated"] = updated

	for name, query := range queries {
		rows, err := pool.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, values(query))...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var plan []string
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			plan = append(plan, step)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		for _, step := range plan {
			if strings.Contains(step, "TEMP B-TREE") || large(step) {
				t.Errorf("%s: %s\nplan:\n%s", name, step, strings.Join(plan, "\n"))
			}
		}
	}
}

// values returns how many values a statement takes.
func values(query string) int {
	if !strings.Contains(query, "?1") {
		return strings.Count(query, "?")
	}
	n := 0
	for _, c := range []string{"?1", "?2", "?3"} {
		if strings.Contains(query, c) {
			n++
		}
	}
	return n
}

// large reports whether the step goes through a whole table.
func large(step string) bool {
	if !strings.HasPrefix(step, "SCAN") || strings.HasSuffix(step, "VALUES CLAUSE") {
		return false
	}
	for _, s := range small {
		if step == s || strings.HasPrefix(step, s+" ") {
			return false
		}
	}
	return true
}
