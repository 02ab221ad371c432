package httpapi_test

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"

	"github.com/diptych-cms/diptych/internal/httpapi"
)

// shownAt returns where readers look: every public read that is kept, in the languages of
// the site and another, with what the posts, terms and files of the world are called.
func shownAt(t testing.TB, api http.Handler, ids []string) []string {
	t.Helper()
	paths := []string{"/content/v1/locales", "/content/v1/sitemap.xml"}
	for _, tag := range []string{"fr", "en", "de"} {
		in := "?locale=" + tag
		for _, name := range []string{"site", "tags", "authors", "series", "archives", "llms.txt", "redirects"} {
			paths = append(paths, "/content/v1/"+name+in)
		}
		paths = append(paths,
			"/content/v1/posts"+in+"&total=true", "/content/v1/posts"+in+"&sort=-updated&fields=title,body,seo,tags,authors,alternates,translation",
			"/content/v1/posts"+in+"&fallback=chain", "/content/v1/search"+in+"&q=vent", "/content/v1/search/suggestions"+in+"&q=v",
			"/content/v1/feeds/"+tag+"/rss.xml", "/content/v1/feeds/"+tag+"/feed.json?content=summary", "/content/v1/resolve?url=/"+tag+"/posts/",
			"/content/v1/posts/by-slug/un-toit"+in, "/content/v1/tags/vent"+in, "/content/v1/tags/toit"+in, "/content/v1/authors/toit"+in, "/content/v1/series/toit"+in,
		)
		for _, id := range ids {
			at := "/content/v1/posts/" + id
			paths = append(paths, at+in, at+in+"&include=head", at+"/neighbours"+in, at+"/related"+in)
		}
	}
	return append(paths, "/content/v1/posts?locale=*", "/content/v1/posts?locale=*&fields=body,head")
}

// TestWhatIsKeptIsTrueAfterEveryWrite walks every operation that writes, and reads after
// each all that is public from a cache which has kept it since before, and from none.
func TestWhatIsKeptIsTrueAfterEveryWrite(t *testing.T) {
	w := newWorld(t)
	owner, admin := w.owner(t), w.token(t, "admin")
	k := &walk{t: t, w: w, th: w.things(t, admin), ops: managed(t), who: owner, done: make(map[string]bool)}
	var list struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(w.do(t, call{method: "GET", path: "/manage/v1/posts", token: admin}).body, &list); err != nil {
		t.Fatal(err)
	}
	ids := []string{k.th.of["trash"]}
	for _, p := range list.Items {
		ids = append(ids, p.ID)
	}
	keeping, none := w.api, w.handler(t, func(c *httpapi.Config) { c.Cache = 0 })
	paths := shownAt(t, none, ids)
	read := func(api http.Handler, path string) answer {
		return sent(t, api, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
	}
	seen, moved := make(map[string]answer), make(map[string]bool)
	k.told = func(id string) {
		generation := w.Store.Generation()
		for _, path := range paths {
			kept, fresh := read(keeping, path), read(none, path)
			if fresh.status == http.StatusOK && fresh.header.Get("Cache-Control") == "no-store" {
				continue // a search that was cut off: the machine is slow, which says nothing
			}
			if !kept.equals(fresh) {
				t.Errorf("after %s, %s is kept as %d %v\n%s\nand is %d %v\n%s", id, path, kept.status, kept.header, kept.body, fresh.status, fresh.header, fresh.body)
			}
			if before, ok := seen[path]; ok && !before.equals(fresh) {
				moved[path] = true
			}
			seen[path] = fresh
		}
		if now := w.Store.Generation(); now != generation {
			t.Errorf("after %s, reading moved the generation from %v to %v", id, generation, now)
		}
	}
	k.told("nothing")
	k.all()
	if len(moved) < len(paths)/3 {
		t.Errorf("of %d places only these changed, so that the walk says little: %v", len(paths), slices.Sorted(keysOf(moved)))
	}
}

func keysOf(set map[string]bool) func(func(string) bool) {
	return func(yield func(string) bool) {
		for key := range set {
			if !yield(key) {
				return
			}
		}
	}
}
