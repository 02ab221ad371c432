package httpapi_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// A shownState is what readers are told of how a translation stands.
type shownState struct {
	Body        string
	Translation struct {
		State           string
		BehindRevisions int
		Change          *string
		StaleSegments   int
		Origins         map[string]int
	}
}

// reads returns what readers get of the French text.
func (w *world) reads(t testing.TB, id string) shownState {
	t.Helper()
	return into[shownState](t, w.do(t, call{method: "GET", path: "/content/v1/posts/" + id + "?locale=fr"}).want(t, http.StatusOK, ""))
}

// told is the ledger of a post, oldest first: "live fr", "diverged".
func (w *world) told(t testing.TB, token, id string) []string {
	t.Helper()
	var words []string
	for _, l := range w.stand(t, token, id).Ledger {
		word := l.Kind
		if l.Locale != nil {
			word += " " + *l.Locale
		}
		words = append(words, word)
	}
	slices.Reverse(words)
	return words
}

// Rule 9: the source changes a number; French stays live, says that it is stale, is
// confirmed or changed, and goes live; both halves are in the ledger.
func TestApprovedTextStaysLive(t *testing.T) {
	for _, how := range []string{"changed as a segment", "confirmed as a segment", "confirmed as a whole"} {
		t.Run(how, func(t *testing.T) { approvedTextStaysLive(t, how) })
	}
}

func approvedTextStaysLive(t *testing.T, how string) {
	w := newWorld(t)
	editor, translator := w.token(t, "editor"), w.token(t, "translator", "fr")
	p := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: editor, body: map[string]any{
		"sourceLocale": "en", "translations": map[string]any{
			"en": map[string]any{"title": "The roof", "body": "<p>We planted 12 beds.</p><p>Nobody was hurt.</p>"},
			"fr": map[string]any{"title": "Le toit", "body": "<p>Nous avons planté 12 bacs.</p><p>Personne n’a été blessé.</p>"},
		},
	}}).want(t, http.StatusCreated, ""))
	publication := "/manage/v1/posts/" + p.ID + "/publication"
	w.do(t, call{method: "POST", path: publication, token: editor, body: `{"shared":1,"translations":{"en":1,"fr":1}}`}).want(t, http.StatusOK, "")
	if is := w.reads(t, p.ID); is.Translation.State != "current" || is.Translation.Change != nil {
		t.Errorf("at first: %+v", is.Translation)
	}

	// English changes a number, and goes live alone.
	w.edit(t, editor, p.ID, "en", `{"body":"<p>We planted 40 beds.</p><p>Nobody was hurt.</p>"}`)
	w.do(t, call{method: "POST", path: publication, token: editor, body: `{"translations":{"en":2}}`}).want(t, http.StatusOK, "")
	is := w.reads(t, p.ID)
	if s := is.Translation; s.State != "stale" || s.Change == nil || *s.Change != "substantive" || s.StaleSegments != 1 || s.BehindRevisions != 1 {
		t.Errorf("while English has gone on: %+v", s)
	}
	if !strings.Contains(is.Body, "12 bacs") || strings.Contains(is.Body, "beds") {
		t.Errorf("the approved text is not live any more: %s", is.Body)
	}
	row := w.segments(t, translator, p.ID, "?state=stale").of(t, "40 beds")
	if row.Change == nil || *row.Change != "substantive" || !slices.Equal(row.Changed, []string{"number"}) || row.Approved.Text != "We planted 12 beds." || len(row.Diff) == 0 {
		t.Errorf("the translator sees %+v", row)
	}

	// French follows.
	switch how {
	case "changed as a segment":
		etag := w.do(t, call{method: "GET", path: french(p.ID), token: translator}).header.Get("ETag")
		w.do(t, call{method: "PATCH", path: french(p.ID) + "/segments", token: translator, header: map[string]string{"If-Match": etag},
			body: fmt.Sprintf(`[{"id":%q,"sourceHash":%q,"target":"Nous avons planté 40 bacs."}]`, row.ID, row.Source.Hash)}).want(t, http.StatusOK, "")
		if is := w.reads(t, p.ID); is.Translation.State != "stale" || !strings.Contains(is.Body, "12 bacs") {
			t.Errorf("a draft changed what readers see: %+v", is)
		}
		w.do(t, call{method: "POST", path: publication, token: editor, body: `{"translations":{"fr":2}}`}).want(t, http.StatusOK, "")
	case "confirmed as a segment":
		w.do(t, call{method: "POST", path: french(p.ID) + "/segments/confirm", token: editor,
			body: fmt.Sprintf(`{"segments":[{"id":%q,"sourceHash":%q}]}`, row.ID, row.Source.Hash)}).want(t, http.StatusOK, "")
	case "confirmed as a whole":
		w.do(t, call{method: "POST", path: french(p.ID) + "/confirm", token: editor, body: `{"revision":1,"sourceRevision":2}`}).want(t, http.StatusOK, "")
	}
	is = w.reads(t, p.ID)
	if s := is.Translation; s.State != "current" || s.Change != nil || s.StaleSegments != 0 || s.BehindRevisions != 0 {
		t.Errorf("after French followed: %+v", s)
	}
	if got := strings.Contains(is.Body, "40 bacs"); got != (how == "changed as a segment") {
		t.Errorf("body: %s", is.Body)
	}
	w.changedBecause(t, p.ID, how)

	// Both halves are in the ledger.
	want := []string{"live en", "live fr", "live en", "diverged"}
	if how == "changed as a segment" {
		want = append(want, "live fr")
	}
	if got := w.told(t, editor, p.ID); !slices.Equal(got, append(want, "converged")) {
		t.Errorf("ledger = %q, want %q and converged", got, want)
	}
}

// changedBecause asks for what cause readers were told last that French changed.
func (w *world) changedBecause(t testing.TB, id, how string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+w.Store.Path()+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var cause string
	if err := db.QueryRowContext(t.Context(), "SELECT cause FROM changes WHERE post_id = ? AND locale = 'fr'", id).Scan(&cause); err != nil {
		t.Fatal(err)
	}
	want := "translation"
	if how == "changed as a segment" {
		want = "content"
	}
	if cause != want {
		t.Errorf("readers are told that French changed for %s, want %s", cause, want)
	}
}
