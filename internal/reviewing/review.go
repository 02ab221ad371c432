package reviewing

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/work"
)

// A Review asks for a step of the review of a revision.
type Review struct {
	Actor    access.Actor
	Post     content.PostID
	Locale   locale.Tag
	Revision int // that was looked at
	Decision work.Decision
	Comment  string // begins a thread; needed to return it
	Once     once.Key
}

// A Reviewed is a translation after a step of its review, with its head's text.
type Reviewed struct {
	Translation content.Translation
	Text        content.Text
}

// Review takes the step. Whoever may write submits; editors and reviewers approve or
// return. Of a revision that is not the newest any more it is a Conflict
// "review.overtaken": nobody looked at what was saved since. Where the site says that
// the reviewer is not the translator, who saved a revision since the last approval does
// not approve: Forbidden, "review.own_work".
//
// Nothing is saved and nothing is made live. A step that changes nothing is none.
func (s *Service) Review(ctx context.Context, cmd Review) (Reviewed, error) {
	var done Reviewed
	err := cmd.Actor.CheckBest(operation(cmd.Decision), cmd.Locale)
	if err == nil {
		cmd.Comment, err = said("/comment", cmd.Comment, cmd.Decision == work.Return)
	}
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error {
			done, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once, func() (Reviewed, error) { return review(ctx, tx, cmd) })
			return err
		})
	}
	if err != nil {
		return Reviewed{}, fmt.Errorf("%s translation %s of post %s: %w", cmd.Decision, cmd.Locale, cmd.Post, err)
	}
	return done, nil
}

// operation returns what permission is asked for.
func operation(d work.Decision) access.Operation {
	if d == work.Submit {
		return access.Write
	}
	return access.Review
}

func review(ctx context.Context, tx Tx, cmd Review) (Reviewed, error) {
	p, next, err := reviewable(ctx, tx, cmd)
	if err != nil {
		return Reviewed{}, err
	}
	step := event.Step{Post: p.ID, Locale: cmd.Locale, Revision: cmd.Revision, By: cmd.Actor.ID}
	if cmd.Comment != "" {
		thread := work.Thread{Post: p.ID, Locale: cmd.Locale, Revision: cmd.Revision}
		if step.Thread, err = begin(ctx, tx, thread, cmd.Actor.ID, cmd.Comment); err != nil {
			return Reviewed{}, err
		}
	}
	t := *p.Translation(cmd.Locale)
	if next != t.Status {
		t.Status = next
		if err := move(ctx, tx, &t, cmd.Decision, step); err != nil {
			return Reviewed{}, err
		}
	}
	head, err := tx.Revision(ctx, p.ID, t.Locale, t.Head)
	if err != nil {
		return Reviewed{}, err
	}
	return Reviewed{Translation: t, Text: head.Text}, nil
}

// reviewable returns the post and the status that the translation would have, if the
// step can be taken.
func reviewable(ctx context.Context, tx Tx, cmd Review) (*content.Post, content.Status, error) {
	p, err := access.Known(ctx, tx, cmd.Actor, cmd.Post)
	if err != nil {
		return nil, "", err
	}
	if err := cmd.Actor.CheckOn(operation(cmd.Decision), access.SubjectOf(p), cmd.Locale); err != nil {
		return nil, "", err
	}
	t := p.Translation(cmd.Locale)
	switch {
	case t == nil:
		return nil, "", translationNotFound(p.ID, cmd.Locale)
	case cmd.Revision < 1 || cmd.Revision > t.Head:
		return nil, "", fault.Wrong("/revision", "revision.unknown", "n", cmd.Revision, "head", t.Head)
	case cmd.Revision < t.Head:
		return nil, "", fault.New(fault.Conflict, "review.overtaken", "n", cmd.Revision, "head", t.Head)
	}
	next, ok := cmd.Decision.Next(t.Status)
	if !ok {
		return nil, "", fault.New(fault.Conflict, "review."+string(cmd.Decision)+"_"+string(t.Status), "n", cmd.Revision)
	}
	if cmd.Decision == work.Approve && next != t.Status {
		err = ownWork(ctx, tx, cmd, p)
	}
	return p, next, err
}

// ownWork refuses the approval by who wrote what is to be approved, where the site
// says so.
func ownWork(ctx context.Context, tx Tx, cmd Review, p *content.Post) error {
	site, err := tx.Site(ctx)
	if err != nil || !site.Settings.ReviewerNotTranslator {
		return err
	}
	approved, err := tx.Approvals(ctx, p.ID, cmd.Locale)
	if err != nil {
		return err
	}
	last := 0
	if len(approved) > 0 {
		last = approved[len(approved)-1].N
	}
	own, err := tx.WrittenBy(ctx, content.Part{Post: p.ID, Locale: cmd.Locale}, last, cmd.Actor.ID)
	if err == nil && own {
		err = fault.New(fault.Forbidden, "review.own_work", "locale", string(cmd.Locale))
	}
	return err
}

// move writes the translation's new status and the step that led to it. Readers are
// told of the revision that is live, if only as far as it says the same: what a
// machine wrote may be reviewed now.
func move(ctx context.Context, tx Tx, t *content.Translation, d work.Decision, step event.Step) error {
	if err := tx.SaveTranslation(ctx, step.Post, t); err != nil {
		return err
	}
	err := tx.AddReview(ctx, step.Post, t.Locale, work.Review{N: step.Revision, Decision: d, By: step.By, Thread: step.Thread})
	if err != nil {
		return err
	}
	if t.Live > 0 && d != work.Submit {
		if err := projection.Refresh(ctx, tx, step.Post, entry.ByTranslation); err != nil {
			return err
		}
	}
	switch d {
	case work.Approve:
		return tx.Emit(ctx, event.TranslationApproved{Step: step})
	case work.Return:
		return tx.Emit(ctx, event.TranslationReturned{Step: step})
	}
	return tx.Emit(ctx, event.TranslationSubmitted{Step: step})
}
