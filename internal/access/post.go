package access

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// SubjectOf returns the post as permission sees it.
func SubjectOf(p *content.Post) Subject {
	return Subject{CreatedBy: p.CreatedBy, Source: p.SourceLocale}
}

// NoPost is the one answer about posts that are not there, that are in the
// trash, and that the actor may not know of.
func NoPost(id content.PostID) error {
	return fault.New(fault.NotFound, "post.not_found", "post", string(id))
}

// Finds returns nil if there is such a post for the actor, and [NoPost]
// otherwise. An absorbed post that the actor may know of is NotFound too, with
// "mergedInto", the id of the post that absorbed it.
func (a Actor) Finds(p *content.Post) error {
	switch {
	case !a.Sees(SubjectOf(p)):
		return Hidden(NoPost(p.ID))
	case !p.DeletedAt.IsZero():
		return NoPost(p.ID)
	case p.MergedInto != "":
		return fault.New(fault.NotFound, "post.merged", "post", string(p.ID), "into", string(p.MergedInto)).
			With("mergedInto", string(p.MergedInto))
	}
	return nil
}

// Posts find posts.
type Posts interface {
	// Post returns the post with its translations, or a fault.NotFound. Absorbed
	// posts and those in the trash are returned too.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
}

// Known returns the post if the actor may know of it, as [Actor.Finds] says.
func Known(ctx context.Context, r Posts, a Actor, id content.PostID) (*content.Post, error) {
	if err := a.Check(Browse); err != nil {
		return nil, err
	}
	p, err := r.Post(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, NoPost(id)
	}
	if err == nil {
		err = a.Finds(p)
	}
	return p, err
}

// Shown returns the post with those translations alone that the actor may read.
func (a Actor) Shown(p *content.Post) *content.Post {
	shown := *p
	shown.Translations = nil
	for _, t := range p.Translations {
		if a.CheckOn(Read, SubjectOf(p), t.Locale) == nil {
			shown.Translations = append(shown.Translations, t)
		}
	}
	return &shown
}
