package publishing

import (
	"context"
	"fmt"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
)

// Publish makes the named revisions live together, in one transaction: no
// reader ever sees one half. A revision that is no longer the head is published
// as it was looked at, with a warning; one that is older than the live one is
// refused. What is live already is no fault. What stands in the way is a
// Conflict "publication.blocked" with "blockers", a []content.Blocker.
//
// It asks for permission in every locale named, and where the shared part
// changes in every live one, since it changes them all.
func (s *Service) Publish(ctx context.Context, cmd Command) (Result, error) {
	result, err := s.carry(ctx, cmd, (*content.Post).Publish)
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
	result, err := s.carry(ctx, cmd, func(p *content.Post, _ time.Time, pub content.Publication) (content.Change, error) {
		return p.Unpublish(pub)
	})
	if err != nil {
		return Result{}, fmt.Errorf("unpublish post %s: %w", cmd.Post, err)
	}
	return result, nil
}

// Live returns the post with its live pointers, as far as the actor may read it.
func (s *Service) Live(ctx context.Context, cmd State) (*content.Post, error) {
	var post *content.Post
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := known(ctx, r, cmd.Actor, cmd.Post)
		if err == nil {
			post = cmd.Actor.Shown(p)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read publication of post %s: %w", cmd.Post, err)
	}
	return post, nil
}

// known returns the post if the actor may know of it.
func known(ctx context.Context, r PostReads, actor access.Actor, id content.PostID) (*content.Post, error) {
	if err := actor.Check(access.Browse); err != nil {
		return nil, err
	}
	p, err := r.Post(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, access.NoPost(id)
	}
	if err == nil {
		err = actor.Finds(p)
	}
	return p, err
}

// A deed changes the live pointers of a post, or refuses and changes none.
type deed func(p *content.Post, at time.Time, pub content.Publication) (content.Change, error)

// carry carries out the command, or in a dry run says what it would do.
func (s *Service) carry(ctx context.Context, cmd Command, do deed) (Result, error) {
	if err := cmd.Actor.CheckBest(access.Publish, cmd.Publication.Locales()...); err != nil {
		return Result{}, err
	}
	var result Result
	if cmd.DryRun {
		return result, s.Read(ctx, func(r Snapshot) error {
			var err error
			result, err = plan(ctx, r, cmd, do, time.Time{})
			if err == nil {
				result.Post = cmd.Actor.Shown(result.Post)
			}
			return err
		})
	}
	return result, s.Write(ctx, func(tx Tx) error {
		var err error
		if result, err = plan(ctx, tx, cmd, do, tx.Now()); err != nil {
			return err
		}
		if len(result.Blockers) > 0 {
			return fault.New(fault.Conflict, "publication.blocked", "count", len(result.Blockers)).
				With("blockers", result.Blockers)
		}
		if !result.Change.None() {
			err = makeLive(ctx, tx, cmd.Actor, result)
		}
		result.Post = cmd.Actor.Shown(result.Post)
		return err
	})
}

// makeLive writes the new pointers and all that follows from them.
func makeLive(ctx context.Context, tx Tx, actor access.Actor, r Result) error {
	if err := tx.SaveLive(ctx, r.Post); err != nil {
		return err
	}
	if err := projection.Refresh(ctx, tx, r.Post.ID, causeOf(r.Change)); err != nil {
		return err
	}
	return tx.Emit(ctx, told(r, actor, tx.Now()))
}

// causeOf says why readers see the post differently.
func causeOf(c content.Change) entry.Cause {
	if len(c.Locales) == 0 {
		return entry.ByShared
	}
	return entry.ByContent
}

// told is the event that says what became live, or that it is so no more.
func told(r Result, actor access.Actor, at time.Time) event.Event {
	live := make(map[locale.Tag]int, len(r.Change.Locales))
	for _, tag := range r.Change.Locales {
		if n := r.Post.Translation(tag).Live; n > 0 {
			live[tag] = n
		}
	}
	if len(live) == 0 && len(r.Change.Locales) > 0 {
		return event.PostUnpublished{Post: r.Post.ID, Locales: r.Change.Locales, At: at, By: actor.ID}
	}
	return event.PostPublished{Post: r.Post.ID, Shared: r.Post.Live, Translations: live, At: at, By: actor.ID}
}
