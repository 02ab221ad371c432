package variants

import (
	"context"
	"sync"

	"github.com/diptych-cms/diptych/internal/media"
)

// Flights let all who ask for the same file wait for one run that makes it. It
// goes on until the last of them has left.
type flights struct {
	mu      sync.Mutex
	runs    map[string]*run
	working sync.WaitGroup
}

// A work makes a file, or breaks off when its context is done.
type work func(context.Context) (media.Made, error)

// A run is a work that somebody waits for.
type run struct {
	waiting int
	cancel  context.CancelFunc
	done    chan struct{} // closed when made and err are there
	made    media.Made
	err     error
}

// do returns what the work makes under the key: in a run of its own, or in one
// that others began.
func (f *flights) do(ctx context.Context, key string, w work) (media.Made, error) {
	r := f.join(ctx, key, w)
	defer f.leave(key, r)
	select {
	case <-r.done:
		return r.made, r.err
	case <-ctx.Done():
		return media.Made{}, ctx.Err()
	}
}

// join returns the run of the key, with one more who waits for it.
func (f *flights) join(ctx context.Context, key string, w work) *run {
	f.mu.Lock()
	defer f.mu.Unlock()
	r := f.runs[key]
	if r == nil {
		// Whoever came first may leave before others do.
		running, cancel := context.WithCancel(context.WithoutCancel(ctx))
		r = &run{cancel: cancel, done: make(chan struct{})}
		f.runs[key] = r
		f.working.Go(func() {
			r.made, r.err = w(running)
			f.mu.Lock()
			f.forget(key, r)
			f.mu.Unlock()
			close(r.done)
		})
	}
	r.waiting++
	return r
}

// leave ends the run if nobody waits for it any more.
func (f *flights) leave(key string, r *run) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if r.waiting--; r.waiting == 0 {
		f.forget(key, r)
		r.cancel()
	}
}

// forget lets whoever comes next begin a new run. The caller holds the lock.
func (f *flights) forget(key string, r *run) {
	if f.runs[key] == r {
		delete(f.runs, key)
	}
}
