package live

import (
	"errors"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/search"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// TestSearchesFollowTheirIndex reads the plans of searches: the index of words is asked
// first, in the order of its rows, and nothing is sorted.
func TestSearchesFollowTheirIndex(t *testing.T) {
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
	for name, query := range map[string]string{
		"found": found, "ranked": foundRanked, "plain": foundPlain, "matching": matching, "titles": titlesIn, "by row": byRow, "names": namesOf,
		"vocabulary": vocabulary, "vocabulary of titles": inTitles, "wordless": wordless,
	} {
		rows, err := pool.QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query, make([]any, values(query))...)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for rows.Next() {
			var id, parent, unused int
			var step string
			if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
				t.Fatal(err)
			}
			virtual := strings.Contains(step, "VIRTUAL TABLE INDEX") || step == "SCAN (subquery-1)" || step == "SCAN unsearched"
			if strings.Contains(step, "TEMP B-TREE") || large(step) && !virtual {
				t.Errorf("%s: %s", name, step)
			}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPhrasesOfTitlesAreThoseOfAllTexts asks both indexes for phrases in titles.
func TestPhrasesOfTitlesAreThoseOfAllTexts(t *testing.T) {
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "diptych.db"), store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := errors.Join(crowd.Fill(t.Context(), db, 200), crowd.Tell(t.Context(), db, 20)); err != nil {
		t.Fatal(err)
	}
	r, err := Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	word := func(place int) string { return crowd.Word("fr", place) }
	for _, text := range []string{word(0), word(0) + " " + word(1), word(1) + " " + word(0), word(3) + `" "` + word(1)} {
		m := search.Parse(`"`+text+`"`, "fr").Match(nil, false)
		f := search.Finding{Match: m, Titles: true, Limit: 1000, Within: time.Hour}
		plain, _, err := r.Find(t.Context(), f)
		if err != nil || finding(f) != foundPlain || len(plain) == 0 {
			t.Fatalf("%s: %d found, %v", text, len(plain), err)
		}
		f.Ranked = true // by the index of all
		all, _, err := r.Find(t.Context(), f)
		if same := func(a, b search.Hit) bool { return a.ID == b.ID && a.Date.Equal(b.Date) }; err != nil || !slices.EqualFunc(plain, all, same) {
			t.Errorf("%s: %d in titles, %d in all, %v", text, len(plain), len(all), err)
		}
	}
}

// TestExpressionsAreUnderstood asks FTS5 what searches with every sign of its syntax
// become: it never finds a fault in one.
func TestExpressionsAreUnderstood(t *testing.T) {
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "diptych.db"), store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r, err := Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, text := range []string{
		`a" OR "b`, "NEAR(a b, 2)", "title:x", "{title body} : x", "-x y", `x -"y z"`, "x*", "^x", "x AND NOT y", "(((", "+x", "a\x00b", "’’’", `\"x`, "x'); DROP TABLE entries", "१२३ ½ 日本語",
	} {
		q := search.Parse(text, "fr-CA")
		for _, any := range []bool{false, true} {
			m := q.Match(search.Begins{"abc"}, any)
			m.Facet = search.Facet("0197-x")
			if len(m.All) == 0 {
				continue
			}
			for _, titles := range []bool{false, true} {
				if _, _, err := r.Find(t.Context(), search.Finding{Match: m, Titles: titles, Ranked: true, Limit: 5, Within: 1 << 30}); err != nil {
					t.Errorf("%q: %s: %v", text, expression(m, titles), err)
				}
			}
		}
	}
}
