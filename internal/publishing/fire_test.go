package publishing_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/editing"
	"github.com/diptych-cms/diptych/internal/publishing"
	"github.com/diptych-cms/diptych/internal/store"
)

// fire fires the schedule at its instant and returns it, with its state and reason.
func (h *house) fire(id string) (*content.Schedule, string) {
	h.t.Helper()
	h.now = soon
	s, err := h.Fire(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	if s == nil {
		return nil, "nothing"
	}
	said := string(s.State)
	if s.Outcome != nil {
		said += " " + problem(s.Outcome.Fault())
	}
	return s, said
}

func TestFire(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	s := h.plan(put(id, 1, "en", 1, "fr", 1))
	h.unchanged("before its time", func() {
		if fired, err := h.Fire(t.Context(), s.ID); fired != nil || err != nil {
			t.Errorf("fired %+v, %v", fired, err)
		}
		if look, err := h.Due(t.Context()); err != nil || len(look.Due) > 0 || !look.Next.Equal(soon) {
			t.Errorf("Due = %+v, %v", look, err)
		}
	})
	h.now = soon
	if look, err := h.Due(t.Context()); err != nil || !slices.Equal(look.Due, []string{s.ID}) || !look.Next.IsZero() {
		t.Errorf("Due = %+v, %v", look, err)
	}
	fired, said := h.fire(s.ID)
	if said != "done" || h.visible(id) != "en+fr" || fired.Late() <= 0 || fired.Late() > time.Minute {
		t.Errorf("fired: %s, %s late", said, fired.Late())
	}
	if got := h.rows("SELECT DISTINCT seq FROM changes"); len(got) != 1 {
		t.Errorf("the pair went live at %d instants", len(got))
	}
	if got := h.rows("SELECT type FROM outbox ORDER BY seq DESC, i LIMIT 3"); !slices.Contains(got, "schedule.fired") || !slices.Contains(got, "post.published") {
		t.Errorf("events = %v: one transaction", got)
	}
	if got := h.rows("SELECT DISTINCT what, schedule_id FROM ledger WHERE what = 'live'"); !slices.Equal(got, []string{"live | " + s.ID}) {
		t.Errorf("ledger = %v", got)
	}
	h.unchanged("a second time", func() {
		if _, said := h.fire(s.ID); said != "nothing" {
			t.Errorf("again: %s", said)
		}
	})
}

func TestFireIsHeld(t *testing.T) {
	tests := []struct {
		name   string
		before func(h *house, id content.PostID)
		want   string
	}{
		{"blocked since", func(h *house, id content.PostID) { h.together(id) }, "publication.blocked fr:blocker.translation_not_live"},
		{"overtaken", func(h *house, id content.PostID) { h.publish(ask(id, 1, "en", 2)) }, "publication.overtaken /translations/en=revision.older_than_live"},
		{"in the trash", func(h *house, id content.PostID) {
			h.execute("UPDATE posts SET deleted_at = 1 WHERE id = '" + string(id) + "'")
		}, "schedule.post_trashed"},
		{"merged", func(h *house, id content.PostID) {
			h.execute("UPDATE posts SET merged_into = 'other' WHERE id = '" + string(id) + "'")
		}, "post.merged"},
		{"a language deleted", func(h *house, id content.PostID) {
			h.execute("DELETE FROM translations WHERE locale = 'en' AND post_id = '" + string(id) + "'")
		}, "invalid /translations/en=translation.missing"},
	}
	for _, tt := range tests {
		for _, onBlocked := range []content.OnBlocked{content.Hold, content.Fail} {
			t.Run(tt.name+", "+string(onBlocked), func(t *testing.T) {
				h := open(t)
				id := h.post(owner, "fr", "en")
				h.save(id, "en", content.Text{Title: "Two", Body: "<p>2"})
				done, err := h.Schedule(t.Context(), publishing.Plan{
					Actor: owner, Item: put(id, 1, "en", 1), OnBlocked: onBlocked, When: publishing.When{At: soon.Format(time.RFC3339)},
				})
				if err != nil {
					t.Fatal(err)
				}
				tt.before(h, id)
				entries := h.rows("SELECT * FROM entries")
				state := map[content.OnBlocked]string{content.Hold: "held ", content.Fail: "failed "}[onBlocked]
				s, said := h.fire(done.Schedule.ID)
				if said != state+tt.want {
					t.Errorf("fired: %s\nwant: %s", said, state+tt.want)
				}
				if got := h.rows("SELECT * FROM entries"); !slices.Equal(got, entries) {
					t.Error("readers see what a held schedule should not have done")
				}
				if got := h.rows("SELECT type FROM outbox ORDER BY seq DESC LIMIT 1"); !slices.Equal(got, []string{"schedule.held"}) {
					t.Errorf("event = %v", got)
				}
				if got := h.rows("SELECT what || ' ' || reason FROM ledger ORDER BY id DESC LIMIT 1"); got[0] != state+s.Outcome.Code {
					t.Errorf("ledger = %v", got)
				}
				if stored := h.rows("SELECT state FROM schedules"); stored[0]+" " != state {
					t.Errorf("stored state = %v", stored)
				}
			})
		}
	}
}

func TestHeldIsTriedAgain(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	s := h.plan(put(id, 1, "en", 1))
	h.together(id)
	if _, said := h.fire(s.ID); !strings.HasPrefix(said, "held") {
		t.Fatal(said)
	}
	if _, said := h.fire(s.ID); said != "nothing" {
		t.Errorf("a held one fires by itself: %s", said)
	}
	h.settle(id, func(w *editing.Whole) { w.Parity = content.Independent })
	at := h.now.Add(time.Minute).Format(time.RFC3339)
	changed, err := h.Reschedule(t.Context(), publishing.ScheduleChange{Actor: owner, ID: s.ID, Version: 2, At: &at})
	if err != nil || changed.State != content.SchedulePending || changed.Outcome != nil || !changed.FiredAt.IsZero() {
		t.Fatalf("changed = %+v, %v", changed, err)
	}
	h.now = h.now.Add(2 * time.Minute)
	if fired, err := h.Fire(t.Context(), s.ID); err != nil || fired.State != content.ScheduleDone || h.visible(id) != "en" {
		t.Errorf("fired = %+v, %v", fired, err)
	}
}

// TestFireAsWhoTheyAreNow lets the roles of who scheduled change meanwhile.
func TestFireAsWhoTheyAreNow(t *testing.T) {
	for name, tt := range map[string]struct{ change, want string }{
		"as they were":  {"UPDATE tokens SET name = 'x'", "done"},
		"revoked":       {"UPDATE tokens SET revoked_at = 1", "held actor.gone"},
		"expired":       {"UPDATE tokens SET expires_at = 1", "held actor.gone"},
		"reads only":    {`UPDATE tokens SET roles = '{"*":["reader"]}'`, "held access.forbidden_locale"},
		"of one locale": {`UPDATE tokens SET roles = '{"fr":["editor"]}'`, "held access.forbidden_locale"},
		"sees nothing":  {`UPDATE tokens SET roles = '{}'`, "held access.forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			h := open(t)
			id := h.post(owner, "en", "fr")
			h.token("1", access.RoleEditor)
			s := h.planAs(with("token:1", "editor:*"), put(id, 1, "en", 1, "fr", 1), soon)
			h.execute(tt.change)
			if _, said := h.fire(s.ID); said != tt.want {
				t.Errorf("fired: %s, want %s", said, tt.want)
			}
		})
	}
}

