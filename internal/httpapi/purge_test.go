package httpapi_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/relay"
	"github.com/diptych-cms/diptych/internal/store"
)

// A shop is a site with a cache before it, as that sees it.
type shop struct {
	*world
	admin string
	told  int // events that it was told of
}

// forgotten renders what was left for later, and returns the tags that a cache was told
// to forget since.
func (s *shop) forgotten(t *testing.T) []string {
	t.Helper()
	for more := true; more; {
		err := s.Store.Write(t.Context(), func(tx *store.Tx) (err error) {
			_, more, err = projection.Work(t.Context(), tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	var b event.Batch
	err := s.Store.Read(t.Context(), func(r *store.Snapshot) (err error) {
		b, err = r.OutboxBatch(t.Context(), "purge", new(relay.Purge).Wants(), 1000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var tags []string
	for _, d := range b.New[s.told:] {
		var c event.ContentChanged
		if err := json.Unmarshal(d.Body, &c); err != nil {
			t.Fatal(err)
		}
		tags = append(tags, relay.TagsOf(c)...)
	}
	s.told = len(b.New)
	return tags
}

// shown reads every address, as a cache would keep it.
func (s *shop) shown(t *testing.T, paths []string) map[string]answer {
	t.Helper()
	all := make(map[string]answer, len(paths))
	for _, path := range paths {
		all[path] = s.do(t, call{method: "GET", path: path})
	}
	return all
}

// send sends a command to one thing, under the version that it has now.
func (s *shop) send(t *testing.T, method, path string, body any) answer {
	t.Helper()
	c := call{method: method, path: path, token: s.admin, body: body, header: map[string]string{}}
	if method != "POST" || strings.HasSuffix(path, "/merge") {
		at := strings.TrimSuffix(path, "/merge")
		c.header["If-Match"] = s.do(t, call{method: "GET", path: at, token: s.admin}).header.Get("ETag")
	}
	a := s.do(t, c)
	if a.status >= 300 {
		t.Fatalf("%s %s: %d %s", method, path, a.status, a.body)
	}
	return a
}

func (s *shop) term(t *testing.T, kind, fr, en string) string {
	t.Helper()
	return into[post](t, s.send(t, "POST", "/manage/v1/"+kind, map[string]any{
		"translations": map[string]any{"fr": map[string]string{"name": fr, "slug": fr}, "en": map[string]string{"name": en, "slug": en}},
	})).ID
}

// write makes a post that shows the tag, in the languages.
func (s *shop) write(t *testing.T, name, tag string, locales ...string) post {
	t.Helper()
	texts := make(map[string]any)
	for _, l := range locales {
		texts[l] = map[string]string{"title": name + " " + l, "slug": name + "-" + l, "body": "<p>" + name + "</p>"}
	}
	return into[post](t, s.send(t, "POST", "/manage/v1/posts", map[string]any{"sourceLocale": locales[0], "date": "2026-05-04", "tags": []string{tag}, "translations": texts}))
}

// live publishes the heads of the post, as they are now.
func (s *shop) live(t *testing.T, id string) {
	t.Helper()
	p := into[post](t, s.do(t, call{method: "GET", path: "/manage/v1/posts/" + id, token: s.admin}))
	heads := make(map[string]int)
	for tag, text := range p.Translations {
		heads[tag] = text.Head
	}
	s.send(t, "POST", "/manage/v1/posts/"+id+"/publication", map[string]any{"shared": p.Head, "translations": heads})
}

// TestWhatChangesIsForgotten changes everything that readers can see, one after the other.
// Each answer that a cache keeps and that is another now has to carry one of the tags
// that the cache was told to forget.
func TestWhatChangesIsForgotten(t *testing.T) {
	s := &shop{world: newWorld(t)}
	s.admin = s.token(t, "admin")
	if err := s.Store.Write(t.Context(), func(tx *store.Tx) error { return tx.EnlistConsumer(context.WithoutCancel(t.Context()), "purge") }); err != nil {
		t.Fatal(err)
	}
	cloud, rain := s.term(t, "tags", "nuage", "cloud"), s.term(t, "tags", "pluie", "rain")
	a, b := s.write(t, "alpha", cloud, "fr", "en"), s.write(t, "beta", cloud, "en")
	c, d := s.write(t, "gamma", cloud, "fr"), s.write(t, "delta", rain, "fr", "en")
	s.send(t, "PATCH", "/manage/v1/posts/"+b.ID+"/translations/en", map[string]any{"body": `<p>See <a href="/en/alpha-en/">alpha</a></p>`})
	s.live(t, b.ID)
	paths := everything(a.ID, b.ID, c.ID, d.ID)
	s.forgotten(t)
	before := s.shown(t, paths)
	for _, deed := range []struct {
		name string
		do   func()
	}{
		{"publish a pair", func() { s.live(t, a.ID) }},
		{"publish the first French post of a tag", func() { s.live(t, c.ID) }},
		{"publish the first post of a tag", func() { s.live(t, d.ID) }},
		{"change a text and its address", func() {
			s.send(t, "PATCH", "/manage/v1/posts/"+a.ID+"/translations/en", map[string]any{"title": "Another", "slug": "another"})
			s.live(t, a.ID)
		}},
		{"add an alias", func() {
			s.send(t, "PATCH", "/manage/v1/posts/"+a.ID+"/translations/fr", map[string]any{"aliases": []string{"/vieux/alpha/"}})
			s.live(t, a.ID)
		}},
		{"change what languages share", func() {
			s.send(t, "PATCH", "/manage/v1/posts/"+a.ID, map[string]any{"date": "2025-01-01", "tags": []string{cloud, rain}})
			s.live(t, a.ID)
		}},
		{"rename a tag", func() {
			s.send(t, "PATCH", "/manage/v1/tags/"+cloud, map[string]any{"translations": map[string]any{"fr": map[string]string{"name": "Nuée", "slug": "nuee"}}})
		}},
		{"describe a tag", func() {
			s.send(t, "PATCH", "/manage/v1/tags/"+rain, map[string]any{"translations": map[string]any{"en": map[string]string{"description": "It falls."}}})
		}},
		{"settings of a language", func() {
			s.send(t, "PATCH", "/manage/v1/locales/fr", map[string]any{"title": "Le site", "paths": map[string]string{"post": "/fr/billets/{slug}/"}})
		}},
		{"settings of the site", func() { s.send(t, "PATCH", "/manage/v1/site", map[string]any{"params": map[string]any{"x": 1}}) }},
		{"another language", func() { s.send(t, "POST", "/manage/v1/locales", map[string]any{"tag": "de", "title": "Auf Deutsch"}) }},
		{"unpublish one language", func() {
			s.send(t, "POST", "/manage/v1/posts/"+a.ID+"/unpublication", map[string]any{"translations": map[string]int{"en": into[post](t, s.do(t, call{method: "GET", path: "/manage/v1/posts/" + a.ID, token: s.admin})).Translations["en"].Live}})
		}},
		{"merge posts", func() { s.send(t, "POST", "/manage/v1/posts/"+b.ID+"/merge", map[string]any{"post": c.ID}) }},
		{"merge tags", func() { s.send(t, "POST", "/manage/v1/tags/"+cloud+"/merge", map[string]any{"term": rain}) }},
		{"unpublish the rest", func() {
			s.send(t, "POST", "/manage/v1/posts/"+d.ID+"/unpublication", map[string]any{"translations": map[string]int{"fr": 1, "en": 1}})
		}},
	} {
		deed.do()
		tags := s.forgotten(t)
		after := s.shown(t, paths)
		s.judge(t, deed.name, before, after, tags)
		before = after
	}
}

// judge looks at every answer of before that is another after.
func (s *shop) judge(t *testing.T, deed string, before, after map[string]answer, tags []string) {
	t.Helper()
	changed := 0
	for path, was := range before {
		now := after[path]
		if was.status != 200 || was.status == now.status && string(was.body) == string(now.body) && fmt.Sprint(was.header["Link"]) == fmt.Sprint(now.header["Link"]) {
			continue
		}
		changed++
		keys := strings.Fields(was.header.Get("Surrogate-Key"))
		if !slices.ContainsFunc(keys, func(key string) bool { return slices.Contains(tags, key) }) {
			t.Errorf("%s: %s (%v) is another, and only %v are forgotten", deed, path, keys, tags)
		}
		if was.header.Get("Cache-Tag") != strings.Join(keys, ",") || len(keys) > 32 {
			t.Errorf("%s: Cache-Tag %q beside %q", path, was.header.Get("Cache-Tag"), keys)
		}
	}
	t.Logf("%s: %d answers changed", deed, changed)
	if changed == 0 {
		t.Errorf("%s changed nothing", deed)
	}
}

// everything is every address that readers may know.
func everything(ids ...string) []string {
	const v1 = "/content/v1/"
	paths := []string{v1 + "locales", v1 + "sitemap.xml", v1 + "changes", v1 + "redirects", v1 + "redirects?format=nginx", v1 + "posts?locale=*"}
	for _, tag := range []string{"fr", "en"} {
		for _, path := range []string{
			"site", "posts", "posts?fallback=chain", "posts?fields=title,body", "posts?tag=nuage", "posts?tag=nuee", "posts?tag=cloud", "posts?tag=rain",
			"posts?total=true", "posts?available_in=en", "tags", "authors", "tags/nuage", "tags/nuee", "tags/cloud", "tags/rain", "tags/pluie", "archives",
			"search?q=alpha", "search?q=beta&fallback=chain", "search/suggestions?q=al", "changes?include=entry", "llms.txt", "redirects",
			"resolve?url=/fr/alpha-fr/", "resolve?url=/en/alpha-en/", "resolve?url=/en/another/", "resolve?url=/vieux/alpha/", "resolve?url=/fr/tags/nuage/", "resolve?url=/fr/gamma-fr/",
			"posts/by-slug/alpha-fr", "posts/by-slug/alpha-en", "posts/by-slug/beta-en?fallback=chain", "posts/by-slug/gamma-fr?fallback=chain", "posts/by-slug/another",
		} {
			mark := "?"
			if strings.Contains(path, "?") {
				mark = "&"
			}
			paths = append(paths, v1+path+mark+"locale="+tag)
		}
		for _, id := range ids {
			for _, path := range []string{"", "?fallback=chain", "?include=head", "/neighbours", "/neighbours?tag=cloud", "/related"} {
				mark := "?"
				if strings.Contains(path, "?") {
					mark = "&"
				}
				paths = append(paths, v1+"posts/"+id+path+mark+"locale="+tag)
			}
		}
		paths = append(paths, v1+"feeds/"+tag+"/rss.xml", v1+"feeds/"+tag+"/atom.xml?tag=cloud", v1+"feeds/"+tag+"/feed.json")
	}
	return paths
}
