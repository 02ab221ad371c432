package publishing_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/publishing"
)

// release makes a release, or fails the test.
func (h *house) release(cmd publishing.CreateRelease) publishing.Released {
	h.t.Helper()
	cmd.Actor = owner
	done, err := h.CreateRelease(h.t.Context(), cmd)
	if err != nil {
		h.t.Fatal(err)
	}
	return done
}

func (h *house) readRelease(id string) content.Release {
	h.t.Helper()
	r, err := h.GetRelease(h.t.Context(), publishing.ReleaseNamed{Actor: owner, ID: id})
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

func in(name string, items ...content.Item) publishing.ReleaseInput {
	return publishing.ReleaseInput{Name: name, Items: items}
}

func at(in publishing.ReleaseInput, t time.Time) publishing.ReleaseInput {
	in.When = publishing.When{At: t.Format(time.RFC3339)}
	return in
}

func TestReleaseAtOnce(t *testing.T) {
	h := open(t)
	a, b := h.post(owner, "en", "fr"), h.post(owner, "en", "fr")
	h.publish(ask(b, 1, "en", 1, "fr", 1))
	cmd := publishing.CreateRelease{Input: in("Spring", put(a, 1, "en", 1, "fr", 1), take(b, "en", 1, "fr", 1)), Once: once.Key{Name: "k"}}
	done := h.release(cmd)
	if got := h.visible(a, b); got != "en+fr " || done.Release.State != content.ReleaseDone || done.Release.DoneAt.IsZero() || len(done.Release.Result) != 2 {
		t.Errorf("visible: %q, %+v", got, done.Release)
	}
	if got := h.readRelease(done.Release.ID); got.State != content.ReleaseDone || len(got.Items) != 2 || got.Items[1].Action != content.ToUnpublish || got.Result[0].Post != a {
		t.Errorf("stored = %+v", got)
	}
	if got := h.rows("SELECT DISTINCT release_id FROM ledger WHERE release_id <> ''"); !slices.Equal(got, []string{done.Release.ID}) {
		t.Errorf("ledger = %v", got)
	}
	h.unchanged("what happens to a done one", func() {
		if again := h.release(cmd); again.Release.ID != done.Release.ID {
			t.Errorf("the request again made %s", again.Release.ID)
		}
		change := publishing.ChangeRelease{Actor: owner, ID: done.Release.ID, Version: done.Release.Version, Change: func(in publishing.ReleaseInput) (publishing.ReleaseInput, error) { return in, nil }}
		if _, err := h.ChangeRelease(t.Context(), change); problem(err) != "release.done" {
			t.Errorf("ChangeRelease: %v", err)
		}
		if err := h.DeleteRelease(t.Context(), publishing.ReleaseNamed{Actor: owner, ID: done.Release.ID, Version: done.Release.Version}); problem(err) != "release.done" {
			t.Errorf("DeleteRelease: %v", err)
		}
		if _, err := h.PublishRelease(t.Context(), publishing.PublishRelease{Actor: owner, ID: done.Release.ID, Version: done.Release.Version}); problem(err) != "release.done" {
			t.Errorf("PublishRelease: %v", err)
		}
	})
}

func TestReleaseIsRefused(t *testing.T) {
	h := open(t)
	a, b := h.post(owner, "en", "fr"), h.post(owner, "en", "fr")
	h.together(a, b)
	good := put(a, 1, "en", 1, "fr", 1)
	tests := []struct {
		name  string
		actor access.Actor
		input publishing.ReleaseInput
		draft bool
		want  string
	}{
		{"blocked", owner, in("x", put(a, 1, "en", 1), put(b, 1, "fr", 1)), false, "publication.blocked fr:blocker.translation_not_live en:blocker.translation_not_live"},
		{"no items", owner, in("x"), false, "invalid /items=items.none"},
		{"too many", owner, in("x", make([]content.Item, content.MostItems+1)...), false, "invalid /items=items.too_many"},
		{"twice", owner, in("x", good, good), false, "invalid /items/1/post=items.twice"},
		{"a name of blanks", owner, in("  ", good), false, "invalid /name=release.name"},
		{"a long name", owner, in(strings.Repeat("é", 201), good), false, "invalid /name=release.name"},
		{"a draft with an instant", owner, at(in("x", good), soon), true, "invalid /state=release.draft_at"},
		{"in the past", owner, at(in("x", good), noon.AddDate(-1, 0, 0)), false, "invalid /at=schedule.past"},
		{"a zone without an instant", owner, publishing.ReleaseInput{Items: []content.Item{good}, When: publishing.When{TimeZone: "UTC"}}, false, "invalid /timeZone=schedule.no_at"},
		{"what if, without an instant", owner, publishing.ReleaseInput{Items: []content.Item{good}, OnBlocked: content.Fail}, false, "invalid /onBlocked=schedule.no_at"},
		{"a draft of what is not there", owner, in("x", put(a, 1, "en", 9)), true, "invalid /items/0/translations/en=revision.unknown"},
		{"another's locale", with("token:x", "editor:fr"), in("x", good), false, "access.forbidden_locale"},
		{"an author", with("token:x", "author:*"), in("x", good), true, "access.forbidden_locale"},
		{"nobody", access.Actor{}, in("x", good), false, "access.unauthenticated"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h.t = t
			h.unchanged(tt.name, func() {
				cmd := publishing.CreateRelease{Actor: tt.actor, Input: tt.input, Draft: tt.draft}
				if _, err := h.CreateRelease(t.Context(), cmd); problem(err) != tt.want {
					t.Errorf("CreateRelease: %s\nwant: %s", problem(err), tt.want)
				}
				cmd.DryRun = true
				done, err := h.CreateRelease(t.Context(), cmd)
				if tt.name == "blocked" {
					if err != nil || len(done.Blockers) != 2 || done.Blockers[1].Post != b || done.Release.ID != "" {
						t.Errorf("dry run: %+v, %v", done, err)
					}
				} else if problem(err) != tt.want {
					t.Errorf("dry run: %s\nwant: %s", problem(err), tt.want)
				}
			})
		})
	}
}

