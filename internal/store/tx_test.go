package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/store"
)

// raw opens the file beside the database, as another program would.
func raw(t testing.TB, path string) *sql.DB {
	t.Helper()
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(100)")
	if err != nil {
		t.Fatal(err)
	}
	pool.SetMaxOpenConns(1)
	t.Cleanup(func() { pool.Close() })
	return pool
}

// value reads one value beside the database.
func value[T any](t testing.TB, db *store.DB, query string, args ...any) T {
	t.Helper()
	var v T
	pool := raw(t, db.Path())
	if err := errors.Join(pool.QueryRowContext(t.Context(), query, args...).Scan(&v), pool.Close()); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return v
}

// code returns the code of err's fault.
func code(err error) string {
	if f, ok := fault.Of(err); ok {
		return f.Code
	}
	return ""
}

func dumped(t testing.TB, db *store.DB) string {
	t.Helper()
	var b strings.Builder
	if err := db.Dump(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWriteKeepsAllOrNothing(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1")
	before := dumped(t, db)
	broken := errors.New("broken")
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		ctx := t.Context()
		p, err := tx.Post(ctx, "p1")
		if err != nil {
			return err
		}
		p.Parity = content.Together
		if err := tx.SavePost(ctx, p); err != nil {
			return err
		}
		if err := tx.Emit(ctx, event.PostDeleted{Post: "p1"}); err != nil {
			return err
		}
		if err := tx.Touch(ctx, []entry.Change{{Post: "p1", Locale: "en", Op: entry.Upsert}}); err != nil {
			return err
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatalf("Write() = %v, want the function's own error", err)
	}
	if d := cmp.Diff(before, dumped(t, db)); d != "" {
		t.Errorf("a failed transaction left something (-before +after):\n%s", d)
	}
	if n := value[int](t, db, "SELECT seq + outbox_seq + (SELECT count(*) FROM outbox) FROM site"); n != 0 {
		t.Errorf("numbers or events of a failed transaction stayed: %d", n)
	}
}

func TestWritePanicLeavesNothing(t *testing.T) {
	db := open(t)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic did not come through")
			}
		}()
		_ = db.Write(t.Context(), func(tx *store.Tx) error {
			if err := tx.Emit(t.Context(), event.PostDeleted{Post: "p1"}); err != nil {
				return err
			}
			panic("broken")
		})
	}()
	if n := value[int](t, db, "SELECT count(*) FROM outbox"); n != 0 {
		t.Errorf("%d events stayed", n)
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error { return tx.Emit(ctx, event.PostDeleted{Post: "p1"}) })
}

func TestEventsAndSeq(t *testing.T) {
	db := open(t)
	touch := func(ctx context.Context, tx *store.Tx, post content.PostID, cause entry.Cause) error {
		return tx.Touch(ctx, []entry.Change{{Post: post, Locale: "fr", Op: entry.Upsert, Cause: cause}})
	}
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Emit(ctx, event.PostCreated{Post: "p1"}, event.SharedSaved{Post: "p1", Revision: 1}); err != nil {
			return err
		}
		return tx.Emit(ctx, event.PostDeleted{Post: "p2"})
	})
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for range 2 {
			if n, err := tx.Seq(ctx); n != 1 || err != nil {
				t.Errorf("Seq() = %d, %v, want 1", n, err)
			}
		}
		return errors.Join(touch(ctx, tx, "p1", entry.ByContent), touch(ctx, tx, "p2", entry.ByAlternate), touch(ctx, tx, "p1", entry.ByTerm))
	})
	var got []string
	rows, err := raw(t, db.Path()).QueryContext(t.Context(), "SELECT seq || ' ' || i || ' ' || type || ' ' || subject || ' ' || body FROM outbox ORDER BY seq, i")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		got = append(got, line)
	}
	want := []string{
		`1 0 post.created p1 {"post":"p1","locales":null,"by":""}`,
		`1 1 shared.saved p1 {"post":"p1","revision":1,"by":""}`,
		`1 2 post.deleted p2 {"post":"p2","by":""}`,
		`2 0 content.changed  {"seq":1,"items":[{"post":"p1","locale":"fr","cause":"term"},{"post":"p2","locale":"fr","cause":"alternate"}]}`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("outbox (-want +got):\n%s", d)
	}
	if n := value[int](t, db, "SELECT count(*) FROM changes WHERE seq = 1 AND (post_id <> 'p1' OR cause = 'term')"); n != 2 {
		t.Errorf("%d changes as wanted, want 2", n)
	}
}

func TestSeqNeedsASite(t *testing.T) {
	db := open(t)
	if _, err := raw(t, db.Path()).ExecContext(t.Context(), "DELETE FROM site"); err != nil {
		t.Fatal(err)
	}
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Seq(t.Context())
		return err
	})
	if err == nil {
		t.Error("Seq() without a site row gave a number")
	}
}

func TestOneOfManyWritersWithOneVersionWins(t *testing.T) {
	const writers = 16
	db := open(t)
	addPost(t, db, "p1", "fr")
	errs := make([]error, writers)
	var group sync.WaitGroup
	for i := range errs {
		group.Go(func() {
			errs[i] = db.Write(t.Context(), func(tx *store.Tx) error {
				return tx.SaveTranslation(t.Context(), "p1", &content.Translation{Locale: "fr", Version: 1, Head: 2})
			})
		})
	}
	group.Wait()
	won := 0
	for _, err := range errs {
		f, ok := fault.Of(err)
		switch {
		case err == nil:
			won++
		case !ok || f.Kind != fault.Stale || f.Args["now"] != int64(2) || f.Extra["etag"] != `"2"`:
			t.Errorf("a loser got %v, %+v", err, f)
		}
	}
	if won != 1 {
		t.Errorf("%d writers succeeded, want 1", won)
	}
}

