package publishing

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/paging"
)

// Publish makes the named revisions live together, in one transaction: no
// reader ever sees one half. A revision that is no longer the head is published
// as it was looked at, with a warning; one that is older than the live one is
// refused. What is live already is no fault. What stands in the way is a
// Conflict "publication.blocked" with "blockers", a []content.Blocker.
//
// It asks for permission in every locale named, and where the shared part
// changes in every live one, since it changes them all. An override of parity
// needs a permission of its own, and never makes up for what a text lacks.
func (s *Service) Publish(ctx context.Context, cmd Command) (Result, error) {
	result, err := s.one(ctx, cmd, content.ToPublish)
	if err != nil {
		return Result{}, fmt.Errorf("publish post %s: %w", cmd.Post, err)
	}
	return result, nil
}

// Unpublish takes the named live revisions away from readers together; with
// the last language the shared part goes too. A revision that is not the live
// one is refused, since somebody published another meanwhile; a translation
// that is not live is no fault. Parity is asked as in [Service.Publish].
func (s *Service) Unpublish(ctx context.Context, cmd Command) (Result, error) {
	result, err := s.one(ctx, cmd, content.ToUnpublish)
	if err != nil {
		return Result{}, fmt.Errorf("unpublish post %s: %w", cmd.Post, err)
	}
	return result, nil
}

// one carries out a command about one post, or in a dry run says what it would do.
func (s *Service) one(ctx context.Context, cmd Command, action content.Action) (result Result, err error) {
	o := order{
		actor: cmd.Actor, override: cmd.Override,
		items: []content.Item{{Post: cmd.Post, Action: action, Publication: cmd.Publication}},
	}
	if err := mayTry(o.actor, o.items); err != nil {
		return Result{}, err
	}
	if err := checkOverride(o.override); err != nil {
		return Result{}, err
	}
	if cmd.DryRun {
		plans, err := s.rehearse(ctx, o)
		if err != nil {
			return Result{}, err
		}
		return plans[0].result(o.actor), nil
	}
	err = s.Write(ctx, func(tx Tx) error {
		result, err = once.Do(ctx, tx, o.actor.ID, cmd.Once, func() (Result, error) {
			plans, err := carryOut(ctx, tx, o)
			if err != nil {
				return Result{}, err
			}
			return plans[0].result(o.actor), nil
		})
		return err
	})
	return result, err
}

// Standing returns the post with its live pointers, as far as the actor may read
// it, and what waits to change them: that as [Service.Schedules] shows it.
func (s *Service) Standing(ctx context.Context, cmd State) (Standing, error) {
	var standing Standing
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := access.Known(ctx, r, cmd.Actor, cmd.Post)
		if err != nil {
			return err
		}
		standing.Post = cmd.Actor.Shown(p)
		list, err := r.Schedules(ctx, cmd.Actor.View(), content.ScheduleQuery{Post: p.ID, Waiting: true, Limit: paging.Most})
		if err != nil {
			return err
		}
		standing.Schedules, err = seenOf(ctx, r, cmd.Actor, list)
		return err
	})
	if err != nil {
		return Standing{}, fmt.Errorf("read publication of post %s: %w", cmd.Post, err)
	}
	return standing, nil
}
