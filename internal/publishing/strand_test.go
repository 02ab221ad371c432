package publishing_test

import (
	"slices"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// TestStranded asks that what was scheduled for a post does not happen after the
// post came back from the trash, unless somebody asks again.
func TestStranded(t *testing.T) {
	h := open(t)
	id, other := h.post(owner, "en", "fr"), h.post(owner, "en")
	s, elsewhere := h.plan(put(id, 1, "en", 1, "fr", 1)), h.planAs(owner, put(other, 1, "en", 1), soon.Add(time.Hour))
	version := h.state(id).Version
	h.trash(id)
	held := h.read(s.ID)
	if held.State != content.ScheduleHeld || held.Outcome == nil || held.Outcome.Code != "schedule.post_trashed" || !held.FiredAt.IsZero() {
		t.Errorf("in the trash: %s, %+v, fired at %s", held.State, held.Outcome, held.FiredAt)
	}
	if got := h.rows("SELECT what || ' ' || reason || ' ' || schedule_id || ' ' || by FROM ledger WHERE post_id = '" + string(id) + "'"); !slices.Equal(got, []string{"held schedule.post_trashed " + s.ID + " cli"}) {
		t.Errorf("ledger = %v", got)
	}
	if got := h.read(elsewhere.ID); got.State != content.SchedulePending || got.Version != 1 {
		t.Errorf("another post's: %s, version %d", got.State, got.Version)
	}
	if _, err := h.edit.RestorePost(t.Context(), editing.RestorePost{Actor: owner, Post: id, Version: version + 1}); err != nil {
		t.Fatal(err)
	}
	h.unchanged("its time after it came back", func() {
		if _, said := h.fire(s.ID); said != "nothing" {
			t.Errorf("fired: %s", said)
		}
	})
	at := soon.Add(time.Minute)
	when := at.Format(time.RFC3339)
	again, err := h.Reschedule(t.Context(), publishing.ScheduleChange{Actor: owner, ID: s.ID, Version: held.Version, At: &when})
	if err != nil || again.State != content.SchedulePending || again.Outcome != nil {
		t.Fatalf("asked again: %+v, %v", again, err)
	}
	h.now = at
	if fired, err := h.Fire(t.Context(), s.ID); err != nil || fired.State != content.ScheduleDone || h.visible(id) != "en+fr" {
		t.Errorf("fired again: %+v, %v; readers see %q", fired, err, h.visible(id))
	}
}

// TestStrandedLanguage holds what names a language that was deleted, and nothing
// else.
func TestStrandedLanguage(t *testing.T) {
	h := open(t)
	id := h.post(owner, "fr", "en")
	both, french := h.plan(put(id, 1, "en", 1, "fr", 1)), h.plan(put(id, 1, "fr", 1))
	h.drop(id, "en")
	if got := h.read(both.ID); got.State != content.ScheduleHeld || problem(got.Outcome.Fault()) != "invalid /translations/en=translation.missing" {
		t.Errorf("what names it: %s, %+v", got.State, got.Outcome)
	}
	if got := h.read(french.ID); got.State != content.SchedulePending {
		t.Errorf("what does not: %s", got.State)
	}
}
