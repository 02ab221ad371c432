package httpapi_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A made is what the making of a preview link tells.
type made struct {
	ID, Token, Note, By, ByName string
	Locales                     []string
	Links                       []struct{ Locale, URL string }
	ExpiresAt                   time.Time
	Warnings                    []struct{ Code, Pointer, Detail string }
}

// link makes a preview link in the languages.
func (w *world) link(t testing.TB, token, post string, locales ...string) made {
	t.Helper()
	a := w.do(t, call{method: "POST", path: "/manage/v1/posts/" + post + "/preview-links", token: token,
		body: map[string]any{"locales": locales, "expiresIn": "2h", "note": "Pour Luc"}}).want(t, http.StatusCreated, "")
	m := into[made](t, a)
	if at := a.header.Get("Location"); at != "/manage/v1/posts/"+post+"/preview-links/"+m.ID {
		t.Errorf("Location %q", at)
	}
	return m
}

// patterned gives both languages a place where the site shows drafts.
func (w *world) patterned(t testing.TB, admin string) {
	t.Helper()
	for tag, pattern := range map[string]string{
		"fr": "https://site.example/api/apercu?jeton={token}&vers={slug}", "en": "/preview/{locale}/{id}?token={token}",
	} {
		at := "/manage/v1/locales/" + tag
		etag := w.do(t, call{method: "GET", path: at, token: admin}).want(t, http.StatusOK, "").header.Get("ETag")
		w.do(t, call{method: "PATCH", path: at, token: admin, header: map[string]string{"If-Match": etag},
			body: map[string]any{"baseURL": "https://" + tag + ".example", "paths": map[string]any{"preview": pattern}}}).want(t, http.StatusOK, "")
	}
}

// pictured makes a pair with a picture in its shared part, in one body, and none
// of it live.
func (w *world) pictured(t testing.TB, token string) (p post, asset string) {
	t.Helper()
	asset = into[struct{ ID string }](t, w.upload(t, token, "toit.png", picture(t))).ID
	p = into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: token, body: map[string]any{
		"sourceLocale": "fr", "resources": []any{map[string]any{"name": "thumbnail", "asset": asset}},
		"translations": map[string]any{
			"fr": map[string]any{"title": "Zinnia secrète", "summary": "Zinnia en bref", "body": `<h2>Zinnia</h2><p><img src="cms:asset/` + asset + `" alt="x"></p>`},
			"en": map[string]any{"title": "Secret zinnia", "body": "<p>Zinnia in English</p>"},
		},
	}}).want(t, http.StatusCreated, ""))
	return p, asset
}

func (w *world) get(t testing.TB, path, token string) answer {
	t.Helper()
	return w.do(t, call{method: "GET", path: path, token: token})
}

func TestPreviewLink(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p, _ := w.pictured(t, admin)
	bare := w.link(t, admin, p.ID, "fr", "en", "fr")
	if len(bare.Warnings) != 2 || bare.Warnings[0].Code != "preview.no_pattern" || bare.Links[0].URL != "" || bare.Warnings[0].Pointer != "/links/0/url" {
		t.Errorf("without a pattern: %+v", bare)
	}
	w.patterned(t, admin)
	m := w.link(t, admin, p.ID, "fr", "en")
	want := []struct{ Locale, URL string }{
		{"en", "https://en.example/preview/en/" + p.ID + "?token=" + m.Token},
		{"fr", "https://site.example/api/apercu?jeton=" + m.Token + "&vers=zinnia-secrete"},
	}
	if diff := cmp.Diff(want, m.Links); diff != "" || len(m.Warnings) > 0 {
		t.Errorf("links (-want +got):\n%s\n%+v", diff, m.Warnings)
	}
	if !regexp.MustCompile(`^dpv_[A-Za-z0-9_-]{43}$`).MatchString(m.Token) || m.Note != "Pour Luc" || time.Until(m.ExpiresAt) > 2*time.Hour {
		t.Errorf("made %+v", m)
	}
	at := "/manage/v1/posts/" + p.ID + "/preview-links"
	list := w.get(t, at, admin).want(t, http.StatusOK, "")
	list.absent(t, m.Token, m.Token[4:], "hash")
	type links struct {
		Items []struct {
			ID, ByName string
			CreatedAt  time.Time
			LastUsedAt *time.Time
		}
	}
	got := into[links](t, list)
	if len(got.Items) != 2 || got.Items[0].ID != m.ID || got.Items[0].LastUsedAt != nil || got.Items[0].ByName == "" {
		t.Errorf("list %s", list.body)
	}
	w.get(t, "/preview/v1/posts/"+p.ID+"?locale=fr", m.Token).want(t, http.StatusOK, "")
	list = w.get(t, at, admin)
	if used := into[links](t, list).Items[0]; used.LastUsedAt == nil || used.LastUsedAt.Before(used.CreatedAt) {
		t.Errorf("its use was not noted: %s", list.body)
	}
	w.do(t, call{method: "DELETE", path: at + "/" + m.ID, token: admin}).want(t, http.StatusNoContent, "")
	w.do(t, call{method: "DELETE", path: at + "/" + m.ID, token: admin}).want(t, http.StatusNotFound, "preview.link_unknown")
	w.get(t, "/preview/v1/posts/"+p.ID+"?locale=fr", m.Token).want(t, http.StatusUnauthorized, "preview.link_ended")
	w.get(t, at, admin).absent(t, m.ID)
}

