// Package relay carries events from the outbox to those who are to be told of them:
// caches that stand before the server, later others.
//
// An event is written in the transaction that made it true. What is told of it is told
// after that, at least once, and in order where several are about one post: one that
// cannot be told is tried again, later and later, while the others go on; those of its
// post wait behind it. After [mostTries] it is left, and counted.
//
// Each consumer has a place in the outbox, in the database, and one process at a time
// that tells it, which a lease says. A process that dies with it is followed by another
// when the lease is over; what it had told by then is told again.
package relay

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	mathrand "math/rand/v2"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
)

// A Consumer is told of events. It is called by one process at a time, and by one
// goroutine; it may be told of one event more than once.
type Consumer interface {
	// Name returns what its place in the outbox is kept under: it never changes.
	Name() string
	// Wants returns the types of the events that it is told of.
	Wants() []string
	// Take tells it of an event. Whatever error it returns, it is told again later.
	Take(ctx context.Context, e event.Recorded) error
}

// A Tx is what relaying writes.
type Tx interface {
	// EnlistConsumer makes the consumer known, if it is not yet: it is told what happens
	// from now on. In any case it notes that there is a process which tells it.
	EnlistConsumer(ctx context.Context, consumer string) error
	// LeaseConsumer gives the consumer to the holder until the instant, unless another
	// process has it; ok is false then.
	LeaseConsumer(ctx context.Context, consumer, holder string, until time.Time) (ok bool, err error)
	// SettleDeliveries writes what became of a batch, if the holder still has the
	// consumer; ok is false if it has not, and nothing is written.
	SettleDeliveries(ctx context.Context, consumer, holder string, s event.Settlement) (ok bool, err error)
}

// A Snapshot is what relaying reads.
type Snapshot interface {
	// OutboxBatch returns what the consumer, which wants events of the types, has to take
	// next: up to limit that are tried again, and those among the next limit of the outbox.
	OutboxBatch(ctx context.Context, consumer string, types []string, limit int) (event.Batch, error)
}

// A Service tells consumers.
type Service struct {
	Write func(context.Context, func(Tx) error) error
	Read  func(context.Context, func(Snapshot) error) error
	Now   func() time.Time
	Log   *slog.Logger
	// Hint returns a channel that is closed when something may have happened that this
	// process wrote. What others write is found by looking.
	Hint func() <-chan struct{}
	// Told is told what became of each delivery: "taken", "failed" or "dead". It may be nil.
	Told func(consumer, outcome string)
}

const (
	lookEvery   = time.Second
	afterFault  = 10 * time.Second
	enlistEvery = time.Hour
	batch       = 100
	// lease is how long a process has a consumer before another may tell it, and busy how
	// long it goes on within: what it began then must come to its end.
	lease = 2 * time.Minute
	busy  = time.Minute
	// patience bounds one delivery.
	patience = 30 * time.Second

	mostTries   = 16 // over about nine hours
	firstPause  = time.Second
	mostPause   = time.Hour
	mostReasons = 500 // bytes that are kept of why a delivery failed
)

// Run tells the consumers until ctx ends. A fault is logged and tried again: whatever is
// left stands in the database.
func (s *Service) Run(ctx context.Context, consumers ...Consumer) {
	var wg sync.WaitGroup
	for _, c := range consumers {
		wg.Go(func() { s.follow(ctx, c) })
	}
	wg.Wait()
}

// follow tells one consumer until ctx ends.
func (s *Service) follow(ctx context.Context, c Consumer) {
	holder := rand.Text()
	enlisted := time.Time{}
	for ctx.Err() == nil {
		hint, wait := s.Hint(), lookEvery
		err := error(nil)
		if time.Since(enlisted) > enlistEvery {
			if err = s.Write(ctx, func(tx Tx) error { return tx.EnlistConsumer(ctx, c.Name()) }); err == nil {
				enlisted = time.Now()
			}
		}
		more := false
		if err == nil {
			more, err = s.Turn(ctx, c, holder)
		}
		if err != nil && ctx.Err() == nil {
			s.Log.ErrorContext(ctx, "telling events failed", "consumer", c.Name(), "error", err)
			hint, wait = nil, afterFault
		}
		if more && err == nil {
			continue
		}
		select {
		case <-ctx.Done():
		case <-hint:
		case <-time.After(wait):
		}
	}
}

