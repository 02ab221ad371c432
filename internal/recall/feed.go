package recall

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

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
// still right. What stands in a post is kept sentence by sentence, too, where it is
// plain which is the translation of which. It returns how many translations are new.
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

// feed puts one translation into the memory, and its sentences by themselves.
func feed(ctx context.Context, tx Tx, d bitext.Direction, f Fed) (added bool, err error) {
	f.Entry.Origin, f.Entry.Direction = cmp.Or(f.Entry.Origin, bitext.Human), d
	if added, err = keep(ctx, tx, f, f.Entry.Segment); err != nil {
		return false, err
	}
	if f.Entry.Post == "" {
		return added, nil
	}
	pieces := memory.Pieces(f.Entry, d.Target)
	for i, e := range pieces {
		if e.Source == "" {
			continue
		}
		part := Fed{Entry: e, Before: f.Before, After: f.After}
		if i > 0 {
			part.Before = memory.Sum(pieces[i-1].Source)
		}
		if i+1 < len(pieces) {
			part.After = memory.Sum(pieces[i+1].Source)
		}
		if _, err := keep(ctx, tx, part, e.Segment+"/"+strconv.Itoa(i+1)); err != nil {
			return false, err
		}
	}
	return added, nil
}

// keep puts an entry into the memory, at its place in the post.
func keep(ctx context.Context, tx Tx, f Fed, place string) (added bool, err error) {
	e := f.Entry
	if !memory.Keeps(e) {
		return false, nil
	}
	if added, err = tx.AddMemory(ctx, &e, memory.Keys(&e)); err != nil || e.Post == "" {
		return added, err
	}
	before, err := tx.UseMemory(ctx, e.Direction, bitext.Use{Entry: e.ID, Post: e.Post, Segment: place, Before: f.Before, After: f.After})
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
