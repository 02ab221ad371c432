package editing_test

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// sizes are the numbers of posts that benchmarks compare: a list of drafts takes
// the same in both. DIPTYCH_BENCH_POSTS names others.
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

// drafted returns a database of n posts, of which every twentieth is a draft in
// French.
func drafted(b *testing.B, n int) (*editing.Service, *sql.DB) {
	b.Helper()
	db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "diptych.db"), store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	if err := crowd.Fill(b.Context(), db, n); err != nil {
		b.Fatal(err)
	}
	writer, err := sql.Open("sqlite", "file:"+db.Path()+"?_pragma=busy_timeout(5000)")
	if err != nil {
		b.Fatal(err)
	}
	_, err = writer.ExecContext(b.Context(), `
		UPDATE translations SET live = 0 WHERE locale = 'fr' AND updated_at % 20 = 2;
		UPDATE heads SET state = 'draft' WHERE part = 'fr' AND updated % 20 = 2`)
	if err != nil {
		b.Fatal(err)
	}
	pool, err := db.OpenReaders(b.Context(), 1)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		for _, c := range []interface{ Close() error }{writer, pool, db} {
			if err := c.Close(); err != nil {
				b.Error(err)
			}
		}
	})
	return &editing.Service{Read: func(ctx context.Context, fn func(editing.Snapshot) error) error {
		return db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
	}}, pool
}

// BenchmarkListDrafts lists twenty drafts, newest saved first, and beside it reads
// by plain SQL the rows that such a list shows.
func BenchmarkListDrafts(b *testing.B) {
	for _, n := range sizes(b) {
		s, pool := drafted(b, n)
		b.Run(fmt.Sprintf("diptych/posts=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				page, err := s.List(b.Context(), editing.ListPosts{Actor: owner, Query: content.PostQuery{Locale: "fr", State: content.StateDraft}})
				if err != nil || len(page.Items) != 20 {
					b.Fatal(len(page.Items), err)
				}
			}
		})
		b.Run(fmt.Sprintf("plain/posts=%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if rows := plainDrafts(b, pool); rows < 20 {
					b.Fatal(rows)
				}
			}
		})
		b.Run(fmt.Sprintf("everything by title/posts=%d", n), func(b *testing.B) {
			for b.Loop() {
				if _, err := s.List(b.Context(), editing.ListPosts{Actor: owner, Query: content.PostQuery{Locale: "fr", Sort: content.TitleUp}}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("drafts with a rare tag/posts=%d", n), func(b *testing.B) {
			q := content.PostQuery{State: content.StateDraft, Terms: []content.NamedTerm{{Kind: content.Tag, ID: crowd.Tag(3)}}}
			for b.Loop() {
				if _, err := s.List(b.Context(), editing.ListPosts{Actor: owner, Query: q}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// plainDrafts reads what a list of drafts shows, and returns the number of rows.
func plainDrafts(b *testing.B, pool *sql.DB) (n int) {
	b.Helper()
	rows, err := pool.QueryContext(b.Context(), `
		SELECT p.id, p.version, p.head, p.live, s.doc, t.locale, t.version, t.head, t.live, r.doc
		FROM (SELECT post_id FROM heads WHERE part = 'fr' AND state = 'draft' ORDER BY updated DESC, post_id DESC LIMIT 20) h
		JOIN posts p ON p.id = h.post_id JOIN shared_revisions s ON s.post_id = p.id AND s.n = p.head
		JOIN translations t ON t.post_id = p.id JOIN revisions r ON r.post_id = p.id AND r.locale = t.locale AND r.n = t.head`)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, tag, shared, text string
		var version, head, live, tVersion, tHead, tLive int64
		if err := rows.Scan(&id, &version, &head, &live, &shared, &tag, &tVersion, &tHead, &tLive, &text); err != nil {
			b.Fatal(err)
		}
		n++
	}
	if err := rows.Err(); err != nil {
		b.Fatal(err)
	}
	return n
}
