package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

// addressed gives a language its base URL, and renders its posts again.
func (w *world) addressed(t testing.TB, admin, tag, base string) {
	t.Helper()
	etag := w.do(t, call{method: "GET", path: "/manage/v1/locales/" + tag, token: admin}).want(t, http.StatusOK, "").header.Get("ETag")
	w.do(t, call{
		method: "PATCH", path: "/manage/v1/locales/" + tag, token: admin, header: map[string]string{"If-Match": etag},
		body: map[string]any{"baseURL": base},
	}).want(t, http.StatusOK, "")
	for more := true; more; {
		err := w.Store.Write(t.Context(), func(tx *store.Tx) (err error) {
			_, more, err = projection.Work(t.Context(), tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestFeeds(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	for file, media := range map[string]string{
		"rss.xml": "application/rss+xml; charset=utf-8", "atom.xml": "application/atom+xml; charset=utf-8", "feed.json": "application/feed+json",
	} {
		path := "/content/v1/feeds/fr/" + file
		a := w.do(t, call{method: "GET", path: path + "?utm_source=x", header: map[string]string{"Accept-Language": "en", "Host": "evil.example", "X-Forwarded-Host": "evil.example"}}).
			want(t, http.StatusOK, "")
		if a.header.Get("Content-Type") != media || a.header.Get("Content-Language") != "fr" || strings.Contains(strings.Join(a.header.Values("Vary"), ","), "Language") {
			t.Errorf("%s: %v", file, a.header)
		}
		if link := a.header.Get("Link"); !strings.Contains(link, `hreflang="en"`) {
			t.Errorf("%s: Link %q", file, link)
		}
		a.holds(t, "un-jardin-sur-le-toit")
		a.absent(t, "evil.example", "a garden")
		head := w.do(t, call{method: "HEAD", path: path}).want(t, http.StatusOK, "")
		if len(head.body) > 0 || head.header.Get("ETag") != a.header.Get("ETag") {
			t.Errorf("%s: HEAD %v", file, head.header)
		}
		w.do(t, call{method: "GET", path: path, header: map[string]string{"If-None-Match": a.header.Get("ETag")}}).want(t, http.StatusNotModified, "")
	}
	w.do(t, call{method: "GET", path: "/content/v1/feeds/fr/rss.xml?content=summary"}).want(t, http.StatusOK, "").absent(t, "content:encoded>")
	for path, code := range map[string]string{
		"fr/rss.xml?content=all": "parameter.invalid", "fr/rss.xml?archive=0": "parameter.invalid", "fr/rss.xml?archive=x": "parameter.invalid",
		"fr/rss.xml?limit=1": "parameter.unknown", "fr/rss.xml?archive=1&archive=2": "parameter.repeated", "fr/rss.xml?tag=a&author=b": "list.combination",
	} {
		w.do(t, call{method: "GET", path: "/content/v1/feeds/" + path}).want(t, http.StatusBadRequest, code)
	}
	for path, code := range map[string]string{
		"de/rss.xml": "locale.unknown", "fr/rss": "feed.unknown", "fr/rss.xml?tag=rien": "term.unknown", "fr/rss.xml?archive=1": "feed.archive",
	} {
		w.do(t, call{method: "GET", path: "/content/v1/feeds/" + path}).want(t, http.StatusNotFound, code)
	}
}

func TestSitemap(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	french := map[string]string{"Accept-Language": "fr"}
	w.do(t, call{method: "GET", path: "/content/v1/sitemap.xml", header: french}).want(t, http.StatusNotFound, "sitemap.base_url").
		holds(t, "Donnez à chaque langue son adresse de base")
	w.addressed(t, admin, "fr", "https://site.example")
	w.addressed(t, admin, "en", "https://site.example")
	a := w.do(t, call{method: "GET", path: "/content/v1/sitemap.xml"}).want(t, http.StatusOK, "")
	if a.header.Get("Content-Type") != "application/xml; charset=utf-8" || a.header.Get("Content-Language") != "" {
		t.Errorf("%v", a.header)
	}
	a.holds(t, "<loc>https://site.example/fr/un-jardin-sur-le-toit/</loc>")
	w.do(t, call{method: "GET", path: "/content/v1/sitemaps/pages.xml"}).want(t, http.StatusOK, "").holds(t, "https://site.example/fr/")
	w.do(t, call{method: "GET", path: "/content/v1/sitemaps/pages-2.xml", header: french}).want(t, http.StatusNotFound, "sitemap.part")
	w.do(t, call{method: "GET", path: "/content/v1/sitemap.xml?locale=fr"}).want(t, http.StatusBadRequest, "parameter.unknown")
}

func TestLLMs(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	a := w.do(t, call{method: "GET", path: "/content/v1/llms.txt", header: map[string]string{"Accept-Language": "fr"}}).want(t, http.StatusOK, "")
	if a.header.Get("Content-Type") != "text/markdown; charset=utf-8" || a.header.Get("Content-Language") != "fr" || !strings.Contains(strings.Join(a.header.Values("Vary"), ","), "Accept-Language") {
		t.Errorf("%v", a.header)
	}
	a.holds(t, "## Billets les plus récents")
	w.do(t, call{method: "GET", path: "/content/v1/llms.txt?locale=de"}).want(t, http.StatusNotFound, "locale.unknown")
}

// Markdown is for who rather has it, and a cache beside the server is told so.
func TestMarkdownIsNegotiated(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	w.publish(t, admin, p)
	tags := make(map[bool]string)
	for accept, markdown := range map[string]bool{
		"": false, "*/*": false, "application/json": false, "text/markdown": true, "TEXT/Markdown;charset=utf-8": true,
		"text/markdown, application/json": false, "text/markdown;q=0.1, application/json": false, "application/json;q=0.5, text/markdown": true,
		"text/markdown, text/html, */*": true, "text/markdown;q=0.5, */*": false, "text/*": true, "text/*, application/*;q=0.9": true,
		"text/markdown;q=0": false, "text/markdown;q=x": false, "text/markdown;q=2": false, "text/html, application/xhtml+xml, */*;q=0.8": false,
		"text/markdown;q=0, text/*": false, "text/html": false,
	} {
		for _, path := range []string{p.ID + "?locale=fr", "by-slug/un-jardin-sur-le-toit?locale=fr"} {
			a := w.do(t, call{method: "GET", path: "/content/v1/posts/" + path, header: map[string]string{"Accept": accept}}).want(t, http.StatusOK, "")
			want := "application/json"
			if markdown {
				want = "text/markdown; charset=utf-8"
			}
			if got := a.header.Get("Content-Type"); got != want {
				t.Errorf("Accept: %s gives %s, want %s", accept, got, want)
			}
			if vary := strings.Join(a.header.Values("Vary"), ", "); !strings.HasSuffix(vary, "Accept") {
				t.Errorf("Accept: %s: Vary %q", accept, vary)
			}
			if tag := a.header.Get("ETag"); tags[markdown] == "" {
				tags[markdown] = tag
			} else if tag != tags[markdown] {
				t.Errorf("Accept: %s: ETag %s, want %s", accept, tag, tags[markdown])
			}
		}
	}
	if tags[true] == tags[false] {
		t.Error("Markdown has the entity tag of JSON")
	}
	w.do(t, call{method: "GET", path: "/content/v1/posts/x?locale=fr", header: map[string]string{"Accept": "text/markdown"}}).want(t, http.StatusNotFound, "post.unknown")
	md := map[string]string{"Accept": "text/markdown", "If-None-Match": tags[false]}
	w.do(t, call{method: "GET", path: "/content/v1/posts/" + p.ID + "?locale=fr", header: md}).want(t, http.StatusOK, "").holds(t, "title: \"Un jardin sur le toit\"")
}
