package publishing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// shows reports whether the actor may read every language that the items name.
// Items are seen all together or not at all: half a set would say what the other
// half holds.
func shows(ctx context.Context, r PostReads, actor access.Actor, items []content.Item) (bool, error) {
	view := actor.View()
	if view.All {
		return true, nil
	}
	for _, item := range items {
		p, err := r.Post(ctx, item.Post)
		if fault.Is(err, fault.NotFound) && view.Posts {
			continue // it is purged: nothing is left of it to be hidden from who sees every post
		}
		seen := err == nil && reads(actor, p, item)
		if fault.Is(err, fault.NotFound) {
			err = nil
		}
		if err != nil || !seen {
			return false, err
		}
	}
	return true, nil
}

// reads reports whether the actor may read what the item names of the post, be it
// in the trash.
func reads(actor access.Actor, p *content.Post, item content.Item) bool {
	subject := access.SubjectOf(p)
	return actor.Sees(subject) && actor.CheckOn(access.Read, subject, item.Publication.Locales()...) == nil
}

// itemsOf returns what the schedule would do, of a release that of all its posts.
func itemsOf(ctx context.Context, r ReleaseReads, s *content.Schedule) ([]content.Item, error) {
	if s.Release == "" {
		return []content.Item{s.Item}, nil
	}
	release, err := r.Release(ctx, s.Release)
	if fault.Is(err, fault.NotFound) {
		return nil, nil // it was forgotten, and its schedule cancelled
	}
	if err != nil {
		return nil, err
	}
	return release.Items, nil
}

// seenSchedule returns the schedule with its items if the actor may know of it.
func seenSchedule(ctx context.Context, r Snapshot, actor access.Actor, id string) (*content.Schedule, []content.Item, error) {
	none := fault.New(fault.NotFound, "schedule.not_found", "schedule", id)
	if err := actor.Check(access.Browse); err != nil {
		return nil, nil, err
	}
	s, err := r.Schedule(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, nil, none
	}
	if err != nil {
		return nil, nil, err
	}
	items, err := itemsOf(ctx, r, s)
	if err != nil {
		return nil, nil, err
	}
	seen, err := shows(ctx, r, actor, items)
	if err == nil && !seen {
		err = access.Hidden(none)
	}
	return s, items, err
}

// seenRelease returns the release if the actor may know of it.
func seenRelease(ctx context.Context, r Snapshot, actor access.Actor, id string) (*content.Release, error) {
	none := fault.New(fault.NotFound, "release.not_found", "release", id)
	if err := actor.Check(access.Browse); err != nil {
		return nil, err
	}
	release, err := r.Release(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, none
	}
	if err != nil {
		return nil, err
	}
	seen, err := shows(ctx, r, actor, release.Items)
	if err == nil && !seen {
		err = access.Hidden(none)
	}
	return release, err
}

// mayMove asks for the permission to do the items at all, as [planOne] does. Of
// posts that are gone there is nothing to ask.
func mayMove(ctx context.Context, r PostReads, actor access.Actor, items []content.Item) error {
	for _, item := range items {
		p, err := r.Post(ctx, item.Post)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if err := actor.CheckOn(access.Publish, access.SubjectOf(p), item.Publication.Locales()...); err != nil {
			return err
		}
	}
	return nil
}
