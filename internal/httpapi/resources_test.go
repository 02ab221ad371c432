package httpapi_test

import (
	"net/http"
	"strings"
	"testing"
)

// resourceSeen is what tests look at of a resource, where readers get it.
type resourceSeen struct {
	Name, Role, Src, Alt, Title, Caption, Credit, Type string
	Width                                              int
}

// entrySeen is what tests look at of an entry.
type entrySeen struct {
	Thumbnail *resourceSeen
	Resources []resourceSeen
}

func (w *world) entry(t testing.TB, tag, slug string) entrySeen {
	t.Helper()
	return into[entrySeen](t, w.do(t, call{method: "GET", path: "/content/v1/posts/by-slug/" + slug + "?locale=" + tag}).want(t, http.StatusOK, ""))
}

// TestResourcesOfALanguage puts another file in the place of one in French, with its own
// words, and takes it wherever the post's text goes.
func TestResourcesOfALanguage(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	asset := func(name, text string) string {
		return into[struct{ ID string }](t, w.upload(t, admin, name, text).want(t, http.StatusCreated, "")).ID
	}
	chart, graphique := asset("chart.png", drawing(t, 40, 30)), asset("graphique.png", drawing(t, 44, 30))
	a := w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: map[string]any{
		"sourceLocale": "en",
		"resources": []any{
			map[string]any{"name": "chart", "role": "thumbnail", "asset": chart},
			map[string]any{"name": "photo", "role": "gallery", "url": "https://example.org/photo.jpg", "width": 800, "height": 600},
		},
		"translations": map[string]any{
			"en": map[string]any{"title": "Winds", "slug": "winds", "body": "<p>x</p>", "resources": map[string]any{"chart": map[string]any{"alt": "A chart of winds", "credit": "Maude Tremblay"}}},
			"fr": map[string]any{"title": "Vents", "slug": "vents", "body": "<p>x</p>", "resources": map[string]any{"chart": map[string]any{
				"asset": graphique, "title": "Les vents", "caption": "De l’ouest", "credit": "Maude Tremblay"}}},
		},
	}}).want(t, http.StatusCreated, "")
	p := into[post](t, a)
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin, body: `{"shared":1,"translations":{"fr":1,"en":1}}`}).want(t, http.StatusOK, "")

	en, fr := w.entry(t, "en", "winds"), w.entry(t, "fr", "vents")
	if en.Thumbnail == nil || !strings.Contains(en.Thumbnail.Src, chart) || en.Thumbnail.Alt != "A chart of winds" || en.Thumbnail.Width != 40 {
		t.Errorf("thumbnail in English: %+v", en.Thumbnail)
	}
	if fr.Thumbnail == nil || !strings.Contains(fr.Thumbnail.Src, graphique) || fr.Thumbnail.Width != 44 || fr.Thumbnail.Credit != "Maude Tremblay" || fr.Thumbnail.Caption != "De l’ouest" {
		t.Errorf("thumbnail in French: %+v", fr.Thumbnail)
	}
	if len(fr.Resources) != 2 || fr.Resources[1].Role != "gallery" || fr.Resources[1].Src != "https://example.org/photo.jpg" || fr.Resources[1].Width != 800 {
		t.Errorf("resources: %+v", fr.Resources)
	}
	w.do(t, call{method: "GET", path: "/content/v1/media/" + graphique + "/original"}).want(t, http.StatusOK, "")

	// What it says is found wanting: the French file says nothing, and the photo neither.
	checks := w.do(t, call{method: "GET", path: "/manage/v1/posts/" + p.ID + "/translations/fr/checks?check=alt_missing", token: admin}).want(t, http.StatusOK, "")
	checks.holds(t, "graphique.png")
	checks.holds(t, "photo.jpg")

	// A copy keeps it, and so the file is used there too.
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/duplicate", token: admin, body: `{}`}).want(t, http.StatusCreated, "").holds(t, graphique)
	uses := into[assetSeen](t, w.do(t, call{method: "GET", path: "/manage/v1/assets/" + graphique, token: admin}).want(t, http.StatusOK, "")).Uses
	if len(uses) != 2 {
		t.Errorf("uses: %+v", uses)
	}
	// A text without it, and the one before, again.
	at := "/manage/v1/posts/" + p.ID + "/translations/fr"
	patched := w.do(t, call{method: "PATCH", path: at, token: admin, header: map[string]string{"If-Match": w.tagOf(t, admin, at)}, body: `{"resources":{"chart":null}}`}).want(t, http.StatusOK, "")
	patched.absent(t, graphique)
	w.do(t, call{method: "POST", path: at + "/revisions/1/restore", token: admin, header: map[string]string{"If-Match": w.tagOf(t, admin, at)}, body: `{}`}).want(t, http.StatusOK, "").holds(t, graphique)
}

// tagOf returns the entity tag of what is there.
func (w *world) tagOf(t testing.TB, token, path string) string {
	t.Helper()
	return w.do(t, call{method: "GET", path: path, token: token}).want(t, http.StatusOK, "").header.Get("ETag")
}

// TestResourcesRefused names each thing that is wrong with a list.
func TestResourcesRefused(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	asset := into[struct{ ID string }](t, w.upload(t, admin, "a.png", picture(t)).want(t, http.StatusCreated, "")).ID
	for name, tt := range map[string]struct{ shared, text, pointer, code string }{
		"a role that is none":     {`[{"name":"a","role":"hero"}]`, `{}`, "/resources/0/role", ""},
		"two thumbnails":          {`[{"name":"thumbnail"},{"name":"b","role":"thumbnail"}]`, `{}`, "/resources/1/role", "resource.role_taken"},
		"two covers":              {`[{"name":"a","role":"cover"},{"name":"cover"}]`, `{}`, "/resources/1/role", "resource.role_taken"},
		"a size that is known":    {`[{"name":"a","asset":"` + asset + `","width":3}]`, `{}`, "/resources/0/width", "resource.size_known"},
		"a size that is none":     {`[{"name":"a","url":"/a.png","height":-1}]`, `{}`, "/resources/0/height", ""},
		"a file and an address":   {`[]`, `{"a":{"asset":"` + asset + `","url":"/a.png"}}`, "/translations/fr/resources/a", "resource.asset_and_url"},
		"a file that is not ours": {`[]`, `{"a":{"asset":"` + strings.Repeat("0", 64) + `"}}`, "/translations/fr/resources/a/asset", "asset.unknown"},
		"an address that runs":    {`[]`, `{"a":{"url":"javascript:alert(1)"}}`, "/translations/fr/resources/a/url", "url.scheme"},
		"a credit without end":    {`[]`, `{"a":{"credit":"` + strings.Repeat("x", 501) + `"}}`, "/translations/fr/resources/a/credit", ""},
	} {
		t.Run(name, func(t *testing.T) {
			body := `{"sourceLocale":"fr","resources":` + tt.shared + `,"translations":{"fr":{"title":"Vent","body":"<p>x</p>","resources":` + tt.text + `}}}`
			a := w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: body}).want(t, http.StatusUnprocessableEntity, "invalid")
			a.holds(t, `"pointer":"`+tt.pointer+`"`)
			a.holds(t, tt.code)
		})
	}
	body := `{"sourceLocale":"fr","resources":[{"name":"thumbnail","role":"gallery","asset":"` + asset + `"},{"name":"b","role":"thumbnail"}],"translations":{"fr":{"title":"Vent","body":"<p>x</p>"}}}`
	w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: body}).want(t, http.StatusCreated, "").holds(t, `"role":"gallery"`)
}
