package httpapi_test

import (
	"net/http"
	"testing"
)

// TestWhatStandsAroundAPost walks neighbours, related posts and archives over HTTP: drafts
// are told of nowhere, and every answer is as the contract has it.
func TestWhatStandsAroundAPost(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	older := w.titled(t, admin, map[string]string{"fr": "Aînée", "en": "Elder"})
	w.publish(t, admin, older)
	here := w.titled(t, admin, map[string]string{"fr": "Ici", "en": "Here"})
	w.publish(t, admin, here)
	draft := w.titled(t, admin, map[string]string{"fr": "Secret", "en": "Secret"})

	read := func(path string) answer { return w.do(t, call{method: "GET", path: "/content/v1/" + path}) }
	type card struct{ ID, Locale string }
	beside := into[struct{ Previous, Next *card }](t, read("posts/"+here.ID+"/neighbours?locale=fr").want(t, http.StatusOK, ""))
	if beside.Previous == nil || beside.Previous.ID != older.ID || beside.Next != nil {
		t.Errorf("neighbours = %+v", beside)
	}
	related := read("posts/"+here.ID+"/related?locale=fr&limit=20").want(t, http.StatusOK, "")
	related.absent(t, draft.ID, "Secret")
	months := into[struct{ Items []struct{ Count int } }](t, read("archives?locale=fr").want(t, http.StatusOK, ""))
	if len(months.Items) != 1 || months.Items[0].Count != 2 {
		t.Errorf("archives = %+v", months)
	}
	a := read("archives?locale=fr")
	again := w.do(t, call{method: "GET", path: "/content/v1/archives?locale=fr", header: map[string]string{"If-None-Match": a.header.Get("ETag")}})
	again.want(t, http.StatusNotModified, "")

	for path, want := range map[string]string{
		"posts/" + draft.ID + "/neighbours?locale=fr":       "post.unknown",
		"posts/" + draft.ID + "/related?locale=fr":          "post.unknown",
		"posts/" + here.ID + "/neighbours?locale=fr&tag=no": "neighbours.elsewhere",
		"posts/" + here.ID + "/neighbours?locale=de":        "locale.unknown",
		"archives?locale=de":                                "locale.unknown",
	} {
		read(path).want(t, http.StatusNotFound, want).absent(t, "Secret")
	}
	for _, path := range []string{"posts/" + here.ID + "/related?limit=21", "archives?tag=a&author=b", "posts?sort=place", "archives?fallback=en"} {
		if a := read(path); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
