package parity

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Schedules are what of schedules changes when their posts do.
type Schedules interface {
	// PendingSchedules returns the schedules of the post itself, not of a release,
	// that wait for their time: first due first.
	PendingSchedules(ctx context.Context, id content.PostID) ([]content.Schedule, error)
	// SaveSchedule writes all of the schedule but what it is about and when it was
	// made, if it still has s.Version, and adds one to it; otherwise it returns a
	// fault.Stale.
	SaveSchedule(ctx context.Context, s *content.Schedule) error
}

// StrandTx is what [Strand] needs of the caller's transaction.
type StrandTx interface {
	Schedules
	Writes
}

// A Stranding says that what waits to happen to a post cannot any more.
type Stranding struct {
	Post   content.PostID
	Locale locale.Tag   // only what names this language; empty: all of it
	Why    *fault.Error // what every one of them is held for
	By     string       // the actor whose command it was
}

// Strand holds the schedules of a post that went, or of a language that left it,
// and says so in the ledger. They do not wait until their time to be held: by then
// the post may be back, and nobody has asked again for what they would do.
func Strand(ctx context.Context, tx StrandTx, s Stranding) error {
	pending, err := tx.PendingSchedules(ctx, s.Post)
	if err != nil {
		return err
	}
	for i := range pending {
		one := &pending[i]
		if _, named := one.Item.Publication.Translations[s.Locale]; s.Locale != "" && !named {
			continue
		}
		one.State, one.Outcome = content.ScheduleHeld, content.OutcomeOf(s.Why)
		if err := tx.SaveSchedule(ctx, one); err != nil {
			return err
		}
		refusal := Refusal{Post: s.Post, What: content.WasHeld, Reason: one.Outcome.Code}
		if err := Refused(ctx, tx, refusal, Deed{By: s.By, Cause: one.Item.Cause(), Schedule: one.ID}); err != nil {
			return err
		}
		told := event.ScheduleHeld{Planned: event.PlannedOf(one, s.By), State: one.State, Outcome: one.Outcome}
		if err := tx.Emit(ctx, told); err != nil {
			return err
		}
	}
	return nil
}
