package publishing_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/publishing"
	"github.com/diptych-cms/diptych/internal/search"
	"github.com/diptych-cms/diptych/internal/settling"
	"github.com/diptych-cms/diptych/internal/store"
)

// A bench is a database on disk with live pairs whose heads are newer.
type bench struct {
	publish publishing.Service
	edit    editing.Service
	settle  settling.Service
	path    string
	posts   []*content.Post
}

// paragraph and count make bodies of about 6 KB, as posts of the corpus have.
const (
	paragraph = "<p>Kubernetes 1.13 est sorti, et il apporte «\u00a0kubeadm\u00a0» stable, <a href=\"/fr/une/\">CSI</a> et CoreDNS.</p>\n"
	count     = 60
)

func openBench(b *testing.B, pairs int) *bench {
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
	s.settle.Write = func(ctx context.Context, fn func(settling.Tx) error) error {
		return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}
	s.settle.Read = func(ctx context.Context, fn func(settling.Snapshot) error) error {
		return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
	}
	s.edit.Read = func(ctx context.Context, fn func(editing.Snapshot) error) error {
		return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
	}
	for range pairs {
		saved, err := s.edit.Create(b.Context(), editing.CreatePost{Actor: owner, Whole: editing.Whole{Source: "en"},
			Translations: map[locale.Tag]editing.Translating{"en": {Text: body(0)}, "fr": {Text: body(0)}}})
		if err != nil {
			b.Fatal(err)
		}
		s.posts = append(s.posts, saved.Post)
	}
	s.live(b, 1)
	return s
}

func body(k int) content.Text {
	return content.Text{Title: "A post", Body: fmt.Sprintf("<p>%d</p>\n", k) + strings.Repeat(paragraph, count)}
}

// save gives all translations a new head, and settles them, as the server does right
// after a save.
func (s *bench) save(b *testing.B, k int) {
	for i, p := range s.posts {
		for _, tag := range []locale.Tag{"en", "fr"} {
			saved, err := s.edit.SaveTranslation(b.Context(), editing.SaveTranslation{
				Actor: owner, Post: p.ID, Locale: tag, Version: s.posts[i].Translation(tag).Version, Change: editing.Replace(body(k)),
			})
			if err != nil {
				b.Fatal(err)
			}
			s.posts[i] = saved.Post
		}
	}
	if _, err := s.settle.Settle(b.Context(), false, len(s.posts)); err != nil {
		b.Fatal(err)
	}
	runtime.GC() // what that left behind is not the publication's
}

// live publishes the revision of all: of one pair by itself, of many by a release.
func (s *bench) live(b *testing.B, n int) {
	if len(s.posts) == 1 {
		if _, err := s.publish.Publish(b.Context(), ask(s.posts[0].ID, 1, "en", n, "fr", n)); err != nil {
			b.Fatal(err)
		}
		return
	}
	var items []content.Item
	for _, p := range s.posts {
		items = append(items, put(p.ID, 1, "en", n, "fr", n))
	}
	done, err := s.publish.CreateRelease(b.Context(), publishing.CreateRelease{Actor: owner, Input: publishing.ReleaseInput{Items: items}})
	if err != nil || done.Release.State != content.ReleaseDone {
		b.Fatal(done.Release.State, err)
	}
}

// BenchmarkPublishPair publishes both languages of a post, on disk, and beside
// it runs by bare SQL in one transaction what the same must read and write, with
// the bytes of both entries at hand: nothing is checked or rendered.
func BenchmarkPublishPair(b *testing.B) { benchmarkPublish(b, 1) }

// BenchmarkRelease publishes both languages of a hundred posts at once, and
// beside it does as BenchmarkPublishPair.
func BenchmarkRelease(b *testing.B) { benchmarkPublish(b, 100) }

