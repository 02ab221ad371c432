package httpapi_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/diptych-cms/diptych/pkg/client"
)

// TestSDK reads a real site through the Go SDK.
func TestSDK(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	tag := into[struct{ ID string }](t, w.do(t, call{method: "POST", path: "/manage/v1/tags", token: admin, body: `{"translations":{"fr":{"name":"Été"},"en":{"name":"Summer"}}}`}).want(t, http.StatusCreated, "")).ID
	for range 5 {
		p := w.pair(t, admin)
		w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + p.ID, token: admin, header: map[string]string{"If-Match": p.ETag}, body: map[string]any{"tags": []string{tag}}}).want(t, http.StatusOK, "")
		p.Head = 2
		w.publish(t, admin, p)
	}
	server := httptest.NewServer(w.api)
	defer server.Close()
	c, err := client.New(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	var last client.Post
	for p, err := range c.Posts(t.Context(), client.Query{Locale: "fr", Tag: "ete", Limit: 2, Fields: []string{"slug", "alternates", "body"}}) {
		if err != nil {
			t.Fatal(err)
		}
		seen[p.ID], last = true, p
	}
	if len(seen) != 5 || last.Body == "" || last.Title != "" {
		t.Fatalf("%d posts, the last %+v", len(seen), last)
	}
	english, ok := last.In("en")
	if !ok {
		t.Fatalf("no English alternate: %+v", last.Alternates)
	}
	p, err := c.PostBySlug(t.Context(), english.Slug, client.Choice{Locale: "en"})
	if err != nil || p.ID != last.ID || p.Languages["body"] != "en" {
		t.Errorf("by slug: %+v, %v", p, err)
	}
	if again, err := c.Post(t.Context(), p.ID, client.Choice{Locale: "en"}); err != nil || again.URL != p.URL {
		t.Errorf("by id: %+v, %v", again, err)
	}
	if found, err := c.Resolve(t.Context(), p.URL); err != nil || found.Entry == nil || found.Entry.ID != p.ID {
		t.Errorf("resolve: %+v, %v", found, err)
	}
	if site, err := c.Site(t.Context(), "fr"); err != nil || len(site.Locales) != 2 || site.Locales[1].Count != 5 {
		t.Errorf("site: %+v, %v", site, err)
	}
	if terms, err := c.Terms(t.Context(), client.Tags, "en"); err != nil || len(terms) != 1 || terms[0].Name != "Summer" || terms[0].Count != 5 {
		t.Errorf("terms: %+v, %v", terms, err)
	}
	if term, err := c.Term(t.Context(), client.Tags, "ete", "fr"); err != nil || len(term.Alternates) != 2 {
		t.Errorf("term: %+v, %v", term, err)
	}
	_, err = c.PostBySlug(t.Context(), "nothing", client.Choice{Locale: "fr"})
	if problem, ok := errors.AsType[*client.Problem](err); !ok || problem.Code != "post.unknown" {
		t.Errorf("an unknown slug: %v", err)
	}
}
