package crowd_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// A way fills a new database at a path.
type way struct {
	name string
	fill func(path string) error
}

func ways(ctx context.Context) []way {
	s := crowd.Size{Posts: 230, Summary: 20, Body: 40}
	return []way{
		{"open", func(path string) (err error) {
			db, err := store.Open(ctx, path, store.Options{})
			if err != nil {
				return err
			}
			if err := crowd.FillTo(ctx, db, s); err != nil {
				return err
			}
			return db.Close()
		}},
		{"of its own", func(path string) error { return crowd.Make(ctx, path, s) }},
		{"settled", func(path string) error {
			s.Settled = true
			return crowd.Make(ctx, path, s)
		}},
	}
}

// What is dropped to fill it is put back: the statements, and the order of the indexes of a
// table, by which the planner chooses where two are as good.
func TestFillingLeavesTheSchemaAsItWas(t *testing.T) {
	fresh := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(fresh); err != nil {
		t.Fatal(err)
	}
	const schema = "SELECT concat_ws('|', type, name, tbl_name, sql) FROM sqlite_schema ORDER BY type, tbl_name, rowid"
	want := column(t, fresh, schema)
	for _, w := range ways(t.Context()) {
		t.Run(w.name, func(t *testing.T) {
			path := filled(t, w)
			if got := column(t, path, schema); !slices.Equal(got, want) {
				t.Errorf("schema is\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if got := column(t, path, "PRAGMA journal_mode"); !slices.Equal(got, []string{"wal"}) {
				t.Errorf("journal_mode is %q", got)
			}
		})
	}
}

// Rows are written without a look at foreign keys and views: they hold all the same.
func TestFilledRowsAgree(t *testing.T) {
	for _, w := range ways(t.Context()) {
		t.Run(w.name, func(t *testing.T) {
			path := filled(t, w)
			if got := column(t, path, "PRAGMA integrity_check"); !slices.Equal(got, []string{"ok"}) {
				t.Errorf("integrity_check says %q", got)
			}
			for _, none := range []string{
				`SELECT "table" || ' ' || parent FROM pragma_foreign_key_check`,
				differ("post_id, part, by, source, state, status, head, title, date, created, updated", "heads", "heads_due"),
				differ("post_id, locale, by, source, state, status, taken, assignee, due, since, todo, old, words, title", "work", "work_due"),
				differ("locale, facet, avail, n", "listing_counts", "(SELECT locale, facet, avail, count(*) AS n FROM listing GROUP BY 1, 2, 3)"),
				differ("kind, target, post_id", "entry_refs", "(SELECT DISTINCT 'term' AS kind, value AS target, post_id FROM entries, json_each(facets))"),
				differ("locale, facet, month, n", "listing_months", `(SELECT e.locale, l.facet, CAST(strftime('%Y%m', e.date / 1000000, 'unixepoch') AS INTEGER) AS month, count(*) AS n
					FROM entries e JOIN listing l ON l.locale = e.locale AND l.avail = '' AND l.date = e.date AND l.post_id = e.post_id GROUP BY 1, 2, 3)`),
				"SELECT id FROM entries WHERE json_valid(card) = 0 OR json_valid(alternates) = 0 OR json_valid(facets) = 0 OR id > (SELECT count(*) FROM entries)",
				"SELECT post_id FROM revisions WHERE json_valid(doc) = 0 UNION ALL SELECT post_id FROM shared_revisions WHERE json_valid(doc) = 0",
			} {
				if got := column(t, path, none); len(got) > 0 {
					t.Errorf("%s\nhas %d rows, first %q", none, len(got), got[0])
				}
			}
		})
	}
}

// Settled is what upkeep would leave behind in the end, but for words that searches find.
func TestSettledLeavesNothingToDo(t *testing.T) {
	const left = `SELECT 'unsettled' FROM unsettled WHERE turn < 2 UNION ALL SELECT 'unsearched' FROM unsearched
		UNION ALL SELECT 'wordless' FROM heads WHERE part <> '' AND worded <> head`
	for _, w := range ways(t.Context()) {
		if got := column(t, filled(t, w), left); (len(got) == 0) != (w.name == "settled") {
			t.Errorf("%s: %d are left", w.name, len(got))
		}
	}
}

// differ selects what one of two relations has and the other has not.
func differ(columns, a, b string) string {
	a, b = "SELECT "+columns+" FROM "+a, "SELECT "+columns+" FROM "+b
	return "SELECT 'only here' FROM (" + a + " EXCEPT " + b + ") UNION ALL SELECT 'only there' FROM (" + b + " EXCEPT " + a + ")"
}

func filled(t *testing.T, w way) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "diptych.db")
	if err := w.fill(path); err != nil {
		t.Fatal(err)
	}
	return path
}

func column(t *testing.T, path, query string) (list []string) {
	t.Helper()
	pool, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	rows, err := pool.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return list
}
