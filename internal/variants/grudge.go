package variants

import (
	"sync"
	"time"
)

const (
	// grudge is how long it is remembered that a file cannot be made: a program that
	// knows better, or mended bytes, get their chance.
	grudge = time.Hour
	// mostGrudges bounds what is remembered.
	mostGrudges = 10_000
)

// Grudges remember what cannot be made, so that nobody can have the server try
// again and again.
type grudges struct {
	now func() time.Time

	mu         sync.Mutex
	young, old map[string]time.Time // when it was tried; old is dropped when young is full
}

func newGrudges(now func() time.Time) *grudges {
	return &grudges{now: now, young: make(map[string]time.Time)}
}

func (g *grudges) bear(key string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.young) >= mostGrudges/2 {
		g.young, g.old = make(map[string]time.Time), g.young
	}
	g.young[key] = g.now()
}

// against reports whether the file was tried in vain a short time ago.
func (g *grudges) against(key string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	at, ok := g.young[key]
	if !ok {
		at, ok = g.old[key]
	}
	return ok && g.now().Sub(at) < grudge
}
