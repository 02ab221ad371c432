package live_test

import (
	"cmp"
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// sizes are the numbers of posts that benchmarks compare; the aim is
// that they take the same. DIPTYCH_BENCH_POSTS names others, such as 1000,1000000.
func sizes(b *testing.B) []int {
	b.Helper()
	var numbers []int
	for text := range strings.SplitSeq(cmp.Or(os.Getenv("DIPTYCH_BENCH_POSTS"), "1000,100000"), ",") {
		n, err := strconv.Atoi(text)
		if err != nil {
			b.Fatal(err)
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// BenchmarkEntry compares an entry by slug with the same row read by a
// statement of plain database/sql.
func BenchmarkEntry(b *testing.B) {
	for _, n := range sizes(b) {
		db, r := open(b, n)
		pool, err := db.OpenReaders(b.Context(), 1)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { pool.Close() })
		slug := func(i int) string { return fmt.Sprintf("post-%d", 2+i*7919%(n/10)*10) }
		b.Run(fmt.Sprintf("live/posts=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if _, ok, err := r.EntryBySlug(b.Context(), "fr", slug(i)); !ok || err != nil {
					b.Fatal(ok, err)
				}
				i++
			}
		})
		b.Run(fmt.Sprintf("plain/posts=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			stmt, err := pool.PrepareContext(b.Context(), "SELECT card, body, alternates, etag FROM entries WHERE locale = ? AND slug = ?")
			if err != nil {
				b.Fatal(err)
			}
			defer stmt.Close()
			i := 0
			for b.Loop() {
				var card, body, alternates []byte
				var etag string
				if err := stmt.QueryRowContext(b.Context(), "fr", slug(i)).Scan(&card, &body, &alternates, &etag); err != nil {
					b.Fatal(err)
				}
				i++
			}
		})
	}
}

// BenchmarkList compares pages of 20 with the same rows read by a statement of
// plain database/sql.
func BenchmarkList(b *testing.B) {
	for _, n := range sizes(b) {
		db, r := open(b, n)
		pool, err := db.OpenReaders(b.Context(), 1)
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { pool.Close() })
		tag := locale.French
		deep := entry.Range{Locales: []locale.Tag{tag}, Order: entry.NewestFirst, Limit: 20}
		for range min(400, n*9/10/20-1) {
			page, err := r.List(b.Context(), deep)
			if err != nil {
				b.Fatal(err)
			}
			last := page[len(page)-1]
			deep.After = &entry.Key{At: last.Date, Post: last.Post}
		}
		for _, list := range []struct {
			name string
			rg   entry.Range
		}{
			{"first page", entry.Range{Locales: []locale.Tag{tag}, Order: entry.NewestFirst, Limit: 20}},
			{"page 400", deep},
			{"by tag", entry.Range{Locales: []locale.Tag{tag}, Facet: crowd.Tag(3), Order: entry.NewestFirst, Limit: 20}},
			{"chain", entry.Range{Locales: []locale.Tag{tag, locale.English}, Order: entry.NewestFirst, Limit: 20}},
			{"everywhere", entry.Range{Locales: []locale.Tag{entry.Everywhere}, Order: entry.NewestFirst, Limit: 20}},
			{"updated", entry.Range{Locales: []locale.Tag{tag}, Order: entry.RecentlyUpdated, Limit: 20}},
			{"bodies", entry.Range{Locales: []locale.Tag{tag}, Order: entry.NewestFirst, Limit: 20, Bodies: true}},
		} {
			b.Run(fmt.Sprintf("live %s/posts=%d", list.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if page, err := r.List(b.Context(), list.rg); err != nil || len(page) == 0 {
						b.Fatal(len(page), err)
					}
				}
			})
		}
		b.Run(fmt.Sprintf("plain first page/posts=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			stmt, err := pool.PrepareContext(b.Context(), `SELECT e.card, e.etag FROM listing l
				JOIN entries e ON e.post_id = l.post_id AND e.locale = l.locale
				WHERE l.locale = ? AND l.facet = '' AND l.avail = '' ORDER BY l.date DESC, l.post_id DESC LIMIT 20`)
			if err != nil {
				b.Fatal(err)
			}
			defer stmt.Close()
			for b.Loop() {
				plainList(b, stmt)
			}
		})
	}
}

func plainList(b *testing.B, stmt *sql.Stmt) {
	b.Helper()
	rows, err := stmt.QueryContext(b.Context(), "fr")
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var card []byte
		var etag string
		if err := rows.Scan(&card, &etag); err != nil {
			b.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
}
