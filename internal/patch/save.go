package patch

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A Saved says what a plan did.
type Saved struct {
	draft.Saved
	// Live says that something was decided of the revision that readers see, or
	// confirmed of a later one, which is true of both where they say the same: how it
	// stands to its source may be otherwise now, and the caller has that told.
	Live bool
}

// Save writes the plan: one revision, or none where no text changes, and the
// decisions. It returns a fault.Stale if the translation or its source was saved, or
// something was decided of its segments, since the plan was made; then it can be made
// anew. The post is as it is in the transaction; of o, BasedOn and BasedIn are set.
func (p *Plan) Save(ctx context.Context, tx Tx, post *content.Post, o draft.Options) (Saved, error) {
	if standing.Heads(post, p.tag) != p.of {
		return Saved{}, fault.New(fault.Stale, Overtaken, "locale", string(p.tag))
	}
	var saved Saved
	if p.text != nil {
		o.BasedOn, o.BasedIn = p.of.SourceN, p.of.Source
		done, err := draft.Save(ctx, tx, post, p.text, o)
		if err != nil {
			return Saved{}, err
		}
		saved.Saved = done
		if done.Changed {
			e := event.TranslationSaved{Post: post.ID, Locale: p.tag, Revision: done.Revision, By: o.Meta.By}
			if err := tx.Emit(ctx, e); err != nil {
				return Saved{}, err
			}
		}
	} else {
		saved.Revision = p.of.TargetN
	}
	return saved, p.keep(ctx, tx, post, o.Meta.By, &saved)
}

// keep keeps what was decided, and tells.
func (p *Plan) keep(ctx context.Context, tx Tx, post *content.Post, by string, saved *Saved) error {
	if len(p.decisions) == 0 {
		return nil
	}
	for i := range p.decisions {
		p.decisions[i].TargetN, p.decisions[i].By = saved.Revision, by
	}
	if err := tx.AddDecisions(ctx, post.ID, p.tag, p.decisions); err != nil {
		return err
	}
	t := post.Translation(p.tag)
	t.Decided += len(p.decisions)
	confirmed := slices.ContainsFunc(p.decisions, func(d bitext.Decision) bool { return d.Kind == bitext.Confirmed })
	saved.Live = t.Live > 0 && (confirmed || t.Live == saved.Revision)
	of := p.of
	of.TargetN = saved.Revision
	return tx.Emit(ctx, Told(of, by, p.decisions))
}

// Told returns the event that tells of decisions on a translation.
func Told(of bitext.Pairing, by string, list []bitext.Decision) event.Event {
	counts := make(map[string]int)
	for _, d := range list {
		counts[string(d.Kind)]++
	}
	return event.SegmentsDecided{Post: content.PostID(of.Post), Locale: of.Target, Revision: of.TargetN, Kinds: counts, By: by}
}