func benchmarkPublish(b *testing.B, pairs int) {
	b.Run("diptych", func(b *testing.B) {
		s := openBench(b, pairs)
		n := 1
		var used time.Duration
		for b.Loop() {
			b.StopTimer()
			n++
			s.save(b, n)
			b.StartTimer()
			began := processor(b) // the timer's own time is not the publication's
			s.live(b, n)
			used += processor(b) - began
		}
		b.ReportMetric(float64(used.Microseconds())/float64(b.N), "cpu-µs/op")
	})
	b.Run("bare", func(b *testing.B) {
		s := openBench(b, pairs)
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
		f := floor{n: 2}
		for _, p := range s.posts {
			f.posts = append(f.posts, string(p.ID))
		}
		if err := pool.QueryRowContext(b.Context(), "SELECT card, body FROM entries WHERE locale = 'fr'").Scan(&f.card, &f.body); err != nil {
			b.Fatal(err)
		}
		doc, err := search.Read(f.card, f.body)
		if err != nil {
			b.Fatal(err)
		}
		f.words = doc.Words("fr", nil)
		began := processor(b)
		for b.Loop() {
			f.n++
			if err := f.publish(b.Context(), pool); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64((processor(b)-began).Microseconds())/float64(b.N), "cpu-µs/op")
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

// looks are what a publication reads: the post and its texts, what places and
// shows them, and what readers have now.
var looks = []string{
	"SELECT * FROM posts WHERE id = ?1",
	"SELECT * FROM translations WHERE post_id = ?1",
	"SELECT * FROM shared_revisions WHERE post_id = ?1 AND n = 1",
	"SELECT * FROM revisions WHERE post_id = ?1 AND n = ?2",
	"SELECT settings FROM site",
	"SELECT * FROM locales",
	"SELECT * FROM slugs WHERE post_id = ?1",
	"SELECT * FROM paths WHERE post_id = ?1",
	"SELECT locale, slug, date, updated_at, text, shared, etag, facets, alternates FROM entries WHERE post_id = ?1",
}

// A floor is a publication by bare SQL.
type floor struct {
	posts      []string
	n          int64
	card, body []byte
	words      entry.Words // that readers find the entries by
}

// publish reads what a publication must read, and writes pointers, entries,
// changes, references, words to search, two events, two lines of the ledger and one of the
// audit:
// what it cannot do without.
func (f floor) publish(ctx context.Context, pool *sql.DB) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	var seq int64
	if err := tx.QueryRowContext(ctx, "UPDATE site SET seq = seq + 1, outbox_seq = outbox_seq + 1 RETURNING outbox_seq").Scan(&seq); err != nil {
		return err
	}
	for i, id := range f.posts {
		if err := f.one(ctx, tx, id, seq, int64(i)); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (f floor) one(ctx context.Context, tx *sql.Tx, id string, seq, place int64) error {
	n := f.n
	for _, query := range looks {
		if err := look(ctx, tx, query, id, 1+n%2); err != nil {
			return fmt.Errorf("%s: %w", query, err)
		}
	}
	var err error
	exec := func(statement string, values ...any) {
		if err == nil {
			_, err = tx.ExecContext(ctx, statement, values...)
		}
	}
	exec("UPDATE posts SET live = 1, live_at = ? WHERE id = ?", n, id)
	for i, tag := range []string{"en", "fr"} {
		exec("UPDATE translations SET live = ?, live_at = ? WHERE post_id = ? AND locale = ?", 1+n%2, n, id, tag)
		exec("UPDATE entries SET updated_at = ?, text = ?, seq = ?, etag = ?, card = ?, body = ? WHERE post_id = ? AND locale = ?",
			n, 1+n%2, seq, fmt.Sprint(n), f.card, f.body, id, tag)
		exec("INSERT INTO changes (post_id, locale, seq, op, cause, by, redirect) VALUES (?, ?, ?, 'upsert', 'content', '', '') ON CONFLICT DO UPDATE SET seq = excluded.seq", id, tag, seq)
		f.find(exec, id, tag)
		exec("INSERT INTO outbox (seq, i, type, subject, body, at) VALUES (?, ?, 'post.published', ?, '{}', ?)", seq, 2*place+int64(i), id, n)
		exec(`INSERT INTO ledger (post_id, at, tx, what, cause, rule, by, release_id, schedule_id, locale, revision, since, lags, reason, blockers)
			VALUES (?, ?, ?, 'live', 'publication', '', 'cli', '', '', ?, ?, 0, '[]', '', '[]')`, id, n, seq, tag, n)
	}
	exec(`INSERT INTO audit (at, actor, name, via, operation, outcome, post, locales, subject, address, agent, detail)
		VALUES (?, 'cli', '', '', 'post.published', 'done', ?, ' en fr ', '', '', '', '{}')`, n, id)
	exec("DELETE FROM entry_refs WHERE post_id = ? AND target <> 'en/une'", id)
	return err
}

// find writes the words that readers find an entry by.
func (f floor) find(exec func(string, ...any), id, tag string) {
	row := "(SELECT id FROM entries WHERE post_id = ? AND locale = ?)"
	exec("DELETE FROM searched WHERE id = "+row, id, tag)
	exec("INSERT INTO search_words (rowid, title, headings, body, names, facets) VALUES ("+row+", ?, ?, ?, ?, ?)",
		id, tag, f.words.Title, f.words.Headings, f.words.Body, f.words.Names, f.words.Facets)
	exec("INSERT INTO search_titles (rowid, title, names) VALUES ("+row+", ?, ?)", id, tag, f.words.Plain.Title, f.words.Plain.Names)
	exec("INSERT INTO searched (id, sum) VALUES ("+row+", ?)", id, tag, f.n)
}

// look reads all that a query finds.
func look(ctx context.Context, tx *sql.Tx, query, id string, n int64) error {
	var args []any
	if strings.Contains(query, "?1") {
		args = append(args, id)
	}
	if strings.Contains(query, "?2") {
		args = append(args, n)
	}
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return err
		}
	}
	return rows.Err()
}
