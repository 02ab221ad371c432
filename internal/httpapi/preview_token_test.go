package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/locale"
)

// previewer makes a token that previews what the role may read in the locales.
func (w *world) previewer(t testing.TB, role string, locales ...locale.Tag) accounts.Created {
	t.Helper()
	made, err := w.Accounts.Create(t.Context(), accounts.CreateToken{
		Actor: access.System("cli"), Role: role, Locales: locales, Scopes: []access.Scope{access.ScopePreview},
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestPreviewToken(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p, _ := w.pictured(t, admin)
	live := w.pair(t, admin)
	w.publish(t, admin, live)
	french := w.previewer(t, "reader", "fr").Secret
	at := "/preview/v1/posts/" + p.ID
	w.get(t, at+"?locale=fr", french).want(t, http.StatusOK, "").absent(t, "Secret zinnia", "secret-zinnia")
	w.get(t, at+"?locale=en", french).want(t, http.StatusNotFound, "post.not_translated").absent(t, "Secret zinnia")
	w.get(t, "/preview/v1/posts/by-slug/zinnia-secrete?locale=fr", french).want(t, http.StatusOK, "")
	w.get(t, "/preview/v1/posts/by-slug/secret-zinnia?locale=fr", french).want(t, http.StatusNotFound, "post.unknown")
	w.get(t, "/preview/v1/resolve?url=/fr/zinnia-secrete", french).want(t, http.StatusOK, "")
	w.get(t, "/preview/v1/resolve?url=/en/secret-zinnia/", french).want(t, http.StatusNotFound, "resolve.unknown")
	list := w.get(t, "/preview/v1/posts?locale=fr", french).want(t, http.StatusOK, "")
	if !strings.Contains(string(list.body), p.ID) || !strings.Contains(string(list.body), live.ID) {
		t.Errorf("list %s", list.body)
	}
	w.get(t, "/preview/v1/posts?locale=en", french).want(t, http.StatusOK, "").absent(t, p.ID, live.ID)
	author := w.previewer(t, "author").Secret
	w.get(t, at+"?locale=fr", author).want(t, http.StatusNotFound, "post.unknown")
	w.get(t, "/preview/v1/posts?locale=fr", author).want(t, http.StatusOK, "").absent(t, p.ID, live.ID)

	// What was live under another slug leads to where it will be.
	w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + live.ID + "/translations/fr", token: admin,
		header: map[string]string{"If-Match": live.Translations["fr"].ETag}, body: `{"slug":"le-jardin","title":"Le jardin"}`}).want(t, http.StatusOK, "")
	w.get(t, "/preview/v1/posts/by-slug/le-jardin?locale=fr", french).want(t, http.StatusOK, "")
	w.get(t, "/content/v1/posts/by-slug/le-jardin?locale=fr", "").want(t, http.StatusNotFound, "post.unknown")
	w.get(t, "/preview/v1/posts/by-slug/un-jardin-sur-le-toit?locale=fr", french).want(t, http.StatusNotFound, "post.moved")
	moved := w.get(t, "/preview/v1/resolve?url=/fr/un-jardin-sur-le-toit/", french).want(t, http.StatusOK, "")
	if !strings.Contains(string(moved.body), `"url":"/fr/le-jardin/"`) {
		t.Errorf("resolved %s", moved.body)
	}
	w.get(t, "/preview/v1/posts/by-slug/a-garden-on-the-roof?locale=fr", w.previewer(t, "reader").Secret).want(t, http.StatusNotFound, "post.moved")
}

func TestPreviewTokenOpensItsOwnDoor(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p, _ := w.pictured(t, admin)
	m := w.link(t, admin, p.ID, "fr")
	scoped := w.previewer(t, "admin")
	for _, path := range []string{"/site", "/locales", "/posts?locale=fr", "/posts/" + p.ID + "?locale=fr", "/posts/by-slug/zinnia-secrete?locale=fr", "/resolve?url=/fr/zinnia-secrete"} {
		at := "/preview/v1" + path
		for token, want := range map[string]int{
			"": http.StatusUnauthorized, "dpv_x": http.StatusUnauthorized, "dpt_" + strings.Repeat("A", 43): http.StatusUnauthorized,
			admin: http.StatusForbidden, m.Token: http.StatusOK, scoped.Secret: http.StatusOK,
		} {
			a := w.get(t, at, token)
			if a.status != want {
				t.Errorf("%s with %.6s: %d, want %d", at, token, a.status, want)
			}
			for name, want := range map[string]string{
				"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer",
				"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*", "Etag": "",
			} {
				if got := a.header.Get(name); got != want {
					t.Errorf("%s, %d: %s %q, want %q", at, a.status, name, got, want)
				}
			}
			if a.status != http.StatusOK {
				a.absent(t, "Zinnia")
			}
		}
		head := w.do(t, call{method: "HEAD", path: at, token: m.Token}).want(t, http.StatusOK, "")
		if len(head.body) > 0 {
			t.Errorf("%s: HEAD has a body", at)
		}
		asked := w.do(t, call{method: "OPTIONS", path: at, header: map[string]string{"Origin": "https://site.example", "Access-Control-Request-Headers": "authorization"}}).want(t, http.StatusNoContent, "")
		if got := asked.header.Get("Access-Control-Allow-Headers"); !strings.Contains(got, "Authorization") {
			t.Errorf("%s: a page may send %q", at, got)
		}
	}
	for _, token := range []string{m.Token, scoped.Secret} {
		for _, path := range []string{"/manage/v1/posts", "/manage/v1/posts/" + p.ID, "/manage/v1/site"} {
			if a := w.get(t, path, token); a.status != http.StatusUnauthorized && a.status != http.StatusForbidden {
				t.Errorf("%s with %.6s: %d", path, token, a.status)
			}
		}
		w.get(t, "/content/v1/posts/"+p.ID+"?locale=fr", token).want(t, http.StatusNotFound, "post.unknown")
		w.get(t, "/content/v1/posts?locale=fr", token).want(t, http.StatusOK, "").absent(t, "Zinnia", p.ID)
	}
	file := src(t, w.get(t, "/preview/v1/posts/"+p.ID+"?locale=fr", scoped.Secret))
	w.get(t, file, "").want(t, http.StatusOK, "")
	if err := w.Accounts.Revoke(t.Context(), accounts.RevokeToken{Actor: access.System("cli"), ID: scoped.Token.ID}); err != nil {
		t.Fatal(err)
	}
	w.get(t, file, "").want(t, http.StatusNotFound, "preview.media_unknown")
	w.get(t, "/preview/v1/site", scoped.Secret).want(t, http.StatusUnauthorized, "access.unauthenticated")
}

func TestPreviewListPages(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	var want []string
	for i := range 7 {
		body := fmt.Sprintf(`{"date":"2026-05-%02d","translations":{"fr":{"title":"n%d"}}}`, 10+i/2, i)
		want = append(want, into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: body}).want(t, http.StatusCreated, "")).ID)
	}
	for i, j := 0, len(want)-1; i < j; i, j = i+1, j-1 {
		want[i], want[j] = want[j], want[i]
	}
	token := w.previewer(t, "reader", "fr").Secret
	type page struct {
		Items          []struct{ ID string }
		Next, Previous *string
	}
	var got, back []string
	at := "/preview/v1/posts?locale=fr&limit=3"
	var last page
	for cursor := ""; ; cursor = "&cursor=" + *last.Next {
		last = into[page](t, w.get(t, at+cursor, token).want(t, http.StatusOK, ""))
		for _, item := range last.Items {
			got = append(got, item.ID)
		}
		if last.Next == nil {
			break
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("forwards (-want +got):\n%s", diff)
	}
	for last.Previous != nil {
		last = into[page](t, w.get(t, at+"&cursor="+*last.Previous, token).want(t, http.StatusOK, ""))
		for i := len(last.Items) - 1; i >= 0; i-- {
			back = append(back, last.Items[i].ID)
		}
	}
	if len(back) != 6 || back[0] != want[5] || back[5] != want[0] {
		t.Errorf("backwards: %v", back)
	}
}

