package app

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/diptych-cms/diptych/internal/store"
)

// The pace of upkeep: soon after the start, since much may have come to its end
// while nobody served, then every hour.
const (
	upkeepAfter = 5 * time.Second
	upkeepEvery = time.Hour
	// upkeepMost bounds one chore, so that the others have their turn; what is
	// left waits for the next.
	upkeepMost = 10 * time.Minute
	// upkeepBatch bounds one write, so that nobody waits long for it.
	upkeepBatch = 100
)

// A chore is one thing that has to be done from time to time. It does some of it,
// and returns how many things it did; 0 means that nothing is left.
type chore struct {
	name string
	do   func(context.Context) (int, error)
}

// chores returns everything that upkeep does.
func (h *House) chores() []chore {
	return []chore{
		{"index words of posts", h.inWrite(func(ctx context.Context, tx *store.Tx) (int, error) { return tx.WordHeads(ctx, upkeepBatch) })},
		{"index words of entries", h.wordEntries},
		{"merge the index of entries", h.mergeSearch},
		{"index words of files", h.inWrite(func(ctx context.Context, tx *store.Tx) (int, error) { return tx.WordAssets(ctx, upkeepBatch) })},
		{"forget answered requests", h.inWrite(func(ctx context.Context, tx *store.Tx) (int, error) {
			n, err := tx.ForgetOnce(ctx, upkeepBatch)
			return int(n), err
		})},
		{"prune the outbox", h.inWrite(h.pruneOutbox)},
		{"empty the trash", h.Editing.PurgeTrash},
		{"prune revisions", h.Editing.PruneRevisions},
		{"forget preview links", h.Previewing.Upkeep},
		{"forget sessions and one-time links", h.Accounts.Upkeep},
	}
}

// inWrite makes a chore's step a write of its own.
func (h *House) inWrite(fn func(context.Context, *store.Tx) (int, error)) func(context.Context) (int, error) {
	return func(ctx context.Context) (n int, err error) {
		err = h.Store.Write(ctx, func(tx *store.Tx) error {
			n, err = fn(ctx, tx)
			return err
		})
		return n, err
	}
}

// upkeep does the chores until ctx ends.
func (h *House) upkeep(ctx context.Context) {
	for wait := upkeepAfter; ; wait = upkeepEvery {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
			h.Upkeep(ctx)
		}
	}
}

// Upkeep does every chore once.
func (h *House) Upkeep(ctx context.Context) { h.keep(ctx, h.chores()) }

// keep does the chores. A fault of one is logged and does not keep the others from
// being done.
func (h *House) keep(ctx context.Context, chores []chore) {
	for _, c := range chores {
		n, err := c.run(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			h.Log.ErrorContext(ctx, "upkeep failed", "chore", c.name, "done", n, "error", err)
		case n > 0:
			h.Log.InfoContext(ctx, "upkeep", "chore", c.name, "done", n)
		}
	}
}

// run does the chore until nothing is left or its time is over.
func (c chore) run(ctx context.Context) (total int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	ctx, cancel := context.WithTimeout(ctx, upkeepMost)
	defer cancel()
	for {
		n, err := c.do(ctx)
		total += n
		if ctx.Err() != nil {
			return total, nil // what is left waits for the next time
		}
		if err != nil || n == 0 {
			return total, err
		}
	}
}
