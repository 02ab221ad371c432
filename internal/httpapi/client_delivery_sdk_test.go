package httpapi_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/pkg/client"
)

// delivered is a real server with three published pairs, and a client of it; how
// often it said that nothing changed is counted.
func delivered(t *testing.T) (w *world, c *client.Client, unchanged *atomic.Int32, admin string, posts []post) {
	t.Helper()
	w = newWorld(t)
	admin = w.token(t, "admin")
	tag := into[struct{ ID string }](t, w.do(t, call{method: "POST", path: "/manage/v1/tags", token: admin, body: `{"translations":{"fr":{"name":"Été"},"en":{"name":"Summer"}}}`}).want(t, http.StatusCreated, "")).ID
	for _, day := range []string{"2026-04-02", "2026-05-03", "2026-05-04"} {
		p := w.pair(t, admin)
		w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + p.ID, token: admin, header: map[string]string{"If-Match": p.ETag}, body: map[string]any{"tags": []string{tag}, "date": day}}).want(t, http.StatusOK, "")
		p.Head = 2
		w.publish(t, admin, p)
		posts = append(posts, p)
	}
	unchanged = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.api.ServeHTTP(counting{rw, unchanged}, r)
	}))
	t.Cleanup(server.Close)
	c, err := client.New(server.URL, client.WithLanguage("en"))
	if err != nil {
		t.Fatal(err)
	}
	return w, c, unchanged, admin, posts
}

// counting counts the answers that nothing changed.
type counting struct {
	http.ResponseWriter
	unchanged *atomic.Int32
}

func (c counting) WriteHeader(status int) {
	if status == http.StatusNotModified {
		c.unchanged.Add(1)
	}
	c.ResponseWriter.WriteHeader(status)
}

// TestSDKAround reads what stands around posts of a real site through the Go SDK.
func TestSDKAround(t *testing.T) {
	_, c, unchanged, _, posts := delivered(t)
	french := client.Choice{Locale: "fr"}
	around, err := c.Neighbours(t.Context(), posts[1].ID, client.Walk{Choice: french, Tag: "ete"})
	if err != nil || around.Previous == nil || around.Next == nil || around.Previous.ID != posts[0].ID || around.Next.ID != posts[2].ID {
		t.Errorf("neighbours: %+v, %v", around, err)
	}
	if last, err := c.Neighbours(t.Context(), posts[2].ID, client.Walk{Choice: french}); err != nil || last.Next != nil || last.Previous == nil {
		t.Errorf("at the end: %+v, %v", last, err)
	}
	if related, err := c.Related(t.Context(), posts[0].ID, french, 1); err != nil || len(related) != 1 || related[0].ID == posts[0].ID {
		t.Errorf("related: %+v, %v", related, err)
	}
	months, err := c.Archives(t.Context(), client.Archive{Locale: "fr"})
	if err != nil || len(months) != 2 || months[0].Month != time.May || months[0].Count != 2 {
		t.Fatalf("archives: %+v, %v", months, err)
	}
	if page, err := c.Page(t.Context(), client.Query{Locale: "fr", Month: months[1]}); err != nil || len(page.Items) != 1 || page.Items[0].ID != posts[0].ID {
		t.Errorf("a month: %+v, %v", page, err)
	}
	p, err := c.Post(t.Context(), posts[0].ID, client.Choice{Locale: "fr", Head: true})
	if err != nil || p.Head == nil || !strings.Contains(p.Head.HTML, "<title>") || len(p.Head.Links) == 0 {
		t.Errorf("head: %+v, %v", p.Head, err)
	}
	if text, err := c.Markdown(t.Context(), posts[0].ID, french); err != nil || !strings.HasPrefix(text, "---\n") {
		t.Errorf("Markdown: %q, %v", text, err)
	}
	to, err := c.Switch(t.Context(), p.URL, "en")
	if english, ok := p.In("en"); err != nil || to.Redirect == nil || !ok || to.Redirect.URL != english.URL {
		t.Errorf("switch: %+v, %v", to, err)
	}
	if _, err := c.Post(t.Context(), posts[0].ID, client.Choice{Locale: "fr", Head: true}); err != nil || unchanged.Load() != 1 {
		t.Errorf("again: %v, %d answers that nothing changed", err, unchanged.Load())
	}
}

