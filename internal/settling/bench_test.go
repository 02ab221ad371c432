package settling_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/pairtest"
	"github.com/diptych-cms/diptych/internal/settling"
	"github.com/diptych-cms/diptych/internal/store"
)

// BenchmarkSettle settles pairs of the corpora that were just brought in: what an
// import of many leaves to be done afterwards, one post a turn.
func BenchmarkSettle(b *testing.B) {
	db, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "diptych.db"), store.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	edit := editing.Service{
		Write: func(ctx context.Context, fn func(editing.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(editing.Snapshot) error) error {
			return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
	}
	s := settling.Service{
		Write: func(ctx context.Context, fn func(settling.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(settling.Snapshot) error) error {
			return db.Read(ctx, func(r *store.Snapshot) error { return fn(r) })
		},
	}
	var pairs []pairtest.Pair
	for _, name := range pairtest.Corpora() {
		pairs = append(pairs, pairtest.Corpus(b, name)...)
	}
	for i := 0; b.Loop(); i++ {
		b.StopTimer()
		p := pairs[i%len(pairs)]
		cmd := editing.CreatePost{Actor: owner, Whole: editing.Whole{Source: p.Source.Locale}, Translations: map[locale.Tag]editing.Translating{
			p.Source.Locale: {Text: content.Text{Title: p.Source.Text.Title, Body: p.Source.Text.HTML}},
			p.Target.Locale: {Text: content.Text{Title: p.Target.Text.Title, Body: p.Target.Text.HTML}},
		}}
		if _, err := edit.Create(b.Context(), cmd); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
		if n, err := s.Settle(b.Context(), false, 1); n != 1 || err != nil {
			b.Fatal(n, err)
		}
	}
}
