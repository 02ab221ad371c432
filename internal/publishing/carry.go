package publishing

import (
	"context"
	"errors"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/projection"
)

// errRehearsed undoes what was tried.
var errRehearsed = errors.New("nothing is kept of a rehearsal")

// rehearsing runs fn in a write transaction of which nothing is kept. What stands
// in the way of writing (an address that another post has, a full disk) is found
// by writing alone: so a dry run tells what the real command would.
func (s *Service) rehearsing(ctx context.Context, fn func(Tx) error) error {
	err := s.Write(ctx, func(tx Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errRehearsed
	})
	if errors.Is(err, errRehearsed) {
		return nil
	}
	return err
}

// rehearse says what the order would do, and changes nothing.
func (s *Service) rehearse(ctx context.Context, o order) (plans []planned, err error) {
	err = s.rehearsing(ctx, func(tx Tx) error {
		plans, err = try(ctx, tx, o)
		return err
	})
	return plans, err
}

// try does what the order asks for, as far as nothing stands in the way, to find
// out what else does.
func try(ctx context.Context, tx Tx, o order) ([]planned, error) {
	plans, err := plan(ctx, tx, o, tx.Now())
	if err != nil || o.later || len(blockersOf(plans)) > 0 {
		return plans, err
	}
	return plans, makeLive(ctx, tx, o, plans)
}

// carryOut does what the order asks for, all of it or nothing, in the caller's
// transaction.
func carryOut(ctx context.Context, tx Tx, o order) ([]planned, error) {
	plans, err := plan(ctx, tx, o, tx.Now())
	if err != nil {
		return nil, err
	}
	if err := blocked(plans); err != nil {
		return plans, err
	}
	return plans, makeLive(ctx, tx, o, plans)
}

// makeLive writes the new pointers and all that follows from them. The pointers
// of all posts come first: what readers get of one may name another.
func makeLive(ctx context.Context, tx Tx, o order, plans []planned) error {
	for _, p := range plans {
		if p.change.None() {
			continue
		}
		if err := tx.SaveLive(ctx, p.after); err != nil {
			return err
		}
	}
	readers, err := projection.Begin(ctx, tx)
	if err != nil {
		return err
	}
	var events []event.Event
	for _, p := range plans {
		if p.change.None() {
			continue
		}
		if err := readers.Refresh(ctx, p.after.ID, causeOf(p.change)); err != nil {
			return err
		}
		if err := parity.Record(ctx, tx, p.judgement, o.deed(p.item)); err != nil {
			return err
		}
		events = append(events, p.told(tx, o))
	}
	if err := readers.Finish(ctx); err != nil {
		return err
	}
	return tx.Emit(ctx, events...)
}

// deed says who did it, for the ledger, and how it came about.
func (o order) deed(item content.Item) parity.Deed {
	return parity.Deed{By: o.actor.ID, Cause: item.Cause(), Release: o.release, Schedule: o.schedule, Override: o.override}
}

// causeOf says why readers see the post differently.
func causeOf(c content.Change) entry.Cause {
	if len(c.Locales) == 0 {
		return entry.ByShared
	}
	return entry.ByContent
}

// told is the event that says what became live, or that it is so no more.
func (p planned) told(tx Tx, o order) event.Event {
	if p.item.Action == content.ToUnpublish {
		return event.PostUnpublished{Post: p.after.ID, Locales: p.change.Locales, At: tx.Now(), By: o.actor.ID}
	}
	live := make(map[locale.Tag]int, len(p.change.Locales))
	for _, tag := range p.change.Locales {
		live[tag] = p.after.Translation(tag).Live
	}
	return event.PostPublished{Post: p.after.ID, Shared: p.after.Live, Translations: live, At: tx.Now(), By: o.actor.ID}
}

// mayTry refuses who could not carry out the order whatever the posts are, before
// any is looked at.
func mayTry(actor access.Actor, items []content.Item) error {
	if len(items) == 0 {
		return actor.CheckBest(access.Publish)
	}
	for _, item := range items {
		if err := actor.CheckBest(access.Publish, item.Publication.Locales()...); err != nil {
			return err
		}
	}
	return nil
}