// TestSDKSearch searches a real site through the Go SDK.
func TestSDKSearch(t *testing.T) {
	_, c, _, _, posts := delivered(t)
	found := 0
	for r, err := range c.Found(t.Context(), client.Search{Words: "jardin", Choice: client.Choice{Locale: "fr"}, Limit: 2}) {
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(r.Title+r.Snippet, "<mark>") || r.Post.Locale != "fr" {
			t.Errorf("%+v", r)
		}
		found++
	}
	if found != len(posts) {
		t.Errorf("%d results", found)
	}
	page, err := c.Search(t.Context(), client.Search{Words: "jarddin", Choice: client.Choice{Locale: "fr"}})
	if err != nil || !page.Query.Corrected || page.Query.Used != "jardin" || page.Total != len(posts) {
		t.Errorf("a typo: %+v, %v", page, err)
	}
	page, err = c.Search(t.Context(), client.Search{Words: "jardin zzzzqqq", Choice: client.Choice{Locale: "fr"}})
	if err != nil || !page.Query.Partial || !slices.Equal(page.Query.Missing, []string{"zzzzqqq"}) {
		t.Errorf("a word that nothing has: %+v, %v", page.Query, err)
	}
	if list, err := c.Suggest(t.Context(), "jar", "fr", 3); err != nil || len(list) == 0 || list[0].URL == "" {
		t.Errorf("suggestions: %+v, %v", list, err)
	}
}

// TestSDKChanges keeps a replica of a real site, and is told why it changed.
func TestSDKChanges(t *testing.T) {
	w, c, _, admin, posts := delivered(t)
	copied := &client.Replica{}
	if err := c.Sync(t.Context(), copied); err != nil || len(copied.Posts) != 2*len(posts) {
		t.Fatalf("%d posts, %v", len(copied.Posts), err)
	}
	from := copied.Token
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + posts[0].ID + "/unpublication", token: admin, body: `{"translations":{"en":1}}`}).want(t, http.StatusOK, "")
	if err := c.Sync(t.Context(), copied); err != nil || len(copied.Posts) != 2*len(posts)-1 {
		t.Errorf("%d posts, %v", len(copied.Posts), err)
	}
	if left := copied.Posts[client.Key{ID: posts[0].ID, Locale: "fr"}]; len(left.Alternates) != 1 {
		t.Errorf("its French page still has the alternates %+v", left.Alternates)
	}
	causes := make(map[string]string)
	for answer, err := range c.Changes(t.Context(), client.Feed{Since: from}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, change := range answer.Items {
			if change.Kind == "post" {
				causes[change.Locale+" "+change.Op] = change.Cause
			}
		}
	}
	if causes["en delete"] != "content" || causes["fr upsert"] != "alternate" || len(causes) != 2 {
		t.Errorf("causes: %v", causes)
	}
	_, err := c.Switch(t.Context(), copied.Posts[client.Key{ID: posts[0].ID, Locale: "fr"}].URL, "en")
	if p, ok := errors.AsType[*client.Problem](err); !ok || p.Code != "resolve.not_translated" || len(p.Alternates) != 1 || p.Alternates[0].Locale != "fr" {
		t.Errorf("switch to nothing: %+v", err)
	}
	for _, err := range c.Changes(t.Context(), client.Feed{Since: "nonsense"}) {
		if p, ok := errors.AsType[*client.Problem](err); !ok || p.Status != http.StatusBadRequest {
			t.Errorf("a token of nobody: %v", err)
		}
	}
}

// TestSDKFollows is told of a publication while it waits.
func TestSDKFollows(t *testing.T) {
	w, c, _, admin, posts := delivered(t)
	told := ""
	var others sync.WaitGroup
	defer others.Wait()
	for answer, err := range c.Changes(t.Context(), client.Feed{Locale: "fr", Wait: time.Minute}) {
		if err != nil {
			t.Fatal(err)
		}
		if told == "" && answer.UpToDate { // from here on the server waits
			told = "nothing"
			others.Go(func() {
				w.do(t, call{method: "POST", path: "/manage/v1/posts/" + posts[0].ID + "/unpublication", token: admin, body: `{"translations":{"fr":1}}`})
			})
			continue
		}
		for _, change := range answer.Items {
			if change.Gone() {
				told = change.ID
			}
		}
		if told == posts[0].ID {
			break
		}
	}
}
