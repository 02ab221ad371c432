package variants

import (
	"context"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A gate lets a few work at once and a bounded number wait for it, so that neither
// memory nor patience is at the mercy of how many ask.
type gate struct {
	places chan struct{} // one for each who works
	queue  chan struct{} // one for each who works or waits
}

func newGate(jobs, queue int) *gate {
	return &gate{places: make(chan struct{}, jobs), queue: make(chan struct{}, jobs+queue)}
}

// through runs fn when there is a place. It returns a fault.Unavailable
// "media.busy" if there are too many who wait.
func (g *gate) through(ctx context.Context, fn func() error) error {
	select {
	case g.queue <- struct{}{}:
		defer func() { <-g.queue }()
	default:
		return fault.New(fault.Unavailable, "media.busy")
	}
	select {
	case g.places <- struct{}{}:
		defer func() { <-g.places }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return fn()
}
