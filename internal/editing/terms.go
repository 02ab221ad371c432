package editing

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/paging"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// GetTerm returns a term of the kind, or NotFound: of an absorbed one with
// "mergedInto", the id of the term that it is now.
func (s *Service) GetTerm(ctx context.Context, cmd GetTerm) (*content.Term, error) {
	var term *content.Term
	err := cmd.Actor.Check(access.Browse)
	if err == nil {
		err = s.Read(ctx, func(r Snapshot) error {
			term, err = termOf(ctx, r, cmd.Kind, cmd.Term)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("get %s %s: %w", cmd.Kind, cmd.Term, err)
	}
	return term, nil
}

// termOf returns the term if it is of the kind.
func termOf(ctx context.Context, r NameReads, kind content.TermKind, id content.TermID) (*content.Term, error) {
	term, err := r.Term(ctx, id)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && term.Kind != kind:
		return nil, fault.New(fault.NotFound, "term.not_found", "term", string(id), "kind", string(kind))
	case err == nil && term.MergedInto != "":
		return nil, fault.New(fault.NotFound, "term.merged", "term", string(id), "into", string(term.MergedInto)).
			With("mergedInto", string(term.MergedInto))
	}
	return term, err
}

// ListTerms returns a page of the terms of a kind, oldest first.
func (s *Service) ListTerms(ctx context.Context, cmd ListTerms) (TermPage, error) {
	page, err := s.listTerms(ctx, cmd)
	if err != nil {
		return TermPage{}, fmt.Errorf("list %s terms: %w", cmd.Kind, err)
	}
	return page, nil
}

func (s *Service) listTerms(ctx context.Context, cmd ListTerms) (TermPage, error) {
	if err := cmd.Actor.Check(access.Browse); err != nil {
		return TermPage{}, err
	}
	limit, err := paging.Limit(cmd.Limit)
	if err != nil {
		return TermPage{}, err
	}
	words, err := paging.Open(cmd.Cursor, "terms", 1)
	if err != nil {
		return TermPage{}, err
	}
	var after content.TermID
	if words != nil {
		after = content.TermID(words[0])
	}
	var page TermPage
	err = s.Read(ctx, func(r Snapshot) error {
		found, err := r.Terms(ctx, cmd.Kind, after, limit+1)
		if err != nil {
			return err
		}
		if len(found) > limit {
			found = found[:limit]
			page.Next = paging.Cursor("terms", string(found[limit-1].ID))
		}
		page.Items = found
		return nil
	})
	return page, err
}

// CreateTerm makes a tag, an author or a series. It asks for permission in each
// locale that the term is named in.
func (s *Service) CreateTerm(ctx context.Context, cmd CreateTerm) (*content.Term, error) {
	term, err := s.createTerm(ctx, cmd)
	if err != nil {
		return nil, fmt.Errorf("create %s: %w", cmd.Kind, err)
	}
	return term, nil
}

func (s *Service) createTerm(ctx context.Context, cmd CreateTerm) (*content.Term, error) {
	// Without a locale CheckBest asks whether the actor may name terms at all.
	if err := cmd.Actor.CheckBest(access.Terms, slices.Collect(maps.Keys(cmd.Naming.Texts))...); err != nil {
		return nil, err
	}
	_, policy, err := s.rules(ctx)
	if err != nil {
		return nil, err
	}
	naming, err := cmd.Naming.clean(cmd.Kind, policy)
	if err != nil {
		return nil, err
	}
	var term *content.Term
	err = s.Write(ctx, func(tx Tx) error {
		term, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (*content.Term, error) {
			return coin(ctx, tx, cmd, naming)
		})
		return err
	})
	return term, err
}

// coin writes the new term.
func coin(ctx context.Context, tx Tx, cmd CreateTerm, naming Naming) (*content.Term, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return nil, err
	}
	term := &content.Term{ID: content.TermID(id.String()), Kind: cmd.Kind}
	if err := take(ctx, tx, term, naming); err != nil {
		return nil, err
	}
	if err := tx.AddTerm(ctx, term); err != nil {
		return nil, err
	}
	return term, tx.Emit(ctx, event.TermSaved{Term: term.ID, Kind: term.Kind, By: cmd.Actor.ID})
}

// SaveTerm changes a term's names, slugs and texts. Readers see them at once:
// posts that show the term are rendered again, and old slugs lead to the new.
// It asks for permission in each locale that it changes. A change that changes
// nothing leaves the version as it is.
func (s *Service) SaveTerm(ctx context.Context, cmd SaveTerm) (*content.Term, error) {
	term, err := s.saveTerm(ctx, cmd)
	if err != nil {
		return nil, fmt.Errorf("save %s %s: %w", cmd.Kind, cmd.Term, err)
	}
	return term, nil
}

func (s *Service) saveTerm(ctx context.Context, cmd SaveTerm) (*content.Term, error) {
	if err := cmd.Actor.CheckBest(access.Terms); err != nil {
		return nil, err
	}
	naming, err := s.renamed(ctx, cmd)
	if err != nil {
		return nil, err
	}
	var term *content.Term
	err = s.Write(ctx, func(tx Tx) error {
		if term, err = termOf(ctx, tx, cmd.Kind, cmd.Term); err != nil {
			return err
		}
		if err := etag.Check("term.stale", cmd.Version, term.Version); err != nil {
			return err
		}
		before := namingOf(term)
		if err := take(ctx, tx, term, naming); err != nil {
			return err
		}
		if len(before.differs(namingOf(term))) == 0 {
			return nil
		}
		if err := tx.SaveTerm(ctx, term); err != nil {
			return err
		}
		if err := projection.RefreshTerm(ctx, tx, term.ID); err != nil {
			return err
		}
		return tx.Emit(ctx, event.TermSaved{Term: term.ID, Kind: term.Kind, By: cmd.Actor.ID})
	})
	return term, err
}

// renamed applies the change to the version that the caller has seen, and asks
// whether the actor may. The version is compared again inside the write: while
// it is the same, so is what was changed here.
func (s *Service) renamed(ctx context.Context, cmd SaveTerm) (Naming, error) {
	var term *content.Term
	var policy *sanitize.Policy
	err := s.Read(ctx, func(r Snapshot) error {
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		policy = policyOf(site.Settings)
		if term, err = termOf(ctx, r, cmd.Kind, cmd.Term); err != nil {
			return err
		}
		return etag.Check("term.stale", cmd.Version, term.Version)
	})
	if err != nil {
		return Naming{}, err
	}
	after, err := cmd.Change(namingOf(term))
	if err != nil {
		return Naming{}, err
	}
	if after, err = after.clean(cmd.Kind, policy); err != nil {
		return Naming{}, err
	}
	before := namingOf(term)
	if changed := before.differs(after); len(changed) > 0 {
		return after, cmd.Actor.Check(access.Terms, changed...)
	}
	return after, nil
}

// differs returns the locales in which the two name otherwise; all of them if
// what no locale owns differs.
func (n Naming) differs(with Naming) []locale.Tag {
	all := n.Avatar != with.Avatar || !slices.Equal(n.Links, with.Links)
	var tags []locale.Tag
	for _, tag := range slices.Sorted(maps.Keys(n.Texts)) {
		if text, ok := with.Texts[tag]; all || !ok || text != n.Texts[tag] {
			tags = append(tags, tag)
		}
	}
	for _, tag := range slices.Sorted(maps.Keys(with.Texts)) {
		if _, ok := n.Texts[tag]; !ok {
			tags = append(tags, tag)
		}
	}
	return tags
}
