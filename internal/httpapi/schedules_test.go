package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// A schedule is what the scenarios read of a schedule's answer.
type schedule struct {
	ID, ETag, Action, State, OnBlocked, At, TimeZone, By, ByName string
	Post, Release                                                *string
	Publication                                                  *struct {
		Shared       int
		Translations map[string]int
	}
	Due         time.Time
	FiredAt     *time.Time
	LateSeconds *float64
	Reason      *struct {
		Code, Detail string
		Errors       []struct{ Pointer, Code, Detail string }
	}
	Blockers []struct{ Post, Locale, Code, Detail string }
}

type scheduled struct {
	Schedule schedule
	Blockers []struct{ Code string }
	Warnings []struct{ Code string }
}

// wait puts the clock of the house forward and fires what is due.
func (w *world) wait(t testing.TB, d time.Duration) {
	t.Helper()
	w.ahead.Add(int64(d))
	look, err := w.Publishing.Due(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range look.Due {
		if _, err := w.Publishing.Fire(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
}

// in is an instant as it is sent.
func in(d time.Duration) string { return time.Now().Add(d).UTC().Format(time.RFC3339) }

func TestScheduleOverHTTP(t *testing.T) {
	w := newWorld(t)
	admin, editor := w.token(t, "admin"), w.token(t, "editor")
	p := w.pair(t, admin)
	publication := "/manage/v1/posts/" + p.ID + "/publication"
	body := map[string]any{"shared": 1, "translations": map[string]int{"fr": 1, "en": 1}, "at": in(time.Hour)}

	dry := w.do(t, call{method: "POST", path: publication + "?dry_run=true", token: editor, body: body}).want(t, http.StatusOK, "")
	if got := into[struct{ Changed struct{ Locales []string } }](t, dry); len(got.Changed.Locales) != 2 {
		t.Errorf("dry run: %s", dry.body)
	}
	c := call{method: "POST", path: publication, token: editor, body: body, header: map[string]string{"Idempotency-Key": "k1"}}
	a := w.do(t, c).want(t, http.StatusAccepted, "")
	s := into[scheduled](t, a).Schedule
	if s.State != "pending" || s.Action != "publish" || s.Publication.Translations["fr"] != 1 || *s.Post != p.ID || s.Release != nil || !strings.HasPrefix(s.By, "token:") {
		t.Errorf("scheduled %+v", s)
	}
	place := "/manage/v1/schedules/" + s.ID
	if a.header.Get("Location") != place {
		t.Errorf("Location %q", a.header.Get("Location"))
	}
	again := w.do(t, c).want(t, http.StatusAccepted, "")
	if string(again.body) != string(a.body) {
		t.Errorf("the same request again:\n%s\n%s", again.body, a.body)
	}
	page := into[struct{ Items []schedule }](t, w.do(t, call{method: "GET", path: "/manage/v1/schedules?state=pending&post=" + p.ID, token: editor}).want(t, http.StatusOK, ""))
	if len(page.Items) != 1 || page.Items[0].ID != s.ID || page.Items[0].ByName == "" {
		t.Errorf("listed %+v: once", page)
	}

	state := into[struct{ Schedules []schedule }](t, w.do(t, call{method: "GET", path: publication, token: editor}).want(t, http.StatusOK, ""))
	if len(state.Schedules) != 1 || state.Schedules[0].ID != s.ID {
		t.Errorf("what waits for the post: %+v", state)
	}
	w.do(t, call{method: "GET", path: publication, token: w.token(t, "reader", "fr")}).want(t, http.StatusOK, "").absent(t, s.ID)

	w.do(t, call{method: "PATCH", path: place, token: editor, body: `{"at":"` + in(2*time.Hour) + `"}`}).want(t, http.StatusPreconditionRequired, "precondition.required")
	w.do(t, at("PATCH", place, editor, `"7"`, `{"onBlocked":"fail"}`)).want(t, http.StatusPreconditionFailed, "schedule.stale")
	later := w.do(t, at("PATCH", place, editor, s.ETag, `{"at":"`+in(2*time.Hour)+`","onBlocked":"fail"}`)).want(t, http.StatusOK, "")
	if got := into[schedule](t, later); got.OnBlocked != "fail" || got.ETag != `"2"` || later.header.Get("ETag") != `"2"` || !got.Due.After(s.Due) {
		t.Errorf("changed %+v", got)
	}
	w.wait(t, 90*time.Minute)
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusNotFound, "post.unknown").absent(t, "jardin")
	w.wait(t, time.Hour)
	for _, tag := range []string{"fr", "en"} {
		w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=" + tag}).want(t, http.StatusOK, "").absent(t, s.ID, "schedule")
	}
	done := into[schedule](t, w.do(t, call{method: "GET", path: place, token: editor}).want(t, http.StatusOK, ""))
	if done.State != "done" || done.FiredAt == nil || done.LateSeconds == nil || *done.LateSeconds < 1 || done.Reason != nil {
		t.Errorf("done: %+v", done)
	}
	w.do(t, at("DELETE", place, editor, done.ETag, nil)).want(t, http.StatusConflict, "schedule.over")
}

func TestHeldOverHTTP(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	a := w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin,
		body: map[string]any{"shared": 1, "translations": map[string]int{"fr": 1}, "at": in(time.Hour)}}).want(t, http.StatusAccepted, "")
	place := "/manage/v1/schedules/" + into[scheduled](t, a).Schedule.ID
	w.do(t, at("PATCH", "/manage/v1/posts/"+p.ID, admin, p.ETag, `{"parity":"together"}`)).want(t, http.StatusOK, "")
	w.wait(t, 2*time.Hour)
	held := into[schedule](t, w.do(t, call{method: "GET", path: place, token: admin, header: map[string]string{"Accept-Language": "fr"}}).want(t, http.StatusOK, ""))
	if held.State != "held" || held.Reason == nil || held.Reason.Code != "publication.blocked" || !strings.Contains(held.Reason.Detail, "s’y oppose") ||
		len(held.Blockers) != 1 || held.Blockers[0].Locale != "en" || !strings.Contains(held.Blockers[0].Detail, "anglais") {
		t.Errorf("held: %+v, in the caller's language", held)
	}
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusNotFound, "post.unknown")
	both := `{"publication":{"shared":1,"translations":{"fr":1,"en":1}},"at":"` + in(3*time.Hour) + `"}`
	w.do(t, at("PATCH", place, admin, held.ETag, both)).want(t, http.StatusOK, "")
	w.wait(t, 2*time.Hour)
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusOK, "")
}