// TestPreviewOfPieces shows what is not ready: no title, no slug, nothing live.
func TestPreviewOfPieces(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.patterned(t, admin)
	p := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: `{"translations":{"fr":{"body":"<p>Zinnia</p>"}}}`}).want(t, http.StatusCreated, ""))
	m := w.link(t, admin, p.ID, "fr")
	if len(m.Warnings) != 1 || m.Warnings[0].Code != "preview.no_slug" || m.Links[0].URL != "" {
		t.Errorf("made %+v", m)
	}
	a := w.get(t, "/preview/v1/posts/"+p.ID+"?locale=fr", m.Token).want(t, http.StatusOK, "")
	var e struct{ Title, Slug, URL, Body string }
	if err := json.Unmarshal(a.body, &e); err != nil || e.Body != "<p>Zinnia</p>" || e.Title+e.Slug+e.URL != "" {
		t.Errorf("%v: %s", err, a.body)
	}
	w.get(t, "/preview/v1/posts?locale=fr", m.Token).want(t, http.StatusOK, "")
	w.get(t, "/preview/v1/resolve?url=/fr/nulle-part/", m.Token).want(t, http.StatusNotFound, "resolve.unknown")
}

// TestPreviewsReachNoReader looks for a draft's words in every public answer
// while previews of it run.
func TestPreviewsReachNoReader(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	live := w.pair(t, admin)
	w.publish(t, admin, live)
	p, asset := w.pictured(t, admin)
	w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + live.ID + "/translations/fr", token: admin,
		header: map[string]string{"If-Match": live.Translations["fr"].ETag}, body: `{"title":"Zinnia","slug":"zinnia-en-fleur","body":"<p>Zinnia</p>"}`}).want(t, http.StatusOK, "")
	seq := func() int64 {
		site, err := w.Reading.Live.Site(t.Context())
		if err != nil {
			t.Error(err)
		}
		return site.Seq
	}
	before, token := seq(), w.previewer(t, "reader").Secret
	links := []made{w.link(t, admin, p.ID, "fr", "en"), w.link(t, admin, live.ID, "fr")}
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 10 {
			for _, path := range []string{"/posts/" + p.ID + "?locale=fr", "/posts?locale=fr", "/posts/by-slug/zinnia-en-fleur?locale=fr", "/resolve?url=/fr/zinnia-secrete/"} {
				for _, secret := range []string{links[0].Token, links[1].Token, token} {
					w.api.ServeHTTP(discard{}, request(t, call{method: "GET", path: "/preview/v1" + path, token: secret}))
				}
			}
		}
	})
	for range 5 {
		for _, path := range []string{
			"/posts?locale=fr", "/posts?locale=*", "/posts?locale=en&fallback=fr", "/posts/" + p.ID + "?locale=fr", "/posts/" + live.ID + "?locale=fr", "/posts/" + live.ID + "?locale=en",
			"/posts/by-slug/zinnia-en-fleur?locale=fr", "/posts/by-slug/zinnia-secrete?locale=fr", "/resolve?url=/fr/zinnia-secrete/", "/resolve?url=/fr/zinnia-en-fleur/",
			"/tags?locale=fr", "/site?locale=fr", "/locales", "/media/" + asset + "/original",
		} {
			w.get(t, "/content/v1"+path, "").absent(t, "Zinnia", "dpv_", "signature", "/preview/")
		}
	}
	wg.Wait()
	if now := seq(); now != before {
		t.Errorf("previews moved what readers see: seq %d, then %d", before, now)
	}
	if err := w.Store.Check(t.Context(), func(code, subject string) { t.Errorf("%s: %s", code, subject) }); err != nil {
		t.Error(err)
	}
}

// discard takes an answer that nobody looks at.
type discard struct{}

func (discard) Header() http.Header         { return http.Header{} }
func (discard) Write(b []byte) (int, error) { return len(b), nil }
func (discard) WriteHeader(int)             {}
