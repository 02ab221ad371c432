package httpapi_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/search"
	"github.com/diptych-cms/diptych/internal/store"
)

// TestSearchOverHTTP asks as a front end does: answers follow the contract, can be kept
// and asked for again, and hold nothing that a page could not show as it is.
func TestSearchOverHTTP(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.titled(t, admin, map[string]string{"fr": "Un <b>jardin</b> & moi", "en": "A garden"}))
	w.titled(t, admin, map[string]string{"fr": "Jardin secret"})
	get := func(query string) answer {
		t.Helper()
		return w.do(t, call{method: "GET", path: "/content/v1/search?locale=fr&q=" + url.QueryEscape(query)})
	}
	a := get("jardins").want(t, http.StatusOK, "")
	page := into[struct {
		Items []struct{ Title, Snippet string }
		Total int
		Query struct{ Terms []string }
	}](t, a)
	if page.Total != 1 || page.Items[0].Title != "Un &lt;b&gt;<mark>jardin</mark>&lt;/b&gt; &amp; moi" || strings.Contains(string(a.body), "secret") {
		t.Errorf("%s", a.body)
	}
	if a.header.Get("Content-Language") != "fr" || !strings.Contains(a.header.Get("Cache-Control"), "s-maxage") {
		t.Errorf("%v", a.header)
	}
	w.do(t, call{method: "GET", path: "/content/v1/search?locale=fr&q=jardins", header: map[string]string{"If-None-Match": a.header.Get("ETag")}}).
		want(t, http.StatusNotModified, "")
	for _, query := range []string{`"`, "NEAR(a", "title:x", "a AND (", "*", "%", "'; --", strings.Repeat("é", 200)} {
		get(query).want(t, http.StatusOK, "")
	}
	for _, path := range []string{"search", "search?q=", "search?q=a&q=b", "search?q=a&page=2", "search?q=a&limit=51", "search?q=a&cursor=x", "search?q=a&tag=b&author=c",
		"search/suggestions?q=a&limit=11", "search/suggestions?q=a&fallback=en", "search?q=" + strings.Repeat("a", 201)} {
		if a := w.do(t, call{method: "GET", path: "/content/v1/" + path}); a.status != http.StatusBadRequest {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	s := w.do(t, call{method: "GET", path: "/content/v1/search/suggestions?locale=fr&q=jar"}).want(t, http.StatusOK, "")
	if !strings.Contains(string(s.body), `"text":"Un <b>jardin</b> & moi"`) || strings.Contains(string(s.body), "secret") {
		t.Errorf("%s", s.body)
	}
}

// TestSearchesOfAnUnfinishedIndexAreNotKept: what is found while words of an older
// database are written, which publishes nothing, is forgotten at once.
func TestSearchesOfAnUnfinishedIndexAreNotKept(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.titled(t, admin, map[string]string{"fr": "Un jardin", "en": "A garden"}))
	err := w.Store.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.DropSearch(t.Context(), search.Form)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	const query, typed = "/content/v1/search?locale=fr&q=jardin", "/content/v1/search/suggestions?locale=fr&q=jar"
	exact := func() bool {
		t.Helper()
		a := w.do(t, call{method: "GET", path: query}).want(t, http.StatusOK, "")
		s := w.do(t, call{method: "GET", path: typed}).want(t, http.StatusOK, "")
		got := into[struct{ TotalIsExact bool }](t, a).TotalIsExact
		for _, one := range []answer{a, s} {
			if kept := one.header.Get("Cache-Control"); (kept == "no-store") == got {
				t.Errorf("exact: %v, and Cache-Control: %s", got, kept)
			}
		}
		return got
	}
	if exact() {
		t.Error("it says that all words were there")
	}
	w.Upkeep(t.Context())
	if !exact() {
		t.Error("it says what was true before the words were written")
	}
}

// TestSearchOutOfTimeOverHTTP is told to come back, in both languages and not as an error of
// the server's; nobody keeps that, and with more time the same search finds.
func TestSearchOutOfTimeOverHTTP(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.titled(t, admin, map[string]string{"fr": "Un jardin", "en": "A garden"}))
	w.Reading.SearchTime = time.Nanosecond
	w.log.Reset()
	for tag, remedy := range map[string]string{"fr": "moins de mots", "en": "fewer words"} {
		a := w.do(t, call{method: "GET", path: "/content/v1/search?q=jardin&locale=" + tag, header: map[string]string{"Accept-Language": tag}}).
			want(t, http.StatusServiceUnavailable, "search.too_slow")
		if a.header.Get("Retry-After") == "" || a.header.Get("Cache-Control") != "no-store" || !strings.Contains(string(a.body), remedy) {
			t.Errorf("%v\n%s", a.header, a.body)
		}
	}
	if strings.Contains(w.log.String(), "level=ERROR") {
		t.Errorf("%s", w.log)
	}
	w.Reading.SearchTime = time.Hour
	a := w.do(t, call{method: "GET", path: "/content/v1/search?q=jardin&locale=fr"}).want(t, http.StatusOK, "")
	if page := into[struct{ Total int }](t, a); page.Total != 1 {
		t.Errorf("%s", a.body)
	}
	a = w.do(t, call{method: "GET", path: "/content/v1/search?q=jardin+zzzzqqq&locale=fr"}).want(t, http.StatusOK, "")
	if !strings.Contains(string(a.body), `"partial":true,"missing":["zzzzqqq"]`) {
		t.Errorf("%s", a.body)
	}
}
