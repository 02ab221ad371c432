package editing_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var errUndone = errors.New("undone")

// BenchmarkMergeTerm merges a tag that every post has into another one, and takes
// it back. How many posts there are must not show: the documents stay, and the
// entries beyond the first are left for later.
func BenchmarkMergeTerm(b *testing.B) {
	for _, n := range []int{1_000, 10_000} {
		b.Run(fmt.Sprintf("posts=%d", n), func(b *testing.B) {
			db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "diptych.db"), store.Options{Log: slog.New(slog.DiscardHandler)})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() {
				if err := db.Close(); err != nil {
					b.Error(err)
				}
			})
			if err := crowd.Fill(b.Context(), db, n); err != nil {
				b.Fatal(err)
			}
			var into, from *content.Term
			err = db.Read(b.Context(), func(s *store.Snapshot) error {
				tags, err := s.Terms(b.Context(), content.Tag, "", 1000)
				into, from = tags[0], tags[len(tags)-1]
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
			s := &editing.Service{Write: func(ctx context.Context, fn func(editing.Tx) error) error {
				return db.Write(ctx, func(tx *store.Tx) error {
					if err := fn(tx); err != nil {
						return err
					}
					return errUndone
				})
			}}
			cmd := editing.MergeTerm{Actor: owner, Kind: content.Tag, Term: into.ID, Version: into.Version, Absorbed: from.ID}
			for b.Loop() {
				if _, err := s.MergeTerm(b.Context(), cmd); !errors.Is(err, errUndone) {
					b.Fatal(err)
				}
			}
		})
	}
}
