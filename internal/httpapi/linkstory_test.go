package httpapi_test

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// A linkReport is the answer of GET /reports/links.
type linkReport struct {
	Items []struct {
		Post, Title, Locale, Text, Href, State, Reason string
		Target                                         *struct {
			Post        string
			Locale, URL *string
		}
		Fragment      *string
		FragmentFound *bool
		Count         int
		Checked       *struct {
			Status         *int
			Error, MovedTo *string
		}
	}
	Sums    map[string]int
	Next    *string
	Pending int
}

// says returns the links of the report, as "locale state text → post locale url".
func (r linkReport) says(ids map[string]string) []string {
	var list []string
	for _, l := range r.Items {
		line := l.Locale + " " + l.State + " " + l.Text
		if l.Target != nil {
			line += " → " + ids[l.Target.Post]
			if l.Target.URL != nil {
				line += " " + *l.Target.Locale + " " + *l.Target.URL
			}
		}
		list = append(list, line)
	}
	return list
}

// A story is two posts, one of which links to the other and to more.
type story struct {
	*world
	admin  string
	a, b   post
	raw    *sql.DB
	before answer // what readers had of the French text last
}

func (s *story) change(t *testing.T, method, path, etag string, body any, want int) answer {
	t.Helper()
	c := call{method: method, path: "/manage/v1" + path, token: s.admin, body: body, header: map[string]string{}}
	if etag != "" {
		c.header["If-Match"] = etag
	}
	return s.do(t, c).want(t, want, "")
}

// french returns what readers get of the French text that links.
func (s *story) french(t *testing.T) answer {
	t.Helper()
	return s.get(t, "/content/v1/posts/"+s.a.ID+"?locale=fr", "").want(t, http.StatusOK, "")
}

// turns holds that the French text now holds the words, that its validator is another
// one, and that the change feed says whose doing it was.
func (s *story) turns(t *testing.T, what, by string, words ...string) {
	t.Helper()
	now := s.french(t)
	body := into[struct{ Body string }](t, now).Body
	for _, w := range words {
		if !strings.Contains(body, w) {
			t.Errorf("%s: %s lacks %s", what, body, w)
		}
	}
	if now.header.Get("ETag") == s.before.header.Get("ETag") {
		t.Errorf("%s: the entry has the same validator", what)
	}
	old := s.do(t, call{method: "GET", path: "/content/v1/posts/" + s.a.ID + "?locale=fr", header: map[string]string{"If-None-Match": s.before.header.Get("ETag")}})
	if old.status != http.StatusOK {
		t.Errorf("%s: readers who have the old entry are told %d", what, old.status)
	}
	s.before = now
	var cause, who string
	if err := s.raw.QueryRow("SELECT cause, by FROM changes WHERE post_id = ? AND locale = 'fr'", s.a.ID).Scan(&cause, &who); err != nil {
		t.Fatal(err)
	}
	if cause != "link_target" || who != by {
		t.Errorf("%s: the change feed says %s by %s", what, cause, who)
	}
}

// report returns the report of links as the admin sees it.
func (s *story) report(t *testing.T, token, query string) linkReport {
	t.Helper()
	return into[linkReport](t, s.get(t, "/manage/v1/reports/links?limit=100"+query, token).want(t, http.StatusOK, ""))
}

func newStory(t *testing.T) *story {
	w := newWorld(t)
	s := &story{world: w, admin: w.token(t, "admin")}
	var err error
	if s.raw, err = sql.Open("sqlite", "file:"+filepath.Join(w.dir, "diptych.db")+"?mode=ro"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.raw.Close(); err != nil {
			t.Error(err)
		}
	})
	make := func(body map[string]any) post {
		return into[post](t, s.change(t, "POST", "/posts", "", body, http.StatusCreated))
	}
	s.b = make(map[string]any{"sourceLocale": "en", "translations": map[string]any{
		"en": map[string]any{"title": "Grants", "body": `<h2 id="deadline">Deadline</h2><p>Soon.</p>`}}})
	link := `<p><a href="cms:post/` + s.b.ID + `#deadline">when</a> <a href="/fr/plus-tard/">later</a></p>`
	s.a = make(map[string]any{"sourceLocale": "en", "translations": map[string]any{
		"en": map[string]any{"title": "News", "body": link}, "fr": map[string]any{"title": "Nouvelles", "body": link}}})
	s.live(t, s.b.ID, 1, "en", 1)
	s.change(t, "POST", "/posts/"+s.a.ID+"/publication", "", map[string]any{"shared": 1, "translations": map[string]int{"en": 1, "fr": 1}}, http.StatusOK)
	s.before = s.french(t)
	return s
}

// live makes a revision of one language live.
func (s *story) live(t *testing.T, id string, shared int, tag string, n int) {
	t.Helper()
	body := map[string]any{"translations": map[string]int{tag: n}}
	if shared > 0 {
		body["shared"] = shared
	}
	s.change(t, "POST", "/posts/"+id+"/publication", "", body, http.StatusOK)
}

// etag returns the version of a post, or of its translation.
func (s *story) etag(t *testing.T, path string) string {
	t.Helper()
	return s.get(t, "/manage/v1"+path, s.admin).want(t, http.StatusOK, "").header.Get("ETag")
}

