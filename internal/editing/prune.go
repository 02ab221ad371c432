package editing

import (
	"context"
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
)

// PruneReads find what retention lets go.
type PruneReads interface {
	// Revised returns up to limit parts that have earlier revisions, in order after
	// the given one. The zero part stands before all.
	Revised(ctx context.Context, after content.Part, limit int) ([]content.Part, error)
	// Prunable returns up to limit revisions of the part that the retention does
	// not keep any more, and that nothing needs, oldest first.
	Prunable(ctx context.Context, part content.Part, keep content.Retention, limit int) ([]int, error)
	standing.Reads
}

// PruneWrites let revisions go.
type PruneWrites interface {
	// Prune deletes revisions of the part, and that they use assets.
	Prune(ctx context.Context, part content.Part, numbers []int) error
	// PutLineage keeps the lineage of a revision: with a language beside, what its
	// segments are approved against; without, what they are called.
	PutLineage(ctx context.Context, post content.PostID, tag, beside locale.Tag, l bitext.Lineage) error
}

const (
	lookedAt   = 200         // parts that one read looks at
	prunedMost = 100         // revisions that one write deletes
	pruner     = "retention" // who prunes
)

// PruneRevisions deletes the revisions that the site's settings do not keep, in
// transactions of a few, and returns their number. It never deletes the newest
// revision of a part, nor the live one, nor one that a schedule or a release
// names, nor one by which parity judges: that was confirmed, or that such a text
// of another language was made from. Numbers do not come again.
func (s *Service) PruneRevisions(ctx context.Context) (int, error) {
	total := 0
	var after content.Part
	for {
		parts, err := s.prunableParts(ctx, &after)
		if err != nil {
			return total, fmt.Errorf("prune revisions: %w", err)
		}
		for _, part := range parts {
			for n := prunedMost; n == prunedMost; total += n {
				if n, err = s.prune(ctx, part); err != nil {
					return total, fmt.Errorf("prune revisions of post %s: %w", part.Post, err)
				}
			}
		}
		if after == (content.Part{}) {
			return total, nil
		}
	}
}

// prunableParts looks at the next parts, and returns those that have something to
// prune. At the end it sets after to the zero part.
func (s *Service) prunableParts(ctx context.Context, after *content.Part) ([]content.Part, error) {
	var found []content.Part
	err := s.Read(ctx, func(r Snapshot) error {
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		keep := site.Settings.Revisions
		if keep == (content.Retention{}) {
			*after = content.Part{}
			return nil
		}
		parts, err := r.Revised(ctx, *after, lookedAt)
		if err != nil {
			return err
		}
		*after = content.Part{}
		if len(parts) == lookedAt {
			*after = parts[lookedAt-1]
		}
		for _, part := range parts {
			list, err := r.Prunable(ctx, part, keep, 1)
			if err != nil {
				return err
			}
			if len(list) > 0 {
				found = append(found, part)
			}
		}
		return nil
	})
	return found, err
}

// prune deletes the next few revisions of a part. What may go is found again in
// the transaction: somebody may have come to need it meanwhile. What is known by the
// texts that go is kept before.
func (s *Service) prune(ctx context.Context, part content.Part) (n int, err error) {
	var kept []standing.Lineage
	var seen []int
	err = s.Read(ctx, func(r Snapshot) error {
		seen, kept, err = foresee(ctx, r, part)
		return err
	})
	if err != nil || len(seen) == 0 {
		return 0, err
	}
	err = s.Write(ctx, func(tx Tx) error {
		site, err := tx.Site(ctx)
		if err != nil {
			return err
		}
		numbers, err := tx.Prunable(ctx, part, site.Settings.Revisions, prunedMost)
		if err != nil {
			return err
		}
		numbers = slices.DeleteFunc(numbers, func(n int) bool { return !slices.Contains(seen, n) })
		if n = len(numbers); n == 0 {
			return nil
		}
		for _, l := range kept {
			if err := tx.PutLineage(ctx, part.Post, l.Locale, l.Beside, l.Lineage); err != nil {
				return err
			}
		}
		if err := tx.Prune(ctx, part, numbers); err != nil {
			return err
		}
		return tx.Emit(ctx, event.RevisionsPruned{Post: part.Post, Locale: part.Locale, Revisions: numbers, By: pruner})
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// foresee returns what may go of a part, and what must be kept of the lineages that
// lead through it.
func foresee(ctx context.Context, r Snapshot, part content.Part) ([]int, []standing.Lineage, error) {
	site, err := r.Site(ctx)
	if err != nil {
		return nil, nil, err
	}
	numbers, err := r.Prunable(ctx, part, site.Settings.Revisions, prunedMost)
	if err != nil || len(numbers) == 0 || part.Locale == "" {
		return numbers, nil, err
	}
	p, err := r.Post(ctx, part.Post)
	if err != nil {
		return nil, nil, err
	}
	kept, err := standing.Kept(ctx, r, p, part.Locale, numbers)
	return numbers, kept, err
}
