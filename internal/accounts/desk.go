package accounts

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/netip"
	"sync"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
)

const (
	mostBuckets = 20_000 // addresses and accounts that are remembered
	mostWaiting = 512    // rows that are written a moment later; more are dropped
	batch       = 64     // of them in one transaction
)

// A pace bounds how often something may be tried: so many times at once, and one
// more after each span.
type pace struct {
	burst int
	every time.Duration
}

// How often a sign-in may fail, and a refusal is written down. Both tries count by
// address: what a stranger does from elsewhere slows nobody down, and an account
// is never locked.
func fromAddress() pace { return pace{burst: 30, every: 10 * time.Second} }
func toAccount() pace   { return pace{burst: 5, every: 30 * time.Second} }
func ofSession() pace   { return pace{burst: 5, every: time.Minute} }
func ofRefusals() pace  { return pace{burst: 60, every: time.Second} }

// A Desk is what a running server remembers and the database does not: who failed
// to sign in, and what is to be written a moment later, so that no answer waits
// for it. It is safe for concurrent use.
type Desk struct {
	log     *slog.Logger
	waiting chan func(context.Context, Tx) error

	mu      sync.Mutex
	buckets map[string]bucket
}

// A bucket leaks: every try adds one, and one leaks out after each span.
type bucket struct {
	level float64
	at    time.Time
	pace  pace
}

// NewDesk returns an empty desk.
func NewDesk(log *slog.Logger) *Desk {
	return &Desk{log: log, waiting: make(chan func(context.Context, Tx) error, mostWaiting), buckets: make(map[string]bucket)}
}

// leaked returns what is left in the bucket by then. A clock that was turned back
// leaks nothing.
func (b bucket) leaked(now time.Time) float64 {
	return max(0, b.level-max(0, now.Sub(b.at).Seconds()/b.pace.every.Seconds()))
}

// try counts a try under the key. When it is one too many it is not counted, and
// wait says when the next may come.
func (d *Desk) try(key string, p pace, now time.Time) (wait time.Duration, ok bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	level := bucket{level: d.buckets[key].level, at: d.buckets[key].at, pace: p}.leaked(now)
	if over := level + 1 - float64(p.burst); over > 0 {
		return time.Duration(math.Ceil(over*p.every.Seconds())) * time.Second, false
	}
	if _, known := d.buckets[key]; !known && len(d.buckets) >= mostBuckets {
		d.makeRoom(now)
	}
	d.buckets[key] = bucket{level: level + 1, at: now, pace: p}
	return 0, true
}

// forgive takes back a try that was none: it succeeded.
func (d *Desk) forgive(key string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if b, known := d.buckets[key]; known {
		b.level = max(0, b.level-1)
		d.buckets[key] = b
	}
}

// makeRoom forgets the buckets that have run empty; if there are none, any one.
func (d *Desk) makeRoom(now time.Time) {
	for key, b := range d.buckets {
		if b.leaked(now) == 0 {
			delete(d.buckets, key)
		}
	}
	for key := range d.buckets {
		if len(d.buckets) < mostBuckets {
			return
		}
		delete(d.buckets, key)
	}
}

// network returns what counts as one address: of IPv6 the /64 that one customer
// has at least.
func network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "?"
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

// throttled is the fault of who tries too often.
func throttled(wait time.Duration) error {
	return fault.New(fault.Throttled, "login.throttled", "seconds", int(wait.Seconds()))
}

// later has a write done a moment later. When too many wait it is not done.
func (d *Desk) later(do func(context.Context, Tx) error) {
	select {
	case d.waiting <- do:
	default:
		d.log.Warn("too much to write down: something was left out of the audit, or of who was seen when")
	}
}

// once has a write done a moment later, unless the same one was asked for within
// the last minute.
func (d *Desk) once(key string, now time.Time, do func(context.Context, Tx) error) {
	if _, ok := d.try(key, pace{burst: 1, every: time.Minute}, now); ok {
		d.later(do)
	}
}

// Settle does the writes that wait.
func (s *Service) Settle(ctx context.Context) error {
	for {
		select {
		case first := <-s.Desk.waiting:
			if err := s.settle(ctx, first); err != nil {
				return fmt.Errorf("write down what happened: %w", err)
			}
		default:
			return nil
		}
	}
}

// settle does the write, and as many more as wait, in one transaction.
func (s *Service) settle(ctx context.Context, first func(context.Context, Tx) error) error {
	writes := []func(context.Context, Tx) error{first}
	for more := true; more && len(writes) < batch; {
		select {
		case write := <-s.Desk.waiting:
			writes = append(writes, write)
		default:
			more = false
		}
	}
	return s.Write(ctx, func(tx Tx) error {
		for _, write := range writes {
			if err := write(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
}

// KeepSettled does the writes as they come, until ctx ends. Those that wait then,
// and those that requests leave behind which may still end, are [Service.Settle]'s.
func (s *Service) KeepSettled(ctx context.Context) {
	for {
		select {
		case first := <-s.Desk.waiting:
			if err := s.settle(context.WithoutCancel(ctx), first); err != nil {
				s.Desk.log.ErrorContext(ctx, "not written down", "error", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

// Upkeep drops sessions and one-time links that are over, and returns their number.
func (s *Service) Upkeep(ctx context.Context) (int, error) {
	const limit = 1000
	var dropped int64
	err := s.Write(ctx, func(tx Tx) (err error) {
		dropped, err = tx.ForgetOutdated(ctx, limit)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("drop what is over: %w", err)
	}
	return int(dropped), nil
}
