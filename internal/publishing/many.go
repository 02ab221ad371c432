package publishing

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
)

// MostMany bounds the items of one [Many].
const MostMany = 500

// Many carries out actions on many posts: all in one transaction or none, with
// the blockers of all posts together, each with its post; or each by itself, with
// what became of each. Results come in the order of the items. It asks of each
// item what [Service.Publish] asks.
//
// Faults that are ours, such as a full disk, end it in both manners: what is done
// by then stays done, and may be asked for again.
func (s *Service) Many(ctx context.Context, cmd Many) ([]ItemResult, error) {
	results, err := s.many(ctx, cmd)
	if err != nil {
		return nil, fmt.Errorf("publish %d posts: %w", len(cmd.Items), err)
	}
	return results, nil
}

func (s *Service) many(ctx context.Context, cmd Many) (results []ItemResult, err error) {
	o := order{actor: cmd.Actor, items: cmd.Items, override: cmd.Override, several: true}
	if err := mayTry(o.actor, nil); err != nil {
		return nil, err
	}
	if err := checkItems(o.items, MostMany); err != nil {
		return nil, err
	}
	if err := checkOverride(o.override); err != nil {
		return nil, err
	}
	switch {
	case cmd.Each:
		return s.each(ctx, cmd, o)
	case cmd.DryRun:
		plans, err := s.rehearse(ctx, o)
		return o.results(plans), err
	}
	err = s.Write(ctx, func(tx Tx) error {
		results, err = once.Do(ctx, tx, o.actor.ID, cmd.Once, func() ([]ItemResult, error) {
			plans, err := carryOut(ctx, tx, o)
			return o.results(plans), err
		})
		return err
	})
	return results, err
}

// results says what became of planned items.
func (o order) results(plans []planned) []ItemResult {
	results := make([]ItemResult, len(plans))
	for i, p := range plans {
		results[i] = ItemResult{Item: p.item, Result: p.result(o.actor)}
	}
	return results
}

// each carries out each item by itself. A request that comes again gets the first
// answer if that was whole; one that broke off is done again from its beginning,
// which changes nothing where it was done.
func (s *Service) each(ctx context.Context, cmd Many, o order) (results []ItemResult, err error) {
	if cmd.DryRun {
		for _, item := range o.items {
			plans, err := s.rehearse(ctx, o.only(item))
			if results, err = o.noted(results, item, plans, err); err != nil {
				return nil, err
			}
		}
		return results, nil
	}
	if cmd.Once.Name != "" {
		again := false
		err := s.Write(ctx, func(tx Tx) error {
			results, again, err = once.Again[[]ItemResult](ctx, tx, o.actor.ID, cmd.Once)
			return err
		})
		if err != nil || again {
			return results, err
		}
	}
	for _, item := range o.items {
		var plans []planned
		err := s.Write(ctx, func(tx Tx) error {
			plans, err = carryOut(ctx, tx, o.only(item))
			return err
		})
		if results, err = o.noted(results, item, plans, err); err != nil {
			return nil, err
		}
	}
	if cmd.Once.Name == "" {
		return results, nil
	}
	err = s.Write(ctx, func(tx Tx) error {
		results, err = once.Do(ctx, tx, o.actor.ID, cmd.Once, func() ([]ItemResult, error) { return results, nil })
		return err
	})
	return results, err
}

// only returns the order for one of its items, as a command of its own.
func (o order) only(item content.Item) order {
	o.items, o.several = []content.Item{item}, false
	return o
}

// noted adds what became of an item. What is not about the item comes back.
func (o order) noted(results []ItemResult, item content.Item, plans []planned, err error) ([]ItemResult, error) {
	if err == nil {
		return append(results, o.results(plans)...), nil
	}
	f, ok := fault.Of(err)
	if !ok || ours(f.Kind) {
		return results, err
	}
	return append(results, ItemResult{Item: item, Problem: content.OutcomeOf(f)}), nil
}

// ours reports whether faults of the kind say nothing of what was asked for: it
// may succeed when it is tried again.
func ours(k fault.Kind) bool {
	switch k {
	case fault.Internal, fault.Unavailable, fault.Full, fault.Throttled:
		return true
	}
	return false
}
