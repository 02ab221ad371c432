package editing

import (
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/paging"
)

// PastReads find earlier revisions.
type PastReads interface {
	PruneReads
	// Revisions returns up to limit revisions of a translation with lower numbers
	// than below (0: any), newest first. Of what they say they hold the title alone.
	Revisions(ctx context.Context, id content.PostID, tag locale.Tag, below, limit int) ([]content.Revision, error)
	// SharedRevisions returns those of a shared part, without what they say.
	SharedRevisions(ctx context.Context, id content.PostID, below, limit int) ([]content.SharedRevision, error)
	// RevisionAt returns the revision that was the head while the translation, or
	// the shared part if no locale is named, had the version; 0 if that is not known.
	RevisionAt(ctx context.Context, id content.PostID, tag locale.Tag, version int64) (int, error)
	// ActorNames returns what people call the actors with the ids, those that are
	// gone too. Whoever has no name is left out.
	ActorNames(ctx context.Context, ids []string) (map[string]string, error)
}

// A ListRevisions asks for a page of revisions, newest first.
type ListRevisions struct {
	Actor  access.Actor
	Post   content.PostID
	Locale locale.Tag // of a translation; the shared part has none
	Limit  int        // 0 is 20; at most 100
	Cursor string
}

// A GetRevision asks for one revision, with all that it says.
type GetRevision struct {
	Actor  access.Actor
	Post   content.PostID
	Locale locale.Tag // of a translation; the shared part has none
	N      int
}

// A Kept is a revision among the others of its part: R is [content.Revision] or
// [content.SharedRevision].
type Kept[R any] struct {
	Revision R
	ByName   string // who saved it, as people call them; empty if that is not known
	Head     bool   // it is the newest
	Live     bool   // readers see it
}

// A PastPage is one page of revisions.
type PastPage[R any] struct {
	Items []Kept[R]
	Next  string // cursor of the next page; empty: this is the last
}

// Revisions returns a page of a translation's revisions, of whose texts only the
// titles. Numbers that are missing were pruned.
func (s *Service) Revisions(ctx context.Context, cmd ListRevisions) (PastPage[content.Revision], error) {
	var page PastPage[content.Revision]
	err := s.past(ctx, cmd, func(r Snapshot, p *content.Post, below, limit int) error {
		t := p.Translation(cmd.Locale)
		list, err := r.Revisions(ctx, p.ID, cmd.Locale, below, limit+1)
		if err != nil {
			return err
		}
		for _, rev := range list {
			page.Items = append(page.Items, Kept[content.Revision]{Revision: rev, Head: rev.N == t.Head, Live: rev.N == t.Live})
		}
		return named(ctx, r, page.Items, func(rev content.Revision) string { return rev.Meta.By })
	})
	if err != nil {
		return page, fmt.Errorf("list revisions of %s of post %s: %w", cmd.Locale, cmd.Post, err)
	}
	page.cut(cmd.Limit, func(rev content.Revision) int { return rev.N })
	return page, nil
}

// SharedRevisions returns a page of the revisions of a post's shared part,
// without what they say.
func (s *Service) SharedRevisions(ctx context.Context, cmd ListRevisions) (PastPage[content.SharedRevision], error) {
	var page PastPage[content.SharedRevision]
	err := s.past(ctx, cmd, func(r Snapshot, p *content.Post, below, limit int) error {
		list, err := r.SharedRevisions(ctx, p.ID, below, limit+1)
		if err != nil {
			return err
		}
		for _, rev := range list {
			page.Items = append(page.Items, Kept[content.SharedRevision]{Revision: rev, Head: rev.N == p.Head, Live: rev.N == p.Live})
		}
		return named(ctx, r, page.Items, func(rev content.SharedRevision) string { return rev.Meta.By })
	})
	if err != nil {
		return page, fmt.Errorf("list shared revisions of post %s: %w", cmd.Post, err)
	}
	page.cut(cmd.Limit, func(rev content.SharedRevision) int { return rev.N })
	return page, nil
}