func TestScheduleWithBadInput(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p, other := w.pair(t, admin), w.pair(t, admin)
	publication := "/manage/v1/posts/" + p.ID + "/publication"
	tests := []struct {
		name, body string
		status     int
		code       string // of the problem, or of its first field
	}{
		{"the past", `"at":"2020-01-01T00:00:00Z"`, 422, "schedule.past"},
		{"the year 3000", `"at":"3000-01-01T00:00:00Z"`, 422, "schedule.too_far"},
		{"a time that does not exist", `"at":"2027-03-14T02:30","timeZone":"America/Toronto"`, 422, "schedule.gap"},
		{"a time that exists twice", `"at":"2027-11-07T01:30","timeZone":"America/Toronto"`, 422, "schedule.overlap"},
		{"no such zone", `"at":"2027-01-01T09:00","timeZone":"America/Montréal"`, 422, "schedule.zone_unknown"},
		{"a file for a zone", `"at":"2027-01-01T09:00","timeZone":"../../etc/passwd"`, 422, "schedule.zone_unknown"},
		{"a contradiction", `"at":"2027-01-01T09:00:00+09:00","timeZone":"America/Toronto"`, 422, "schedule.zone_contradicts"},
		{"no instant", `"at":"demain"`, 422, "schedule.at_malformed"},
		{"a number", `"at":1234567890`, 422, ""},
		{"null", `"at":null`, 422, ""},
		{"a zone without an instant", `"timeZone":"UTC"`, 422, "schedule.no_at"},
		{"a rule without an instant", `"onBlocked":"hold"`, 422, "schedule.no_at"},
		{"another rule", `"at":"2027-01-01T09:00","onBlocked":"force"`, 422, ""},
		{"an override without reason", `"override":{}`, 422, ""},
		{"an override of blanks", `"override":{"reason":"  "}`, 422, "override.no_reason"},
		{"mass assignment", `"at":"2027-01-01T09:00","by":"cli","state":"done"`, 422, ""},
		{"in another case", `"AT":"2027-01-01T09:00"`, 422, ""},
		{"a member twice", `"at":"2027-01-01T09:00","at":"2027-01-01T10:00"`, 400, ""},
		{"another post's revision", `"at":"2027-01-01T09:00","shared":9`, 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := `{"shared":1,"translations":{"fr":1},` + tt.body + `}`
			want := tt.status
			if want == 0 {
				body, want = `{"translations":{"fr":9,"en":1},`+tt.body+`}`, 422
			}
			a := w.do(t, call{method: "POST", path: publication, token: admin, body: body})
			if a.status != want {
				t.Fatalf("status %d, want %d\n%s", a.status, want, a.body)
			}
			got := into[struct {
				Errors []struct{ Code, Detail string }
			}](t, a)
			if tt.code != "" && (len(got.Errors) != 1 || got.Errors[0].Code != tt.code || strings.Contains(got.Errors[0].Detail, "{{") || strings.Contains(got.Errors[0].Detail, "<no value>")) {
				t.Errorf("errors = %+v, want %s", got.Errors, tt.code)
			}
			a.absent(t, "passwd:", "zoneinfo")
		})
	}
	page := into[struct{ Items []schedule }](t, w.do(t, call{method: "GET", path: "/manage/v1/schedules", token: admin}).want(t, http.StatusOK, ""))
	if len(page.Items) > 0 {
		t.Errorf("refused ones are scheduled: %+v", page)
	}
	for _, id := range []string{"12abc", other.ID, strings.ToUpper(other.ID), "%2e%2e", strings.Repeat("a", 90)} {
		w.do(t, call{method: "GET", path: "/manage/v1/schedules/" + id, token: admin}).want(t, http.StatusNotFound, "schedule.not_found")
		w.do(t, at("DELETE", "/manage/v1/releases/"+id, admin, `"1"`, nil)).want(t, http.StatusNotFound, "release.not_found")
	}
	for _, query := range []string{"?state=later", "?limit=0", "?limit=101", "?cursor=x", "?sort=due", "?post=" + p.ID + "&post=" + p.ID} {
		if a := w.do(t, call{method: "GET", path: "/manage/v1/schedules" + query, token: admin}); a.status != http.StatusBadRequest {
			t.Errorf("%s answers %d", query, a.status)
		}
	}
}

