package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/store"
)

var (
	errUnknown = errors.New("nobody can find that out")
	errUndone  = errors.New("undone")
)

// of names a pairing like no other.
func of(n int) bitext.Pairing {
	return bitext.Pairing{Post: "p", Source: "en", SourceN: n, Target: "fr", TargetN: 1}
}

// What is not known is found out between two tries, not within one.
func TestWriteQuickly(t *testing.T) {
	db := open(t)
	ctx := t.Context()
	tries, warmed := 0, 0
	warm := func(ctx context.Context, cold store.Cold) error {
		warmed++
		return db.Read(ctx, func(s *store.Snapshot) error {
			if cold.Errors {
				return s.KeepErrors(ctx, cold.Of, cold.Of.SourceN)
			}
			s.KeepSums(cold.Of, bitext.Sums{Current: cold.Of.SourceN})
			return nil
		})
	}
	err := db.WriteQuickly(ctx, warm, func(tx *store.Tx) error {
		tries++
		for n := 1; n <= 3; n++ {
			sums, ok, err := tx.Sums(ctx, of(n))
			if err != nil {
				return err
			}
			if !ok || sums.Current != n {
				t.Errorf("sums of %d: %+v, %t", n, sums, ok)
			}
			errors, ok, err := tx.Errors(ctx, of(n))
			if err != nil {
				return err
			}
			if !ok || errors != n {
				t.Errorf("errors of %d: %d, %t", n, errors, ok)
			}
		}
		return nil
	})
	if err != nil || tries != 7 || warmed != 6 {
		t.Errorf("%d tries, %d warmed, %v", tries, warmed, err)
	}

	// What nobody can find out beforehand is found out inside.
	inside := false
	err = db.WriteQuickly(ctx, func(context.Context, store.Cold) error { return errUnknown }, func(tx *store.Tx) error {
		_, ok, err := tx.Sums(ctx, of(9))
		inside = err == nil && !ok
		return err
	})
	if err != nil || !inside {
		t.Errorf("inside: %t, %v", inside, err)
	}
}

// What a transaction found out is known to all once it has committed, and to nobody
// if it has not; what checks found is forgotten by any change.
func TestSumsAreShared(t *testing.T) {
	db := open(t)
	ctx := t.Context()
	knows := func(n int) (ok bool) {
		if err := db.Read(ctx, func(s *store.Snapshot) (err error) { _, ok, err = s.Sums(ctx, of(n)); return err }); err != nil {
			t.Fatal(err)
		}
		return ok
	}
	err := db.Write(ctx, func(tx *store.Tx) error {
		tx.KeepSums(of(1), bitext.Sums{})
		if _, ok, err := tx.Sums(ctx, of(1)); !ok || err != nil {
			t.Errorf("it forgot: %v", err)
		}
		return errUndone
	})
	if !errors.Is(err, errUndone) || knows(1) {
		t.Errorf("known of what never was: %v", err)
	}
	if err := db.Write(ctx, func(tx *store.Tx) error { tx.KeepSums(of(1), bitext.Sums{}); return nil }); err != nil || !knows(1) {
		t.Errorf("not known of what is: %v", err)
	}
}
