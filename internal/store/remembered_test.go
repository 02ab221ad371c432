package store_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/store"
)

// remember puts an entry into the memory.
func remember(ctx context.Context, tx *store.Tx, d bitext.Direction, source, target string) (bitext.Entry, error) {
	e := bitext.Entry{Direction: d, Source: source, Target: target, Origin: bitext.Human, At: tx.Now()}
	_, err := tx.AddMemory(ctx, &e, memory.Keys(&e))
	return e, err
}

// TestMemoryIndex holds the index to what the entries have, over several blocks, while
// some of them go.
func TestMemoryIndex(t *testing.T) {
	db := open(t)
	const n = 1500
	left := make(map[string][]int64) // by word
	var d bitext.Direction
	write(t, db, func(ctx context.Context, tx *store.Tx) (err error) {
		if d, err = tx.MemoryDirection(ctx, "en", "fr"); err != nil {
			return err
		}
		for i := range n {
			// Words of letters alone, since a number is none.
			text := strings.Repeat("every ", 1+i%3) + "w" + strings.Repeat("o", i%7) + "x" + strings.Repeat("q", i/7%11)
			e, err := remember(ctx, tx, d, text, fmt.Sprint(i))
			if err != nil {
				return err
			}
			if i%5 == 0 {
				gone, err := tx.DropMemory(ctx, e, memory.StemsOf(e.Words), false)
				if err != nil || !gone {
					return fmt.Errorf("drop %d: %t, %w", e.ID, gone, err)
				}
				continue
			}
			for _, word := range slices.Compact(strings.Fields(text)) {
				if !slices.Contains(left[word], e.ID) {
					left[word] = append(left[word], e.ID)
				}
			}
		}
		return nil
	})
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		for word, want := range left {
			stem := memory.Read(word, "en").Stems()[0]
			counts, err := s.MemoryCounts(ctx, d, []uint32{stem})
			if err != nil {
				return err
			}
			list, err := s.MemoryPostings(ctx, d, stem)
			if err != nil {
				return err
			}
			var got []int64
			for _, p := range list {
				got = append(got, p.Entry)
				if p.Words < 2 || p.Words > 4 {
					t.Fatalf("%s: entry %d has %d words", word, p.Entry, p.Words)
				}
			}
			if !slices.Equal(got, want) || counts[stem] != len(want) {
				t.Errorf("%s: %d postings and a count of %d, want %d", word, len(got), counts[stem], len(want))
			}
		}
		return nil
	})
	healthy(t, db)
}

// healthy fails the test if a law is broken.
func healthy(t *testing.T, db *store.DB) {
	t.Helper()
	if err := db.Check(t.Context(), func(code, subject string) { t.Errorf("%s: %s", code, subject) }); err != nil {
		t.Fatal(err)
	}
}

func TestMemoryOfLongTexts(t *testing.T) {
	db := open(t)
	long := strings.Repeat("server ", 300)
	var e bitext.Entry
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		d, err := tx.MemoryDirection(ctx, "en", "fr")
		if err != nil {
			return err
		}
		if again, err := tx.MemoryDirection(ctx, "en", "fr"); err != nil || again != d {
			t.Errorf("the same direction: %+v and %+v, %v", d, again, err)
		}
		e, err = remember(ctx, tx, d, long, "long")
		return err
	})
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		list, err := s.MemoryPostings(ctx, e.Direction, memory.Read("servers", "en").Stems()[0])
		if err != nil || len(list) != 1 || list[0].Words != bitext.MostCounted {
			t.Errorf("postings %+v, %v", list, err)
		}
		return nil
	})
}
