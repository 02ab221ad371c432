package httpapi_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// shownThere finds the addresses that the page leads to or lets be copied.
var shownThere = regexp.MustCompile(`(?:href="|\$CMS)(/[^"]+)`)

// TestHandbookIsRight asks for everything that the page says can be asked for, on a
// site with one post: the page cannot send anybody into an error.
func TestHandbookIsRight(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	next := into[struct{ Next string }](t, w.do(t, call{method: "GET", path: "/content/v1/changes?locale=*"}).want(t, http.StatusOK, "")).Next
	slugs := map[string]string{"fr": "un-jardin-sur-le-toit", "en": "a-garden-on-the-roof"}
	for tag, slug := range slugs {
		page := bodyOf(t, w.look(t, "GET", "/?lang="+tag, nil))
		asked := make(map[string]bool)
		for _, found := range shownThere.FindAllStringSubmatch(html.UnescapeString(page), -1) {
			path := strings.NewReplacer("SLUG", slug, "ADDRESS", "/"+tag+"/"+slug+"/", "ADRESSE", "/"+tag+"/"+slug+"/", "NEXT", next, "&wait=30", "&wait=0").Replace(found[1])
			if asked[path] || strings.HasPrefix(path, "/?") {
				continue
			}
			asked[path] = true
			a := w.do(t, call{method: "GET", path: path})
			if path == "/content/v1/sitemap.xml" { // which has absolute URLs alone, and this site has none
				a.want(t, http.StatusNotFound, "sitemap.base_url")
				continue
			}
			if a.status != http.StatusOK {
				t.Errorf("%s: %d %.200s", path, a.status, a.body)
			}
		}
		if len(asked) < 15 {
			t.Errorf("%s: only %d addresses were found", tag, len(asked))
		}
	}
}