// Turn tells the consumer, which is enlisted, what it has to take next, as the holder
// that a process calls itself; more is true if there may be more at once. It does nothing
// where another process has the consumer.
func (s *Service) Turn(ctx context.Context, c Consumer, holder string) (more bool, err error) {
	b, err := s.look(ctx, c)
	if err != nil || b.empty() {
		return false, err
	}
	ok := false
	err = s.Write(ctx, func(tx Tx) (err error) {
		ok, err = tx.LeaseConsumer(ctx, c.Name(), holder, s.Now().Add(lease))
		return err
	})
	if err != nil || !ok {
		return false, err
	}
	if b, err = s.look(ctx, c); err != nil { // another may have told it meanwhile
		return false, err
	}
	settled := s.tell(ctx, c, b)
	// That ctx has ended must not make what was told be told again.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	err = s.Write(ctx, func(tx Tx) (err error) {
		if ok, err = tx.SettleDeliveries(ctx, c.Name(), holder, settled); err != nil || !ok {
			return err
		}
		_, err = tx.LeaseConsumer(ctx, c.Name(), holder, s.Now()) // whoever is first may go on
		return err
	})
	return ok && !b.empty(), err
}

type lookedAt struct{ event.Batch }

func (b lookedAt) empty() bool { return len(b.Again) == 0 && b.UpTo == (event.Position{}) }

func (s *Service) look(ctx context.Context, c Consumer) (b lookedAt, err error) {
	err = s.Read(ctx, func(r Snapshot) (err error) {
		b.Batch, err = r.OutboxBatch(ctx, c.Name(), c.Wants(), batch)
		return err
	})
	return b, err
}

// tell tells the batch, or as much of it as there is time for.
func (s *Service) tell(ctx context.Context, c Consumer, b lookedAt) event.Settlement {
	ends := time.Now().Add(busy)
	over := func() bool { return ctx.Err() != nil || time.Now().After(ends) }
	var settled event.Settlement
	for _, d := range b.Again {
		if over() {
			return settled
		}
		settled.Attempts = append(settled.Attempts, s.try(ctx, c, d))
	}
	stuck := make(map[content.PostID]bool)
	for _, d := range b.New {
		if over() {
			return settled
		}
		a := event.Attempt{Delivery: d, Due: s.Now()}
		if !d.Behind && !stuck[d.Subject] {
			a = s.try(ctx, c, d)
		}
		if !a.Taken {
			stuck[d.Subject] = d.Subject != ""
		}
		settled.Attempts = append(settled.Attempts, a)
		settled.UpTo = d.Position
	}
	settled.UpTo = b.UpTo
	return settled
}

// try tells one event, and returns what became of it.
func (s *Service) try(ctx context.Context, c Consumer, d event.Delivery) event.Attempt {
	a := event.Attempt{Delivery: d}
	err := s.safely(ctx, c, d.Recorded)
	if err == nil {
		a.Taken = true
		s.note(c, "taken")
		return a
	}
	if ctx.Err() == nil { // else it was not its fault
		a.Tries++
	}
	a.Why = strings.ToValidUTF8(err.Error()[:min(len(err.Error()), mostReasons)], "")
	a.Due, a.Dead = s.Now().Add(pause(a.Tries)), a.Tries >= mostTries
	if a.Dead {
		s.note(c, "dead")
		s.Log.ErrorContext(ctx, "event not told: it is not tried any more", "consumer", c.Name(), "event", d.Type, "seq", d.Seq, "i", d.I, "post", d.Subject, "error", err)
		return a
	}
	s.note(c, "failed")
	s.Log.WarnContext(ctx, "event not told: it is tried again", "consumer", c.Name(), "event", d.Type, "seq", d.Seq, "i", d.I, "post", d.Subject, "try", a.Tries, "error", err)
	return a
}

// safely makes of a panic an error that holds its stack: the others have to be told too.
func (s *Service) safely(ctx context.Context, c Consumer, e event.Recorded) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return c.Take(ctx, e)
}

func (s *Service) note(c Consumer, outcome string) {
	if s.Told != nil {
		s.Told(c.Name(), outcome)
	}
}

// pause is how long a delivery waits after so many tries: twice as long after each, and
// by chance up to half of that more, so that those that failed together do not come
// together again.
func pause(tries int) time.Duration {
	p := min(firstPause<<min(max(tries-1, 0), 20), mostPause)
	return p + mathrand.N(p/2)
}
