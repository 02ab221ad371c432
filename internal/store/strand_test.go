package store_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

// TestPendingSchedules finds what waits for a post by itself: not what is held or
// over, nor a release's, nor another post's.
func TestPendingSchedules(t *testing.T) {
	db := open(t)
	due := time.Date(2026, 5, 11, 13, 0, 0, 0, time.UTC)
	one := content.Item{Post: "p1", Action: content.ToPublish, Publication: content.Publication{Shared: 1, Translations: map[locale.Tag]int{"fr": 1}}}
	other := one
	other.Post = "p2"
	write(t, db, func(ctx context.Context, tx *store.Tx) error {
		for _, s := range []content.Schedule{
			{ID: "later", Item: one, State: content.SchedulePending, Due: due.Add(time.Hour)},
			{ID: "sooner", Item: one, State: content.SchedulePending, Due: due},
			{ID: "held", Item: one, State: content.ScheduleHeld, Due: due},
			{ID: "done", Item: one, State: content.ScheduleDone, Due: due},
			{ID: "released", Release: "r1", State: content.SchedulePending, Due: due},
			{ID: "elsewhere", Item: other, State: content.SchedulePending, Due: due},
		} {
			if err := tx.AddSchedule(ctx, &s); err != nil {
				return err
			}
		}
		return nil
	})
	read(t, db, func(ctx context.Context, s *store.Snapshot) error {
		got, err := s.PendingSchedules(ctx, "p1")
		var ids []string
		for _, found := range got {
			ids = append(ids, found.ID)
		}
		if !slices.Equal(ids, []string{"sooner", "later"}) || got[0].Item.Publication.Translations["fr"] != 1 {
			t.Errorf("pending: %v, %+v", ids, got)
		}
		return err
	})
}