// TestLinksFollowTheReader is the story of a link: to a post that is not translated,
// then is, is renamed, taken down, brought back, merged into another and deleted; with a
// place in its page; and to an address that no post owns until later.
func TestLinksFollowTheReader(t *testing.T) {
	s := newStory(t)
	ids := map[string]string{s.a.ID: "a", s.b.ID: "b"}
	if body := into[struct{ Body string }](t, s.before).Body; body != `<p><a href="/en/grants/#deadline" hreflang="en" lang="en">when</a> <a href="/fr/plus-tard/">later</a></p>` {
		t.Errorf("to a post that is not translated: %s", body)
	}
	if got := s.report(t, s.admin, "&locale=fr").says(ids); strings.Join(got, "|") != "fr broken later|fr falls_back when → b en /en/grants/#deadline" {
		t.Errorf("the report says %q", got)
	}

	s.change(t, "PUT", "/posts/"+s.b.ID+"/translations/fr", "", map[string]any{"title": "Bourses", "body": `<h2 id="date-limite">Date limite</h2><p>Bientôt.</p>`}, http.StatusCreated)
	if got := s.french(t).header.Get("ETag"); got != s.before.header.Get("ETag") {
		t.Error("a draft of the page changed what readers get")
	}
	s.live(t, s.b.ID, 0, "fr", 1)
	s.turns(t, "French is published", s.b.ID, `<a href="/fr/bourses/#date-limite">when</a>`)
	if r := s.report(t, s.admin, "&locale=fr"); r.Sums["falls_back"] != 0 || r.Sums["broken"] != 1 {
		t.Errorf("the report counts %v", r.Sums)
	}

	path := "/posts/" + s.b.ID + "/translations/fr"
	s.change(t, "PUT", path, s.etag(t, path), map[string]any{"title": "Bourses", "slug": "aides", "body": `<h2 id="echeance">Date limite</h2><p>Bientôt.</p>`}, http.StatusOK)
	s.live(t, s.b.ID, 0, "fr", 2)
	s.turns(t, "renamed, and the place too", s.b.ID, `<a href="/fr/aides/#echeance">when</a>`)

	later := into[post](t, s.change(t, "POST", "/posts", "", map[string]any{"sourceLocale": "fr", "translations": map[string]any{
		"fr": map[string]any{"title": "Plus tard", "body": "<p>Voilà.</p>"}}}, http.StatusCreated))
	s.live(t, later.ID, 1, "fr", 1)
	if r := s.report(t, s.admin, "&locale=fr"); len(r.Items) != 0 {
		t.Errorf("somebody owns the address now: %+v", r.Items)
	}
	other := "/posts/" + later.ID + "/translations/fr"
	s.change(t, "PUT", other, s.etag(t, other), map[string]any{"title": "Plus tard", "slug": "bien-plus-tard", "body": "<p>Voilà.</p>"}, http.StatusOK)
	s.live(t, later.ID, 0, "fr", 2)
	s.turns(t, "who owns the address is renamed", later.ID, `<a href="/fr/bien-plus-tard/">later</a>`)

	s.down(t, s.b.ID, "fr", 2)
	s.turns(t, "French is taken down", s.b.ID, `<a href="/en/grants/#deadline" hreflang="en" lang="en">when</a>`)
	s.down(t, s.b.ID, "en", 1)
	s.turns(t, "nothing of it is live", s.b.ID, "<p>when <a")
	s.ends(t, ids)
}

// down takes a language down.
func (s *story) down(t *testing.T, id, tag string, n int) {
	t.Helper()
	s.change(t, "POST", "/posts/"+id+"/unpublication", "", map[string]any{"translations": map[string]int{tag: n}}, http.StatusOK)
}

// ends tells the story's end: the page comes back, is merged into another post, and both
// go for good.
func (s *story) ends(t *testing.T, ids map[string]string) {
	t.Helper()
	if got := s.report(t, s.admin, "&state=unpublished").says(ids); strings.Join(got, "|") != "en unpublished when → b|fr unpublished when → b" {
		t.Errorf("the report says %q", got)
	}
	s.live(t, s.b.ID, 1, "en", 1)
	s.turns(t, "English comes back", s.b.ID, `<a href="/en/grants/#deadline" hreflang="en" lang="en">when</a>`)

	fr := "/posts/" + s.b.ID + "/translations/fr"
	s.change(t, "DELETE", fr, s.etag(t, fr), nil, http.StatusNoContent)
	half := into[post](t, s.change(t, "POST", "/posts", "", map[string]any{"sourceLocale": "fr", "translations": map[string]any{
		"fr": map[string]any{"title": "Subventions", "body": `<h2 id="quand">Quand</h2><p>Bientôt.</p>`}}}, http.StatusCreated))
	s.live(t, half.ID, 1, "fr", 1)
	at := "/posts/" + half.ID
	s.change(t, "POST", at+"/merge", s.etag(t, at), map[string]any{"post": s.b.ID}, http.StatusOK)
	s.turns(t, "another post absorbs it", half.ID, `<a href="/fr/subventions/#quand">when</a>`)
	s.down(t, half.ID, "fr", 1)
	s.turns(t, "that one goes in French", half.ID, `<a href="/en/grants/#deadline" hreflang="en" lang="en">when</a>`)
	s.down(t, half.ID, "en", 1)
	s.turns(t, "and wholly", half.ID, "<p>when <a")
	s.change(t, "DELETE", at, s.etag(t, at), nil, http.StatusNoContent)
	if got := s.report(t, s.admin, "&locale=fr").says(ids); strings.Join(got, "|") != "fr broken when" {
		t.Errorf("the report says %q", got)
	}
	trash := into[struct{ Items []post }](t, s.get(t, "/manage/v1/trash", s.admin).want(t, http.StatusOK, ""))
	s.change(t, "POST", "/trash/"+half.ID+"/restore", trash.Items[0].ETag, nil, http.StatusOK)
	if got := s.report(t, s.admin, "&locale=fr").says(map[string]string{half.ID: "half", s.b.ID: "b"}); strings.Join(got, "|") != "fr unpublished when → b" {
		t.Errorf("out of the trash, the report says %q", got)
	}
}
