package exchanging

import (
	"cmp"
	"context"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/patch"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/sanitize"
	"github.com/diptych-cms/diptych/internal/standing"
)

const (
	mostTurns = 3  // plans that are made anew because somebody saved meanwhile
	mostTries = 20 // plans that are made without the writes that cannot be made; then none of the rest is
)

// A landing brings the units of one post to where they belong.
type landing struct {
	s     *Service
	actor access.Actor
	post  content.PostID
	tag   locale.Tag
	units []*incoming
	dry   bool
	once  once.Key
}

// land plans outside the transaction and saves inside. Where somebody saved the
// text between the two, all is judged again.
func (l *landing) land(ctx context.Context) (*Report, error) {
	for turn := 1; ; turn++ {
		report, plan, err := l.plan(ctx)
		if err != nil || l.dry {
			return report, err
		}
		report, err = l.save(ctx, report, plan)
		if !overtaken(err) || turn == mostTurns {
			return report, err
		}
	}
}

// plan judges the units and plans the writes. The plan is nil where there is
// nothing to write.
func (l *landing) plan(ctx context.Context) (report *Report, plan *patch.Plan, err error) {
	err = l.s.Read(ctx, func(r Snapshot) error {
		p, err := writable(ctx, r, l.actor, l.post, l.tag)
		if err != nil {
			return err
		}
		site, err := r.Site(ctx)
		if err != nil {
			return err
		}
		pair, err := standing.Of(ctx, r, standing.Heads(p, l.tag))
		if err != nil {
			return err
		}
		report = &Report{Post: l.post, Locale: l.tag, Revision: pair.Pairing.TargetN}
		if t := p.Translation(l.tag); t != nil {
			report.Version = t.Version
		}
		j := newJudge(r, pair)
		b := batch{Batch: patch.Batch{Post: p, Locale: l.tag, Own: l.actor.OwnOnly(), Machine: l.actor.Machine()}, report: report}
		for _, u := range l.units {
			res, write := j.judge(ctx, u)
			report.Results = append(report.Results, res)
			if write != nil {
				b.Writes, b.of = append(b.Writes, *write), append(b.of, len(report.Results)-1)
			}
		}
		policy := sanitize.New(sanitize.Options{DeniedClasses: site.Settings.DeniedClasses, EmbedHosts: site.Settings.EmbedHosts})
		plan, err = b.plan(ctx, r, policy)
		return err
	})
	return report, plan, err
}

// A batch is writes on their way to a plan.
type batch struct {
	patch.Batch
	report *Report
	of     []int // for each write, the place of its result in the report
}

// plan plans the writes that can be made, and notes in the report why the others
// cannot. The plan is nil where none can.
func (b *batch) plan(ctx context.Context, r patch.Reads, policy *sanitize.Policy) (*patch.Plan, error) {
	for try := 1; len(b.Writes) > 0; try++ {
		plan, err := patch.Make(ctx, r, policy, b.Batch)
		if err == nil {
			for i, res := range plan.Results {
				to := &b.report.Results[b.of[i]]
				to.Outcome, to.State, to.Target = Outcome(res.Outcome), res.State, ""
			}
			b.report.Warnings = plan.Warnings
			return plan, nil
		}
		why, ok := refused(err, b.Writes)
		if !ok {
			return nil, err
		}
		b.without(why, try == mostTries)
	}
	return nil, nil
}

// without takes away the writes that are refused, or all of them.
func (b *batch) without(why map[int]fault.Field, all bool) {
	var writes []patch.Write
	var of []int
	for i, w := range b.Writes {
		field, is := why[i]
		if !is && !all {
			writes, of = append(writes, w), append(of, b.of[i])
			continue
		}
		to := &b.report.Results[b.of[i]]
		to.Outcome, to.Code, to.Args = Rejected, cmp.Or(field.Code, "segment.not_writable"), field.Args
	}
	b.Writes, b.of = writes, of
}

// save saves the plan and returns the report as it then is.
func (l *landing) save(ctx context.Context, report *Report, plan *patch.Plan) (*Report, error) {
	var done Report
	err := l.s.Write(ctx, func(tx Tx) error {
		var err error
		done, err = once.Do(ctx, tx, l.actor.ID, l.once, func() (Report, error) { return l.saved(ctx, tx, *report, plan) })
		return err
	})
	return &done, err
}

func (l *landing) saved(ctx context.Context, tx Tx, report Report, plan *patch.Plan) (Report, error) {
	p, err := writable(ctx, tx, l.actor, l.post, l.tag)
	if err != nil || plan == nil {
		return report, err
	}
	meta := content.Meta{At: tx.Now(), By: l.actor.ID, Origin: content.FromExchange}
	saved, err := plan.Save(ctx, tx, p, draft.Options{Meta: meta, Own: l.actor.OwnOnly()})
	if err != nil {
		return report, err
	}
	report.Revision = saved.Revision
	report.Warnings = append(report.Warnings, saved.Warnings...)
	if t := p.Translation(l.tag); t != nil {
		report.Version = t.Version
	}
	if !saved.Live {
		return report, nil
	}
	return report, l.tell(ctx, tx)
}

// tell does what follows where something was decided of the revision that readers
// see: entries that show how the translation stands, and a line of the ledger where
// the languages come together.
func (l *landing) tell(ctx context.Context, tx Tx) error {
	if err := projection.Refresh(ctx, tx, l.post, entry.ByTranslation); err != nil {
		return err
	}
	p, err := tx.Post(ctx, l.post)
	if err != nil {
		return err
	}
	j, err := parity.Judge(ctx, tx, p.Clone(), p, tx.Now())
	if err != nil {
		return err
	}
	return parity.Record(ctx, tx, j, parity.Deed{By: l.actor.ID, Cause: content.ByConfirmation})
}
