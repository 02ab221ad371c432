package httpapi_test

import (
	"fmt"
	"maps"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// mark stands in everything that the second twin has beside the first: none of it is
// public.
const mark = "zzsecretzz"

// Twins are two houses with the same past. Then people work in the second on what no
// reader may know of, in every way there is.
type twins struct {
	clean, busy *world
	admin       string
	live        map[string]string // what requests are filled with: things that readers see
	hidden      map[string]string // of the busy one: things that they do not
}

// newTwins makes a site with something live of every kind, and things that were once
// live; copies it; and has the second copy worked on.
func newTwins(t *testing.T) *twins {
	t.Helper()
	at := time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return at }
	first := newWorld(t)
	tw := &twins{admin: first.token(t, "admin"), live: map[string]string{}, hidden: map[string]string{}}
	tw.past(t, first)
	for _, w := range []**world{&tw.clean, &tw.busy} {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS(first.dir)); err != nil {
			t.Fatal(err)
		}
		*w = openWorld(t, dir, clock)
	}
	tw.draft(t, tw.busy)
	tw.further(t, tw.busy)
	tw.busy.settled(t)
	// What both do afterwards stays the same in both.
	at = at.Add(time.Hour)
	for _, w := range []*world{tw.clean, tw.busy} {
		tw.publishAgain(t, w)
	}
	return tw
}

// send makes a request that has to succeed and returns the id of what it made.
func send(t testing.TB, w *world, token, method, path string, body any, header ...string) string {
	t.Helper()
	c := call{method: method, path: "/manage/v1/" + path, token: token, body: body, header: map[string]string{}}
	for i := 0; i+1 < len(header); i += 2 {
		c.header[header[i]] = header[i+1]
	}
	a := w.do(t, c)
	if a.status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, a.status, a.body)
	}
	if len(a.body) == 0 {
		return ""
	}
	return into[struct{ ID string }](t, a).ID
}

// version returns the entity tag of what can be changed.
func version(t testing.TB, w *world, token, path string) string {
	t.Helper()
	return w.do(t, call{method: "GET", path: "/manage/v1/" + path, token: token}).want(t, http.StatusOK, "").header.Get("ETag")
}

// term makes a tag, an author or a series with the word in its names and slugs.
func (tw *twins) term(t testing.TB, w *world, kind, word string) string {
	text := func(tag string) map[string]any {
		return map[string]any{"name": word + " " + tag, "slug": word + "-" + tag, "description": "<p>" + word + "</p>"}
	}
	return send(t, w, tw.admin, "POST", kind, map[string]any{"translations": map[string]any{"fr": text("fr"), "en": text("en")}})
}

// post makes a post with the word everywhere, named after the key.
func (tw *twins) post(t testing.TB, w *world, into map[string]string, key, word string, tags ...string) string {
	text := func(tag string) map[string]any {
		return map[string]any{
			"title": word + " " + tag, "slug": word + "-" + tag, "summary": word, "aliases": []string{"/" + word + "/" + tag + "/"},
			"body": `<h2>` + word + `</h2><p>Un arrosoir ` + word + `.</p>`, "seo": map[string]any{"title": word, "description": word},
		}
	}
	if tags == nil {
		tags = []string{"fr", "en"}
	}
	translations := map[string]any{}
	for _, tag := range tags {
		translations[tag] = text(tag)
	}
	body := map[string]any{"sourceLocale": tags[0], "date": "2026-05-04", "params": map[string]any{"x": word}, "translations": translations}
	for name, kind := range map[string]string{"tags": "tag", "authors": "author"} {
		if id := into[kind+".id"]; id != "" {
			body[name] = []string{id}
		}
	}
	if id := into["series.id"]; id != "" {
		body["series"] = map[string]any{"id": id, "place": 1}
	}
	if id := into["asset"]; id != "" {
		body["resources"] = []any{map[string]any{"name": "thumbnail", "asset": id}}
	}
	id := send(t, w, tw.admin, "POST", "posts", body)
	into[key] = id
	for _, tag := range tags {
		into[key+"."+tag] = word + "-" + tag
	}
	return id
}

