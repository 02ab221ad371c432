package httpapi

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A door lets so many in at once that memory lasts: what is made for the cache takes
// some, and so does whoever waits. What is in the cache needs no door.
type door struct {
	places   chan struct{}
	waiting  atomic.Int64
	most     int64 // that may wait
	patience time.Duration
}

func newDoor(places int, l Limits) *door {
	return &door{places: make(chan struct{}, places), most: int64(l.Queue), patience: l.Patience}
}

// enter waits for a place, not longer than it takes to lose patience, and not at all
// behind too many others. Whoever got in has to leave.
func (d *door) enter(ctx context.Context) error {
	select {
	case d.places <- struct{}{}:
		return nil
	default:
	}
	busy := fault.New(fault.Unavailable, "http.busy")
	defer d.waiting.Add(-1)
	if d.waiting.Add(1) > d.most {
		return busy
	}
	patience := time.NewTimer(d.patience)
	defer patience.Stop()
	select {
	case d.places <- struct{}{}:
		return nil
	case <-patience.C:
		return busy
	case <-ctx.Done():
		return ctx.Err()
	}
}

// wait waits for a place as long as ctx lasts. It is for those whose number is bounded
// already.
func (d *door) wait(ctx context.Context) error {
	select {
	case d.places <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (d *door) leave() { <-d.places }
