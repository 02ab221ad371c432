package settling

import (
	"context"
	"fmt"
	"reflect"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
)

// sample is how many posts a check looks into.
const sample = 100

// Check compares memos of some posts with what they must say, made anew from revisions
// and decisions, and tells which are wrong.
func (s *Service) Check(ctx context.Context, tell func(code, subject string)) error {
	var some []content.PostID
	err := s.Read(ctx, func(r Snapshot) (err error) {
		some, err = r.SomeStanding(ctx, sample)
		return err
	})
	for _, id := range some {
		if err == nil {
			err = s.Read(ctx, func(r Snapshot) error { return checkPost(ctx, r, id, tell) })
		}
	}
	if err != nil {
		return fmt.Errorf("check how translations stand: %w", err)
	}
	return nil
}

func checkPost(ctx context.Context, r Snapshot, id content.PostID, tell func(code, subject string)) error {
	known, err := r.Stands(ctx, id)
	if err != nil {
		return err
	}
	for _, stand := range known {
		pair, err := standing.Of(ctx, forgetful{r}, stand.Pairing)
		if err != nil {
			return err
		}
		if !reflect.DeepEqual(pair.Sums, stand.Sums) || StateOf(pair.Sums) != stand.State {
			tell("check.standing", string(id)+" "+string(stand.Target))
			return nil
		}
	}
	return nil
}

// A forgetful snapshot has no lineages but those of posts of which a revision was
// pruned: nothing else is left of these.
type forgetful struct{ Snapshot }

// Lineage implements [standing.Lineages].
func (f forgetful) Lineage(ctx context.Context, id content.PostID, tag, beside locale.Tag, n int) (bitext.Lineage, error) {
	p, err := f.Post(ctx, id)
	if err != nil {
		return bitext.Lineage{}, err
	}
	for _, t := range p.Translations {
		savings, err := f.Savings(ctx, id, t.Locale)
		if err != nil {
			return bitext.Lineage{}, err
		}
		if len(savings) < t.Head {
			return f.Snapshot.Lineage(ctx, id, tag, beside, n)
		}
	}
	return bitext.Lineage{}, nil
}
