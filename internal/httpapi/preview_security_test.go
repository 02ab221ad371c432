package httpapi_test

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
)

// src returns the address of the first file that the entry shows, as its JSON has it.
func src(t testing.TB, a answer) string {
	t.Helper()
	found := regexp.MustCompile(`"src":"(/preview/v1/media/[^"]+)"`).FindSubmatch(a.body)
	if found == nil {
		t.Fatalf("no previewed file in %s", a.body)
	}
	return string(found[1])
}

func TestPreviewReadsItsPostAlone(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p, _ := w.pictured(t, admin)
	other := w.pair(t, admin)
	live := w.pair(t, admin)
	w.publish(t, admin, live)
	m := w.link(t, admin, p.ID, "fr")
	nowhere := "01a00000-0000-7000-8000-000000000000"
	unknown := string(w.get(t, "/preview/v1/posts/"+nowhere+"?locale=fr", m.Token).want(t, http.StatusNotFound, "post.unknown").body)
	for name, id := range map[string]string{"a draft": other.ID, "a live one": live.ID, "another case": strings.ToUpper(p.ID), "no id": "12abc"} {
		a := w.get(t, "/preview/v1/posts/"+id+"?locale=fr", m.Token).want(t, http.StatusNotFound, "post.unknown")
		if got := strings.ReplaceAll(string(a.body), id, nowhere); got != unknown {
			t.Errorf("%s: %s, and one that is not there: %s", name, got, unknown)
		}
	}
	for _, path := range []string{
		"/posts/" + p.ID + "?locale=en", "/posts/by-slug/secret-zinnia?locale=en", "/posts/by-slug/secret-zinnia?locale=fr",
		"/posts/by-slug/un-jardin-sur-le-toit?locale=fr", "/resolve?url=/en/secret-zinnia/", "/resolve?url=/fr/un-jardin-sur-le-toit/",
		"/posts/" + p.ID + "?locale=de", "/posts/" + p.ID + "?locale=en&fallback=en",
	} {
		a := w.get(t, "/preview/v1"+path, m.Token)
		if a.status != http.StatusNotFound {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
		a.absent(t, "Secret zinnia", "Un jardin", other.ID, live.ID)
	}
	borrowed := w.get(t, "/preview/v1/posts/"+p.ID+"?locale=en&fallback=chain", m.Token)
	if borrowed.status != http.StatusNotFound { // the chain of en is empty
		t.Errorf("borrowed: %d %s", borrowed.status, borrowed.body)
	}
	list := w.get(t, "/preview/v1/posts?locale=fr", m.Token).want(t, http.StatusOK, "")
	list.absent(t, other.ID, live.ID, "Secret zinnia")
	if n := strings.Count(string(list.body), `"id":`); n != 1 {
		t.Errorf("%d posts in the list of a link: %s", n, list.body)
	}
	w.get(t, "/preview/v1/posts?locale=en", m.Token).want(t, http.StatusOK, "").absent(t, p.ID, live.ID)
	w.get(t, "/preview/v1/posts/"+p.ID+"?locale=fr", m.Token).want(t, http.StatusOK, "").absent(t, "Secret zinnia", "secret-zinnia")
}

func TestPreviewLinkDies(t *testing.T) {
	for name, end := range map[string]func(*testing.T, *world, post, accounts.Created){
		"its time comes": func(_ *testing.T, w *world, _ post, _ accounts.Created) {
			w.Previewing.Now = func() time.Time { return time.Now().Add(2 * time.Hour) }
		},
		"its maker’s token is revoked": func(t *testing.T, w *world, _ post, maker accounts.Created) {
			if err := w.Accounts.Revoke(t.Context(), accounts.RevokeToken{Actor: access.System("cli"), ID: maker.Token.ID}); err != nil {
				t.Error(err)
			}
		},
		"the post goes to the trash": func(t *testing.T, w *world, p post, _ accounts.Created) {
			w.do(t, call{method: "DELETE", path: "/manage/v1/posts/" + p.ID, token: w.token(t, "admin"), header: map[string]string{"If-Match": p.ETag}}).want(t, http.StatusNoContent, "")
		},
		"the post is absorbed": func(t *testing.T, w *world, p post, _ accounts.Created) {
			admin := w.token(t, "admin")
			w.do(t, call{method: "POST", path: "/manage/v1/locales", token: admin, body: `{"tag":"de"}`}).want(t, http.StatusCreated, "")
			into := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: `{"sourceLocale":"de","translations":{"de":{"title":"x"}}}`}))
			w.do(t, call{method: "POST", path: "/manage/v1/posts/" + into.ID + "/merge", token: admin, header: map[string]string{"If-Match": into.ETag},
				body: map[string]any{"post": p.ID}}).want(t, http.StatusOK, "")
		},
		"its language goes": func(t *testing.T, w *world, p post, _ accounts.Created) {
			admin := w.token(t, "admin")
			w.do(t, call{method: "DELETE", path: "/manage/v1/posts/" + p.ID + "/translations/fr", token: admin,
				header: map[string]string{"If-Match": p.Translations["fr"].ETag}}).want(t, http.StatusNoContent, "")
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			maker, err := w.Accounts.Create(t.Context(), accounts.CreateToken{Actor: access.System("test"), Role: "editor"})
			if err != nil {
				t.Fatal(err)
			}
			asset := into[struct{ ID string }](t, w.upload(t, maker.Secret, "toit.png", picture(t))).ID
			p := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: maker.Secret,
				body: fmt.Sprintf(`{"resources":[{"name":"thumbnail","asset":%q}],"sourceLocale":"en","translations":{"en":{"title":"Zinnia"},"fr":{"title":"Zinnia secrète"}}}`, asset)}).want(t, http.StatusCreated, ""))
			m := w.link(t, maker.Secret, p.ID, "fr")
			at := "/preview/v1/posts/" + p.ID + "?locale=fr"
			file := src(t, w.get(t, at, m.Token).want(t, http.StatusOK, ""))
			w.get(t, file, "").want(t, http.StatusOK, "")
			end(t, w, p, maker)
			dead := string(w.get(t, at, m.Token).want(t, http.StatusUnauthorized, "preview.link_ended").body)
			never := string(w.get(t, at, "dpv_"+strings.Repeat("A", 43)).body)
			if dead != never {
				t.Errorf("a dead link is told from one that never was: %s, %s", dead, never)
			}
			w.get(t, "/preview/v1/site", m.Token).want(t, http.StatusUnauthorized, "preview.link_ended")
			w.get(t, file, "").want(t, http.StatusNotFound, "preview.media_unknown").absent(t, "Zinnia", asset)
		})
	}
}

