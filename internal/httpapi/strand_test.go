package httpapi_test

import (
	"net/http"
	"testing"
	"time"
)

// TestTrashHoldsSchedules sends a scheduled post into the trash and back: it goes
// live when somebody names another instant, and not before.
func TestTrashHoldsSchedules(t *testing.T) {
	w := newWorld(t)
	editor, admin := w.token(t, "editor"), w.token(t, "admin")
	p := w.pair(t, editor)
	of := "/manage/v1/posts/" + p.ID
	place := "/manage/v1/schedules/" + into[scheduled](t, w.do(t, call{method: "POST", path: of + "/publication", token: editor,
		body: map[string]any{"shared": 1, "translations": map[string]int{"fr": 1, "en": 1}, "at": in(time.Hour)}}).want(t, http.StatusAccepted, "")).Schedule.ID
	w.do(t, at("DELETE", of, admin, p.ETag, nil)).want(t, http.StatusNoContent, "")

	held := into[schedule](t, w.do(t, call{method: "GET", path: place, token: editor}).want(t, http.StatusOK, ""))
	if held.State != "held" || held.Reason == nil || held.Reason.Code != "schedule.post_trashed" || held.FiredAt != nil || held.LateSeconds != nil {
		t.Errorf("in the trash: %+v", held)
	}
	w.do(t, at("PATCH", place, editor, held.ETag, `{"at":"`+in(2*time.Hour)+`"}`)).want(t, http.StatusNotFound, "post.not_found")
	w.do(t, at("POST", "/manage/v1/trash/"+p.ID+"/restore", admin, `"2"`, nil)).want(t, http.StatusOK, "")
	if again := into[schedule](t, w.do(t, call{method: "GET", path: place, token: editor}).want(t, http.StatusOK, "")); again.State != "held" {
		t.Errorf("after it came back: %+v", again)
	}

	public := call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}
	w.wait(t, 90*time.Minute)
	w.do(t, public).want(t, http.StatusNotFound, "post.unknown")
	asked := into[schedule](t, w.do(t, at("PATCH", place, editor, held.ETag, `{"at":"`+in(2*time.Hour)+`"}`)).want(t, http.StatusOK, ""))
	if asked.State != "pending" || asked.Reason != nil {
		t.Errorf("asked for again: %+v", asked)
	}
	w.wait(t, time.Hour)
	w.do(t, public).want(t, http.StatusOK, "")
}
