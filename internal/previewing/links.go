package previewing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// kept is how long a link that has ended stays in the database.
const kept = 30 * 24 * time.Hour

// List returns the links to a post that still open something, newest first: those
// that the actor made, and those whose every language the actor may preview.
func (s *Service) List(ctx context.Context, cmd ListLinks) ([]Listed, error) {
	list := []Listed{}
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := access.Known(ctx, r, cmd.Actor, cmd.Post)
		if err != nil {
			return err
		}
		links, err := r.PreviewLinks(ctx, cmd.Post, s.Now())
		if err != nil {
			return err
		}
		var makers []string
		for _, l := range links {
			tags, err := opens(ctx, r, l, p, s.Now())
			if err != nil {
				return err
			}
			if len(tags) > 0 && concerns(cmd.Actor, l, p) {
				list, makers = append(list, Listed{PreviewLink: l}), append(makers, l.By)
			}
		}
		names, err := r.ActorNames(ctx, makers)
		for i := range list {
			list[i].ByName = names[list[i].By]
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list the preview links of post %s: %w", cmd.Post, err)
	}
	return list, nil
}

// Revoke ends a link at once. One that opens nothing any more is NotFound, as one
// that the actor may not know of and one to another post.
func (s *Service) Revoke(ctx context.Context, cmd RevokeLink) error {
	err := s.Write(ctx, func(tx Tx) error {
		p, err := access.Known(ctx, tx, cmd.Actor, cmd.Post)
		if err != nil {
			return err
		}
		l, ok, err := tx.PreviewLink(ctx, cmd.Link)
		if err != nil {
			return err
		}
		unknown := fault.New(fault.NotFound, "preview.link_unknown", "link", cmd.Link)
		if !ok || l.Post != p.ID || !l.Good(tx.Now()) {
			return unknown
		}
		if !concerns(cmd.Actor, l, p) {
			return access.Hidden(unknown)
		}
		if err := tx.RevokePreviewLink(ctx, l.ID, tx.Now()); err != nil {
			return err
		}
		return tx.Emit(ctx, event.PreviewLinkRevoked{Post: l.Post, Link: l.ID, Locales: l.Locales, By: cmd.Actor.ID})
	})
	if err != nil {
		return fmt.Errorf("revoke the preview link %s: %w", cmd.Link, err)
	}
	return nil
}

// Upkeep forgets links that ended long ago, up to a thousand, and returns how many.
func (s *Service) Upkeep(ctx context.Context) (int, error) {
	const most = 1000
	var forgotten int64
	err := s.Write(ctx, func(tx Tx) (err error) {
		forgotten, err = tx.ForgetPreviewLinks(ctx, tx.Now().Add(-kept), most)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget preview links: %w", err)
	}
	return int(forgotten), nil
}

// concerns reports whether the actor may know of the link and end it.
func concerns(actor access.Actor, l access.PreviewLink, p *content.Post) bool {
	return l.By == actor.ID || actor.CheckOn(access.Preview, access.SubjectOf(p), l.Locales...) == nil
}

// opens returns the languages in which the link shows the post at that instant:
// those that the post has and that the link's maker may preview now. It shows
// none once it has ended, or its maker or the post is gone.
func opens(ctx context.Context, r Actors, l access.PreviewLink, p *content.Post, at time.Time) ([]locale.Tag, error) {
	if !l.Good(at) || l.Post != p.ID {
		return nil, nil
	}
	maker, err := r.Actor(ctx, l.By)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil || maker.Finds(p) != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(l.Locales), func(tag locale.Tag) bool {
		return p.Translation(tag) == nil || maker.CheckOn(access.Preview, access.SubjectOf(p), tag) != nil
	}), nil
}
