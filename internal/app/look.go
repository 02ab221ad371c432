package app

import (
	"context"
	"time"
)

const (
	// lookAtOnce is how many pictures are looked at in the same time, by whoever asks:
	// each takes a processor.
	lookAtOnce = 2
	// lookAfter is when the worker begins: who starts is to answer first.
	lookAfter = 5 * time.Second
	// lookBatch is how many pictures it looks at before a rest, which is as long as they
	// took: nobody waits for it.
	lookBatch = 4
)

// lookAround looks at pictures that came without being looked at, until ctx ends: those
// from before there were looks. What waits stands in the database. A fault is logged
// and tried again.
func (h *House) lookAround(ctx context.Context) {
	for wait := lookAfter; ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
		began := time.Now()
		n, err := h.Uploading.LookAround(ctx, lookBatch)
		switch {
		case err != nil && ctx.Err() == nil:
			h.Log.ErrorContext(ctx, "looking at pictures failed", "error", err)
			wait = afterFault
		case n > 0:
			wait = time.Since(began)
		default:
			wait = lookRarely
		}
	}
}

// lookRarely is the pace of the worker where there was nothing to look at: what comes is
// looked at as it comes.
const lookRarely = time.Minute
