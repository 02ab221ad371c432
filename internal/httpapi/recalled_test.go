package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
)

// A suggestion is what is offered for a segment.
type suggestion struct {
	Kind, Source, Target string
	Score                int
	Context              bool
	Origin, ByName, Post *string
	Forbidden            []string
}

// written makes a post in English, live together with its French if that has a body.
func (w *world) written(t testing.TB, token, slug, en, fr string) post {
	t.Helper()
	translations := map[string]any{"en": map[string]any{"title": "On " + slug, "slug": slug, "body": en}}
	publish := map[string]any{"shared": 1, "translations": map[string]int{"en": 1}}
	if fr != "" {
		translations["fr"] = map[string]any{"title": "De " + slug, "slug": slug, "body": fr}
		publish["translations"] = map[string]int{"en": 1, "fr": 1}
	}
	p := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: token, body: map[string]any{
		"sourceLocale": "en", "translations": translations,
	}}).want(t, http.StatusCreated, ""))
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: token, body: publish}).want(t, http.StatusOK, "")
	return p
}

// settled brings up to date what follows from what was saved, as the server does.
func (w *world) settled(t testing.TB) {
	t.Helper()
	for {
		n, err := w.Settling.Settle(t.Context(), false, 100)
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
	}
}

// TestNothingIsTranslatedTwice follows a sentence from a live pair into the memory, to
// who translates another post, and into its draft.
func TestNothingIsTranslatedTwice(t *testing.T) {
	w := newWorld(t)
	admin, translator := w.token(t, "admin"), w.token(t, "translator", "fr")
	first := w.written(t, admin, "hives", "<p>The <em>roof</em> garden has 25 hives.</p><p>Bees rest in winter.</p>",
		"<p>Le jardin sur le <em>toit</em> compte 25 ruches.</p><p>Les abeilles se reposent l’hiver.</p>")
	w.do(t, call{method: "POST", path: "/manage/v1/glossary", token: admin, body: map[string]any{
		"source": map[string]any{"locale": "en", "term": "hive"}, "target": map[string]any{"locale": "fr", "term": "ruche", "forbidden": []string{"essaim"}},
	}}).want(t, http.StatusCreated, "")
	w.settled(t)
	found := into[memoryList](t, w.do(t, call{method: "GET", path: "/manage/v1/memory?source=en&target=fr&q=bees", token: translator}).want(t, http.StatusOK, ""))
	if len(found.Items) != 1 || found.Items[0].Target != "Les abeilles se reposent l’hiver." || *found.Items[0].Post != first.ID {
		t.Fatalf("the memory has %+v", found)
	}

	second := w.written(t, admin, "bees", "<p>Bees rest in winter.</p><p>The <strong>roof</strong> garden has 12 hives.</p><p>Nobody wrote this before.</p>", "")
	french := "/manage/v1/posts/" + second.ID + "/translations/fr"
	listed := into[struct {
		Items []struct {
			ID, State   string
			Source      struct{ Text, Hash string }
			Suggestions []suggestion
		}
	}](t, w.do(t, call{method: "GET", path: french + "/segments?suggest=true", token: translator}).want(t, http.StatusOK, ""))
	offered := make(map[string][]suggestion)
	for _, it := range listed.Items {
		offered[it.Source.Text] = it.Suggestions
	}
	same := offered["Bees rest in winter."]
	if len(same) != 1 || same[0].Kind != "memory" || same[0].Score != 100 || same[0].Target != "Les abeilles se reposent l’hiver." || *same[0].Post != first.ID {
		t.Errorf("for the same sentence there is %+v", same)
	}
	like := offered["The <1>roof</1> garden has 12 hives."]
	if len(like) != 2 || like[0].Score >= 100 || like[0].Score < 90 || like[0].Target != "Le jardin sur le <1>toit</1> compte 12 ruches." ||
		like[1].Kind != "glossary" || like[1].Target != "ruche" || like[1].Forbidden[0] != "essaim" {
		t.Errorf("for a sentence that is like one there is %+v", like)
	}
	if none := offered["Nobody wrote this before."]; len(none) != 0 {
		t.Errorf("for another sentence there is %+v", none)
	}

	a := w.do(t, call{method: "POST", path: french + "/pretranslate", token: translator, body: map[string]any{}}).want(t, http.StatusOK, "")
	done := into[struct {
		Revision    int
		ETag        string
		Counts      struct{ Exact, Fuzzy, Machine, Left int }
		Translation struct{ HTML, Status string }
	}](t, a)
	if done.Counts.Exact != 1 || done.Counts.Fuzzy != 0 || done.Counts.Left != 3 || !strings.Contains(done.Translation.HTML, "Les abeilles se reposent l’hiver.") || strings.Contains(done.Translation.HTML, "ruches") {
		t.Errorf("pretranslated: %+v", done)
	}
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + second.ID + "?locale=fr"}).want(t, http.StatusNotFound, "")
	// What a person wrote stays, and so does a second time what the memory has.
	w.do(t, call{method: "PATCH", path: french + "/segments", token: translator, header: map[string]string{"If-Match": done.ETag}, body: []map[string]any{
		{"id": listed.Items[len(listed.Items)-2].ID, "sourceHash": listed.Items[len(listed.Items)-2].Source.Hash, "target": "Douze ruches sont sur le <1>toit</1>."},
	}}).want(t, http.StatusOK, "")
	state := into[struct{ ETag string }](t, w.do(t, call{method: "GET", path: french + "/segments", token: translator}).want(t, http.StatusOK, ""))
	again := w.do(t, call{method: "POST", path: french + "/pretranslate", token: translator, header: map[string]string{"If-Match": state.ETag}, body: map[string]any{"fuzzy": 85}}).want(t, http.StatusOK, "")
	if text := string(again.body); !strings.Contains(text, "Douze ruches") || strings.Contains(text, "compte 12 ruches") {
		t.Errorf("a person's words are gone: %s", text)
	}
	w.do(t, call{method: "POST", path: french + "/pretranslate", token: w.token(t, "reader", "fr"), body: map[string]any{}}).want(t, http.StatusForbidden, "")
}
