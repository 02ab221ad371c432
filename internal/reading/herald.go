package reading

import (
	"context"
	"errors"
	"sync"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Generations say how new what readers see is, and when it is newer.
type Generations interface {
	// Generation returns the newest that this process knows of.
	Generation() entry.Generation
	// Moved returns a channel that is closed as soon as the newest is another than seen.
	Moved(seen entry.Generation) <-chan struct{}
}

// A Herald knows, for all who wait for changes, whether there are any of their locale:
// of each generation it is asked once, however many wait.
type Herald struct {
	generations Generations
	last        func(ctx context.Context, tag locale.Tag) (int64, error)

	mu    sync.Mutex
	of    entry.Generation
	known map[locale.Tag]int64 // the last change in that generation, or in a newer one
}

// NewHerald returns one that reads the last change of a locale by last.
func NewHerald(g Generations, last func(ctx context.Context, tag locale.Tag) (int64, error)) *Herald {
	return &Herald{generations: g, last: last}
}

// wait returns when something of the locale changed after the seq of the epoch, or
// another epoch began; otherwise the error of ctx.
func (h *Herald) wait(ctx context.Context, epoch string, tag locale.Tag, after int64) error {
	for {
		seen := h.generations.Generation()
		if seen.Epoch != epoch {
			return nil
		}
		if seen.Seq > after {
			last, err := h.lastChange(ctx, seen, tag)
			if err != nil || last > after {
				return err
			}
		}
		select {
		case <-h.generations.Moved(seen):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// lastChange returns the seq of the last change of the locale.
func (h *Herald) lastChange(ctx context.Context, seen entry.Generation, tag locale.Tag) (int64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.of != seen {
		h.of, h.known = seen, make(map[locale.Tag]int64)
	}
	if seq, ok := h.known[tag]; ok {
		return seq, nil
	}
	seq, err := h.last(ctx, tag)
	if err == nil {
		h.known[tag] = seq
	}
	return seq, err
}

// Await returns nil when there may be something after the changes, whose walk was up to
// date; otherwise an error, when ctx ends.
func (s *Service) Await(ctx context.Context, c Changes) error {
	if s.Herald == nil {
		return errors.New("nobody tells of changes")
	}
	return s.Herald.wait(ctx, c.Generation.Epoch, c.tag, c.at.Seq)
}
