package httpapi_test

import (
	"bytes"
	"net/http"
	"testing"
)

// TestSavesInAnotherLanguage saves a French draft beside an English one: nothing
// that a reader of English is answered may tell.
func TestSavesInAnotherLanguage(t *testing.T) {
	w := newWorld(t)
	admin, english, both := w.token(t, "admin"), w.token(t, "reader", "en"), w.token(t, "reader")
	p := w.pair(t, admin)
	paths := []string{"posts", "posts/" + p.ID, "posts/" + p.ID + "/translations/en", "posts/" + p.ID + "/revisions", "posts/" + p.ID + "/parity", "posts?q=garden"}
	answers := func(token string) [][]byte {
		list := make([][]byte, len(paths))
		for i, path := range paths {
			list[i] = w.do(t, call{method: "GET", path: "/manage/v1/" + path, token: token}).want(t, http.StatusOK, "").body
		}
		return list
	}
	same := func(what string, a, b [][]byte) {
		for i := range a {
			if !bytes.Equal(a[i], b[i]) {
				t.Errorf("%s shows in %s:\n%s\n%s", what, paths[i], a[i], b[i])
			}
		}
	}
	before, whole := answers(english), answers(both)
	w.save(t, admin, &p, "fr", "<p>Zinnia.</p>")
	same("a save", before, answers(english))
	if bytes.Equal(answers(both)[1], whole[1]) {
		t.Error("whoever reads French does not see that it was saved")
	}
}

// TestUsesInAnotherLanguage looks for the title of a French draft where the files
// are listed that it shows.
func TestUsesInAnotherLanguage(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	asset := into[struct{ ID string }](t, w.upload(t, admin, "a.svg", `<svg xmlns="http://www.w3.org/2000/svg"/>`).want(t, http.StatusCreated, "")).ID
	w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: map[string]any{"sourceLocale": "fr", "translations": map[string]any{
		"fr": map[string]any{"title": "Zinnia", "body": `<p><img src="cms:asset/` + asset + `" alt=""></p>`},
		"en": map[string]any{"title": "Aster"},
	}}}).want(t, http.StatusCreated, "")
	if a := w.do(t, call{method: "GET", path: "/manage/v1/assets/" + asset, token: w.token(t, "reader", "fr")}); !bytes.Contains(a.body, []byte("Zinnia")) {
		t.Errorf("a reader of French is not told where the file is used: %s", a.body)
	}
	w.do(t, call{method: "GET", path: "/manage/v1/assets/" + asset, token: w.token(t, "reader", "en")}).want(t, http.StatusOK, "").absent(t, "Zinnia", `"fr"`)
}
