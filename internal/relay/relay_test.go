package relay_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/relay"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var (
	_ relay.Tx       = (*store.Tx)(nil)
	_ relay.Snapshot = (*store.Snapshot)(nil)
)

// A desk is a database whose events are told to one consumer.
type desk struct {
	*relay.Service
	t   *testing.T
	db  *store.DB
	now time.Time

	mu    sync.Mutex
	told  []string // "post seq" of what the consumer took
	fails func(e event.Recorded) error
	notes map[string]int
}

func (d *desk) Name() string    { return "test" }
func (d *desk) Wants() []string { return []string{"post.deleted", "post.unpublished"} }

func (d *desk) Take(_ context.Context, e event.Recorded) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fails != nil {
		if err := d.fails(e); err != nil {
			return err
		}
	}
	d.told = append(d.told, fmt.Sprintf("%s %d", e.Subject, e.Seq))
	return nil
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC), notes: make(map[string]int)}
	var err error
	path := filepath.Join(t.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	d.db, err = store.Open(t.Context(), path, store.Options{Now: func() time.Time { return d.now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.db.Close(); err != nil {
			t.Error(err)
		}
	})
	d.Service = &relay.Service{
		Write: func(ctx context.Context, fn func(relay.Tx) error) error {
			return d.db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(relay.Snapshot) error) error {
			return d.db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
		},
		Now: d.db.Now, Log: slog.New(slog.DiscardHandler), Hint: func() <-chan struct{} { return nil },
		Told: func(_, outcome string) { d.notes[outcome]++ },
	}
	d.write(func(tx *store.Tx) error { return tx.EnlistConsumer(t.Context(), d.Name()) })
	return d
}

func (d *desk) write(fn func(*store.Tx) error) {
	d.t.Helper()
	if err := d.db.Write(d.t.Context(), fn); err != nil {
		d.t.Fatal(err)
	}
}

// happens emits one event about each of the posts, in a transaction of its own.
func (d *desk) happens(posts ...content.PostID) {
	d.t.Helper()
	for _, p := range posts {
		d.write(func(tx *store.Tx) error { return tx.Emit(d.t.Context(), event.PostDeleted{Post: p, By: "test"}) })
	}
}

// turn tells what there is, as the holder, until there is no more.
func (d *desk) turn(holder string) {
	d.t.Helper()
	for more := true; more; {
		var err error
		if more, err = d.Turn(d.t.Context(), d, holder); err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *desk) expect(want ...string) {
	d.t.Helper()
	if !slices.Equal(d.told, want) {
		d.t.Errorf("told %q, want %q", d.told, want)
	}
}

func (d *desk) undelivered() (waiting, dead int) {
	d.t.Helper()
	err := d.db.Read(d.t.Context(), func(s *store.Snapshot) (err error) {
		waiting, dead, err = s.Undelivered(d.t.Context())
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return waiting, dead
}

func TestTellsWhatHappensFromNowOnInOrder(t *testing.T) {
	d := newDesk(t)
	d.happens("a", "b")
	d.write(func(tx *store.Tx) error { // of a type that is not wanted
		return tx.Emit(t.Context(), event.PostUnpublished{Post: "c", By: "test"}, event.SettingsSaved{By: "test"})
	})
	d.turn("me")
	d.expect("a 1", "b 2", "c 3")
	d.turn("me")
	d.happens("a")
	d.turn("another") // the lease was given back
	d.expect("a 1", "b 2", "c 3", "a 4")
}

func TestWhatFailsWaitsAndHoldsBackItsPostAlone(t *testing.T) {
	d := newDesk(t)
	broken := true
	d.fails = func(e event.Recorded) error {
		if broken && e.Subject == "a" {
			return errors.New("down")
		}
		return nil
	}
	d.happens("a", "b", "a", "c")
	d.turn("me")
	d.expect("b 2", "c 4")
	d.happens("a", "b")
	d.turn("me")
	d.expect("b 2", "c 4", "b 6")
	if waiting, dead := d.undelivered(); waiting != 3 || dead != 0 {
		t.Errorf("%d wait, %d are dead", waiting, dead)
	}
	broken = false
	d.turn("me")
	d.expect("b 2", "c 4", "b 6") // it is not time yet
	d.now = d.now.Add(2 * time.Second)
	d.turn("me")
	d.expect("b 2", "c 4", "b 6", "a 1", "a 3", "a 5")
	if waiting, _ := d.undelivered(); waiting != 0 {
		t.Errorf("%d still wait", waiting)
	}
}

func TestWhatFailsForEverIsLeft(t *testing.T) {
	d := newDesk(t)
	d.fails = func(e event.Recorded) error {
		if e.Seq == 1 {
			panic("never")
		}
		return nil
	}
	d.happens("a", "a")
	for range 30 {
		d.turn("me")
		d.now = d.now.Add(2 * time.Hour)
	}
	d.expect("a 2")
	waiting, dead := d.undelivered()
	if waiting != 0 || dead != 1 || d.notes["dead"] != 1 || d.notes["failed"] != 15 || d.notes["taken"] != 1 {
		t.Errorf("%d wait, %d are dead; %v", waiting, dead, d.notes)
	}
}

func TestOneProcessTellsAConsumer(t *testing.T) {
	d := newDesk(t)
	d.happens("a")
	d.write(func(tx *store.Tx) error {
		_, err := tx.LeaseConsumer(t.Context(), d.Name(), "another", d.now.Add(time.Minute))
		return err
	})
	d.turn("me")
	d.expect()
	d.now = d.now.Add(time.Minute + time.Second) // the other died with it
	d.turn("me")
	d.expect("a 1")
}

// TestALostLeaseWritesNothing: who was thought dead must not move the place that
// another has moved since.
func TestALostLeaseWritesNothing(t *testing.T) {
	d := newDesk(t)
	d.happens("a")
	d.fails = func(event.Recorded) error {
		d.now = d.now.Add(time.Hour)
		d.fails = nil
		d.turnAsAnother()
		return nil
	}
	d.turn("me")
	d.expect("a 1", "a 1") // at least once
	d.happens("b")
	d.turn("me")
	d.expect("a 1", "a 1", "b 2")
}

// turnAsAnother lets another process take over while this one is at it.
func (d *desk) turnAsAnother() {
	d.mu.Unlock()
	defer d.mu.Lock()
	d.turn("another")
}

func TestTheOutboxIsPruned(t *testing.T) {
	d := newDesk(t)
	d.happens("a", "b")
	d.fails = func(e event.Recorded) error {
		if e.Subject == "b" {
			return errors.New("down")
		}
		return nil
	}
	d.turn("me")
	d.happens("c") // not told yet
	prune := func(age time.Duration) (n int) {
		d.write(func(tx *store.Tx) (err error) {
			n, err = tx.PruneOutbox(t.Context(), d.now.Add(-age), 100)
			return err
		})
		return n
	}
	d.now = d.now.Add(time.Hour)
	d.write(func(tx *store.Tx) error { return tx.EnlistConsumer(t.Context(), d.Name()) })
	if n := prune(2 * time.Hour); n != 0 {
		t.Errorf("%d young events are gone", n)
	}
	if n := prune(time.Minute); n != 1 {
		t.Errorf("%d events are gone, want the one that was told", n)
	}
	d.fails = nil
	d.turn("me")
	if n := prune(time.Minute); n != 2 {
		t.Errorf("%d events are gone, want the others", n)
	}
}

func TestRunTellsUntilItEnds(t *testing.T) {
	d := newDesk(t)
	ctx, stop := context.WithCancel(t.Context())
	took := make(chan struct{})
	d.fails = func(event.Recorded) error { close(took); return nil }
	hint := make(chan struct{})
	d.Hint = func() <-chan struct{} { return hint }
	done := make(chan struct{})
	go func() { d.Run(ctx, d); close(done) }()
	d.happens("a")
	close(hint)
	<-took
	stop()
	<-done
}
