package editing

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/paging"
)

// A GetTermUsage asks which posts use a term, the newest first.
type GetTermUsage struct {
	Actor  access.Actor
	Kind   content.TermKind
	Term   content.TermID
	Limit  int // 0 is 20; at most 100
	Cursor string
}

// A TermUsage is one page of the posts that use a term, among those that the
// actor may know of.
type TermUsage struct {
	content.TermUsage
	Items []TermUse
	Next  string
}

// A TermUse is one post that uses a term.
type TermUse struct {
	content.TermUse
	Title string // of its source, or of the first translation that the actor may read
}

// TermUseReads find who uses a term.
type TermUseReads interface {
	// TermUsage returns how many posts that the view shows use the term, itself or
	// by one that it absorbed.
	TermUsage(ctx context.Context, id content.TermID, view access.View) (content.TermUsage, error)
	// TermUses returns up to limit posts that the view shows and that use the term,
	// itself or by one that it absorbed: the newest first, those before the given
	// one alone. Posts in the trash are left out.
	TermUses(ctx context.Context, id content.TermID, view access.View, before content.PostID, limit int) ([]content.TermUse, error)
}

// TermUsage returns how much a term is used, and a page of the posts that use it.
// It counts and shows only what the actor may read.
func (s *Service) TermUsage(ctx context.Context, cmd GetTermUsage) (TermUsage, error) {
	usage, err := s.termUsage(ctx, cmd)
	if err != nil {
		return TermUsage{}, fmt.Errorf("usage of %s %s: %w", cmd.Kind, cmd.Term, err)
	}
	return usage, nil
}

func (s *Service) termUsage(ctx context.Context, cmd GetTermUsage) (TermUsage, error) {
	var usage TermUsage
	if err := cmd.Actor.Check(access.Browse); err != nil {
		return usage, err
	}
	limit, err := paging.Limit(cmd.Limit)
	if err != nil {
		return usage, err
	}
	words, err := paging.Open(cmd.Cursor, "term uses", 1)
	if err != nil {
		return usage, err
	}
	var before content.PostID
	if words != nil {
		before = content.PostID(words[0])
	}
	err = s.Read(ctx, func(r Snapshot) error {
		if _, err := termOf(ctx, r, cmd.Kind, cmd.Term); err != nil {
			return err
		}
		view := cmd.Actor.View()
		if usage.TermUsage, err = r.TermUsage(ctx, cmd.Term, view); err != nil {
			return err
		}
		uses, err := r.TermUses(ctx, cmd.Term, view, before, limit+1)
		if err != nil {
			return err
		}
		if len(uses) > limit {
			uses = uses[:limit]
			usage.Next = paging.Cursor("term uses", string(uses[limit-1].Post))
		}
		for _, use := range uses {
			titles, err := titlesOf(ctx, r, cmd.Actor, use.Post)
			if err != nil {
				return err
			}
			usage.Items = append(usage.Items, TermUse{use, titles.best()})
		}
		return nil
	})
	return usage, err
}
