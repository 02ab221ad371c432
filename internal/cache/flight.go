package cache

import (
	"context"
	"sync"

	"github.com/diptych-cms/diptych/internal/entry"
)

// flights are the answers that are being made.
type flights struct {
	mu   sync.Mutex
	open map[flightKey]*flight
}

// A flightKey names an answer as somebody may see it who has seen a generation: whoever
// has seen a newer one does not wait for it, since it may be of the older.
type flightKey struct {
	key  string
	seen entry.Generation
}

// A flight is one answer that is being made, and what came of it.
type flight struct {
	done chan struct{} // closed when the rest is there
	item *Item
	err  error
}

// Once returns what fly returns, which is called once for all who ask for the same key
// at the same time having seen the same generation. fly must not depend on who asks. A
// caller that waits for another's is let go when its ctx ends; fly goes on.
func (c *Cache) Once(ctx context.Context, key string, seen entry.Generation, fly func() (*Item, error)) (*Item, error) {
	k := flightKey{key, seen}
	f, first := c.flights.board(k)
	if first {
		c.flights.fly(k, f, fly)
		return f.item, f.err
	}
	select {
	case <-f.done:
		return f.item, f.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// board returns the flight of the key, and whether the caller is its first passenger.
func (s *flights) board(k flightKey) (f *flight, first bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f, ok := s.open[k]; ok {
		return f, false
	}
	if s.open == nil {
		s.open = make(map[flightKey]*flight)
	}
	f = &flight{done: make(chan struct{})}
	s.open[k] = f
	return f, true
}

// fly makes the answer. If it panics, those who wait are told that it was given up.
func (s *flights) fly(k flightKey, f *flight, fly func() (*Item, error)) {
	f.err = context.Canceled
	defer func() {
		s.mu.Lock()
		delete(s.open, k)
		s.mu.Unlock()
		close(f.done)
	}()
	f.item, f.err = fly()
}
