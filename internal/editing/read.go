package editing

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Get returns the heads of a post. A post that the actor may know nothing of is
// NotFound, exactly as one that does not exist; an absorbed one is NotFound with
// "mergedInto", the id of the post that holds its translations now. A locale
// that the actor may not read is Forbidden, whether there is a translation or
// not.
func (s *Service) Get(ctx context.Context, cmd GetPost) (View, error) {
	var view View
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := access.Known(ctx, r, cmd.Actor, cmd.Post)
		if err != nil {
			return err
		}
		if cmd.Locale != "" {
			if p, err = alone(cmd.Actor, p, cmd.Locale); err != nil {
				return err
			}
		}
		view, err = viewOf(ctx, r, cmd.Actor, p)
		return err
	})
	if err != nil {
		return View{}, fmt.Errorf("get post %s: %w", cmd.Post, err)
	}
	return view, nil
}

// alone returns the post with one translation only.
func alone(actor access.Actor, p *content.Post, tag locale.Tag) (*content.Post, error) {
	if err := actor.CheckOn(access.Read, access.SubjectOf(p), tag); err != nil {
		return nil, err
	}
	t := p.Translation(tag)
	if t == nil {
		return nil, translationNotFound(p.ID, tag)
	}
	one := *p
	one.Translations = []content.Translation{*t}
	return &one, nil
}

func translationNotFound(id content.PostID, tag locale.Tag) error {
	return fault.New(fault.NotFound, "translation.not_found", "post", string(id), "locale", string(tag))
}

// viewOf reads the heads of what the actor may read of the post.
func viewOf(ctx context.Context, r PostReads, actor access.Actor, p *content.Post) (View, error) {
	shared, err := r.SharedRevision(ctx, p.ID, p.Head)
	if err != nil {
		return View{}, err
	}
	view := View{Post: shownSince(actor, p, shared.Meta.At), Shared: shared.Shared, Texts: make(map[locale.Tag]content.Text)}
	for _, t := range view.Post.Translations {
		rev, err := r.Revision(ctx, p.ID, t.Locale, t.Head)
		if err != nil {
			return View{}, err
		}
		view.Texts[t.Locale] = rev.Text
	}
	return view, nil
}

// shownSince returns what the actor may read of the post, whose shared part was
// saved at that instant. For who may not read every language of it, it was updated
// when the last part was saved that they may read: not when others were.
func shownSince(actor access.Actor, p *content.Post, sharedAt time.Time) *content.Post {
	shown := actor.Shown(p)
	if actor.CheckOn(access.Read, access.SubjectOf(p), slices.Concat(p.Targets, p.Locales())...) == nil {
		return shown
	}
	shown.UpdatedAt = sharedAt
	for _, t := range shown.Translations {
		if t.UpdatedAt.After(shown.UpdatedAt) {
			shown.UpdatedAt = t.UpdatedAt
		}
	}
	return shown
}
