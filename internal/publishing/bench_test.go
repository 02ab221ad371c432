package publishing_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
	"github.com/diptych-cms/diptych/internal/store"
)

// A bench is a database on disk with one live pair whose heads are newer.
type bench struct {
	publish publishing.Service
	edit    editing.Service
	path    string
	post    *content.Post
}

// paragraph and count make bodies of about 6 KB, as posts of the corpus have.
const (
	paragraph = "<p>Kubernetes 1.13 est sorti, et il apporte «\u00a0kubeadm\u00a0» stable, <a href=\"/fr/une/\">CSI</a> et CoreDNS.</p>\n"
	count     = 60
)

func openBench(b *testing.B) *bench {
	b.Helper()
	s := &bench{path: filepath.Join(b.TempDir(), "diptych.db")}
	db, err := store.Open(b.Context(), s.path, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	s.publish.Write = func(ctx context.Context, fn func(publishing.Tx) error) error {
		return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}
	s.edit.Write = func(ctx context.Context, fn func(editing.Tx) error) error {
		return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}
	s.edit.Read = func(ctx context.Context, fn func(editing.Snapshot) error) error {
		return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
	}
	saved, err := s.edit.Create(b.Context(), editing.CreatePost{Actor: owner, Whole: editing.Whole{Source: "en"},
		Translations: map[locale.Tag]editing.Translating{"en": {Text: body(0)}, "fr": {Text: body(0)}}})
	if err != nil {
		b.Fatal(err)
	}
	s.post = saved.Post
	s.live(b, 1)
	return s
}

func body(k int) content.Text {
	return content.Text{Title: "A post", Body: fmt.Sprintf("<p>%d</p>\n", k) + strings.Repeat(paragraph, count)}
}

// save gives both translations a new head.
func (s *bench) save(b *testing.B, k int) {
	for _, tag := range []locale.Tag{"en", "fr"} {
		saved, err := s.edit.SaveTranslation(b.Context(), editing.SaveTranslation{
			Actor: owner, Post: s.post.ID, Locale: tag, Version: s.post.Translation(tag).Version, Change: editing.Replace(body(k)),
		})
		if err != nil {
			b.Fatal(err)
		}
		s.post = saved.Post
	}
}

// live publishes the revision of both.
func (s *bench) live(b *testing.B, n int) {
	if _, err := s.publish.Publish(b.Context(), ask(s.post.ID, 1, "en", n, "fr", n)); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkPublishPair publishes both languages of a post, on disk, and beside
// it does the least that bare SQL must write and read for the same.
func BenchmarkPublishPair(b *testing.B) {
	b.Run("diptych", func(b *testing.B) {
		s := openBench(b)
		n := 1
		for b.Loop() {
			b.StopTimer()
			n++
			s.save(b, n)
			b.StartTimer()
			s.live(b, n)
		}
	})
	b.Run("bare", func(b *testing.B) {
		s := openBench(b)
		s.save(b, 2)
		pool, err := sql.Open("sqlite", "file:"+s.path+
			"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_txlock=immediate")
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			if err := pool.Close(); err != nil {
				b.Error(err)
			}
		})
		pool.SetMaxOpenConns(1)
		n := int64(2)
		for b.Loop() {
			n++
			if err := bare(b.Context(), pool, string(s.post.ID), n); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// bare reads the post and its two texts, and writes pointers, entries, changes,
// and two events: what no publication can do without.
func bare(ctx context.Context, pool *sql.DB, id string, n int64) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	var seq, live int64
	var doc string
	if err := tx.QueryRowContext(ctx, "SELECT live FROM posts WHERE id = ?", id).Scan(&live); err != nil {
		return err
	}
	if err := tx.QueryRowContext(ctx, "UPDATE site SET seq = seq + 1, outbox_seq = outbox_seq + 1 RETURNING outbox_seq").Scan(&seq); err != nil {
		return err
	}
	for i, tag := range []string{"en", "fr"} {
		if err := tx.QueryRowContext(ctx, "SELECT doc FROM revisions WHERE post_id = ? AND locale = ? AND n = 2", id, tag).Scan(&doc); err != nil {
			return err
		}
		for _, write := range []struct {
			statement string
			values    []any
		}{
			{"UPDATE translations SET live = ?, live_at = ? WHERE post_id = ? AND locale = ?", []any{1 + n%2, n, id, tag}},
			{"UPDATE entries SET updated_at = ?, seq = ?, etag = ?, body = ? WHERE post_id = ? AND locale = ?", []any{n, seq, fmt.Sprint(n), []byte(fmt.Sprint(n) + doc), id, tag}},
			{"INSERT INTO changes (post_id, locale, seq, op, cause, by, redirect) VALUES (?, ?, ?, 'upsert', 'content', '', '') ON CONFLICT DO UPDATE SET seq = excluded.seq", []any{id, tag, seq}},
			{"INSERT INTO outbox (seq, i, type, subject, body, at) VALUES (?, ?, 'post.published', ?, '{}', ?)", []any{seq, i, id, n}},
		} {
			if _, err := tx.ExecContext(ctx, write.statement, write.values...); err != nil {
				return fmt.Errorf("%s: %w", write.statement, err)
			}
		}
	}
	if _, err := tx.ExecContext(ctx, "UPDATE posts SET live_at = ? WHERE id = ?", n, id); err != nil {
		return err
	}
	return tx.Commit()
}