// publication makes a post's heads live, or ends that, or plans it.
func (tw *twins) publication(t testing.TB, w *world, id, what string, more map[string]any, tags ...string) {
	t.Helper()
	p := into[post](t, w.do(t, call{method: "GET", path: "/manage/v1/posts/" + id, token: tw.admin}).want(t, http.StatusOK, ""))
	heads := map[string]int{}
	for _, tag := range tags {
		heads[tag] = p.Translations[tag].Head
	}
	body := map[string]any{"translations": heads}
	if what == "publication" {
		body["shared"] = p.Head
	}
	maps.Copy(body, more)
	send(t, w, tw.admin, "POST", "posts/"+id+"/"+what, body)
}

// past is what both houses have: live posts of every form, and what was live once.
func (tw *twins) past(t *testing.T, w *world) {
	for _, tag := range []string{"fr", "en"} {
		send(t, w, tw.admin, "PATCH", "locales/"+tag, map[string]any{"baseURL": "https://site.example", "title": "Le carnet"},
			"If-Match", version(t, w, tw.admin, "locales/"+tag))
	}
	for kind, name := range map[string]string{"tags": "tag", "authors": "author", "series": "series"} {
		tw.live[name+".id"] = tw.term(t, w, kind, "vivace-"+name)
		tw.live[name] = "vivace-" + name + "-fr"
	}
	tw.live["asset"] = into[struct{ ID string }](t, w.upload(t, tw.admin, "vivace.png", picture(t))).ID
	id := tw.post(t, w, tw.live, "post", "vivace")
	tw.publication(t, w, id, "publication", nil, "fr", "en")
	send(t, w, tw.admin, "PATCH", "posts/"+id+"/translations/fr", map[string]any{"slug": "vivace-deux"}, "If-Match", version(t, w, tw.admin, "posts/"+id+"/translations/fr"))
	tw.publication(t, w, id, "publication", nil, "fr")
	tw.live["post.old"] = "vivace-fr"
	tw.live["post.fr"] = "vivace-deux"
	alone := tw.post(t, w, tw.live, "alone", "solitaire", "fr")
	tw.publication(t, w, alone, "publication", nil, "fr")
	english := tw.post(t, w, tw.live, "english", "lonely", "en")
	tw.publication(t, w, english, "publication", nil, "en")
	gone := tw.post(t, w, tw.live, "gone", "disparu")
	tw.publication(t, w, gone, "publication", nil, "fr", "en")
	tw.publication(t, w, gone, "unpublication", nil, "fr", "en")
}

// draft is what is worked on in the second house: every field of what readers see holds
// another text, and there is more of everything.
func (tw *twins) draft(t *testing.T, w *world) {
	for kind, name := range map[string]string{"tags": "tag", "authors": "author", "series": "series"} {
		tw.hidden[name+".id"] = tw.term(t, w, kind, mark+name)
		tw.hidden[name] = mark + name + "-fr"
	}
	svg := `<svg xmlns="http://www.w3.org/2000/svg"><title>` + mark + `</title></svg>`
	tw.hidden["asset"] = into[struct{ ID string }](t, w.upload(t, tw.admin, mark+".svg", svg)).ID
	send(t, w, tw.admin, "PATCH", "assets/"+tw.hidden["asset"], map[string]any{"texts": map[string]any{"fr": map[string]any{"alt": mark, "caption": mark}}},
		"If-Match", version(t, w, tw.admin, "assets/"+tw.hidden["asset"]))
	tw.post(t, w, tw.hidden, "post", mark)
	tw.publication(t, w, tw.post(t, w, tw.hidden, "planned", mark+"planned"), "publication", map[string]any{"at": "2027-01-01T00:00:00Z"}, "fr", "en")
	trashed := tw.post(t, w, tw.hidden, "trashed", mark+"trashed")
	send(t, w, tw.admin, "DELETE", "posts/"+trashed, nil, "If-Match", version(t, w, tw.admin, "posts/"+trashed))
	for _, key := range []string{"post", "alone", "gone"} {
		tw.rewrite(t, w, tw.live[key])
	}
	send(t, w, tw.admin, "PUT", "posts/"+tw.live["english"]+"/translations/fr", map[string]any{"title": mark, "slug": mark + "-new", "body": "<p>" + mark + "</p>"})
	merged := tw.post(t, w, tw.hidden, "merged", mark+"merged", "en")
	alone := "posts/" + tw.live["alone"]
	send(t, w, tw.admin, "POST", alone+"/merge", map[string]any{"post": merged}, "If-Match", version(t, w, tw.admin, alone))
	tw.hidden["post.old"], tw.hidden["post.fr"] = mark+"trashed-fr", mark+"-fr"
}

