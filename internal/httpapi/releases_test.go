package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// A release is what the scenarios read of a release's answer.
type release struct {
	ID, ETag, Name, State, TimeZone, By, ByName string
	Items                                       []struct{ Post, Action string }
	Schedule, At                                *string
	DoneAt                                      *time.Time
	DryRun                                      bool
	Reason                                      *struct{ Code, Detail string }
	Blockers                                    []struct{ Post, Locale, Code, Detail string }
	Warnings                                    []struct{ Pointer, Code string }
}

// item is one post of a release, with the revisions that [world.pair] makes.
func item(action string, p post, tags ...string) map[string]any {
	revisions := map[string]int{}
	for _, tag := range tags {
		revisions[tag] = 1
	}
	one := map[string]any{"post": p.ID, "action": action, "translations": revisions}
	if action == "publish" {
		one["shared"] = 1
	}
	return one
}

func (w *world) seen(t testing.TB, p post, tag string, want bool) {
	t.Helper()
	a := w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=" + tag})
	if (a.status == http.StatusOK) != want {
		t.Errorf("%s of %s answers %d", tag, p.ID, a.status)
	}
}

func TestReleaseOverHTTP(t *testing.T) {
	w := newWorld(t)
	admin, editor := w.token(t, "admin"), w.token(t, "editor")
	a, b := w.pair(t, admin), w.pair(t, admin)
	w.publish(t, admin, b)
	body := map[string]any{"name": "Printemps", "items": []any{item("publish", a, "fr", "en"), item("unpublish", b, "fr", "en")}}

	w.do(t, at("PATCH", "/manage/v1/posts/"+a.ID, admin, a.ETag, `{"parity":"together"}`)).want(t, http.StatusOK, "")
	half := map[string]any{"items": []any{item("publish", a, "fr"), item("unpublish", b, "en")}}
	dry := into[release](t, w.do(t, call{method: "POST", path: "/manage/v1/releases?dry_run=true", token: editor, body: half, header: map[string]string{"Accept-Language": "fr"}}).want(t, http.StatusOK, ""))
	if !dry.DryRun || dry.ID != "" || len(dry.Blockers) != 1 || dry.Blockers[0].Post != a.ID || dry.Blockers[0].Locale != "en" {
		t.Errorf("dry run: %+v", dry)
	}
	refused := w.do(t, call{method: "POST", path: "/manage/v1/releases", token: editor, body: half}).want(t, http.StatusConflict, "publication.blocked")
	if got := into[release](t, refused); len(got.Blockers) != 1 || got.Blockers[0].Post != a.ID {
		t.Errorf("refused: %s", refused.body)
	}
	w.seen(t, b, "en", true)

	c := call{method: "POST", path: "/manage/v1/releases", token: editor, body: body, header: map[string]string{"Idempotency-Key": "spring"}}
	made := w.do(t, c).want(t, http.StatusCreated, "")
	r := into[release](t, made)
	if r.State != "done" || r.DoneAt == nil || r.Schedule != nil || len(r.Items) != 2 || made.header.Get("Location") != "/manage/v1/releases/"+r.ID || made.header.Get("ETag") != r.ETag {
		t.Errorf("made: %s", made.body)
	}
	for _, tag := range []string{"fr", "en"} {
		w.seen(t, a, tag, true)
		w.seen(t, b, tag, false)
	}
	if again := w.do(t, c).want(t, http.StatusCreated, ""); string(again.body) != string(made.body) {
		t.Errorf("the same request again: %s", again.body)
	}
	place := "/manage/v1/releases/" + r.ID
	if got := into[release](t, w.do(t, call{method: "GET", path: place, token: editor}).want(t, http.StatusOK, "")); got.State != "done" || got.ByName == "" {
		t.Errorf("read: %+v", got)
	}
	w.do(t, at("PATCH", place, editor, r.ETag, `{"name":"Été"}`)).want(t, http.StatusConflict, "release.done")
	w.do(t, at("DELETE", place, editor, r.ETag, nil)).want(t, http.StatusConflict, "release.done")
	w.do(t, at("POST", place+"/publication", editor, r.ETag, nil)).want(t, http.StatusConflict, "release.done")
	list := into[struct{ Items []release }](t, w.do(t, call{method: "GET", path: "/manage/v1/releases?state=done", token: editor}).want(t, http.StatusOK, ""))
	if len(list.Items) != 1 || list.Items[0].ID != r.ID {
		t.Errorf("listed %+v", list)
	}
}

