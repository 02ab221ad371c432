package publishing

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
)

// Reschedule changes a schedule that waits. From then on it is the actor's, and
// fires as the actor: nobody lends their permissions to what others write into
// it. A held one is pending again, and needs an instant that has not passed.
func (s *Service) Reschedule(ctx context.Context, cmd ScheduleChange) (changed content.Schedule, err error) {
	err = s.Write(ctx, func(tx Tx) error {
		changed, err = reschedule(ctx, tx, cmd)
		return err
	})
	if err != nil {
		return content.Schedule{}, fmt.Errorf("change schedule %s: %w", cmd.ID, err)
	}
	return changed, nil
}

func reschedule(ctx context.Context, tx Tx, cmd ScheduleChange) (content.Schedule, error) {
	s, items, err := waiting(ctx, tx, ScheduleNamed{Actor: cmd.Actor, ID: cmd.ID, Version: cmd.Version})
	if err != nil {
		return content.Schedule{}, err
	}
	t := s.retimed(cmd)
	if cmd.Publication != nil {
		if s.Release != "" {
			return content.Schedule{}, fault.Wrong("/publication", "schedule.of_release", "release", s.Release)
		}
		s.Item.Publication = *cmd.Publication
		items = []content.Item{s.Item}
	}
	o := order{actor: cmd.Actor, items: items, override: s.Override, several: s.Release != "", later: true}
	if _, err := plan(ctx, tx, o, tx.Now()); err != nil {
		return content.Schedule{}, err
	}
	if err := s.again(ctx, tx, o, t); err != nil {
		return content.Schedule{}, err
	}
	return *s.Schedule, resumed(ctx, tx, s.Release)
}

// A standing schedule is one that waits, at work.
type standing struct{ *content.Schedule }

// waiting returns a schedule that waits, with its items, if the actor may change it.
func waiting(ctx context.Context, tx Tx, cmd ScheduleNamed) (standing, []content.Item, error) {
	s, items, err := seenSchedule(ctx, tx, cmd.Actor, cmd.ID)
	if err != nil {
		return standing{}, nil, err
	}
	if err := mayMove(ctx, tx, cmd.Actor, items); err != nil {
		return standing{}, nil, err
	}
	if err := etag.Check("schedule.stale", cmd.Version, s.Version); err != nil {
		return standing{}, nil, err
	}
	if !s.Waits() {
		return standing{}, nil, fault.New(fault.Conflict, "schedule.over", "state", string(s.State))
	}
	return standing{s}, items, nil
}

// retimed returns when the schedule is to fire after the change. An instant with
// an offset stands by itself: the zone of the old one does not stay.
func (s standing) retimed(cmd ScheduleChange) timed {
	t := timed{When{s.At, s.TimeZone}, s.OnBlocked}
	if cmd.At != nil {
		t.when.At = *cmd.At
		if !IsLocal(t.when.At) {
			t.when.TimeZone = ""
		}
	}
	if cmd.TimeZone != nil {
		t.when.TimeZone = *cmd.TimeZone
	}
	if cmd.OnBlocked != nil {
		t.onBlocked = *cmd.OnBlocked
	}
	return t
}

// again makes the schedule wait for the instant, as the order's actor.
func (s standing) again(ctx context.Context, tx Tx, o order, t timed) error {
	next, err := appoint(ctx, tx, t, tx.Now())
	if err != nil {
		return err
	}
	s.State, s.Due, s.At, s.TimeZone, s.OnBlocked = next.State, next.Due, next.At, next.TimeZone, next.OnBlocked
	s.Override, s.By, s.ByName, s.Outcome, s.FiredAt = o.override, o.actor.ID, o.actor.Name, nil, next.FiredAt
	if err := tx.SaveSchedule(ctx, s.Schedule); err != nil {
		return err
	}
	return tx.Emit(ctx, event.ScheduleChanged{Planned: event.PlannedOf(s.Schedule, o.actor.ID)})
}

// resumed says of a release that was held that it is scheduled again.
func resumed(ctx context.Context, tx Tx, id string) error {
	if id == "" {
		return nil
	}
	release, err := tx.Release(ctx, id)
	if err != nil || release.State == content.ReleaseScheduled {
		return err
	}
	release.State = content.ReleaseScheduled
	return tx.SaveRelease(ctx, release)
}

// Cancel ends a schedule that waits: it will not happen. A release that waited
// for it is a draft again.
func (s *Service) Cancel(ctx context.Context, cmd ScheduleNamed) error {
	err := s.Write(ctx, func(tx Tx) error {
		one, _, err := waiting(ctx, tx, cmd)
		if err != nil {
			return err
		}
		if err := one.cancel(ctx, tx, cmd.Actor.ID); err != nil {
			return err
		}
		if one.Release == "" {
			return nil
		}
		release, err := tx.Release(ctx, one.Release)
		if err != nil {
			return err
		}
		release.State = content.ReleaseDraft
		return tx.SaveRelease(ctx, release)
	})
	if err != nil {
		return fmt.Errorf("cancel schedule %s: %w", cmd.ID, err)
	}
	return nil
}

func (s standing) cancel(ctx context.Context, tx Tx, by string) error {
	s.State = content.ScheduleCancelled
	if err := tx.SaveSchedule(ctx, s.Schedule); err != nil {
		return err
	}
	return tx.Emit(ctx, event.ScheduleCancelled{Planned: event.PlannedOf(s.Schedule, by)})
}
