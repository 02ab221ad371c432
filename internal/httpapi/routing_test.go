package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestRouting walks what front ends ask to lead readers: the switch of languages, old
// addresses one by one and all of them, and the head of a page.
func TestRouting(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.addressed(t, admin, "fr", "https://site.example")
	w.addressed(t, admin, "en", "https://site.example")
	p := w.pair(t, admin)
	w.publish(t, admin, p)
	alone := w.titled(t, admin, map[string]string{"fr": "Seul"})
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + alone.ID + "/publication", token: admin, body: `{"shared":1,"translations":{"fr":1}}`}).want(t, http.StatusOK, "")
	at := "/manage/v1/posts/" + p.ID + "/translations/fr"
	etag := w.do(t, call{method: "GET", path: at, token: admin}).header.Get("ETag")
	w.do(t, call{method: "PATCH", path: at, token: admin, header: map[string]string{"If-Match": etag}, body: `{"slug":"le-toit"}`}).want(t, http.StatusOK, "")
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin, body: `{"translations":{"fr":2}}`}).want(t, http.StatusOK, "")

	resolve := func(at, locale string) answer {
		return w.do(t, call{method: "GET", path: "/content/v1/resolve?url=" + url.QueryEscape(at) + locale})
	}
	type resolved struct {
		Match      string
		Redirect   struct{ URL, Locale string }
		Page       struct{ Kind, Locale string }
		Alternates []struct{ Locale string }
	}
	to := into[resolved](t, resolve("/fr/le-toit/", "&locale=en").want(t, http.StatusOK, ""))
	if to.Match != "redirect" || to.Redirect.URL != "https://site.example/en/a-garden-on-the-roof/" || len(to.Alternates) != 2 {
		t.Errorf("switch: %+v", to)
	}
	if page := into[resolved](t, resolve("/en/", "").want(t, http.StatusOK, "")); page.Match != "page" || page.Page.Kind != "list" || len(page.Alternates) != 2 {
		t.Errorf("list: %+v", page)
	}
	a := resolve("/fr/seul/", "&locale=en").want(t, http.StatusNotFound, "resolve.not_translated")
	if alternates := into[resolved](t, a).Alternates; len(alternates) != 1 || alternates[0].Locale != "fr" || !strings.Contains(string(a.body), `"This page does not exist in English."`) {
		t.Errorf("what is in one language alone: %s", a.body)
	}
	resolve("/fr/seul/", "&locale=de").want(t, http.StatusNotFound, "locale.unknown")

	a = w.do(t, call{method: "GET", path: "/content/v1/redirects?limit=1"}).want(t, http.StatusOK, "")
	if !strings.Contains(string(a.body), `"from":"https://site.example/fr/un-jardin-sur-le-toit","to":"https://site.example/fr/le-toit/"`) {
		t.Errorf("redirects: %s", a.body)
	}
	a = w.do(t, call{method: "GET", path: "/content/v1/redirects?format=netlify"}).want(t, http.StatusOK, "")
	if string(a.body) != "/fr/un-jardin-sur-le-toit https://site.example/fr/le-toit/ 301\n/fr/un-jardin-sur-le-toit/ https://site.example/fr/le-toit/ 301\n" {
		t.Errorf("for Netlify: %s", a.body)
	}
	w.do(t, call{method: "HEAD", path: "/content/v1/redirects?format=nginx", header: map[string]string{"If-None-Match": "*"}}).want(t, http.StatusNotModified, "")
	w.do(t, call{method: "GET", path: "/content/v1/redirects?format=nginx&limit=1"}).want(t, http.StatusBadRequest, "list.combination")

	for _, path := range []string{"posts/" + p.ID + "?locale=en&", "posts/by-slug/le-toit?locale=fr&"} {
		a := w.do(t, call{method: "GET", path: "/content/v1/" + path + "include=head"}).want(t, http.StatusOK, "")
		got := into[struct {
			Head struct{ HTML string }
		}](t, a)
		if strings.Count(got.Head.HTML, `hreflang="`) != 3 || !strings.HasPrefix(got.Head.HTML, "<title>") {
			t.Errorf("head: %s", a.body)
		}
	}
	w.do(t, call{method: "GET", path: "/content/v1/posts?locale=fr&fields=title,head"}).want(t, http.StatusOK, "")
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?include=body"}).want(t, http.StatusBadRequest, "parameter.invalid")
	link := w.link(t, admin, p.ID, "fr").Token
	a = w.do(t, call{method: "GET", path: "/preview/v1/posts/" + p.ID + "?locale=fr&include=head", token: link}).want(t, http.StatusOK, "")
	if !strings.Contains(string(a.body), "noindex, nofollow") {
		t.Errorf("head of a preview: %s", a.body)
	}
}

// TestOnlyTranslatedElsewhere: who asks for a post in a language that it is not live in is
// told where it is live and led nowhere, until it is live there: what was kept of "not
// yet" is not said any longer.
func TestOnlyTranslatedElsewhere(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	publish := func(what string) {
		w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin, body: what}).want(t, http.StatusOK, "")
	}
	publish(`{"shared":1,"translations":{"fr":1}}`)
	asked := []string{
		"/content/v1/posts/by-slug/un-jardin-sur-le-toit?locale=en", "/content/v1/posts/" + p.ID + "?locale=en",
		"/content/v1/posts/" + p.ID + "/neighbours?locale=en", "/content/v1/posts/" + p.ID + "/related?locale=en",
	}
	for _, path := range append(asked, asked...) { // the second time from the cache
		a := w.do(t, call{method: "GET", path: path}).want(t, http.StatusNotFound, "post.not_translated")
		a.absent(t, "a-garden-on-the-roof", `"redirect"`)
		told := into[struct {
			Alternates []struct{ Locale, Slug, URL string }
		}](t, a)
		if len(told.Alternates) != 1 || told.Alternates[0].Locale != "fr" || told.Alternates[0].URL != "/fr/un-jardin-sur-le-toit/" || !strings.Contains(string(a.body), "not published in English") {
			t.Errorf("%s: %s", path, a.body)
		}
	}
	publish(`{"translations":{"en":1}}`)
	moved := w.do(t, call{method: "GET", path: asked[0]}).want(t, http.StatusNotFound, "post.moved")
	if to := into[struct{ Redirect struct{ URL string } }](t, moved).Redirect; to.URL != "/en/a-garden-on-the-roof/" {
		t.Errorf("by the French slug: %s", moved.body)
	}
	for _, path := range asked[1:] {
		w.do(t, call{method: "GET", path: path}).want(t, http.StatusOK, "")
	}
}