func TestFireFailsHalfway(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	s := h.plan(put(id, 1, "en", 1, "fr", 1))
	h.now = soon
	h.fail = errBroken
	h.unchanged("a fault of ours", func() {
		if _, err := h.Fire(t.Context(), s.ID); !errors.Is(err, errBroken) {
			t.Errorf("Fire: %v", err)
		}
	})
	h.fail = nil
	if _, said := h.fire(s.ID); said != "done" || h.visible(id) != "en+fr" {
		t.Errorf("tried again: %s", said)
	}
}

// TestRefusedWhileItIsWritten has an address taken that only the writing finds out.
func TestRefusedWhileItIsWritten(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	other := h.post(owner, "en")
	s := h.plan(put(id, 1, "fr", 1, "en", 1))
	h.publish(ask(other, 1, "en", 1))
	h.execute("UPDATE slugs SET slug = 'one' WHERE post_id = '"+string(other)+"' AND slug <> 'one' AND NOT EXISTS (SELECT 1 FROM slugs WHERE slug = 'one' AND locale = 'en')",
		"UPDATE slugs SET post_id = '"+string(other)+"', state = 'live' WHERE locale = 'en' AND slug = 'one'")
	if _, said := h.fire(s.ID); !strings.HasPrefix(said, "held slug.taken") {
		t.Errorf("fired: %s", said)
	}
	if got := h.visible(id); got != "" {
		t.Errorf("visible: %q", got)
	}
}

// TestTwoProcessesFireOnce has two houses over one file fire at the same time.
func TestTwoProcessesFireOnce(t *testing.T) {
	h := open(t)
	id := h.post(owner, "en", "fr")
	s := h.plan(put(id, 1, "en", 1, "fr", 1))
	h.now = soon
	second, err := store.Open(t.Context(), h.path, store.Options{Now: func() time.Time { return soon.Add(time.Second) }})
	if err != nil {
		t.Fatal(err)
	}
	defer second.Close()
	other := &publishing.Service{Write: func(ctx context.Context, fn func(publishing.Tx) error) error {
		return second.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
	}}
	var wg sync.WaitGroup
	var mu sync.Mutex
	fired := 0
	for _, service := range []*publishing.Service{h.Service, other, other} {
		wg.Go(func() {
			done, err := service.Fire(t.Context(), s.ID)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
			}
			if done != nil {
				fired++
			}
		})
	}
	wg.Wait()
	if fired != 1 {
		t.Errorf("it fired %d times", fired)
	}
	if got := h.rows("SELECT count(*) FROM outbox WHERE type = 'schedule.fired'"); got[0] != "1" {
		t.Errorf("%s events", got[0])
	}
}
