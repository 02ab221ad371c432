package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/httpapi"
)

// TestNothingPrivateComesFromTheCache reads all of the management and the previews with a
// credential, and then asks for the same without one. The cache is not even looked into,
// and no answer has what would let another cache keep it.
func TestNothingPrivateComesFromTheCache(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	th := w.things(t, admin)
	looked := 0
	w.api = w.handler(t, func(c *httpapi.Config) { c.Cached = func(bool) { looked++ } })
	read := 0
	for id, op := range operations(t) {
		if op.method != http.MethodGet || op.Security == nil {
			continue
		}
		one := example(t, op, th.fill(op.path, map[string]string{"slug": "un-jardin-sur-le-toit"}), admin)
		for range 2 {
			mine := w.do(t, one)
			if mine.status == http.StatusOK {
				read++
			}
			for _, name := range []string{"Cache-Tag", "Surrogate-Key"} {
				if got := mine.header.Get(name); got != "" {
					t.Errorf("%s: %s %q", id, name, got)
				}
			}
		}
		one.token = ""
		w.do(t, one).want(t, http.StatusUnauthorized, "access.unauthenticated")
	}
	if looked != 0 {
		t.Errorf("the cache was looked into %d times", looked)
	}
	if read < 60 {
		t.Errorf("only %d answers were read, so that this says little", read)
	}
}

// TestACredentialShowsNothingInPublic asks public addresses as somebody who may see
// drafts: the answer is the one that everybody gets, whoever asks first.
func TestACredentialShowsNothingInPublic(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.titled(t, admin, map[string]string{"fr": "En vue", "en": "In sight"}))
	draft := w.titled(t, admin, map[string]string{"fr": "Zinnia secrète", "en": "Secret zinnia"})
	link := w.link(t, admin, draft.ID, "fr", "en")
	for _, path := range []string{
		"/content/v1/posts?locale=fr", "/content/v1/posts/" + draft.ID + "?locale=fr", "/content/v1/posts/by-slug/zinnia-secrete?locale=fr",
		"/content/v1/search?locale=fr&q=zinnia", "/content/v1/../../preview/v1/posts?locale=fr", "/content/v1/../../manage/v1/posts",
		"/content/v1/posts/../../../manage/v1/posts", "/content/v1/%2e%2e/%2e%2e/preview/v1/posts?locale=fr",
	} {
		want := sent(t, w.handler(t, func(*httpapi.Config) {}), "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
		for _, token := range []string{admin, link.Token} {
			for range 2 {
				a := sent(t, w.api, "GET "+path+" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+token+"\r\n\r\n")
				if a.absent(t, "innia secr", "Secret z"); !a.equals(want) {
					t.Errorf("%s by somebody: %d %v\n%s\nby nobody: %d %v\n%s", path, a.status, a.header, a.body, want.status, want.header, want.body)
				}
			}
		}
	}
	if a := w.get(t, "/preview/v1/posts/"+draft.ID+"?locale=fr", link.Token).want(t, http.StatusOK, ""); !strings.Contains(string(a.body), "Zinnia secr") {
		t.Errorf("the preview is not one: %s", a.body)
	}
}

// TestHitsAndMissesAreCounted, which says whether the cache has room enough.
func TestHitsAndMissesAreCounted(t *testing.T) {
	w := newWorld(t)
	count := make(map[bool]int)
	w.api = w.handler(t, func(c *httpapi.Config) { c.Cached = func(ready bool) { count[ready]++ } })
	for range 3 {
		w.get(t, "/content/v1/site?locale=fr", "").want(t, http.StatusOK, "")
		w.get(t, "/content/v1/tags/nothing?locale=fr", "").want(t, http.StatusNotFound, "")
		w.get(t, "/content/v1/openapi.json", "").want(t, http.StatusOK, "")
	}
	if count[true] != 4 || count[false] != 2 {
		t.Errorf("%d hits and %d misses, want 4 and 2", count[true], count[false])
	}
}
