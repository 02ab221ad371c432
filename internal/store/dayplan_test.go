package store

import (
	"context"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// TestReportsAreIndexRanges: the trash, the uses of a term, and what likely pairs
// are found by look at ranges of indexes, however many posts there are.
func TestReportsAreIndexRanges(t *testing.T) {
	db, ctx := fivePosts(t), t.Context()
	err := db.Write(ctx, func(tx *Tx) error {
		return tx.PutAddresses(ctx, []content.Address{{Kind: content.AddressSlug, Locale: "fr", Key: "a-summer", Post: "p1", State: content.AddressReserved}})
	})
	if err != nil {
		t.Fatal(err)
	}
	asked := recorded(t, db, func(s *Snapshot) error {
		for _, view := range []access.View{{Actor: "x", All: true}, {Actor: "x", Own: true, OwnIn: []locale.Tag{"*"}}, {Actor: "x", Posts: true, Locales: []locale.Tag{"fr"}}} {
			if err := ask(ctx, s, view); err != nil {
				return err
			}
		}
		return nil
	})
	if len(asked) < 20 {
		t.Fatalf("only %d statements", len(asked))
	}
	for query, args := range asked {
		plan(t, db, query, args)
	}
}

// ask reads everything that the reports read, with the view.
func ask(ctx context.Context, s *Snapshot, view access.View) error {
	for _, read := range []func() error{
		func() error { _, err := s.Trash(ctx, view, nil, 2); return err },
		func() error {
			_, err := s.Trash(ctx, view, &content.TrashKey{At: time.UnixMicro(9), ID: "p"}, 2)
			return err
		},
		func() error { _, err := s.Expired(ctx, time.UnixMicro(9), 2); return err },
		func() error { _, err := s.TermUsage(ctx, "t1", view); return err },
		func() error { _, err := s.TermUses(ctx, "t1", view, "", 2); return err },
		func() error { _, err := s.TermUses(ctx, "t1", view, "p9", 2); return err },
		func() error { _, err := s.Absorbed(ctx, []content.TermID{"t1"}); return err },
		func() error { _, err := s.Lacking(ctx, view, nil, 2); return err },
		func() error {
			_, err := s.Lacking(ctx, view, &content.PairKey{At: time.UnixMicro(9), ID: "p"}, 2)
			return err
		},
		func() error { _, err := s.Near(ctx, "p1"); return err },
	} {
		if err := read(); err != nil {
			return err
		}
	}
	return nil
}
