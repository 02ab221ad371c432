package httpapi

import (
	"net/netip"
	"sync"

	"github.com/diptych-cms/diptych/internal/fault"
)

// tryAgain is after how many seconds an address that waits at all its places asks for
// another one: some have become free by then, since nobody keeps one for long.
const tryAgain = 10

// A listeners counts the places of those who wait for changes. Half of them anybody may
// take: behind a proxy that is not trusted all clients have one address. Of the other half
// no address gets more than a tenth of all, so that one cannot keep all others out.
type listeners struct {
	most int // places there are

	mu    sync.Mutex
	taken int
	of    map[netip.Prefix]int // by client: see clientAt
}

func newListeners(most int) *listeners {
	return &listeners{most: most, of: make(map[netip.Prefix]int)}
}

// enter gives the client at the address a place, until leave is called. Where all are
// taken, the fault is a [fault.Unavailable]; where those of the address are, a
// [fault.Throttled].
func (l *listeners) enter(address string) (leave func(), err error) {
	client := clientAt(address)
	l.mu.Lock()
	defer l.mu.Unlock()
	switch {
	case l.taken >= l.most:
		return nil, fault.New(fault.Unavailable, "changes.crowded")
	case l.taken >= l.most/2 && l.of[client] >= max(1, l.most/10):
		return nil, fault.New(fault.Throttled, "changes.share", "seconds", tryAgain)
	}
	l.taken++
	l.of[client]++
	return func() { l.leave(client) }, nil
}

// leave gives the client's place back.
func (l *listeners) leave(client netip.Prefix) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.taken--
	if l.of[client]--; l.of[client] == 0 {
		delete(l.of, client)
	}
}
