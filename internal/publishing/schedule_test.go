package publishing_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// soon is an instant some minutes after the house was opened.
var soon = noon.Add(10 * time.Minute)

// plan schedules an item for soon as the owner.
func (h *house) plan(item content.Item) content.Schedule {
	h.t.Helper()
	return h.planAs(owner, item, soon)
}

func (h *house) planAs(actor access.Actor, item content.Item, at time.Time) content.Schedule {
	h.t.Helper()
	done, err := h.Schedule(h.t.Context(), publishing.Plan{Actor: actor, Item: item, When: publishing.When{At: at.Format(time.RFC3339)}})
	if err != nil {
		h.t.Fatal(err)
	}
	return done.Schedule
}

// read returns the schedule as it is now.
func (h *house) read(id string) content.Schedule {
	h.t.Helper()
	s, err := h.GetSchedule(h.t.Context(), publishing.ScheduleNamed{Actor: owner, ID: id})
	if err != nil {
		h.t.Fatal(err)
	}
	return s
}

func TestScheduleWaits(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.together(id)
	done, err := h.Schedule(t.Context(), publishing.Plan{
		Actor: owner, Item: put(id, 1, "en", 1), When: publishing.When{At: "2026-05-04T14:00", TimeZone: "America/Toronto"}, Once: once.Key{Name: "k"},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := done.Schedule
	if s.State != content.SchedulePending || s.OnBlocked != content.Hold || !s.Due.Equal(time.Date(2026, 5, 4, 18, 0, 0, 0, time.UTC)) || s.By != "cli" {
		t.Errorf("schedule = %+v", s)
	}
	if got := codes(done.Result.Blockers); !slices.Equal(got, []string{"fr:blocker.translation_not_live"}) {
		t.Errorf("blockers = %v: what stands in the way now is told, and stops nothing", got)
	}
	if got := h.visible(id); got != "" {
		t.Errorf("visible: %q", got)
	}
	if got := h.rows("SELECT type FROM outbox WHERE type LIKE 'schedule%'"); !slices.Equal(got, []string{"schedule.created"}) {
		t.Errorf("events = %v", got)
	}
	h.unchanged("the request again, and a dry run", func() {
		again, err := h.Schedule(t.Context(), publishing.Plan{Actor: owner, Item: put(id, 1, "en", 1), Once: once.Key{Name: "k"}})
		if err != nil || again.Schedule.ID != s.ID || len(again.Result.Blockers) != 1 {
			t.Errorf("again: %+v, %v", again, err)
		}
		tried, err := h.Schedule(t.Context(), publishing.Plan{Actor: owner, Item: put(id, 1, "en", 1), When: publishing.When{At: "2026-05-04T14:00"}, DryRun: true})
		if err != nil || tried.Schedule.ID != "" || len(tried.Result.Blockers) != 1 {
			t.Errorf("dry run: %+v, %v", tried, err)
		}
	})
}

func TestScheduleIsRefused(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.publish(ask(id, 1, "en", 1))
	h.save(id, "en", content.Text{Title: "Two", Body: "<p>2"})
	h.publish(ask(id, 0, "en", 2))
	h.save(id, "en", content.Text{Title: "Three", Body: "<p>3"})
	at := soon.Format(time.RFC3339)
	tests := []struct {
		name  string
		actor access.Actor
		item  content.Item
		at    string
		want  string
	}{
		{"the past", owner, put(id, 0, "en", 3), "2026-05-04T11:00:00Z", "invalid /at=schedule.past"},
		{"the year 3000", owner, put(id, 0, "en", 3), "3000-05-04T11:00:00Z", "invalid /at=schedule.too_far"},
		{"no instant", owner, put(id, 0, "en", 3), "tomorrow", "invalid /at=schedule.at_malformed"},
		{"a revision that is not there", owner, put(id, 0, "en", 4), at, "invalid /translations/en=revision.unknown"},
		{"one that is overtaken already", owner, put(id, 0, "en", 1), at, "publication.overtaken /translations/en=revision.older_than_live"},
		{"to take away what was overtaken", owner, take(id, "en", 1), at, "publication.overtaken /translations/en=revision.older_than_live"},
		{"to take away what is not there", owner, take(id, "en", 4), at, "invalid /translations/en=revision.unknown"},
		{"no locale", owner, put(id, 0), at, "invalid /translations=publication.no_locale"},
		{"no such post", owner, put("none", 0, "en", 3), at, "post.not_found"},
		{"an editor of another locale", with("token:x", "editor:fr"), put(id, 0, "en", 3), at, "access.forbidden_locale"},
		{"an author", with("token:x", "author:*"), put(id, 0, "en", 3), at, "access.forbidden_locale"},
		{"nobody", access.Actor{}, put(id, 0, "en", 3), at, "access.unauthenticated"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.unchanged(tt.name, func() {
				for _, dry := range []bool{false, true} {
					_, err := h.Schedule(t.Context(), publishing.Plan{Actor: tt.actor, Item: tt.item, When: publishing.When{At: tt.at}, DryRun: dry})
					if problem(err) != tt.want {
						t.Errorf("dry %v: %s\nwant: %s", dry, problem(err), tt.want)
					}
				}
			})
		})
	}
	// What is to be taken away may go live by then.
	done, err := h.Schedule(t.Context(), publishing.Plan{Actor: owner, Item: take(id, "en", 3), When: publishing.When{At: at}})
	if err != nil || len(done.Result.Warnings) != 1 || done.Result.Warnings[0].Code != "schedule.not_live_yet" {
		t.Errorf("to take away what is to be live: %+v, %v", done.Result, err)
	}
}

func TestRescheduleAndCancel(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	h.save(id, "en", content.Text{Title: "Two", Body: "<p>2"})
	s := h.plan(put(id, 1, "en", 1))
	change := publishing.ScheduleChange{Actor: owner, ID: s.ID, Version: s.Version}
	text := func(s string) *string { return &s }

	h.unchanged("what is refused", func() {
		for _, tt := range []struct {
			change func(*publishing.ScheduleChange)
			want   string
		}{
			{func(c *publishing.ScheduleChange) { c.Version = 0 }, "precondition.required"},
			{func(c *publishing.ScheduleChange) { c.Version = 7 }, "schedule.stale"},
			{func(c *publishing.ScheduleChange) { c.ID = "none" }, "schedule.not_found"},
			{func(c *publishing.ScheduleChange) { c.At = text("2020-01-01T00:00:00Z") }, "invalid /at=schedule.past"},
			{func(c *publishing.ScheduleChange) { c.TimeZone = text("Mars/Olympus") }, "invalid /timeZone=schedule.zone_unknown"},
			{func(c *publishing.ScheduleChange) { p := put(id, 1, "en", 9).Publication; c.Publication = &p }, "invalid /translations/en=revision.unknown"},
			{func(c *publishing.ScheduleChange) { c.Actor = with("token:x", "editor:fr reader:en") }, "access.forbidden_locale"},
			{func(c *publishing.ScheduleChange) { c.Actor = with("token:x", "editor:fr") }, "schedule.not_found"},
		} {
			c := change
			tt.change(&c)
			if _, err := h.Reschedule(t.Context(), c); problem(err) != tt.want {
				t.Errorf("Reschedule: %s, want %s", problem(err), tt.want)
			}
		}
	})

	pub := put(id, 1, "en", 2).Publication
	change.At, change.TimeZone, change.Publication = text("2026-05-05T09:00"), text("Europe/Paris"), &pub
	change.Actor = with("token:e", "editor:*")
	changed, err := h.Reschedule(t.Context(), change)
	if err != nil {
		t.Fatal(err)
	}
	if changed.Version != 2 || changed.By != "token:e" || !changed.Due.Equal(time.Date(2026, 5, 5, 7, 0, 0, 0, time.UTC)) || changed.Item.Publication.Translations["en"] != 2 {
		t.Errorf("changed = %+v: it is whose who changed it", changed)
	}
	if err := h.Cancel(t.Context(), publishing.ScheduleNamed{Actor: owner, ID: s.ID, Version: 1}); problem(err) != "schedule.stale" {
		t.Errorf("Cancel: %v", err)
	}
	if err := h.Cancel(t.Context(), publishing.ScheduleNamed{Actor: owner, ID: s.ID, Version: 2}); err != nil {
		t.Fatal(err)
	}
	h.unchanged("a cancelled one", func() {
		if err := h.Cancel(t.Context(), publishing.ScheduleNamed{Actor: owner, ID: s.ID, Version: 3}); problem(err) != "schedule.over" {
			t.Errorf("Cancel: %v", err)
		}
		h.now = soon.AddDate(0, 0, 2)
		if fired, err := h.Fire(t.Context(), s.ID); fired != nil || err != nil {
			t.Errorf("a cancelled schedule fired: %+v, %v", fired, err)
		}
	})
	if got := h.rows("SELECT type FROM outbox WHERE type LIKE 'schedule%' ORDER BY seq, i"); !slices.Equal(got, []string{"schedule.created", "schedule.changed", "schedule.cancelled"}) {
		t.Errorf("events = %v", got)
	}
}

func TestSchedulesAreForWhoReadsAllTheyName(t *testing.T) {
	h := open(t)
	own := with("token:mine", "author:*")
	a, b := h.post(own, "en", "fr"), h.post(owner, "en", "fr")
	both := h.plan(put(a, 1, "en", 1, "fr", 1))
	french := h.planAs(owner, put(b, 1, "fr", 1), soon.Add(time.Minute))
	for roles, want := range map[string][]string{
		"reader:*":           {both.ID, french.ID},
		"reader:fr":          {french.ID},
		"reader:en":          nil,
		"translator:fr":      {both.ID, french.ID}, // reads the source too
		"author:*":           nil,
		"editor:en":          nil,
		"editor:en editor:*": {both.ID, french.ID},
	} {
		actor := with("token:x", roles)
		page, err := h.Schedules(t.Context(), publishing.ListSchedules{Actor: actor})
		var ids []string
		for _, s := range page.Items {
			ids = append(ids, s.ID)
		}
		if err != nil || !slices.Equal(ids, want) {
			t.Errorf("%s sees %v, %v", roles, ids, err)
		}
		// Nor does a page, or where the next one begins, tell of the others.
		first, err := h.Schedules(t.Context(), publishing.ListSchedules{Actor: actor, Query: content.ScheduleQuery{Limit: 1}})
		if err != nil || len(first.Items) != min(len(want), 1) || (first.Next != "") != (len(want) > 1) {
			t.Errorf("%s: a page of one is %+v, %v", roles, first, err)
		}
		for _, s := range []content.Schedule{both, french} {
			_, err := h.GetSchedule(t.Context(), publishing.ScheduleNamed{Actor: actor, ID: s.ID})
			if seen := err == nil; seen != slices.Contains(want, s.ID) || !seen && problem(err) != "schedule.not_found" {
				t.Errorf("%s: GetSchedule: %v", roles, err)
			}
		}
	}
	if page, err := h.Schedules(t.Context(), publishing.ListSchedules{Actor: own}); err != nil || len(page.Items) != 1 {
		t.Errorf("the author sees %+v, %v", page, err)
	}
}

func TestSchedulePages(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en")
	var want []string
	for i := range 5 {
		want = append(want, h.planAs(owner, put(id, 1, "en", 1), soon.Add(time.Duration(i/2)*time.Hour)).ID)
	}
	var got []string
	cursor := ""
	for range 5 {
		page, err := h.Schedules(t.Context(), publishing.ListSchedules{
			Actor: owner, Cursor: cursor, Query: content.ScheduleQuery{Limit: 2, Post: id, State: content.SchedulePending},
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page.Items {
			got = append(got, s.ID)
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("pages = %v, want %v", got, want)
	}
	for _, cursor := range []string{"x", "MTIz", "a b", strings.Repeat("A", 5000)} {
		_, err := h.Schedules(t.Context(), publishing.ListSchedules{Actor: owner, Cursor: cursor})
		if fault.KindOf(err) != fault.Malformed {
			t.Errorf("cursor %q: %v", cursor[:1], err)
		}
	}
	if _, err := h.Schedules(t.Context(), publishing.ListSchedules{Actor: owner, Query: content.ScheduleQuery{Limit: 101}}); problem(err) != "list.limit" {
		t.Errorf("limit: %v", err)
	}
}

func TestOnePostHasSoManySchedules(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en")
	for range 100 {
		h.plan(put(id, 1, "en", 1))
	}
	_, err := h.Schedule(t.Context(), publishing.Plan{Actor: owner, Item: put(id, 1, "en", 1), When: publishing.When{At: soon.Format(time.RFC3339)}})
	if problem(err) != "schedule.too_many" {
		t.Errorf("Schedule: %v", err)
	}
}
