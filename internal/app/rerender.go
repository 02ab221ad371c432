package app

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

// The pace of the worker. It looks at the database and not at the process: a
// command beside the server may have left work too.
const (
	lookEvery  = time.Second
	afterFault = 10 * time.Second
	// Between two turns it leaves the database to others for a part of what the last one
	// took: SQLite has no queue, and a command in another process, which only looks from
	// time to time whether it may write, would find it taken until all is done.
	breath      = 8
	leastBreath = 5 * time.Millisecond
)

// rerender renders what was left for later, until ctx ends. A fault is logged
// and tried again: whatever is left stands in the database.
func (h *House) rerender(ctx context.Context) {
	for renewed := false; ctx.Err() == nil; {
		wait := lookEvery
		var err error
		if !renewed {
			err = h.renewForm(ctx)
			renewed = err == nil
		}
		if err == nil {
			_, err = h.renderDeferred(ctx)
		}
		if err != nil && ctx.Err() == nil {
			h.Log.ErrorContext(ctx, "rendering again failed", "error", err)
			wait = afterFault
		}
		rest(ctx, wait)
	}
}

// renewForm has everything rendered again if an older program rendered some of it.
func (h *House) renewForm(ctx context.Context) error {
	outdated := false
	err := h.Store.Read(ctx, func(s *store.Snapshot) (err error) {
		outdated, err = s.Outdated(ctx, entry.Format)
		return err
	})
	if err != nil || !outdated {
		return err
	}
	h.Log.InfoContext(ctx, "entries are rendered again: an older program made them")
	return h.Store.Write(ctx, func(tx *store.Tx) error { return projection.RefreshSettings(ctx, tx) })
}

// renderDeferred renders all that was left for later, and returns the number of
// posts.
func (h *House) renderDeferred(ctx context.Context) (done int, err error) {
	waiting := false
	err = h.Store.Read(ctx, func(s *store.Snapshot) error {
		_, waiting, err = s.NextDeferred(ctx)
		return err
	})
	for err == nil && waiting {
		var n int
		began := time.Now()
		err = h.Store.Write(ctx, func(tx *store.Tx) error {
			n, waiting, err = projection.Work(ctx, tx)
			return err
		})
		done += n
		if waiting {
			rest(ctx, max(time.Since(began)/breath, leastBreath))
		}
	}
	return done, err
}

// rest waits, not longer than until ctx ends.
func rest(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// Reindex makes what lists of editors and translators look at anew, with its words, and
// renders every post again; it returns the number of those. All of it follows from
// revisions and live pointers alone, so this also repairs it.
func (h *House) Reindex(ctx context.Context) (int, error) {
	if err := h.Store.Write(ctx, func(tx *store.Tx) error { return tx.DropWords(ctx) }); err != nil {
		return 0, err
	}
	for last, more := content.PostID(""), true; more; {
		err := h.Store.Write(ctx, func(tx *store.Tx) (err error) {
			last, err = tx.RenewHeads(ctx, last, upkeepBatch)
			more = last != ""
			return err
		})
		if err != nil {
			return 0, err
		}
	}
	words := h.inWrite(func(ctx context.Context, tx *store.Tx) (int, error) { return tx.WordHeads(ctx, upkeepBatch) })
	for n, err := words(ctx); n > 0 || err != nil; n, err = words(ctx) {
		if err != nil {
			return 0, err
		}
	}
	if err := h.renewStandings(ctx); err != nil {
		return 0, err
	}
	err := h.Store.Write(ctx, func(tx *store.Tx) error { return projection.RefreshSettings(ctx, tx) })
	if err != nil {
		return 0, err
	}
	n, err := h.renderDeferred(ctx)
	if err != nil {
		return n, err
	}
	_, err = h.ReindexSearch(ctx, func(int, int) {})
	return n, err
}