func TestDeadlinesAreHonoured(t *testing.T) {
	db := open(t)
	held := raw(t, db.Path())
	if _, err := held.ExecContext(t.Context(), "BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		call func(context.Context) error
	}{
		{"another process writes", func(ctx context.Context) error {
			return db.Write(ctx, func(*store.Tx) error { return nil })
		}},
		{"a long statement", func(ctx context.Context) error {
			return db.Read(ctx, func(s *store.Snapshot) error {
				<-ctx.Done() // whatever comes next runs out of time
				_, err := s.Site(ctx)
				return err
			})
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
			defer cancel()
			began := time.Now()
			err := tt.call(ctx)
			if fault.KindOf(err) != fault.Unavailable {
				t.Errorf("err = %v, want Unavailable", err)
			}
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
	if _, err := held.ExecContext(t.Context(), "ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	write(t, db, func(context.Context, *store.Tx) error { return nil })
}

func TestWriteInsideWriteEnds(t *testing.T) {
	db := open(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err := db.Write(ctx, func(*store.Tx) error {
		return db.Write(ctx, func(*store.Tx) error { return nil })
	})
	if code(err) != "store.timeout" {
		t.Errorf("Write() inside Write() = %v, want store.timeout", err)
	}
}

func TestConstraintsAreConflicts(t *testing.T) {
	db := open(t)
	for _, tt := range []struct {
		name, code string
		write      func(ctx context.Context, tx *store.Tx) error
	}{
		{"a key twice", "store.exists", func(ctx context.Context, tx *store.Tx) error {
			return tx.AddLocale(ctx, &content.Locale{Tag: "fr"})
		}},
		{"a key that is not there", "store.referenced", func(ctx context.Context, tx *store.Tx) error {
			return tx.AddRevision(ctx, &content.Revision{Post: "nobody", Locale: "fr", N: 1}, nil)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := db.Write(t.Context(), func(tx *store.Tx) error { return tt.write(t.Context(), tx) })
			if fault.KindOf(err) != fault.Conflict || code(err) != tt.code {
				t.Errorf("Write() = %v, want %s", err, tt.code)
			}
		})
	}
}

// TestFullDisk lets SQLite have no more pages, which it reports as it reports a
// full disk.
func TestFullDisk(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "fr")
	limit := store.LimitPages(t, db)
	fill := func() error {
		return db.Write(t.Context(), func(tx *store.Tx) error {
			for n := 2; n < 100; n++ {
				r := &content.Revision{Post: "p1", Locale: "fr", N: n, Submitted: strings.Repeat("text ", 4000)}
				if err := tx.AddRevision(t.Context(), r, nil); err != nil {
					return err
				}
			}
			return nil
		})
	}
	limit(0)
	if err := fill(); fault.KindOf(err) != fault.Full || code(err) != "store.full" {
		t.Fatalf("Write() on a full disk = %v, want store.full", err)
	}
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		_, err := s.Revision(ctx, "p1", "fr", 1)
		return err
	})
	limit(1 << 30)
	if err := fill(); err != nil {
		t.Errorf("Write() when there is room again = %v", err)
	}
}

// TestUnfinishedWriteIsGone copies the files of a database in the middle of a
// transaction, which is what a killed process leaves.
func TestUnfinishedWriteIsGone(t *testing.T) {
	db := open(t)
	addPost(t, db, "p1", "fr")
	left := filepath.Join(t.TempDir(), "left.db")
	err := db.Write(t.Context(), func(tx *store.Tx) error {
		for n := 2; n < 300; n++ { // more than the cache holds: part of it is in the log
			r := &content.Revision{Post: "p1", Locale: "fr", N: n, Submitted: strings.Repeat("text ", 4000)}
			if err := tx.AddRevision(t.Context(), r, nil); err != nil {
				return err
			}
		}
		for _, suffix := range []string{"", "-wal"} {
			b, err := os.ReadFile(db.Path() + suffix)
			if err != nil {
				return err
			}
			if err := os.WriteFile(left+suffix, b, 0o600); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	after := reopen(t, left)
	read(t, after, func(ctx context.Context, s *store.Snapshot) error {
		if _, err := s.Revision(ctx, "p1", "fr", 1); err != nil {
			t.Errorf("an acknowledged write is lost: %v", err)
		}
		if _, err := s.Revision(ctx, "p1", "fr", 2); !fault.Is(err, fault.NotFound) {
			t.Errorf("half a transaction is there: %v", err)
		}
		return nil
	})
	if found := findings(t, after); len(found) > 0 {
		t.Errorf("Check() = %v", found)
	}
}

func TestSecondProcess(t *testing.T) {
	first := open(t)
	second := reopen(t, first.Path())
	addPost(t, second, "p1", "fr")
	addPost(t, first, "p2", "fr")
	for _, db := range []*store.DB{first, second} {
		read(t, db, func(ctx context.Context, s *store.Snapshot) error {
			_, err1 := s.Post(ctx, "p1")
			_, err2 := s.Post(ctx, "p2")
			return errors.Join(err1, err2)
		})
	}
}

func TestSnapshotStaysAsItWas(t *testing.T) {
	db := open(t)
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		if some, err := s.Populated(ctx); some || err != nil {
			t.Errorf("Populated() = %t, %v", some, err)
		}
		addPost(t, db, "p1", "fr")
		if some, err := s.Populated(ctx); some || err != nil {
			t.Errorf("Populated() in the same snapshot = %t, %v", some, err)
		}
		return nil
	})
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		if some, err := s.Populated(ctx); !some || err != nil {
			t.Errorf("Populated() afterwards = %t, %v", some, err)
		}
		return nil
	})
}
