package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/store"
)

func TestWriteCancelledIsNoFault(t *testing.T) {
	db := open(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Write(ctx, func(tx *store.Tx) error {
		cancel()
		_, err := tx.Site(ctx)
		return err
	})
	if !errors.Is(err, context.Canceled) || code(err) != "" {
		t.Errorf("Write() = %v, want context.Canceled alone", err)
	}
}

// TestReadOfWhoHungUpSaysSo: the driver says of a snapshot that was cut off that it is
// over, and not that nobody waits for it any more.
func TestReadOfWhoHungUpSaysSo(t *testing.T) {
	db := open(t)
	ctx, hangUp := context.WithCancel(t.Context())
	defer hangUp()
	err := db.Read(ctx, func(s *store.Snapshot) (err error) {
		hangUp()
		for err == nil {
			_, err = s.Site(context.WithoutCancel(ctx))
		}
		return err
	})
	if _, isFault := fault.Of(err); isFault || !errors.Is(err, context.Canceled) {
		t.Errorf("a read that was cut off: %v", err)
	}
}
