package porting_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/porting"
	"github.com/diptych-cms/diptych/internal/store"
)

// TestOvertakenImportMakesNothingTwice imports a site while an import of it is
// between its plan and its first write.
func TestOvertakenImportMakesNothingTwice(t *testing.T) {
	b := newBench(t)
	slow := site([]paper{doc("en", "tide"), doc("fr", "maree")})
	load := slow.Load
	slow.Load = func(ctx context.Context, d porting.Document) (*porting.Page, error) {
		if d.Locale == "en" {
			b.run(site([]paper{doc("en", "tide"), doc("fr", "maree")}))
		}
		return load(ctx, d)
	}
	_, err := b.Import(t.Context(), porting.Command{Actor: access.System("test"), Site: slow, Source: "hugo"})
	if f, ok := fault.Of(err); !ok || f.Code != "import.overtaken" {
		t.Errorf("Import() = %v, want import.overtaken", err)
	}
	again := b.run(slow)
	equal(t, "outcomes", outcomes(again), []porting.Outcome{"unchanged", "unchanged"})
	equal(t, "pairs", []int{again.Totals.Pairs, again.Totals.Singles}, []int{1, 0})
	err = b.db.Read(t.Context(), func(s *store.Snapshot) error {
		page, err := s.Posts(t.Context(), access.View{All: true}, content.PostQuery{Limit: 10})
		equal(t, "posts", []int{len(page.Posts)}, []int{1})
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestWhatEndsAnImportIsTold fills the disk while documents are prepared: the
// context that ends for it is not the reason.
func TestWhatEndsAnImportIsTold(t *testing.T) {
	b := newBench(t)
	var works [][]paper
	for i := range 500 {
		works = append(works, []paper{doc("en", fmt.Sprintf("tide-%d", i))})
	}
	s := site(works...)
	s.Load = func(_ context.Context, d porting.Document) (*porting.Page, error) {
		return nil, fault.New(fault.Full, "store.full")
	}
	_, err := b.Import(t.Context(), porting.Command{Actor: access.System("test"), Site: s, Source: "hugo"})
	if fault.KindOf(err) != fault.Full || errors.Is(err, context.Canceled) {
		t.Errorf("Import() = %v, want a full disk alone", err)
	}
}
