package publishing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
)

// An execution is a release that is carried out, scheduled or kept.
type execution struct {
	release *content.Release
	order   order
	when    timed
	keep    bool // as a draft
}

// later reports whether nothing is to be done yet.
func (e execution) later() bool { return e.keep || e.when.when.At != "" }

// rehearse says what would happen. The caller keeps nothing of it.
func (e execution) rehearse(ctx context.Context, tx Tx) (Released, error) {
	if e.when.when.At != "" {
		if _, err := appoint(ctx, tx, e.when, tx.Now()); err != nil {
			return Released{}, err
		}
	}
	plans, err := try(ctx, tx, e.order)
	return e.told(plans), err
}

// run carries the release out, or schedules it, or leaves it as the draft it is.
func (e execution) run(ctx context.Context, tx Tx) (Released, error) {
	e.order.release = e.release.ID
	plans, err := plan(ctx, tx, e.order, tx.Now())
	if err != nil {
		return Released{}, err
	}
	switch {
	case e.keep:
	case e.later():
		err = e.schedule(ctx, tx)
	default:
		err = e.perform(ctx, tx, plans)
	}
	return e.told(plans), err
}

// perform does what the release says, unless something stands in the way.
func (e execution) perform(ctx context.Context, tx Tx, plans []planned) error {
	if err := blocked(plans); err != nil {
		return err
	}
	if err := makeLive(ctx, tx, e.order, plans); err != nil {
		return err
	}
	if s := e.release.Schedule; s != nil && s.Waits() {
		if err := (standing{s}).cancel(ctx, tx, e.order.actor.ID); err != nil {
			return err
		}
		e.release.Schedule = nil
	}
	return finish(ctx, tx, e.release, e.order, plans)
}

// schedule makes the release wait for the instant: by the schedule that it has, if
// that waits, else by a new one.
func (e execution) schedule(ctx context.Context, tx Tx) error {
	if s := e.release.Schedule; s != nil && s.Waits() {
		if err := (standing{s}).again(ctx, tx, e.order, e.when); err != nil {
			return err
		}
	} else {
		made, err := addSchedule(ctx, tx, e.order, e.when, content.Schedule{Release: e.release.ID})
		if err != nil {
			return err
		}
		e.release.Schedule = &made
	}
	e.release.State = content.ReleaseScheduled
	return tx.SaveRelease(ctx, e.release)
}

// finish makes the release a record of what it did.
func finish(ctx context.Context, tx Tx, release *content.Release, o order, plans []planned) error {
	release.State, release.DoneAt, release.DoneBy, release.ByName = content.ReleaseDone, tx.Now(), o.actor.ID, o.actor.Name
	release.Result = make([]content.Done, len(plans))
	for i, p := range plans {
		release.Result[i] = content.Done{Post: p.item.Post, Change: p.change, Warnings: p.warnings}
	}
	if err := tx.SaveRelease(ctx, release); err != nil {
		return err
	}
	return tx.Emit(ctx, event.ReleaseDone{Bundle: event.BundleOf(release, o.actor.ID)})
}

// told is what the order's actor is told of the release.
func (e execution) told(plans []planned) Released {
	done := Released{Release: *e.release, Items: e.order.results(plans)}
	if e.release.State != content.ReleaseDone {
		done.Blockers = blockersOf(plans)
	}
	return done
}
