package recall

import (
	"cmp"
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Fed is a translation that counts: approved, or read by everybody.
type Fed struct {
	Entry  bitext.Entry // without ID, Direction and Words
	Before int64        // [memory.Sum] of the source text before it
	After  int64
}

// Feed puts translations from one language into another into the memory. The same
// pair of texts is one entry. A newer translation of the same text at the same place
// takes the place of the older one, unless another post still says it so or it was
// brought in; a translation of a text that has changed since is kept, since it is
// still right. It returns how many entries are new.
func Feed(ctx context.Context, tx Tx, source, target locale.Tag, fed []Fed) (added int, err error) {
	if len(fed) == 0 {
		return 0, nil
	}
	d, err := tx.MemoryDirection(ctx, source, target)
	if err != nil {
		return 0, fmt.Errorf("feed the memory from %s to %s: %w", source, target, err)
	}
	for _, f := range fed {
		fresh, err := feed(ctx, tx, d, f)
		if err != nil {
			return 0, fmt.Errorf("feed the memory segment %s of %s: %w", f.Entry.Segment, f.Entry.Post, err)
		}
		if fresh {
			added++
		}
	}
	return added, nil
}

func feed(ctx context.Context, tx Tx, d bitext.Direction, f Fed) (added bool, err error) {
	e := f.Entry
	e.Origin = cmp.Or(e.Origin, bitext.Human)
	if !memory.Keeps(e) {
		return false, nil
	}
	e.Direction = d
	if added, err = tx.AddMemory(ctx, &e, memory.Keys(&e)); err != nil || e.Post == "" {
		return added, err
	}
	before, err := tx.UseMemory(ctx, d, bitext.Use{Entry: e.ID, Post: e.Post, Segment: e.Segment, Before: f.Before, After: f.After})
	if err != nil || before == 0 || before == e.ID {
		return added, err
	}
	return added, supersede(ctx, tx, e, before)
}

// supersede lets go of another translation of the same text, that stood in the place
// where the entry stands now.
func supersede(ctx context.Context, tx Tx, e bitext.Entry, before int64) error {
	old, err := tx.MemoryByID(ctx, e.Direction, []int64{before})
	if err != nil {
		return err
	}
	for _, o := range old {
		if o.Source != e.Source {
			continue
		}
		if _, err := tx.DropMemory(ctx, o, memory.StemsOf(o.Words), false); err != nil {
			return err
		}
	}
	return nil
}
