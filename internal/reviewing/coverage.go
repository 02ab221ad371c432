package reviewing

import (
	"cmp"
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/paging"
	"github.com/diptych-cms/diptych/internal/work"
)

// A Coverage asks how far the translations have come.
type Coverage struct {
	Actor access.Actor
	Query work.CoverageQuery // By empty is by locale; Limit 0 is 20
}

// Coverage returns how far the translations have come, in the languages that the actor
// works on. It counts nothing of others.
func (s *Service) Coverage(ctx context.Context, cmd Coverage) (work.Report, error) {
	report, err := s.coverage(ctx, cmd)
	if err != nil {
		return work.Report{}, fmt.Errorf("report coverage: %w", err)
	}
	return report, nil
}

func (s *Service) coverage(ctx context.Context, cmd Coverage) (report work.Report, err error) {
	if err := mayList(cmd.Actor, cmd.Query.Locale); err != nil {
		return report, err
	}
	q := cmd.Query
	q.By = cmp.Or(q.By, work.ByLocale)
	if q.By != work.ByLocale && q.By != work.ByTag && q.By != work.ByAuthor {
		return report, fault.New(fault.Malformed, "work.by", "value", string(q.By))
	}
	if q.Limit, err = paging.Limit(q.Limit); err != nil {
		return report, err
	}
	if err := s.settle(ctx); err != nil {
		return report, err
	}
	err = s.Read(ctx, func(r Snapshot) error {
		view, err := viewOf(ctx, r, cmd.Actor)
		if err != nil {
			return err
		}
		report, err = r.Coverage(ctx, view, q)
		return err
	})
	return report, err
}
