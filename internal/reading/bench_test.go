package reading_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/diptych-cms/diptych/internal/reading"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// Each benchmark stands beside its baseline: the same rows by a prepared
// statement of database/sql, and nothing else.

const (
	plainEntry = "SELECT etag, card, body, alternates FROM entries WHERE locale = ? AND slug = ?"
	plainList  = `SELECT e.post_id, e.date, e.card FROM (SELECT date, post_id FROM listing
		WHERE locale = ? AND facet = '' AND avail = '' ORDER BY date DESC, post_id DESC LIMIT 21) l
		CROSS JOIN entries e ON e.post_id = l.post_id AND e.locale = ?`
	plainPage = `SELECT e.post_id, e.date, e.card FROM (SELECT date, post_id FROM listing
		WHERE locale = ? AND facet = '' AND avail = '' AND (date, post_id) < (?, ?) ORDER BY date DESC, post_id DESC LIMIT 21) l
		CROSS JOIN entries e ON e.post_id = l.post_id AND e.locale = ?`
)

// crowded returns a world of n posts, and a pool for the baseline.
func crowded(b *testing.B, n int) (*world, *sql.DB) {
	b.Helper()
	w := newWorld(b)
	if err := crowd.Fill(b.Context(), w.db, n); err != nil {
		b.Fatal(err)
	}
	pool, err := w.db.OpenReaders(b.Context(), 1)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = pool.Close() })
	return w, pool
}

// BenchmarkReading measures answers, at two sizes, since the number of posts
// must not matter. A database of 100,000 takes half a minute to fill, once.
func BenchmarkReading(b *testing.B) {
	for _, n := range []int{1_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			w, pool := crowded(b, n)
			b.Run("entry", func(b *testing.B) { benchEntry(b, w, pool, n) })
			b.Run("list", func(b *testing.B) { benchList(b, w, pool) })
			if n > 10_000 {
				b.Run("page400", func(b *testing.B) { benchPage400(b, w, pool) })
			}
		})
	}
}

func benchEntry(b *testing.B, w *world, pool *sql.DB, n int) {
	slugs := make([]string, 1000)
	for i := range slugs {
		slugs[i] = fmt.Sprintf("post-%d", 10*(1+rand.IntN(n/10-1))+2) // live in both languages
	}
	for name, choice := range map[string]reading.Choice{
		"reading": {Locale: "fr"}, "reading-accept": {Accept: "fr-CA, en;q=0.5"},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if _, err := w.Entry(b.Context(), reading.EntryQuery{Slug: slugs[i%len(slugs)], Choice: choice}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("sql", func(b *testing.B) {
		b.ReportAllocs()
		stmt := prepare(b, pool, plainEntry)
		var etag string
		var card, body, alternates []byte
		for i := 0; b.Loop(); i++ {
			if err := stmt.QueryRowContext(b.Context(), "fr", slugs[i%len(slugs)]).Scan(&etag, &card, &body, &alternates); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// benchList reads lists of 20, of several kinds.
func benchList(b *testing.B, w *world, pool *sql.DB) {
	for name, q := range map[string]reading.ListQuery{
		"reading":          {Choice: reading.Choice{Locale: "fr"}},
		"reading-fallback": {Choice: reading.Choice{Locale: "fr", Fallback: "en"}},
		"reading-tag":      {Choice: reading.Choice{Locale: "fr"}, Tag: "tag-001"},
		"reading-total":    {Choice: reading.Choice{Locale: "fr"}, Total: "true"},
		"reading-all":      {Choice: reading.Choice{Locale: "*"}},
		"reading-bodies":   {Choice: reading.Choice{Locale: "fr"}, Fields: "title,body"},
	} {
		b.Run(name, func(b *testing.B) { readList(b, w, q) })
	}
	b.Run("sql", func(b *testing.B) {
		b.ReportAllocs()
		stmt := prepare(b, pool, plainList)
		for b.Loop() {
			scanCards(b, stmt, "fr", "fr")
		}
	})
}

// benchPage400 reads a page that lies 400 pages deep.
func benchPage400(b *testing.B, w *world, pool *sql.DB) {
	q := reading.ListQuery{Choice: reading.Choice{Locale: "fr"}}
	for range 400 {
		a, err := w.List(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		q.Cursor = a.Next
	}
	b.Run("reading", func(b *testing.B) { readList(b, w, q) })
	b.Run("sql", func(b *testing.B) {
		var at int64
		var id string
		deep := "SELECT date, post_id FROM listing WHERE locale = 'fr' AND facet = '' AND avail = '' ORDER BY date DESC, post_id DESC LIMIT 1 OFFSET 7999"
		if err := pool.QueryRowContext(b.Context(), deep).Scan(&at, &id); err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		stmt := prepare(b, pool, plainPage)
		for b.Loop() {
			scanCards(b, stmt, "fr", at, id, "fr")
		}
	})
}

func readList(b *testing.B, w *world, q reading.ListQuery) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.List(b.Context(), q); err != nil {
			b.Fatal(err)
		}
	}
}

func prepare(b *testing.B, pool *sql.DB, query string) *sql.Stmt {
	b.Helper()
	stmt, err := pool.PrepareContext(b.Context(), query)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = stmt.Close() })
	return stmt
}

func scanCards(b *testing.B, stmt *sql.Stmt, args ...any) {
	b.Helper()
	rows, err := stmt.QueryContext(b.Context(), args...)
	if err != nil {
		b.Fatal(err)
	}
	var id string
	var at int64
	var card []byte
	n := 0
	for rows.Next() {
		if err := rows.Scan(&id, &at, &card); err != nil {
			b.Fatal(err)
		}
		n++
	}
	if err := rows.Close(); err != nil || n != 21 {
		b.Fatalf("%d cards, %v", n, err)
	}
}