func TestReleaseScheduled(t *testing.T) {
	h := open(t)
	a, b := h.post(owner, "en", "fr"), h.post(owner, "en", "fr")
	done := h.release(publishing.CreateRelease{Input: at(in("Spring", put(a, 1, "en", 1), put(b, 1, "fr", 1)), soon)})
	id, s := done.Release.ID, done.Release.Schedule
	if done.Release.State != content.ReleaseScheduled || s == nil || s.Release != id || h.visible(a, b) != " " {
		t.Fatalf("release = %+v", done.Release)
	}
	if page, err := h.Schedules(t.Context(), publishing.ListSchedules{Actor: owner, Query: content.ScheduleQuery{Post: b}}); err != nil || len(page.Items) != 1 {
		t.Errorf("the schedules of a post in it: %+v, %v", page, err)
	}
	h.together(b)
	fired, said := h.fire(s.ID)
	if said != "held publication.blocked en:blocker.translation_not_live" || fired.Outcome.Blockers[0].Post != b {
		t.Errorf("fired: %s", said)
	}
	if got := h.readRelease(id); got.State != content.ReleaseHeld || got.Schedule.Outcome == nil || h.visible(a, b) != " " {
		t.Errorf("held: %+v", got)
	}
	if got := h.rows("SELECT post_id FROM waiting_posts WHERE state = 'held' ORDER BY 1"); len(got) != 2 {
		t.Errorf("waiting posts: %v", got)
	}
	// Renamed it stays held; with other items and another instant it waits again.
	renamed, err := h.ChangeRelease(t.Context(), publishing.ChangeRelease{Actor: owner, ID: id, Version: h.readRelease(id).Version,
		Change: func(in publishing.ReleaseInput) (publishing.ReleaseInput, error) {
			in.Name = "Summer"
			return in, nil
		}})
	if err != nil || renamed.Release.State != content.ReleaseHeld || renamed.Release.Name != "Summer" {
		t.Fatalf("renamed: %+v, %v", renamed.Release, err)
	}
	changed, err := h.ChangeRelease(t.Context(), publishing.ChangeRelease{Actor: owner, ID: id, Version: renamed.Release.Version,
		Change: func(in publishing.ReleaseInput) (publishing.ReleaseInput, error) {
			in.Items[1] = put(b, 1, "fr", 1, "en", 1)
			return at(in, soon.Add(time.Hour)), nil
		}})
	if err != nil || changed.Release.State != content.ReleaseScheduled || changed.Release.Schedule.ID != s.ID {
		t.Fatalf("changed: %+v, %v", changed.Release, err)
	}
	h.now = soon.Add(time.Hour)
	if fired, err := h.Fire(t.Context(), s.ID); err != nil || fired.State != content.ScheduleDone || h.visible(a, b) != "en en+fr" {
		t.Errorf("fired %+v, %v", fired, err)
	}
	got := h.readRelease(id)
	if got.State != content.ReleaseDone || got.DoneBy != "cli" || len(got.Result) != 2 {
		t.Errorf("done: %+v", got)
	}
	if events := h.rows("SELECT type FROM outbox WHERE type LIKE 'release%' OR type LIKE 'schedule%' ORDER BY seq, i"); !slices.Equal(events, []string{
		"release.created", "schedule.created", "schedule.held", "release.changed", "release.changed", "schedule.changed", "schedule.fired", "release.done",
	}) {
		t.Errorf("events = %v", events)
	}
}

