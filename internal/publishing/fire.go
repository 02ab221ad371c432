package publishing

import (
	"context"
	"fmt"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/parity"
)

// mostDue bounds how many schedules one look finds. Those that fail for a fault of
// ours are found again each time, so it is far above what fails at once.
const mostDue = 1000

// A Look says what waits to be fired.
type Look struct {
	Due  []string  // ids of schedules whose time has come, first due first, up to a bound
	Next time.Time // of those whose time has not, the first instant; zero if there is none
}

// Due returns what is to be fired now, by the wall clock, and when to look again.
func (s *Service) Due(ctx context.Context) (look Look, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		now := s.Now()
		if look.Due, err = r.DueSchedules(ctx, now, mostDue); err != nil {
			return err
		}
		look.Next, err = r.NextDue(ctx, now)
		return err
	})
	if err != nil {
		return Look{}, fmt.Errorf("look for due schedules: %w", err)
	}
	return look, nil
}

// Fire carries out a schedule whose time has come, as the person who asked for
// it, with the roles they have now. It is claimed and done in one transaction, so
// that it is done once, whichever processes try and whenever one of them dies;
// fired is nil if there was nothing to do any more.
//
// What stands in the way ends in the schedule's state, held or failed, with the
// reason, and is no error: then nothing was done. An error is ours, such as a
// full disk; the schedule still waits, and may be tried again.
func (s *Service) Fire(ctx context.Context, id string) (fired *content.Schedule, err error) {
	ctx = event.WithOrigin(ctx, event.Origin{Via: "schedule:" + id})
	err = s.Write(ctx, func(tx Tx) error {
		fired, err = fire(ctx, tx, id, nil)
		return err
	})
	if refused, ok := fault.Of(err); ok && !ours(refused.Kind) {
		// It was found out while it was written, and undone with the transaction.
		err = s.Write(ctx, func(tx Tx) error {
			fired, err = fire(ctx, tx, id, refused)
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("fire schedule %s: %w", id, err)
	}
	return fired, nil
}

// fire does what the schedule says, or notes why not: for refused, if a try has
// shown that.
func fire(ctx context.Context, tx Tx, id string, refused *fault.Error) (*content.Schedule, error) {
	s, err := tx.Schedule(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if s.State != content.SchedulePending || s.Due.After(tx.Now()) {
		return nil, nil // another process was first, or somebody changed it
	}
	b := &burning{tx: tx, Schedule: s}
	if err := b.prepare(ctx); err != nil {
		return nil, err
	}
	if refused == nil {
		if refused, err = b.perform(ctx); err != nil {
			return nil, err
		}
	}
	return s, b.settle(ctx, refused)
}

// A burning schedule is one that fires.
type burning struct {
	*content.Schedule
	tx      Tx
	order   order
	release *content.Release // of one for a release
	plans   []planned        // what was done
}

// prepare reads what the schedule is to do.
func (b *burning) prepare(ctx context.Context) (err error) {
	b.order = order{
		actor: access.Actor{ID: b.By}, items: []content.Item{b.Item}, several: b.Release != "",
		override: b.Override, release: b.Release, schedule: b.ID,
	}
	if b.Release != "" {
		b.release, err = b.tx.Release(ctx, b.Release)
		if err != nil {
			return fmt.Errorf("read release %s: %w", b.Release, err)
		}
		b.order.items = b.release.Items
	}
	return nil
}

// perform carries the order out. What refuses it before anything is written comes
// back as a fault beside no error.
func (b *burning) perform(ctx context.Context) (refused *fault.Error, err error) {
	if b.order.actor, err = b.tx.Actor(ctx, b.By); err != nil {
		return notOurs(err)
	}
	plans, err := plan(ctx, b.tx, b.order, b.tx.Now())
	if err == nil {
		err = blocked(plans)
	}
	if err != nil {
		return notOurs(err)
	}
	b.plans = plans
	return nil, makeLive(ctx, b.tx, b.order, plans)
}

// notOurs returns the fault in err if it says something of what was asked for;
// otherwise err.
func notOurs(err error) (*fault.Error, error) {
	if f, ok := fault.Of(err); ok && !ours(f.Kind) {
		return f, nil
	}
	return nil, err
}

// settle writes what became of the schedule.
func (b *burning) settle(ctx context.Context, refused *fault.Error) error {
	b.FiredAt, b.State, b.Outcome = b.tx.Now(), content.ScheduleDone, nil
	if refused != nil {
		b.State, b.Outcome = content.ScheduleHeld, content.OutcomeOf(refused)
		if b.OnBlocked == content.Fail {
			b.State = content.ScheduleFailed
		}
	}
	if err := b.tx.SaveSchedule(ctx, b.Schedule); err != nil {
		return err
	}
	told := event.PlannedOf(b.Schedule, b.By)
	if refused != nil {
		if err := b.refuse(ctx); err != nil {
			return err
		}
		return b.tx.Emit(ctx, event.ScheduleHeld{Planned: told, State: b.State, Outcome: b.Outcome})
	}
	if err := b.tx.Emit(ctx, event.ScheduleFired{Planned: told, LateSeconds: b.Late().Seconds()}); err != nil {
		return err
	}
	if b.release == nil {
		return nil
	}
	return finish(ctx, b.tx, b.release, b.order, b.plans)
}

// refuse notes in the ledger of each post, and at the release, that nothing was
// done.
func (b *burning) refuse(ctx context.Context) error {
	what := content.WasHeld
	if b.State == content.ScheduleFailed {
		what = content.HasFailed
	}
	for _, item := range b.order.items {
		r := parity.Refusal{Post: item.Post, What: what, Reason: b.Outcome.Code}
		for _, blocker := range b.Outcome.Blockers {
			if blocker.Post == "" || blocker.Post == item.Post {
				r.Blockers = append(r.Blockers, blocker)
			}
		}
		deed := b.order.deed(item)
		deed.By = b.By
		if err := parity.Refused(ctx, b.tx, r, deed); err != nil {
			return err
		}
	}
	if b.release == nil {
		return nil
	}
	b.release.State = content.ReleaseState(b.State)
	return b.tx.SaveRelease(ctx, b.release)
}

// Waiting returns how many schedules wait for their time, and how many, held, for
// a person.
func (s *Service) Waiting(ctx context.Context) (pending, held int, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		if pending, err = r.CountSchedules(ctx, content.SchedulePending, ""); err != nil {
			return err
		}
		held, err = r.CountSchedules(ctx, content.ScheduleHeld, "")
		return err
	})
	if err != nil {
		return 0, 0, fmt.Errorf("count waiting schedules: %w", err)
	}
	return pending, held, nil
}
