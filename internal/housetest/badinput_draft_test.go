package housetest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
)

// A stranger compares what readers are told of a draft with what they are told
// of nothing.
type stranger struct {
	*client
	t *testing.T
}

// blind asks for a thing that is hidden, and for one that is not: path with @ in
// the place of the name. Status, headers and body have to be the same.
func (s stranger) blind(path, hidden, nothing string) {
	s.t.Helper()
	ask := func(name string) (int, http.Header, []byte) {
		a := s.send(s.t, "GET", strings.ReplaceAll(path, "@", name), "", "")
		h := maps.Clone(a.header)
		h.Del("Date")
		return a.status, h, bytes.ReplaceAll(a.body, []byte(name), []byte("@"))
	}
	s1, h1, b1 := ask(hidden)
	s2, h2, b2 := ask(nothing)
	j1, _ := json.Marshal(h1)
	j2, _ := json.Marshal(h2)
	if s1 != s2 || !bytes.Equal(b1, b2) || len(hidden) == len(nothing) && !bytes.Equal(j1, j2) {
		s.t.Errorf("%s tells %s from nothing: %d %s %s\nand %d %s %s", path, hidden, s1, j1, b1, s2, j2, b2)
	}
}

// TestDraftsCannotBeInferred looks for a draft, its tag, its author, its picture
// and its addresses through every public endpoint: before it is published, while
// one language is, and after it is gone again.
func TestDraftsCannotBeInferred(t *testing.T) {
	data, token := fresh(t)
	c := &client{url: serve(t, data).url, token: token}
	reader := stranger{&client{url: c.url}, t}
	var tag, author, picture, post struct{ ID string }
	names := func(name, slug string) map[string]any {
		return map[string]any{"translations": map[string]any{"en": map[string]any{"name": name, "slug": slug}, "fr": map[string]any{"name": name, "slug": slug}}}
	}
	c.must(t, 201, "POST", "/manage/v1/tags", names("Secret", "secret")).into(t, &tag)
	c.must(t, 201, "POST", "/manage/v1/authors", names("Nobody", "nobody")).into(t, &author)
	kind, form := upload(t)
	c.send(t, "POST", "/manage/v1/assets", kind, form).into(t, &picture)
	c.must(t, 201, "POST", "/manage/v1/posts", map[string]any{
		"sourceLocale": "en", "tags": []string{tag.ID}, "authors": []string{author.ID}, "resources": []any{map[string]any{"name": "thumbnail", "asset": picture.ID}},
		"translations": map[string]any{
			"en": map[string]any{"title": "Hidden", "slug": "hidden", "aliases": []string{"/old-hidden/"}, "body": `<p>Secret <img src="cms:asset/` + picture.ID + `" alt="x"></p>`},
			"fr": map[string]any{"title": "Caché", "slug": "caches", "body": "<p>Secret</p>"},
		},
	}).into(t, &post)
	const none = "0197e2a5-0000-7000-8000-000000000000"
	english := func() {
		t.Helper()
		for _, path := range []string{"/content/v1/posts/by-slug/@?locale=en", "/content/v1/posts/by-slug/@", "/content/v1/resolve?url=/en/@/", "/content/v1/resolve?url=/old-@/"} {
			reader.blind(path, "hidden", "nadaxx")
		}
	}
	all := func() {
		t.Helper()
		english()
		reader.blind("/content/v1/posts/@?locale=en", post.ID, none)
		reader.blind("/content/v1/posts/@?locale=fr", post.ID, none)
		reader.blind("/content/v1/posts/by-slug/@?locale=fr", "caches", "nadaxx")
		reader.blind("/content/v1/media/@/original", picture.ID, strings.Repeat("a", 64))
		reader.blind("/content/v1/posts?locale=en&tag=@&total=true", "secret", "nadaxx")
		reader.blind("/content/v1/posts?locale=en&author=@", "nobody", "nadaxx")
		reader.blind("/content/v1/tags/@?locale=en", "secret", "nadaxx")
		reader.blind("/content/v1/authors/@?locale=en", "nobody", "nadaxx")
	}
	lists := func() string {
		var b strings.Builder
		for _, path := range []string{"posts?locale=en&total=true", "posts?locale=*", "posts?locale=fr&available_in=en", "tags?locale=en", "authors?locale=en", "series?locale=en", "locales", "site?locale=en"} {
			a := reader.must(t, 200, "GET", "/content/v1/"+path, nil)
			b.WriteString(a.header.Get("ETag"))
			b.Write(a.body)
		}
		return b.String()
	}
	all()
	before := lists()
	if strings.Contains(before, "ecret") || strings.Contains(before, "idden") || strings.Contains(before, "obody") {
		t.Errorf("a list shows a draft: %s", before)
	}
	c.must(t, 200, "POST", "/manage/v1/posts/"+post.ID+"/publication", map[string]any{"shared": 1, "translations": map[string]int{"fr": 1}})
	english()
	if a := reader.must(t, 404, "GET", "/content/v1/posts/"+post.ID+"?locale=en", nil); !bytes.Contains(a.body, []byte("post.not_translated")) || bytes.Contains(a.body, []byte("idden")) {
		t.Errorf("of the English draft of a post that is live in French: %s", a.body)
	}
	french := reader.must(t, 200, "GET", "/content/v1/posts/"+post.ID+"?locale=fr", nil)
	if bytes.Contains(french.body, []byte("idden")) {
		t.Errorf("French shows the English draft: %s", french.body)
	}
	c.must(t, 200, "PATCH", "/manage/v1/posts/"+post.ID+"/translations/fr", map[string]any{"title": "Next", "slug": "nextone", "aliases": []string{"/nextone/"}}, "If-Match", `"1"`, "Content-Type", "application/merge-patch+json")
	if again := reader.must(t, 200, "GET", "/content/v1/posts/"+post.ID+"?locale=fr", nil); !bytes.Equal(again.body, french.body) || again.header.Get("ETag") != french.header.Get("ETag") {
		t.Error("a saved draft changes what is live")
	}
	reader.blind("/content/v1/posts/by-slug/@?locale=fr", "nextone", "nadaxxx")
	reader.blind("/content/v1/resolve?url=/@/", "nextone", "nadaxxx")
	c.must(t, 200, "POST", "/manage/v1/posts/"+post.ID+"/unpublication", map[string]any{"translations": map[string]int{"fr": 1}})
	all()
	if lists() != before {
		t.Error("lists remember what was live")
	}
}

