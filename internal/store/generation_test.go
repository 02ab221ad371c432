package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/store"
)

// show draws the number that dates what readers see.
func show(ctx context.Context, tx *store.Tx) error {
	_, err := tx.Seq(ctx)
	return err
}

func TestAWriteRaisesTheGenerationBeforeItReturns(t *testing.T) {
	db := open(t)
	before := db.Generation()
	moved := db.Moved(before)
	if err := db.Write(t.Context(), func(*store.Tx) error { return nil }); err != nil {
		t.Fatal(err)
	}
	failed := errors.New("no")
	err := db.Write(t.Context(), func(tx *store.Tx) error { return errors.Join(show(t.Context(), tx), failed) })
	if !errors.Is(err, failed) {
		t.Fatal(err)
	}
	if db.Generation() != before {
		t.Errorf("generation %v after writes that readers do not see, want %v", db.Generation(), before)
	}
	select {
	case <-moved:
		t.Error("woken by nothing")
	default:
	}
	if err := db.Write(t.Context(), func(tx *store.Tx) error { return show(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
	if got, want := db.Generation(), (entry.Generation{Epoch: before.Epoch, Seq: before.Seq + 1}); got != want {
		t.Errorf("generation %v, want %v", got, want)
	}
	<-moved
	<-db.Moved(before) // it has moved already
}

func TestAnOlderGenerationChangesNothing(t *testing.T) {
	db := open(t)
	first := db.Generation()
	ninth := entry.Generation{Epoch: first.Epoch, Seq: first.Seq + 9}
	other := entry.Generation{Epoch: "restored", Seq: 1}
	for _, step := range []struct{ told, want entry.Generation }{
		{ninth, ninth},
		{first, ninth},
		{other, other},
		{ninth, other}, // of the epoch that was left
		{entry.Generation{Epoch: "restored", Seq: 2}, entry.Generation{Epoch: "restored", Seq: 2}},
	} {
		if db.Raise(step.told); db.Generation() != step.want {
			t.Errorf("told of %v: generation %v, want %v", step.told, db.Generation(), step.want)
		}
	}
}

// Two connections to one file are to each other what two processes are.
func TestWhatAnotherProcessWritesIsSeen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "diptych.db")
	here, there := reopen(t, path), reopen(t, path)
	if err := there.Write(t.Context(), func(tx *store.Tx) error { return show(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
	if here.Generation() == there.Generation() {
		t.Fatal("seen without looking")
	}
	look, done := store.Watcher(here)
	defer done()
	for range 3 {
		if err := there.Write(t.Context(), func(tx *store.Tx) error { return show(t.Context(), tx) }); err != nil {
			t.Fatal(err)
		}
		if err := look(t.Context()); err != nil {
			t.Fatal(err)
		}
		if here.Generation() != there.Generation() {
			t.Errorf("generation %v, want %v", here.Generation(), there.Generation())
		}
	}
}

func TestWatchingWakesWhoeverWaits(t *testing.T) {
	path := filepath.Join(t.TempDir(), "diptych.db")
	here, there := reopen(t, path), reopen(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		here.Watch(ctx)
	}()
	seen := here.Generation()
	if err := there.Write(t.Context(), func(tx *store.Tx) error { return show(t.Context(), tx) }); err != nil {
		t.Fatal(err)
	}
	<-here.Moved(seen)
	if now := here.Generation(); now != there.Generation() {
		t.Errorf("woken by %v, want %v", now, there.Generation())
	}
	cancel()
	<-ended
}