// TestPlansAreInTheAudit finds a schedule and a release by the languages that they
// are about.
func TestPlansAreInTheAudit(t *testing.T) {
	h := open(t)
	a, b := h.post(owner, "en", "fr"), h.post(owner, "en", "fr")
	s := h.plan(put(a, 1, "fr", 1))
	r := h.release(publishing.CreateRelease{Input: in("x", put(a, 1, "fr", 1), put(b, 1, "en", 1)), Draft: true}).Release
	h.fire(s.ID)
	got := h.rows("SELECT operation, actor, via, trim(locales), subject FROM audit WHERE operation LIKE 'schedule%' OR operation LIKE 'release%' ORDER BY id")
	want := []string{
		"schedule.created | cli |  | fr | schedule:" + s.ID,
		"release.created | cli |  | en fr | release:" + r.ID,
		"schedule.fired | cli | schedule:" + s.ID + " | fr | schedule:" + s.ID,
	}
	if !slices.Equal(got, want) {
		t.Errorf("audit = %v\nwant %v", got, want)
	}
}

func TestReleaseDraft(t *testing.T) {
	h := open(t)
	a := h.post(owner, "en", "fr")
	draft := h.release(publishing.CreateRelease{Input: in("Later", put(a, 1, "en", 1)), Draft: true}).Release
	if draft.State != content.ReleaseDraft || draft.Schedule != nil || h.visible(a) != "" {
		t.Fatalf("draft = %+v", draft)
	}
	h.unchanged("refused", func() {
		for want, cmd := range map[string]publishing.ReleaseNamed{
			"precondition.required":   {Actor: owner, ID: draft.ID},
			"release.stale":           {Actor: owner, ID: draft.ID, Version: 9},
			"release.not_found":       {Actor: owner, ID: "none", Version: 1},
			"access.forbidden_locale": {Actor: with("token:x", "reader:*"), ID: draft.ID, Version: draft.Version},
		} {
			if err := h.DeleteRelease(t.Context(), cmd); problem(err) != want {
				t.Errorf("DeleteRelease: %s, want %s", problem(err), want)
			}
		}
		stranger := publishing.ReleaseNamed{Actor: with("token:x", "editor:fr"), ID: draft.ID, Version: draft.Version}
		if _, err := h.GetRelease(t.Context(), stranger); problem(err) != "release.not_found" {
			t.Errorf("who reads another locale: %v", err)
		}
		if page, err := h.Releases(t.Context(), publishing.ListReleases{Actor: stranger.Actor}); err != nil || len(page.Items) > 0 {
			t.Errorf("who reads another locale lists %+v, %v", page, err)
		}
	})
	h.unchanged("publishing what was not looked at", func() {
		for version, want := range map[int64]string{0: "precondition.required", 9: "release.stale"} {
			if _, err := h.PublishRelease(t.Context(), publishing.PublishRelease{Actor: owner, ID: draft.ID, Version: version}); problem(err) != want {
				t.Errorf("PublishRelease: %v, want %s", err, want)
			}
		}
	})
	scheduled, err := h.PublishRelease(t.Context(), publishing.PublishRelease{Actor: owner, ID: draft.ID, Version: h.readRelease(draft.ID).Version, When: publishing.When{At: soon.Format(time.RFC3339)}})
	if err != nil || scheduled.Release.State != content.ReleaseScheduled {
		t.Fatalf("scheduled: %+v, %v", scheduled, err)
	}
	back, err := h.ChangeRelease(t.Context(), publishing.ChangeRelease{Actor: owner, ID: draft.ID, Version: scheduled.Release.Version,
		Change: func(in publishing.ReleaseInput) (publishing.ReleaseInput, error) {
			in.When, in.OnBlocked = publishing.When{}, ""
			return in, nil
		}})
	if err != nil || back.Release.State != content.ReleaseDraft || back.Release.Schedule != nil || h.read(scheduled.Release.Schedule.ID).State != content.ScheduleCancelled {
		t.Fatalf("a draft again: %+v, %v", back, err)
	}
	if scheduled, err = h.PublishRelease(t.Context(), publishing.PublishRelease{Actor: owner, ID: draft.ID, Version: h.readRelease(draft.ID).Version, When: publishing.When{At: soon.Format(time.RFC3339)}}); err != nil {
		t.Fatal(err)
	}
	h.fail = errBroken
	h.unchanged("a fault of ours", func() {
		if _, err := h.PublishRelease(t.Context(), publishing.PublishRelease{Actor: owner, ID: draft.ID, Version: h.readRelease(draft.ID).Version}); !errors.Is(err, errBroken) {
			t.Errorf("PublishRelease: %v", err)
		}
	})
	h.fail = nil
	now, err := h.PublishRelease(t.Context(), publishing.PublishRelease{Actor: owner, ID: draft.ID, Version: h.readRelease(draft.ID).Version})
	if err != nil || now.Release.State != content.ReleaseDone || h.visible(a) != "en" {
		t.Errorf("by hand: %+v, %v", now, err)
	}
	if _, said := h.fire(scheduled.Release.Schedule.ID); said != "nothing" {
		t.Errorf("what was done by hand fires: %s", said)
	}
}

