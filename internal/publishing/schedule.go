package publishing

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/parity"
)

// mostWaiting bounds the schedules of one post that wait.
const mostWaiting = 100

// Schedule makes a schedule that will carry out the item as the actor. It asks
// for the permission now, and again when it fires: with the roles that the actor
// then has. What stands in the way now comes back as Blockers, and stops nothing:
// drafts may go on until then. A revision that can never be published is refused.
// In a dry run nothing is scheduled, and the schedule has no id.
func (s *Service) Schedule(ctx context.Context, cmd Plan) (Planned, error) {
	done, err := s.schedule(ctx, cmd)
	if err != nil {
		return Planned{}, fmt.Errorf("schedule post %s: %w", cmd.Item.Post, err)
	}
	return done, nil
}

func (s *Service) schedule(ctx context.Context, cmd Plan) (done Planned, err error) {
	o := order{actor: cmd.Actor, items: []content.Item{cmd.Item}, override: cmd.Override, later: true}
	if err := mayTry(o.actor, o.items); err != nil {
		return Planned{}, err
	}
	if err := checkOverride(o.override); err != nil {
		return Planned{}, err
	}
	if cmd.DryRun {
		err = s.Read(ctx, func(r Snapshot) error {
			now := s.Now()
			if done.Schedule, err = appoint(ctx, r, timed{cmd.When, cmd.OnBlocked}, now); err != nil {
				return err
			}
			plans, err := plan(ctx, r, o, now)
			if err == nil {
				done.Result = plans[0].result(o.actor)
			}
			return err
		})
		return done, err
	}
	err = s.Write(ctx, func(tx Tx) error {
		done, err = once.Do(ctx, tx, o.actor.ID, cmd.Once, func() (Planned, error) {
			plans, err := plan(ctx, tx, o, tx.Now())
			if err != nil {
				return Planned{}, err
			}
			made, err := addSchedule(ctx, tx, o, timed{cmd.When, cmd.OnBlocked}, content.Schedule{Item: cmd.Item})
			return Planned{Schedule: made, Result: plans[0].result(o.actor)}, err
		})
		return err
	})
	return done, err
}

// Timed is when something is to happen, and what if it cannot.
type timed struct {
	when      When
	onBlocked content.OnBlocked
}

// appoint returns a schedule without a subject that waits for the instant.
func appoint(ctx context.Context, r parity.Settings, t timed, now time.Time) (content.Schedule, error) {
	site, err := r.Site(ctx)
	if err != nil {
		return content.Schedule{}, err
	}
	due, err := resolve(t.when, site.Settings.Zone(), now)
	if err != nil {
		return content.Schedule{}, err
	}
	s := content.Schedule{
		State: content.SchedulePending, Due: due, At: t.when.At, TimeZone: t.when.TimeZone, OnBlocked: t.onBlocked, CreatedAt: now,
	}
	if s.OnBlocked == "" {
		s.OnBlocked = content.Hold
	}
	if s.TimeZone == "" && IsLocal(s.At) {
		s.TimeZone = site.Settings.TimeZone // the site's may be another one some day
	}
	return s, nil
}

// addSchedule writes a schedule for what about names: its item or its release.
func addSchedule(ctx context.Context, tx Tx, o order, t timed, about content.Schedule) (content.Schedule, error) {
	made, err := appoint(ctx, tx, t, tx.Now())
	if err != nil {
		return made, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return made, fmt.Errorf("make an id: %w", err)
	}
	made.ID, made.Item, made.Release = id.String(), about.Item, about.Release
	made.Override, made.By, made.ByName = o.override, o.actor.ID, o.actor.Name
	if made.Release == "" {
		n, err := tx.CountSchedules(ctx, content.SchedulePending, made.Item.Post)
		if err != nil {
			return made, err
		}
		if n >= mostWaiting {
			return made, fault.New(fault.Conflict, "schedule.too_many", "most", mostWaiting)
		}
	}
	if err := tx.AddSchedule(ctx, &made); err != nil {
		return made, err
	}
	return made, tx.Emit(ctx, event.ScheduleCreated{Planned: event.PlannedOf(&made, o.actor.ID)})
}
