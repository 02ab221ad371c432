package app

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/store"
)

const (
	// settleAtOnce is how many posts that somebody waits for are settled between two
	// looks at whether to go on.
	settleAtOnce = 64
	// settleInPeace is how many of the others are settled before a rest, which is as
	// long as they took: an import of many must not slow down who works meanwhile.
	settleInPeace = 16
)

// settle settles posts after what changed them, until ctx ends. What waits stands in
// the database: a crash loses nothing, and a command beside the server may leave work
// too. A fault is logged, and does not keep the others from being settled.
func (h *House) settle(ctx context.Context) {
	for ctx.Err() == nil {
		began := time.Now()
		hurried, err := h.Settling.Settle(ctx, true, settleAtOnce)
		others := 0
		if err == nil && hurried == 0 {
			others, err = h.Settling.Settle(ctx, false, settleInPeace)
		}
		wait := lookEvery
		switch {
		case err != nil && ctx.Err() == nil:
			h.Log.ErrorContext(ctx, "settling posts failed", "error", err)
			wait = afterFault
		case hurried > 0:
			continue
		case others > 0:
			wait = time.Since(began)
		}
		select {
		case <-ctx.Done():
		case <-h.Store.Changed():
		case <-time.After(wait):
		}
	}
}

// settleFirst settles posts for whoever asks for a list. Reading goes on where nothing
// can be written, since the disk is full or others write for long: the list is of what
// is known, and says how many posts wait.
func (h *House) settleFirst(ctx context.Context, hurried bool, most int) (int, error) {
	n, err := h.Settling.Settle(ctx, hurried, most)
	if fault.Is(err, fault.Full) || fault.Is(err, fault.Unavailable) {
		return n, nil
	}
	return n, err
}

// settleAll settles every post that waits, without rest.
func (h *House) settleAll(ctx context.Context) error {
	for {
		n, err := h.Settling.Settle(ctx, false, settleAtOnce)
		if n == 0 || err != nil {
			return err
		}
	}
}

// renewStandings makes all that is known of how translations stand to their sources
// anew, from revisions and decisions alone.
func (h *House) renewStandings(ctx context.Context) error {
	err := h.Store.Write(ctx, func(tx *store.Tx) error { return tx.DropStandings(ctx) })
	if err != nil {
		return err
	}
	return h.settleAll(ctx)
}