// TestRenameWhatIsOvertaken changes nothing but the name of a draft that could not
// be carried out any more.
func TestRenameWhatIsOvertaken(t *testing.T) {
	h := open(t)
	a := h.post(owner, "en")
	r := h.release(publishing.CreateRelease{Input: in("x", put(a, 1, "en", 1)), Draft: true}).Release
	h.save(a, "en", content.Text{Title: "Two", Body: "<p>2"})
	h.publish(ask(a, 1, "en", 2))
	change := publishing.ChangeRelease{Actor: owner, ID: r.ID, Version: r.Version, Change: func(in publishing.ReleaseInput) (publishing.ReleaseInput, error) {
		in.Name = "y"
		return in, nil
	}}
	done, err := h.ChangeRelease(t.Context(), change)
	if err != nil || done.Release.Name != "y" {
		t.Fatalf("renamed: %+v, %v", done, err)
	}
	change.Version = done.Release.Version
	change.Change = func(in publishing.ReleaseInput) (publishing.ReleaseInput, error) {
		in.Items[0].Publication.Shared = 0
		return in, nil
	}
	h.unchanged("items that are overtaken", func() {
		if _, err := h.ChangeRelease(t.Context(), change); problem(err) != "publication.overtaken /items/0/translations/en=revision.older_than_live" {
			t.Errorf("ChangeRelease: %v", err)
		}
	})
}

func TestReleaseDeleted(t *testing.T) {
	h := open(t)
	a := h.post(owner, "en")
	r := h.release(publishing.CreateRelease{Input: at(in("x", put(a, 1, "en", 1)), soon)}).Release
	if err := h.DeleteRelease(t.Context(), publishing.ReleaseNamed{Actor: owner, ID: r.ID, Version: r.Version}); err != nil {
		t.Fatal(err)
	}
	if _, said := h.fire(r.Schedule.ID); said != "nothing" || h.visible(a) != "" {
		t.Errorf("fired: %s", said)
	}
	if _, err := h.GetRelease(t.Context(), publishing.ReleaseNamed{Actor: owner, ID: r.ID}); problem(err) != "release.not_found" {
		t.Errorf("GetRelease: %v", err)
	}
}