// TestImportBesideWriters imports while a server is written to and read: every
// write and every file comes in.
func TestImportBesideWriters(t *testing.T) {
	data, token := fresh(t)
	s := serve(t, data)
	stop := make(chan struct{})
	var written atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			c := &client{url: s.url, token: token}
			for {
				select {
				case <-stop:
					return
				default:
				}
				a, err := c.do(t.Context(), "POST", "/manage/v1/posts", map[string]any{"translations": map[string]any{"en": map[string]any{"title": "W"}}})
				if err != nil || a.status != 201 {
					t.Errorf("%v %d %.300s", err, a.status, a.body)
					return
				}
				written.Add(1)
				if a, err = c.do(t.Context(), "GET", "/content/v1/posts?locale=en", nil); err != nil || a.status != 200 {
					t.Errorf("read: %v %d %.300s", err, a.status, a.body)
					return
				}
			}
		})
	}
	r := brought(t, data, "../../testdata/site", 0)
	again := brought(t, data, "../../testdata/site", 0)
	run(t, "backup", filepath.Join(t.TempDir(), "copy"), "--data", data)
	close(stop)
	wg.Wait()
	if r.Totals.Created != r.Totals.Files || again.Changed || written.Load() == 0 {
		t.Errorf("import %+v, again %+v, %d writes beside", r.Totals, again.Totals, written.Load())
	}
	sound(t, data)
}