func TestReleaseFromDraftToDone(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	a, b := w.pair(t, admin), w.pair(t, admin)
	r := into[release](t, w.do(t, call{method: "POST", path: "/manage/v1/releases", token: admin,
		body: map[string]any{"state": "draft", "items": []any{item("publish", a, "fr", "en")}}}).want(t, http.StatusCreated, ""))
	if r.State != "draft" || r.Name != "" || r.At != nil {
		t.Fatalf("draft: %+v", r)
	}
	place := "/manage/v1/releases/" + r.ID
	w.do(t, call{method: "PATCH", path: place, token: admin, body: `{"name":"Été"}`}).want(t, http.StatusPreconditionRequired, "precondition.required")
	w.do(t, at("PATCH", place, admin, `"9"`, `{"name":"Été"}`)).want(t, http.StatusPreconditionFailed, "release.stale")
	w.do(t, at("PATCH", place, admin, r.ETag, `{"timeZone":"UTC"}`)).want(t, http.StatusUnprocessableEntity, "invalid")
	w.do(t, at("PATCH", place, admin, r.ETag, `{"items":[]}`)).want(t, http.StatusUnprocessableEntity, "invalid")
	w.do(t, at("PATCH", place, admin, r.ETag, `{"state":"done"}`)).want(t, http.StatusUnprocessableEntity, "invalid")
	changed := into[release](t, w.do(t, at("PATCH", place, admin, r.ETag, map[string]any{
		"name": "Été", "items": []any{item("publish", a, "fr", "en"), item("publish", b, "fr")}, "at": "2030-07-01T09:00", "timeZone": "America/Toronto",
	})).want(t, http.StatusOK, ""))
	if changed.State != "scheduled" || changed.Name != "Été" || len(changed.Items) != 2 || *changed.At != "2030-07-01T09:00" || changed.TimeZone != "America/Toronto" {
		t.Fatalf("changed: %+v", changed)
	}
	// An instant with an offset leaves the old zone; without one it is a draft again.
	changed = into[release](t, w.do(t, at("PATCH", place, admin, changed.ETag, `{"at":"2030-07-01T09:00:00+02:00"}`)).want(t, http.StatusOK, ""))
	if changed.TimeZone != "" {
		t.Errorf("zone %q", changed.TimeZone)
	}
	changed = into[release](t, w.do(t, at("PATCH", place, admin, changed.ETag, `{"at":null}`)).want(t, http.StatusOK, ""))
	if changed.State != "draft" || changed.Schedule != nil || changed.ByName == "" {
		t.Errorf("a draft again: %+v", changed)
	}
	dry := into[release](t, w.do(t, call{method: "POST", path: place + "/publication?dry_run=true", token: admin, body: `{}`}).want(t, http.StatusOK, ""))
	if !dry.DryRun || dry.State != "draft" {
		t.Errorf("dry run: %+v", dry)
	}
	w.do(t, call{method: "POST", path: place + "/publication", token: admin}).want(t, http.StatusPreconditionRequired, "precondition.required")
	later := w.do(t, at("POST", place+"/publication", admin, changed.ETag, `{"at":"`+in(time.Hour)+`","onBlocked":"fail"}`)).want(t, http.StatusAccepted, "")
	s := into[release](t, later)
	if s.State != "scheduled" || s.Schedule == nil {
		t.Errorf("scheduled: %s", later.body)
	}
	one := into[schedule](t, w.do(t, call{method: "GET", path: "/manage/v1/schedules/" + *s.Schedule, token: admin}).want(t, http.StatusOK, ""))
	if one.Action != "release" || one.Post != nil || *one.Release != r.ID || one.Publication != nil || one.OnBlocked != "fail" {
		t.Errorf("its schedule: %+v", one)
	}
	w.do(t, at("PATCH", "/manage/v1/schedules/"+one.ID, admin, one.ETag, `{"publication":{"translations":{"fr":1}}}`)).want(t, http.StatusUnprocessableEntity, "invalid")
	w.wait(t, 2*time.Hour)
	w.seen(t, a, "en", true)
	w.seen(t, b, "fr", true)
	w.seen(t, b, "en", false)
	if got := into[release](t, w.do(t, call{method: "GET", path: place, token: admin})); got.State != "done" || got.DoneAt == nil {
		t.Errorf("done: %+v", got)
	}
}

func TestReleaseWithBadInput(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	good := `{"post":"` + p.ID + `","action":"publish","shared":1,"translations":{"fr":1}}`
	for name, tt := range map[string]struct {
		body string
		code string // of the first field
	}{
		"no items":              {`{"items":[]}`, ""},
		"201 items":             {`{"items":[` + strings.Repeat(good+",", 200) + good + `]}`, ""},
		"a post twice":          {`{"items":[` + good + `,` + good + `]}`, "items.twice"},
		"another action":        {`{"items":[{"post":"` + p.ID + `","action":"delete","translations":{"fr":1}}]}`, ""},
		"no such post":          {`{"items":[` + good + `,{"post":"12abc","action":"publish","shared":1,"translations":{"fr":1}}]}`, "post.not_found"},
		"in another case":       {`{"items":[{"post":"` + strings.ToUpper(p.ID) + `","action":"publish","shared":1,"translations":{"fr":1}}]}`, "post.not_found"},
		"no such locale":        {`{"items":[{"post":"` + p.ID + `","action":"publish","shared":1,"translations":{"français":1}}]}`, "locale.malformed"},
		"a locale twice":        {`{"items":[{"post":"` + p.ID + `","action":"publish","shared":1,"translations":{"fr":1,"FR":1}}]}`, "member.locale_twice"},
		"mass assignment":       {`{"items":[` + good + `],"doneAt":"2026-01-01T00:00:00Z","version":7}`, ""},
		"done by saying so":     {`{"items":[` + good + `],"state":"done"}`, ""},
		"a draft with a time":   {`{"items":[` + good + `],"state":"draft","at":"2030-01-01T00:00"}`, "release.draft_at"},
		"a name of blanks":      {`{"name":"   ","items":[` + good + `]}`, "release.name"},
		"a zone that is no one": {`{"items":[` + good + `],"at":"2030-01-01T00:00","timeZone":"X/Y"}`, "schedule.zone_unknown"},
	} {
		a := w.do(t, call{method: "POST", path: "/manage/v1/releases", token: admin, body: tt.body})
		if a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d\n%s", name, a.status, a.body)
			continue
		}
		got := into[struct {
			Errors []struct{ Code, Detail string }
		}](t, a)
		if len(got.Errors) == 0 || tt.code != "" && got.Errors[0].Code != tt.code || strings.Contains(got.Errors[0].Detail, "<no value>") {
			t.Errorf("%s: %s", name, a.body)
		}
	}
	w.seen(t, p, "fr", false)
	for _, role := range []string{"reader", "author", "translator", "reviewer"} {
		w.do(t, call{method: "POST", path: "/manage/v1/releases", token: w.token(t, role), body: `{"items":[` + good + `]}`}).want(t, http.StatusForbidden, "")
	}
}
