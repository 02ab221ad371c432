package httpapi_test

import (
	"net/http"
	"testing"
)

// TestTheSameWordsBesideADraft sends words again that readers see, while a draft has
// others elsewhere: readers are told that they are right, as by a confirmation.
func TestTheSameWordsBesideADraft(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	for _, word := range []string{"confirm", "patch"} {
		p := w.both(t, admin, true, "<p>The wind carried 3 tonnes of soil.</p><p>It blew.</p>", "<p>Le vent a porté 3 tonnes de terre.</p><p>Il soufflait.</p>")
		state := func() string {
			t.Helper()
			return into[struct {
				Translation struct{ State string }
			}](t, w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusOK, "")).Translation.State
		}
		list := w.segments(t, translator, p.ID, "?state=current")
		for _, one := range list.Items {
			if one.Target != nil && one.Target.Text == "Il soufflait." {
				w.patch(t, translator, p.ID, list.ETag, write(one, "Il soufflait fort.")).want(t, http.StatusOK, "")
			}
		}
		w.rewrite(t, admin, p, 1, "<p>The wind carried 4 tonnes of soil.</p><p>It blew.</p>")
		w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin, body: map[string]any{
			"translations": map[string]int{"en": 2},
		}}).want(t, http.StatusOK, "")
		if state() != "stale" {
			t.Fatalf("%s: at first %s", word, state())
		}
		list = w.segments(t, translator, p.ID, "?state=stale")
		if len(list.Items) != 1 {
			t.Fatalf("%+v", list.Items)
		}
		if word == "confirm" {
			w.say(t, translator, p.ID, "confirm", map[string]any{"all": "stale"}).want(t, http.StatusOK, "")
		} else {
			w.patch(t, translator, p.ID, list.ETag, write(list.Items[0], "Le vent a porté 3 tonnes de terre.")).want(t, http.StatusOK, "")
		}
		if state() != "current" {
			t.Errorf("%s: readers are told %s", word, state())
		}
	}
}

// TestApprovalBesideADraft approves a draft: what a machine wrote of it, and readers
// see, is reviewed, and they are told.
func TestApprovalBesideADraft(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	a := w.do(t, call{method: "GET", path: "/manage/v1/locales/fr", token: admin})
	w.do(t, call{
		method: "PATCH", path: "/manage/v1/locales/fr", token: admin, header: map[string]string{"If-Match": a.header.Get("ETag")},
		body: map[string]any{"publishRequires": "anything"},
	}).want(t, http.StatusOK, "")
	p := w.source(t, admin, "html", "<p>The wind.</p><p>The rain.</p>")
	list := w.segments(t, admin, p.ID, "")
	wind, rain, title := write(list.of(t, "wind"), "Le vent."), write(list.of(t, "rain"), "La pluie."), write(list.Items[0], "Titre")
	wind["origin"] = "machine_unreviewed"
	done := into[written](t, w.patch(t, admin, p.ID, nil, title, wind, rain).want(t, http.StatusOK, ""))
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin, body: map[string]any{
		"shared": 1, "translations": map[string]int{"en": 1, "fr": done.Revision},
	}}).want(t, http.StatusOK, "")
	origins := func() map[string]int {
		t.Helper()
		return into[struct {
			Translation struct{ Origins map[string]int }
		}](t, w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr"}).want(t, http.StatusOK, "")).Translation.Origins
	}
	if got := origins(); got["machine_unreviewed"] != 1 {
		t.Fatalf("at first %v", got)
	}
	list = w.segments(t, admin, p.ID, "")
	done = into[written](t, w.patch(t, admin, p.ID, list.ETag, write(list.of(t, "rain"), "La pluie tombe.")).want(t, http.StatusOK, ""))
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/translations/fr/review", token: admin, body: map[string]any{
		"revision": done.Revision, "decision": "approve",
	}}).want(t, http.StatusOK, "")
	if got := origins(); got["machine_unreviewed"] != 0 {
		t.Errorf("after the approval readers are told %v", got)
	}
}
