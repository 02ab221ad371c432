package previewing

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Pass is what lets somebody see previews. The zero Pass shows nothing.
type Pass struct {
	link  *access.PreviewLink // nil: an actor's own
	tags  []locale.Tag        // what the link shows
	actor access.Actor        // who may read, without a link
}

// linkGrant begins the grant of a link. That of a token is the id of the actor
// that it makes, or would, as access.TokenActor begins it.
const linkGrant = "link:"

// IsLink reports whether a credential claims to be the token of a preview link.
func IsLink(token string) bool { return strings.HasPrefix(token, access.PreviewSecret) }

// Enter returns what the token of a link opens. One that is unknown, and one
// that has ended for whatever reason, is Unauthenticated, always in the same
// words.
func (s *Service) Enter(ctx context.Context, token string) (Pass, error) {
	pass, err := s.enter(ctx, token)
	if err != nil {
		return Pass{}, fmt.Errorf("enter a preview: %w", err)
	}
	return pass, nil
}

func (s *Service) enter(ctx context.Context, token string) (Pass, error) {
	ended := fault.New(fault.Unauthenticated, "preview.link_ended")
	hash, ok := access.HashOf(access.PreviewSecret, token)
	if !ok {
		return Pass{}, ended
	}
	var pass Pass
	now := s.Now()
	err := s.Read(ctx, func(r Snapshot) error {
		l, ok, err := r.PreviewLinkByHash(ctx, hash)
		if err != nil || !ok {
			return err
		}
		pass, err = passOf(ctx, r, l, now)
		return err
	})
	if err != nil {
		return Pass{}, err
	}
	if pass.link == nil {
		return Pass{}, ended
	}
	return pass, s.note(ctx, pass.link, now)
}

// passOf returns what the link opens at that instant; the zero Pass if nothing.
func passOf(ctx context.Context, r Snapshot, l access.PreviewLink, at time.Time) (Pass, error) {
	p, err := postOf(ctx, r, l.Post)
	if err != nil || p == nil {
		return Pass{}, err
	}
	tags, err := opens(ctx, r, l, p, at)
	if err != nil || len(tags) == 0 {
		return Pass{}, err
	}
	return Pass{link: &l, tags: tags}, nil
}

// note remembers that the link was used, once an hour: at its full hour, or when the
// link was made, if that was later. A disk without room keeps nobody from reading.
func (s *Service) note(ctx context.Context, l *access.PreviewLink, at time.Time) error {
	hour := at.Truncate(time.Hour)
	if hour.Before(l.CreatedAt) {
		hour = l.CreatedAt
	}
	if !l.UsedAt.Before(hour) {
		return nil
	}
	err := s.Write(ctx, func(tx Tx) error { return tx.UsePreviewLink(ctx, l.ID, hour) })
	if fault.Is(err, fault.Full) || fault.Is(err, fault.Unavailable) {
		return nil
	}
	return err
}

// Admit returns what the actor may preview: all that they may read. The
// credential must have been made for previews.
func Admit(actor access.Actor) (Pass, error) {
	if err := actor.Check(access.Browse); err != nil {
		return Pass{}, err
	}
	if !actor.Opens(access.ScopePreview) {
		return Pass{}, fault.New(fault.Forbidden, "preview.scope")
	}
	return Pass{actor: actor}, nil
}

// shows returns the languages of the post that the pass shows the heads of.
func (p Pass) shows(post *content.Post) []locale.Tag {
	switch {
	case p.link != nil && p.link.Post == post.ID:
		return p.tags
	case p.link != nil || p.actor.Finds(post) != nil:
		return nil
	}
	var tags []locale.Tag
	for _, t := range p.actor.Shown(post).Translations {
		tags = append(tags, t.Locale)
	}
	return tags
}

// grant names the pass in the addresses of files.
func (p Pass) grant() string {
	switch {
	case p.link != nil:
		return linkGrant + p.link.ID
	case strings.HasPrefix(p.actor.Via, access.TokenActor):
		return p.actor.Via
	}
	return p.actor.ID
}

// until returns when an address of a file made now ends: after an hour or two, so
// that two pages of one hour name it alike, and never after the link.
func (p Pass) until(now time.Time) time.Time {
	end := now.Truncate(time.Hour).Add(2 * time.Hour)
	if p.link != nil && p.link.ExpiresAt.Before(end) {
		return p.link.ExpiresAt
	}
	return end
}

// postOf returns the post, or nil if there is none.
func postOf(ctx context.Context, r Posts, id content.PostID) (*content.Post, error) {
	p, err := r.Post(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return p, err
}
