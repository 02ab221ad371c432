package projection

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
)

// Several refreshes several posts in one transaction, each as [Refresh] does. Who links
// to them is rendered at the end: once, to however many of them it links. Up to [AtOnce]
// are in all; the others are left for later.
type Several struct {
	v       *view
	linkers []linker
}

// A linker is a post that links to one that changed.
type linker struct{ post, target content.PostID }

// Begin reads the settings, which have to stay as they are until [Several.Finish].
func Begin(ctx context.Context, tx Tx) (*Several, error) {
	v, err := open(ctx, tx)
	if err != nil {
		return nil, err
	}
	return &Several{v: v}, nil
}

// Refresh is [Refresh] of one of the posts, but for those that link to it.
func (s *Several) Refresh(ctx context.Context, post content.PostID, cause entry.Cause) error {
	why := occasion{cause: cause, addresses: insist}
	if i := slices.IndexFunc(s.linkers, func(l linker) bool { return l.post == post }); i >= 0 {
		why.linked = s.linkers[i].target
		s.linkers = slices.Delete(s.linkers, i, i+1)
	}
	o, err := s.v.refresh(ctx, post, why)
	if err != nil {
		return err
	}
	return s.linking(ctx, post, o)
}

// Freed is [RefreshFreed] of one of the posts.
func (s *Several) Freed(ctx context.Context, post content.PostID, held []content.Address) error {
	o := outcome{moved: true}
	for _, a := range held {
		o.addresses = append(o.addresses, refTo(a))
	}
	return s.linking(ctx, post, o)
}

// Finish renders the posts that link to those that were refreshed.
func (s *Several) Finish(ctx context.Context) error {
	for _, l := range s.linkers {
		if err := s.v.rerender(ctx, l.post, entry.Rerender{Cause: entry.ByLinkTarget, By: l.target}); err != nil {
			return err
		}
	}
	s.linkers = nil
	return nil
}

// linking notes the posts that link to the post, or leaves them for later if they are
// many. The post itself may be one: what it was rendered with of posts that it absorbed
// is what was kept of itself before.
func (s *Several) linking(ctx context.Context, post content.PostID, o outcome) error {
	refs := o.refs(post)
	posts, err := s.v.linkingTo(ctx, refs, AtOnce+1)
	if err != nil {
		return err
	}
	posts = slices.DeleteFunc(posts, func(id content.PostID) bool {
		i := slices.IndexFunc(s.linkers, func(l linker) bool { return l.post == id })
		if i >= 0 {
			s.linkers[i].target = post // the last one: that which absorbed another is where the link leads now
		}
		return i >= 0
	})
	if len(s.linkers)+len(posts) > AtOnce {
		return s.v.later(ctx, post, refs)
	}
	for _, id := range posts {
		s.linkers = append(s.linkers, linker{id, post})
	}
	return nil
}