func TestPreviewLinkRefused(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p, _ := w.pictured(t, admin)
	at := "/manage/v1/posts/" + p.ID + "/preview-links"
	for name, tt := range map[string]struct {
		body   string
		status int
		has    string
	}{
		"no locales":      {`{}`, 422, "/locales"},
		"none":            {`{"locales":[]}`, 422, "/locales"},
		"not there":       {`{"locales":["fr","de"]}`, 422, "/locales/1"},
		"no tag":          {`{"locales":["12abc!"]}`, 422, "/locales/0"},
		"too long":        {`{"locales":["fr"],"expiresIn":"91d"}`, 422, "/expiresIn"},
		"too short":       {`{"locales":["fr"],"expiresIn":"5s"}`, 422, "/expiresIn"},
		"no time":         {`{"locales":["fr"],"expiresIn":"0h"}`, 422, "/expiresIn"},
		"no end":          {`{"locales":["fr"],"expiresIn":"99999999999999999d"}`, 422, "/expiresIn"},
		"another's":       {`{"locales":["fr"],"by":"user:1"}`, 422, "/by"},
		"a token of mine": {`{"locales":["fr"],"token":"dpv_x"}`, 422, "/token"},
	} {
		a := w.do(t, call{method: "POST", path: at, token: admin, body: tt.body})
		if a.status != tt.status || !strings.Contains(string(a.body), `"`+tt.has+`"`) {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	w.do(t, call{method: "POST", path: at, token: admin, body: `{"locales":["fr"]}`, header: map[string]string{"Idempotency-Key": "k"}}).
		want(t, http.StatusUnprocessableEntity, "once.secret")
	w.do(t, call{method: "POST", path: at, token: w.token(t, "editor", "en"), body: `{"locales":["en","fr"]}`}).want(t, http.StatusForbidden, "access.forbidden_locale")
	w.do(t, call{method: "POST", path: at, token: w.token(t, "reader"), body: `{"locales":["fr"]}`}).want(t, http.StatusForbidden, "access.forbidden_locale")
	w.do(t, call{method: "POST", path: at, token: w.token(t, "author"), body: `{"locales":["fr"]}`}).want(t, http.StatusNotFound, "post.not_found")
	if list := w.get(t, at, admin); !strings.Contains(string(list.body), `"items":[]`) {
		t.Errorf("something was made: %s", list.body)
	}
}

// TestPreviewIsWhatPublicationGives holds previews to the bytes of delivery: but
// for instants and the addresses of files, both say the same.
func TestPreviewIsWhatPublicationGives(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.patterned(t, admin)
	other := w.pair(t, admin)
	w.publish(t, admin, other)
	p, asset := w.pictured(t, admin)
	tag := into[struct{ ID string }](t, w.do(t, call{method: "POST", path: "/manage/v1/tags", token: admin, body: `{"translations":{"fr":{"name":"Vent"}}}`})).ID
	body := `<p><a href="cms:post/` + other.ID + `">autre</a> <a href="cms:post/` + p.ID + `#zinnia">soi</a> <img src="cms:asset/` + asset + `"></p>`
	w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + p.ID + "/translations/fr", token: admin, header: map[string]string{"If-Match": p.Translations["fr"].ETag},
		body: map[string]any{"body": body, "overrides": map[string]any{"tags": []string{tag}}}}).want(t, http.StatusOK, "")
	m := w.link(t, admin, p.ID, "fr", "en")
	slugs := map[string]string{"fr": "zinnia-secrete", "en": "secret-zinnia"}
	paths := func(locale string) []string {
		return []string{
			"/posts/" + p.ID + "?locale=" + locale, "/posts/by-slug/" + slugs[locale] + "?locale=" + locale,
			"/resolve?url=" + url.QueryEscape("https://"+locale+".example/"+locale+"/"+slugs[locale]+"/"),
		}
	}
	before := make(map[string]any)
	for locale := range slugs {
		for _, path := range paths(locale) {
			a := w.get(t, "/preview/v1"+path, m.Token).want(t, http.StatusOK, "")
			before[path] = plain(t, a)
			if got := a.header.Get("Content-Language"); got != locale {
				t.Errorf("%s: Content-Language %q", path, got)
			}
		}
	}
	list := plain(t, w.get(t, "/preview/v1/posts?locale=fr", m.Token).want(t, http.StatusOK, ""))
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin, body: `{"shared":1,"translations":{"fr":2,"en":1}}`}).want(t, http.StatusOK, "")
	for path, want := range before {
		if diff := cmp.Diff(want, plain(t, w.get(t, "/content/v1"+path, "").want(t, http.StatusOK, ""))); diff != "" {
			t.Errorf("%s: previewed and delivered differ:\n%s", path, diff)
		}
	}
	one := list.(map[string]any)["items"].([]any)[0]
	live := plain(t, w.get(t, "/content/v1/posts?locale=fr&limit=1", "")).(map[string]any)["items"].([]any)[0]
	if diff := cmp.Diff(one, live); diff != "" {
		t.Errorf("cards differ:\n%s", diff)
	}
	for _, path := range []string{"/site?locale=fr", "/locales"} {
		if diff := cmp.Diff(plain(t, w.get(t, "/preview/v1"+path, m.Token)), plain(t, w.get(t, "/content/v1"+path, ""))); diff != "" {
			t.Errorf("%s differs:\n%s", path, diff)
		}
	}
}

// plain reads an answer without what a preview says otherwise.
func plain(t testing.TB, a answer) any {
	t.Helper()
	text := regexp.MustCompile(`/(content|preview)/v1/media/([0-9a-f]+)/original[^" ]*?(\\"|"|&#34;| )`).ReplaceAll(a.body, []byte(`media:$2$3`))
	text = regexp.MustCompile(`"(publishedAt|updatedAt|date)":"[^"]+"`).ReplaceAll(text, []byte(`"$1":"then"`))
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return v
}
