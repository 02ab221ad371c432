package httpapi

import (
	"fmt"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
)

// TestPlacesToWait fills them from one address, then from others, and empties them again.
func TestPlacesToWait(t *testing.T) {
	l := newListeners(100)
	var leaves []func()
	take := func(address string, want fault.Kind) {
		t.Helper()
		leave, err := l.enter(address)
		switch {
		case (err == nil) != (want == fault.Internal) || err != nil && !fault.Is(err, want):
			t.Fatalf("place %d, for %s: %v", l.taken, address, err)
		case err == nil:
			leaves = append(leaves, leave)
		}
	}
	const free = fault.Internal // the kind of no fault
	for i := range 50 {
		take(fmt.Sprintf("2001:db8::%x", i), free) // the network of one subscriber
	}
	take("2001:db8::ffff", fault.Throttled)
	for i := range 50 {
		take(fmt.Sprintf("198.51.100.%d", i/10), free)
		if i%10 == 9 && i < 49 {
			take(fmt.Sprintf("198.51.100.%d", i/10), fault.Throttled)
		}
	}
	take("203.0.113.1", fault.Unavailable)
	leaves[0]()
	leaves = leaves[1:]
	take("2001:db8::1", fault.Throttled)
	take("203.0.113.1", free)
	for _, leave := range leaves {
		leave()
	}
	if l.taken != 0 || len(l.of) != 0 {
		t.Errorf("%d places are taken, by %v", l.taken, l.of)
	}
	take("2001:db8::1", free)
}