// TestSchedulesTellStrangersNothing compares what is not there with what may not be seen.
func TestSchedulesTellStrangersNothing(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	a := w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin,
		body: map[string]any{"shared": 1, "translations": map[string]int{"fr": 1, "en": 1}, "at": in(time.Hour)}}).want(t, http.StatusAccepted, "")
	id := into[scheduled](t, a).Schedule.ID
	none := "01970000-0000-7000-8000-000000000000"
	for _, token := range []string{w.token(t, "author"), w.token(t, "reader", "fr"), w.token(t, "editor", "en")} {
		w.do(t, call{method: "GET", path: "/manage/v1/schedules", token: token}).want(t, http.StatusOK, "").absent(t, id, p.ID)
		for _, method := range []string{"GET", "PATCH", "DELETE"} {
			body := any(nil)
			if method == "PATCH" {
				body = `{"onBlocked":"fail"}`
			}
			seen := w.do(t, at(method, "/manage/v1/schedules/"+id, token, `"1"`, body))
			gone := w.do(t, at(method, "/manage/v1/schedules/"+none, token, `"1"`, body))
			if seen.status != gone.status || strings.ReplaceAll(string(seen.body), id, none) != string(gone.body) {
				t.Errorf("%s tells: %d %s\n%d %s", method, seen.status, seen.body, gone.status, gone.body)
			}
		}
	}
}