// past finds the part whose revisions are asked for, and where the page begins.
func (s *Service) past(ctx context.Context, cmd ListRevisions, fn func(r Snapshot, p *content.Post, below, limit int) error) error {
	limit, err := paging.Limit(cmd.Limit)
	if err != nil {
		return err
	}
	below, err := revisionIn(cmd.Cursor)
	if err != nil {
		return err
	}
	return s.Read(ctx, func(r Snapshot) error {
		p, err := part(ctx, r, cmd.Actor, cmd.Post, cmd.Locale)
		if err != nil {
			return err
		}
		return fn(r, p, below, limit)
	})
}

// revisionIn reads a cursor: the number of the last revision that was shown; 0
// where there is none.
func revisionIn(cursor string) (int, error) {
	words, err := paging.Open(cursor, "revisions", 1)
	if err != nil || words == nil {
		return 0, err
	}
	n, err := paging.Number(words[0])
	return int(n), err
}

// part returns the post if the actor may read the translation in the locale, or
// its shared part if none is named.
func part(ctx context.Context, r PostReads, actor access.Actor, id content.PostID, tag locale.Tag) (*content.Post, error) {
	p, err := access.Known(ctx, r, actor, id)
	if err != nil || tag == "" {
		return p, err
	}
	_, err = alone(actor, p, tag)
	return p, err
}

// named fills in who saved the revisions.
func named[R any](ctx context.Context, r Reads, items []Kept[R], by func(R) string) error {
	ids := make([]string, len(items))
	for i, item := range items {
		ids[i] = by(item.Revision)
	}
	names, err := r.ActorNames(ctx, ids)
	for i, id := range ids {
		items[i].ByName = names[id]
	}
	return err
}

// cut takes what is beyond the page away, and says where the next one begins.
func (p *PastPage[R]) cut(limit int, n func(R) int) {
	if size := cmp.Or(limit, paging.Usual); len(p.Items) > size {
		p.Items = p.Items[:size]
		p.Next = paging.Cursor("revisions", strconv.Itoa(n(p.Items[size-1].Revision)))
	}
}

// Revision returns a revision of a translation. One of another post, or one that
// was pruned, is NotFound.
func (s *Service) Revision(ctx context.Context, cmd GetRevision) (Kept[content.Revision], error) {
	var kept []Kept[content.Revision]
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := part(ctx, r, cmd.Actor, cmd.Post, cmd.Locale)
		if err != nil {
			return err
		}
		rev, err := r.Revision(ctx, p.ID, cmd.Locale, cmd.N)
		if err != nil {
			return err
		}
		t := p.Translation(cmd.Locale)
		kept = []Kept[content.Revision]{{Revision: *rev, Head: rev.N == t.Head, Live: rev.N == t.Live}}
		return named(ctx, r, kept, func(rev content.Revision) string { return rev.Meta.By })
	})
	if err != nil {
		return Kept[content.Revision]{}, fmt.Errorf("get revision %d of %s of post %s: %w", cmd.N, cmd.Locale, cmd.Post, err)
	}
	return kept[0], nil
}

// SharedRevision returns a revision of a post's shared part.
func (s *Service) SharedRevision(ctx context.Context, cmd GetRevision) (Kept[content.SharedRevision], error) {
	var kept []Kept[content.SharedRevision]
	err := s.Read(ctx, func(r Snapshot) error {
		p, err := part(ctx, r, cmd.Actor, cmd.Post, "")
		if err != nil {
			return err
		}
		rev, err := r.SharedRevision(ctx, p.ID, cmd.N)
		if err != nil {
			return err
		}
		kept = []Kept[content.SharedRevision]{{Revision: *rev, Head: rev.N == p.Head, Live: rev.N == p.Live}}
		return named(ctx, r, kept, func(rev content.SharedRevision) string { return rev.Meta.By })
	})
	if err != nil {
		return Kept[content.SharedRevision]{}, fmt.Errorf("get shared revision %d of post %s: %w", cmd.N, cmd.Post, err)
	}
	return kept[0], nil
}
