package remembering

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/bitext/tmx"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/paging"
	"github.com/diptych-cms/diptych/internal/recall"
)

// Search returns a page of the memory. Which post an entry comes from is told to
// those alone who may read every post.
func (s *Service) Search(ctx context.Context, cmd Search) (MemoryPage, error) {
	var page MemoryPage
	err := cmd.Actor.Check(access.Browse)
	if err == nil {
		err = s.Read(ctx, func(r Snapshot) error {
			if cmd.Mode == Match {
				page, err = match(ctx, r, cmd)
			} else {
				page, err = concordance(ctx, r, cmd)
			}
			if err != nil {
				return err
			}
			return named(ctx, r, cmd.Actor, page.Items)
		})
	}
	if err != nil {
		return MemoryPage{}, fmt.Errorf("search the memory from %s to %s: %w", cmd.Source, cmd.Target, err)
	}
	return page, nil
}

// match finds texts that are like the one given.
func match(ctx context.Context, r Snapshot, cmd Search) (MemoryPage, error) {
	limit, err := paging.Limit(cmd.Limit)
	if err != nil {
		return MemoryPage{}, err
	}
	if cmd.Cursor != "" {
		return MemoryPage{}, paging.Malformed()
	}
	found, err := recall.Suggest(ctx, r, []memory.Query{{
		Source: cmd.Source, Target: cmd.Target, Text: cmd.Text, Limit: limit, Threshold: memory.Least,
	}})
	if err != nil {
		return MemoryPage{}, err
	}
	var page MemoryPage
	for _, f := range found[0] {
		page.Items = append(page.Items, Found{Entry: f.Entry, Score: min(f.Score, memory.Exact)})
	}
	return page, nil
}

// concordance finds texts that have the words in either language, the newest first.
func concordance(ctx context.Context, r Snapshot, cmd Search) (MemoryPage, error) {
	limit, err := paging.Limit(cmd.Limit)
	if err != nil {
		return MemoryPage{}, err
	}
	list := "memory " + string(cmd.Source) + " " + string(cmd.Target)
	place, err := paging.Open(cmd.Cursor, list, 1)
	if err != nil {
		return MemoryPage{}, err
	}
	before := int64(math.MaxInt64)
	if place != nil {
		if before, err = paging.Number(place[0]); err != nil {
			return MemoryPage{}, err
		}
	}
	entries, err := withWords(ctx, r, cmd, before, limit+1)
	if err != nil {
		return MemoryPage{}, err
	}
	var page MemoryPage
	if len(entries) > limit {
		entries = entries[:limit]
		page.Next = paging.Cursor(list, strconv.FormatInt(entries[limit-1].ID, 10))
	}
	for _, e := range entries {
		page.Items = append(page.Items, Found{Entry: e, Score: memory.Exact})
	}
	return page, nil
}

// withWords returns up to limit entries with the words, of every direction between
// the two languages.
func withWords(ctx context.Context, r Snapshot, cmd Search, before int64, limit int) ([]bitext.Entry, error) {
	directions, err := r.MemoryDirections(ctx)
	if err != nil {
		return nil, err
	}
	var entries []bitext.Entry
	for _, d := range directions {
		if d.Source.Base() != cmd.Source.Base() || d.Target.Base() != cmd.Target.Base() {
			continue
		}
		more, err := r.MemoryWith(ctx, d, cmd.Text, before, limit)
		if err != nil {
			return nil, err
		}
		entries = append(entries, more...)
	}
	slices.SortFunc(entries, func(a, b bitext.Entry) int { return cmp.Compare(b.ID, a.ID) })
	return entries[:min(len(entries), limit)], nil
}

// named says who wrote the entries, and keeps posts from those who may not know of
// each.
func named(ctx context.Context, r Snapshot, actor access.Actor, items []Found) error {
	ids := make([]string, len(items))
	for i := range items {
		ids[i] = items[i].By
	}
	names, err := r.ActorNames(ctx, ids)
	if err != nil {
		return err
	}
	view := actor.View()
	for i := range items {
		items[i].ByName = names[items[i].By]
		if !view.All && !view.Posts {
			items[i].Post, items[i].Segment = "", ""
		}
	}
	return nil
}

// Forget takes a text out of the memory for good. It comes back if the same is
// approved again.
func (s *Service) Forget(ctx context.Context, cmd Forget) error {
	err := cmd.Actor.CheckBest(access.Lexicon)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error {
			e, err := tx.MemoryEntry(ctx, cmd.Entry)
			if err != nil {
				return err
			}
			if err := cmd.Actor.Check(access.Lexicon, e.Direction.Target); err != nil {
				return err
			}
			if _, err := tx.DropMemory(ctx, *e, memory.StemsOf(e.Words), true); err != nil {
				return err
			}
			return tx.Emit(ctx, event.MemoryDeleted{
				Entry: e.ID, Source: e.Direction.Source, Target: e.Direction.Target, Words: e.Source, By: cmd.Actor.ID,
			})
		})
	}
	if err != nil {
		return fmt.Errorf("forget entry %d of the memory: %w", cmd.Entry, err)
	}
	return nil
}

// readAtOnce is how many entries or terms an export reads at a time: nobody who reads
// slowly holds a state of the database.
const readAtOnce = 500

// ExportMemory writes the memory of one direction as TMX 1.4b. Nothing is written if
// it fails at once.
func (s *Service) ExportMemory(ctx context.Context, cmd Export, w io.Writer) error {
	err := cmd.Actor.Check(access.Browse)
	if err == nil {
		err = s.exportMemory(ctx, cmd, w)
	}
	if err != nil {
		return fmt.Errorf("export the memory from %s to %s: %w", cmd.Source, cmd.Target, err)
	}
	return nil
}

func (s *Service) exportMemory(ctx context.Context, cmd Export, w io.Writer) error {
	d := bitext.Direction{Source: cmd.Source, Target: cmd.Target}
	out := tmx.NewWriter(w, d)
	var after int64
	view := cmd.Actor.View()
	for {
		var entries []bitext.Entry
		err := s.Read(ctx, func(r Snapshot) error {
			directions, err := r.MemoryDirections(ctx)
			if err != nil {
				return err
			}
			i := slices.IndexFunc(directions, func(have bitext.Direction) bool { return have.Source == d.Source && have.Target == d.Target })
			if i < 0 {
				return nil
			}
			entries, err = r.MemoryAfter(ctx, directions[i], after, readAtOnce)
			return err
		})
		if err != nil {
			return err
		}
		for _, e := range entries {
			if !view.All && !view.Posts {
				e.Post, e.Segment = "", ""
			}
			if err := out.Entry(e); err != nil {
				return err
			}
			after = e.ID
		}
		if len(entries) < readAtOnce {
			return out.End()
		}
	}
}