func TestPreviewedFiles(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p, asset := w.pictured(t, admin)
	other := into[struct{ ID string }](t, w.upload(t, admin, "other.txt", "Un autre\n")).ID
	m := w.link(t, admin, p.ID, "fr")
	at := src(t, w.get(t, "/preview/v1/posts/"+p.ID+"?locale=fr", m.Token))
	a := w.get(t, at, "").want(t, http.StatusOK, "")
	if string(a.body) != picture(t) {
		t.Error("the bytes are not those that came in")
	}
	for name, want := range map[string]string{
		"Content-Type": "image/png", "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff", "X-Robots-Tag": "noindex",
		"Referrer-Policy": "no-referrer", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
		"Accept-Ranges": "bytes", "Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin",
		"Content-Disposition": "inline; filename=toit.png",
	} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s %q, want %q", name, got, want)
		}
	}
	part := w.do(t, call{method: "GET", path: at, header: map[string]string{"Range": "bytes=1-3"}}).want(t, http.StatusPartialContent, "")
	if string(part.body) != "PNG" {
		t.Errorf("a range holds %q", part.body)
	}
	// While it is no live post's, its public address stays closed.
	w.get(t, "/content/v1/media/"+asset+"/original", "").want(t, http.StatusNotFound, "media.unknown")

	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	change := func(name, value string) string {
		q := u.Query()
		q.Set(name, value)
		return u.Path + "?" + q.Encode()
	}
	signature := u.Query().Get("signature")
	flipped := "A" + signature[1:]
	if flipped == signature {
		flipped = "B" + signature[1:]
	}
	for name, path := range map[string]string{
		"another signature": change("signature", flipped), "a cut one": change("signature", signature[:20]), "padded": change("signature", signature+"="),
		"another file":   strings.Replace(at, asset, other, 1),
		"no file":        strings.Replace(at, asset, strings.Repeat("0", 64), 1),
		"another kind":   strings.Replace(at, "/original", "/w800.webp", 1),
		"a later end":    change("expires", "99999999999"),
		"another grant":  change("grant", "link:"+strings.Repeat("0", 36)),
		"an actor's":     change("grant", "cli"),
		"moved sign":     change("grant", "link:"+m.ID+"\n"+u.Query().Get("expires")),
		"an empty grant": change("grant", "-"),
	} {
		a := w.get(t, path, "")
		if a.status != http.StatusNotFound || !strings.Contains(string(a.body), "preview.media_unknown") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
		a.absent(t, "toit.png", "Un autre", "image/png")
	}
	for name, path := range map[string]string{
		"no signature": u.Path + "?grant=cli&expires=99999999999", "twice": at + "&grant=cli", "no number": change("expires", "12abc"),
		"signed number": change("expires", "+1778072400"), "more": at + "&size=1",
	} {
		if a := w.get(t, path, ""); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	// The picture leaves the post: the address leads nowhere.
	w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + p.ID, token: admin, header: map[string]string{"If-Match": p.ETag}, body: `{"resources":[]}`}).want(t, http.StatusOK, "")
	w.get(t, at, "").want(t, http.StatusOK, "") // the French body still shows it
	w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + p.ID + "/translations/fr", token: admin,
		header: map[string]string{"If-Match": p.Translations["fr"].ETag}, body: `{"body":"<p>x</p>"}`}).want(t, http.StatusOK, "")
	w.get(t, at, "").want(t, http.StatusNotFound, "preview.media_unknown")
}

func TestPreviewedFileEnds(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p, _ := w.pictured(t, admin)
	link := into[made](t, w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/preview-links", token: admin, body: `{"locales":["fr"],"expiresIn":"90d"}`}))
	at := src(t, w.get(t, "/preview/v1/posts/"+p.ID+"?locale=fr", link.Token))
	for after, want := range map[time.Duration]int{59 * time.Minute: http.StatusOK, 2 * time.Hour: http.StatusNotFound} {
		w.Previewing.Now = func() time.Time { return time.Now().Add(after) }
		if a := w.get(t, at, ""); a.status != want {
			t.Errorf("after %s: %d, want %d", after, a.status, want)
		}
	}
	w.get(t, "/preview/v1/posts/"+p.ID+"?locale=fr", link.Token).want(t, http.StatusOK, "")
}
