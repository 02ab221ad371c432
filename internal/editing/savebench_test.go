package editing_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

// paged makes a body of about 10 kB; k tells two apart in a few words.
func paged(k int) content.Text {
	const paragraph = "<p>L’équipe a <strong>publié</strong> hier une nouvelle version du <a href=\"/guide\">guide</a>\u00a0: elle corrige 12 erreurs " +
		"et ajoute un chapitre sur les <em>sauvegardes</em>, que les lecteurs demandaient depuis longtemps.</p>\n"
	return content.Text{Title: "Un guide", Slug: "guide", Body: fmt.Sprintf("<p>Version %d.</p>\n", k) + strings.Repeat(paragraph, 40)}
}

// A saveBench is a database on disk with a pair of posts.
type saveBench struct {
	editing.Service
	post *content.Post
	path string
}

func openSaveBench(b *testing.B) *saveBench {
	b.Helper()
	s := &saveBench{path: filepath.Join(b.TempDir(), "diptych.db")}
	db, err := store.Open(b.Context(), s.path, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		if err := db.Close(); err != nil {
			b.Error(err)
		}
	})
	s.Write = func(ctx context.Context, fn func(editing.Tx) error) error {
		return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}
	s.Read = func(ctx context.Context, fn func(editing.Snapshot) error) error {
		return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
	}
	saved, err := s.Create(b.Context(), editing.CreatePost{Actor: owner, Whole: editing.Whole{Source: "fr"},
		Translations: map[locale.Tag]editing.Translating{"fr": {Text: paged(0)}, "en": {Text: text("A guide", "<p>a</p>")}}})
	if err != nil {
		b.Fatal(err)
	}
	s.post = saved.Post
	return s
}

func (s *saveBench) save(b *testing.B, k int) {
	b.Helper()
	saved, err := s.SaveTranslation(b.Context(), editing.SaveTranslation{
		Actor: owner, Post: s.post.ID, Locale: "fr", Version: s.post.Translation("fr").Version, Change: editing.Replace(paged(k)),
	})
	if err != nil {
		b.Fatal(err)
	}
	s.post = saved.Post
}

// BenchmarkSave saves a text of 10 kB, on disk: sanitized, compared, numbered,
// with its words for the lists of drafts, its event and its line in the audit.
// Beside it, bare SQL reads and writes the same rows in one transaction, with
// everything at hand and nothing checked.
func BenchmarkSave(b *testing.B) {
	b.Run("diptych", func(b *testing.B) {
		s := openSaveBench(b)
		began := processor(b)
		for k := 1; b.Loop(); k++ {
			s.save(b, k)
		}
		reportProcessor(b, began)
	})
	b.Run("bare", func(b *testing.B) {
		s := openSaveBench(b)
		s.save(b, 1)
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
		began := processor(b)
		for n := 3; b.Loop(); n++ {
			if err := bareSave(b.Context(), pool, string(s.post.ID), n); err != nil {
				b.Fatal(err)
			}
		}
		reportProcessor(b, began)
	})
}

// processor returns the processor time that the process has used: what stays when
// the disk is slow and others work beside.
func processor(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func reportProcessor(b *testing.B, began time.Duration) {
	b.ReportMetric(float64((processor(b)-began).Microseconds())/float64(b.N), "cpu-µs/op")
}

// bareSave makes revision n as a copy of the one before.
func bareSave(ctx context.Context, pool *sql.DB, post string, n int) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, read := range []string{
		"SELECT * FROM posts WHERE id = ?1", "SELECT * FROM translations WHERE post_id = ?1", "SELECT settings FROM site", "SELECT * FROM locales",
		"SELECT * FROM revisions WHERE post_id = ?1 AND locale = 'fr' AND n = ?2 - 1", "SELECT * FROM shared_revisions WHERE post_id = ?1",
		"SELECT * FROM slugs WHERE post_id = ?1", "SELECT * FROM paths WHERE post_id = ?1",
	} {
		rows, err := tx.QueryContext(ctx, read, post, n)
		if err != nil {
			return fmt.Errorf("%s: %w", read, err)
		}
		for rows.Next() {
		}
		if err := rows.Close(); err != nil {
			return err
		}
	}
	for _, write := range []string{
		"UPDATE translations SET version = ?2, head = ?2, updated_at = ?2 WHERE post_id = ?1 AND locale = 'fr'",
		"UPDATE posts SET updated_at = ?2 WHERE id = ?1",
		copied,
		"UPDATE site SET outbox_seq = outbox_seq + 1 WHERE ?1 = ?1 AND ?2 = ?2",
		`INSERT INTO outbox (seq, i, type, subject, body, at) SELECT outbox_seq, 0, 'translation.saved', ?1, '{"revision":1,"by":"cli"}', ?2 FROM site`,
		`INSERT INTO audit (at, actor, name, via, operation, outcome, post, locales, subject, address, agent, detail)
			VALUES (?2, 'cli', 'cli', '', 'translation.saved', 'done', ?1, ' fr ', '', '', '', '{"revision":1,"by":"cli"}')`,
		"UPDATE heads SET head = ?2, updated = ?2, worded = ?2 WHERE post_id = ?1 AND part = 'fr'",
	} {
		if _, err := tx.ExecContext(ctx, write, post, n); err != nil {
			return fmt.Errorf("%s: %w", write, err)
		}
	}
	return tx.Commit()
}

// copied adds a revision with the text of the one before.
const copied = `INSERT INTO revisions (post_id, locale, n, version, at, by, origin, note, based_on, based_in, minor, hash, policy, sense, title, doc, submitted)
	SELECT post_id, locale, ?2, ?2, at, by, origin, note, based_on, based_in, minor, hash, policy, sense, title, doc, submitted
	FROM revisions WHERE post_id = ?1 AND locale = 'fr' AND n = ?2 - 1`

// BenchmarkDiff compares two revisions of 10 kB as the API does, both sanitized
// anew. Beside it, bare SQL reads the two.
func BenchmarkDiff(b *testing.B) {
	s := openSaveBench(b)
	s.save(b, 1)
	b.Run("diptych", func(b *testing.B) {
		for b.Loop() {
			d, err := s.DiffRevision(b.Context(), editing.DiffRevision{Actor: owner, Post: s.post.ID, Locale: "fr", N: 2})
			if err != nil || d.Body.Added != 1 {
				b.Fatal(d.Body.Added, err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		pool, err := sql.Open("sqlite", "file:"+s.path+"?mode=ro&_pragma=busy_timeout(5000)")
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() {
			if err := pool.Close(); err != nil {
				b.Error(err)
			}
		})
		for b.Loop() {
			for n := 1; n <= 2; n++ {
				var doc string
				err := pool.QueryRowContext(b.Context(), "SELECT doc FROM revisions WHERE post_id = ? AND locale = 'fr' AND n = ?", string(s.post.ID), n).Scan(&doc)
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