// rewrite saves another draft of everything in a post.
func (tw *twins) rewrite(t *testing.T, w *world, id string) {
	p := into[post](t, w.do(t, call{method: "GET", path: "/manage/v1/posts/" + id, token: tw.admin}).want(t, http.StatusOK, ""))
	for _, tag := range slices.Sorted(maps.Keys(p.Translations)) {
		send(t, w, tw.admin, "PATCH", "posts/"+id+"/translations/"+tag, map[string]any{
			"title": mark + id + tag, "slug": mark + id + tag, "aliases": []string{"/" + mark + id + tag + "/"}, "summary": mark, "body": "<h2>" + mark + "</h2><p>arrosoir " + mark + " vivace</p>",
			"seo":       map[string]any{"title": mark, "description": mark, "image": "https://site.example/" + mark + ".png", "canonical": "https://elsewhere.example/" + mark, "noindex": true},
			"resources": map[string]any{"thumbnail": map[string]any{"alt": mark, "title": mark, "caption": mark}},
			"overrides": map[string]any{"date": "2025-01-01", "tags": []string{tw.hidden["tag.id"]}, "params": map[string]any{mark: mark}}, "note": mark,
		}, "If-Match", version(t, w, tw.admin, "posts/"+id+"/translations/"+tag))
	}
	send(t, w, tw.admin, "PATCH", "posts/"+id, map[string]any{
		"date": "2024-01-01", "lastmod": "2026-05-31", "tags": []string{tw.hidden["tag.id"]}, "authors": []string{tw.hidden["author.id"]}, "related": []string{tw.hidden["post"]},
		"series": map[string]any{"id": tw.hidden["series.id"], "place": 7}, "params": map[string]any{mark: mark}, "resources": []any{map[string]any{"name": "thumbnail", "asset": tw.hidden["asset"]}},
	}, "If-Match", version(t, w, tw.admin, "posts/"+id))
}

// further is work beside texts: words about them, plans, links, and names that change
// before anybody reads them.
func (tw *twins) further(t *testing.T, w *world) {
	id := tw.live["post"]
	send(t, w, tw.admin, "POST", "posts/"+id+"/translations/fr/comments", map[string]any{"text": mark})
	send(t, w, tw.admin, "PUT", "posts/"+id+"/assignments/en", map[string]any{"assignee": "me"})
	send(t, w, tw.admin, "POST", "posts/"+id+"/preview-links", map[string]any{"locales": []string{"fr"}, "expiresIn": "24h"})
	send(t, w, tw.admin, "POST", "releases", map[string]any{"name": mark, "state": "draft", "items": []any{
		map[string]any{"post": tw.hidden["post"], "action": "publish", "shared": 1, "translations": map[string]int{"fr": 1}}}})
	tag := "tags/" + tw.hidden["tag.id"]
	send(t, w, tw.admin, "PATCH", tag, map[string]any{"translations": map[string]any{"fr": map[string]any{"name": mark + " again", "slug": mark + "again"}}},
		"If-Match", version(t, w, tw.admin, tag))
	tw.hidden["tag.old"], tw.hidden["tag"] = tw.hidden["tag"], mark+"again"
	send(t, w, tw.admin, "POST", "tokens", map[string]any{"name": mark, "scopes": []string{"preview"}})
	send(t, w, tw.admin, "POST", "invitations", map[string]any{"email": mark + "@example.org", "name": mark, "role": "editor"})
	w.aLexicon(t, tw.admin)
}

// publishAgain makes in both houses the same live: what was drafted meanwhile must not
// show, not even in what grows with each write.
func (tw *twins) publishAgain(t *testing.T, w *world) {
	id := tw.live["english"]
	at := "posts/" + id + "/translations/en"
	send(t, w, tw.admin, "PATCH", at, map[string]any{"title": "Lonely no more"}, "If-Match", version(t, w, tw.admin, at))
	p := into[post](t, w.do(t, call{method: "GET", path: "/manage/v1/posts/" + id, token: tw.admin}).want(t, http.StatusOK, ""))
	send(t, w, tw.admin, "POST", "posts/"+id+"/publication", map[string]any{"translations": map[string]int{"en": p.Translations["en"].Head}})
	if strings.Contains(fmt.Sprint(tw.live), mark) {
		t.Fatal("what readers see holds the mark")
	}
}
