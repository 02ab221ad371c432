package publishing

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
)

// ChangeRelease changes a release that is not done. If it is scheduled it is so
// as the actor from then on, as after [Service.Reschedule]; without its instant it
// is a draft again.
func (s *Service) ChangeRelease(ctx context.Context, cmd ChangeRelease) (done Released, err error) {
	err = s.Write(ctx, func(tx Tx) error {
		done, err = changeRelease(ctx, tx, cmd)
		return err
	})
	if err != nil {
		return Released{}, fmt.Errorf("change release %s: %w", cmd.ID, err)
	}
	return done, nil
}

func changeRelease(ctx context.Context, tx Tx, cmd ChangeRelease) (Released, error) {
	release, err := openRelease(ctx, tx, ReleaseNamed{Actor: cmd.Actor, ID: cmd.ID, Version: cmd.Version})
	if err != nil {
		return Released{}, err
	}
	was := inputOf(release)
	in, err := cmd.Change(was)
	if err != nil {
		return Released{}, err
	}
	// A held one waits for another instant, which need not be named yet.
	held := release.State == content.ReleaseHeld && in.When == was.When
	renamed := in.Override == was.Override && reflect.DeepEqual(in.Items, release.Items)
	release.Name, release.Items, release.Override = in.Name, in.Items, in.Override
	e := execution{release: release, when: timed{in.When, in.OnBlocked}, keep: held || in.When.At == ""}
	e.order = order{actor: cmd.Actor, items: in.Items, several: true, override: in.Override, release: release.ID, later: true}
	if err := checkRelease(e.order, in, false); err != nil {
		return Released{}, err
	}
	if e.keep && !held {
		if err := e.unschedule(ctx, tx); err != nil {
			return Released{}, err
		}
	}
	if err := tx.SaveRelease(ctx, release); err != nil {
		return Released{}, err
	}
	if err := tx.Emit(ctx, event.ReleaseChanged{Bundle: event.BundleOf(release, cmd.Actor.ID)}); err != nil {
		return Released{}, err
	}
	if renamed && e.keep { // what it holds may be overtaken: that is for another day
		return e.told(nil), nil
	}
	return e.run(ctx, tx)
}

// openRelease returns a release that is not done, if the actor may change it.
func openRelease(ctx context.Context, tx Tx, cmd ReleaseNamed) (*content.Release, error) {
	release, err := seenRelease(ctx, tx, cmd.Actor, cmd.ID)
	if err != nil {
		return nil, err
	}
	if err := mayMove(ctx, tx, cmd.Actor, release.Items); err != nil {
		return nil, err
	}
	if err := etag.Check("release.stale", cmd.Version, release.Version); err != nil {
		return nil, err
	}
	if release.State == content.ReleaseDone {
		return nil, fault.New(fault.Conflict, "release.done", "release", release.ID)
	}
	return release, nameReleases(ctx, tx, release)
}

// inputOf returns what the release was made of, as it is now.
func inputOf(r *content.Release) ReleaseInput {
	in := ReleaseInput{Name: r.Name, Items: slices.Clone(r.Items), Override: r.Override}
	if r.Schedule != nil && r.Schedule.Waits() {
		in.When, in.OnBlocked = When{r.Schedule.At, r.Schedule.TimeZone}, r.Schedule.OnBlocked
	}
	return in
}

// unschedule makes the release a draft that waits for nothing.
func (e execution) unschedule(ctx context.Context, tx Tx) error {
	if s := e.release.Schedule; s != nil && s.Waits() {
		if err := (standing{s}).cancel(ctx, tx, e.order.actor.ID); err != nil {
			return err
		}
	}
	e.release.Schedule, e.release.State = nil, content.ReleaseDraft
	return nil
}

// DeleteRelease forgets a release that is not done, and cancels what it waited
// for.
func (s *Service) DeleteRelease(ctx context.Context, cmd ReleaseNamed) error {
	err := s.Write(ctx, func(tx Tx) error {
		release, err := openRelease(ctx, tx, cmd)
		if err != nil {
			return err
		}
		e := execution{release: release, order: order{actor: cmd.Actor}}
		if err := e.unschedule(ctx, tx); err != nil {
			return err
		}
		if err := tx.DeleteRelease(ctx, release); err != nil {
			return err
		}
		return tx.Emit(ctx, event.ReleaseDeleted{Bundle: event.BundleOf(release, cmd.Actor.ID)})
	})
	if err != nil {
		return fmt.Errorf("delete release %s: %w", cmd.ID, err)
	}
	return nil
}
