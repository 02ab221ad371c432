package app

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// How long a schedule that could not be fired for a fault of ours, such as a full
// disk, is left alone: longer after each try.
const (
	firstPause = time.Second
	mostPause  = 5 * time.Minute
)

// A trigger fires schedules when their time comes by the wall clock. What is due
// stands in the database, and is claimed there: a trigger may stop at any moment,
// and several may run beside each other.
type trigger struct {
	due   func(context.Context) (publishing.Look, error)
	fire  func(context.Context, string) (*content.Schedule, error)
	now   func() time.Time // the wall clock, which may step
	fired func(*content.Schedule)
	log   *slog.Logger

	paused map[string]pause // schedules that are left alone
}

// A pause is for how long a schedule is left alone. It is kept by the monotonic
// clock: it neither ends nor lasts with a step of the other.
type pause struct {
	until time.Time
	next  time.Duration // if it fails again
}

// newTrigger returns the trigger of the house, that tells fired of what it did.
func (h *House) newTrigger(fired func(*content.Schedule)) *trigger {
	return &trigger{
		due: h.Publishing.Due, fire: h.Publishing.Fire, now: h.Store.Now, fired: fired, log: h.Log,
		paused: make(map[string]pause),
	}
}

// run fires until ctx ends. It looks every second, so that it sees what others
// schedule and when the clock steps, and sooner if something is due before.
func (t *trigger) run(ctx context.Context) {
	for ctx.Err() == nil {
		wait, err := t.look(ctx)
		if err != nil && ctx.Err() == nil {
			t.log.ErrorContext(ctx, "looking for due schedules failed", "error", err)
			wait = afterFault
		}
		select {
		case <-ctx.Done():
		case <-time.After(wait):
		}
	}
}

// look fires everything that is due, first due first, and returns how long to
// wait until the next look.
func (t *trigger) look(ctx context.Context) (wait time.Duration, err error) {
	look, err := t.due(ctx)
	if err != nil {
		return 0, err
	}
	done := 0
	for _, id := range look.Due {
		if time.Now().Before(t.paused[id].until) {
			continue
		}
		t.try(ctx, id)
		done++
	}
	t.forget(look.Due)
	if done > 0 {
		return 0, nil // there may be more, and it took its time
	}
	wait = lookEvery
	if !look.Next.IsZero() {
		wait = min(wait, max(look.Next.Sub(t.now()), time.Millisecond))
	}
	return wait, nil
}

// try fires one schedule. A fault of ours is told, and tried again after a pause.
func (t *trigger) try(ctx context.Context, id string) {
	s, err := t.safely(ctx, id)
	switch {
	case ctx.Err() != nil:
	case err != nil:
		p := t.paused[id]
		p.next = min(max(2*p.next, firstPause), mostPause)
		p.until = time.Now().Add(p.next)
		t.paused[id] = p
		t.log.ErrorContext(ctx, "schedule not fired: it is tried again", "schedule", id, "after", p.next, "error", err)
	case s == nil: // another process was first
		delete(t.paused, id)
	default:
		delete(t.paused, id)
		t.tell(ctx, s)
	}
}

// safely fires one schedule, and makes of a panic an error that holds its stack:
// the others have to be fired too.
func (t *trigger) safely(ctx context.Context, id string) (s *content.Schedule, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return t.fire(ctx, id)
}

// tell logs what became of a schedule, and counts it.
func (t *trigger) tell(ctx context.Context, s *content.Schedule) {
	t.fired(s)
	level, why := slog.LevelInfo, ""
	if s.Outcome != nil {
		level, why = slog.LevelWarn, s.Outcome.Code
	}
	t.log.Log(ctx, level, "schedule fired", "schedule", s.ID, "post", s.Item.Post, "release", s.Release,
		"state", s.State, "late", s.Late(), "reason", why)
}

// forget drops pauses of schedules that are not due any more.
func (t *trigger) forget(due []string) {
	maps.DeleteFunc(t.paused, func(id string, _ pause) bool { return !slices.Contains(due, id) })
}
