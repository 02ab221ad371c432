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
