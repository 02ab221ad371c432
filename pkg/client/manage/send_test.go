package manage_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/manage"
)

// A heard request is one that reached the server.
type heard struct {
	*http.Request
	body string
}

// a server that answers as it is told and remembers what it heard.
func listen(t *testing.T, answer func(n int, w http.ResponseWriter)) (c *manage.Client, requests func() []heard) {
	t.Helper()
	var mu sync.Mutex
	var all []heard
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body) // one that breaks off is heard as far as it came
		mu.Lock()
		defer mu.Unlock()
		all = append(all, heard{r, string(body)})
		answer(len(all), w)
	}))
	t.Cleanup(s.Close)
	// Without connections that are kept, nothing but the SDK sends anything twice.
	h := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	c, err := manage.New(s.URL+"/cms", "dpt_x", manage.WithLanguage("fr"), manage.WithHTTPClient(h), manage.WithTries(3, time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	return c, func() []heard {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(all)
	}
}

// cut breaks the connection off before anything was answered.
func cut(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}

// TestPostIsSentAgain: when the connection breaks, a POST comes again with the
// same key and the same body.
func TestPostIsSentAgain(t *testing.T) {
	c, requests := listen(t, func(n int, w http.ResponseWriter) {
		if n < 3 {
			cut(w)
			return
		}
		io.WriteString(w, `{"post":"01","dryRun":false}`)
	})
	state, err := c.Publish(t.Context(), "01", manage.Publication{Shared: 3, Translations: map[string]int{"fr": 7}})
	if err != nil || state.Post != "01" {
		t.Fatalf("%+v, %v", state, err)
	}
	all := requests()
	if len(all) != 3 {
		t.Fatalf("%d requests", len(all))
	}
	for _, r := range all {
		if key := r.Header.Get("Idempotency-Key"); key == "" || key != all[0].Header.Get("Idempotency-Key") {
			t.Errorf("key %q", key)
		}
		if r.body != `{"shared":3,"translations":{"fr":7}}` || r.URL.Path != "/cms/manage/v1/posts/01/publication" {
			t.Errorf("%s %s", r.URL.Path, r.body)
		}
		if r.Header.Get("Authorization") != "Bearer dpt_x" || r.Header.Get("Accept-Language") != "fr" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("headers %v", r.Header)
		}
	}
}

// TestChangeIsSentOnce: what has no key is not sent again by itself.
func TestChangeIsSentOnce(t *testing.T) {
	c, requests := listen(t, func(_ int, w http.ResponseWriter) { cut(w) })
	p := manage.Panel{Post: "01", Locale: "fr"}
	if _, err := c.PatchTranslation(t.Context(), p, `"4"`, manage.Patch{"title": "Vent", "summary": nil}); err == nil {
		t.Error("no error")
	}
	if _, err := c.CreatePreviewLink(t.Context(), "01", manage.NewPreviewLink{Locales: []string{"fr"}}); err == nil {
		t.Error("no error")
	}
	all := requests()
	if len(all) != 2 {
		t.Fatalf("%d requests", len(all))
	}
	if r := all[0]; r.Method != http.MethodPatch || r.Header.Get("If-Match") != `"4"` || r.body != `{"summary":null,"title":"Vent"}` {
		t.Errorf("%s %v %s", r.Method, r.Header, r.body)
	}
	if key := all[1].Header.Get("Idempotency-Key"); key != "" {
		t.Errorf("a request for a secret has the key %q, which is refused", key)
	}
}

func TestTriesEnd(t *testing.T) {
	c, requests := listen(t, func(_ int, w http.ResponseWriter) { cut(w) })
	if _, err := c.Me(t.Context()); err == nil || len(requests()) != 3 {
		t.Errorf("%d requests, %v", len(requests()), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.Me(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("a call that nobody waits for: %v", err)
	}
}

func TestKeyCanBeChosen(t *testing.T) {
	c, requests := listen(t, func(_ int, w http.ResponseWriter) { io.WriteString(w, `{}`) })
	if _, err := c.CreatePost(manage.WithKey(t.Context(), "job-7"), manage.NewPost{}); err != nil {
		t.Fatal(err)
	}
	if key := requests()[0].Header.Get("Idempotency-Key"); key != "job-7" {
		t.Errorf("key %q", key)
	}
}

// TestUpdateTriesAgain: two tries find that somebody saved, the third does not.
func TestUpdateTriesAgain(t *testing.T) {
	etag := 0
	c, requests := listen(t, func(n int, w http.ResponseWriter) {
		switch {
		case n%2 == 1:
			etag++
			io.WriteString(w, `{"locale":"fr","etag":"\"`+string(rune('0'+etag))+`\"","title":"Vent"}`)
		case n < 6:
			w.WriteHeader(http.StatusPreconditionFailed)
			io.WriteString(w, `{"code":"translation.stale","current":{"etag":"\"9\"","head":8,"savedBy":"user:02","savedByName":"Luc","savedAt":"2026-05-06T09:30:00Z","changed":["/title"]}}`)
		default:
			io.WriteString(w, `{"locale":"fr","title":"Vent fort"}`)
		}
	})
	saved, err := c.UpdateTranslation(t.Context(), manage.Panel{Post: "01", Locale: "fr"}, func(now manage.Translation) (manage.Patch, error) {
		return manage.Patch{"title": now.Title + " fort"}, nil
	})
	if err != nil || saved.Title != "Vent fort" {
		t.Fatalf("%+v, %v", saved, err)
	}
	all := requests()
	if len(all) != 6 || all[5].Header.Get("If-Match") != `"3"` || all[1].Header.Get("If-Match") != `"1"` {
		t.Errorf("%d requests", len(all))
	}
}

func TestUpdateEnds(t *testing.T) {
	c, requests := listen(t, func(n int, w http.ResponseWriter) { io.WriteString(w, `{"etag":"\"1\""}`) })
	if p, err := c.UpdatePost(t.Context(), "01", func(manage.Post) (manage.Patch, error) { return nil, nil }); err != nil || p.ETag != `"1"` || len(requests()) != 1 {
		t.Errorf("nothing to change: %+v, %v, %d requests", p, err, len(requests()))
	}
	no := errors.New("no")
	if _, err := c.UpdatePost(t.Context(), "01", func(manage.Post) (manage.Patch, error) { return nil, no }); !errors.Is(err, no) {
		t.Errorf("a refusal of the caller's own: %v", err)
	}
	stale := func(context.Context, int) (int, error) {
		return 0, &manage.Problem{Status: http.StatusPreconditionFailed}
	}
	ctx, cancel := context.WithCancel(t.Context())
	n := 0
	_, err := manage.Update(ctx, func(context.Context) (int, error) {
		if n++; n == 3 {
			cancel()
		}
		return n, nil
	}, stale)
	if !errors.Is(err, context.Canceled) || n != 3 {
		t.Errorf("for ever stale: %v after %d", err, n)
	}
}

func TestProblemIsTyped(t *testing.T) {
	c, _ := listen(t, func(n int, w http.ResponseWriter) {
		if n == 1 {
			w.WriteHeader(http.StatusConflict)
			io.WriteString(w, `{"type":"about:blank","status":409,"code":"publication.blocked","title":"1 chose s’y oppose.","blockers":[{"rule":"together","locale":"en","field":"","code":"blocker.translation_missing","count":0,"detail":"La traduction en anglais manque."}]}`)
			return
		}
		w.WriteHeader(http.StatusBadGateway)
		io.WriteString(w, "<html>nginx</html>")
	})
	_, err := c.Publish(t.Context(), "01", manage.Publication{Translations: map[string]int{"fr": 1}})
	p, ok := errors.AsType[*manage.Problem](err)
	if !ok || !p.Blocked() || p.Stale() || p.NotFound() || p.Blockers[0].Locale != "en" || !strings.Contains(err.Error(), "publication.blocked") {
		t.Errorf("blocked: %v", err)
	}
	_, err = c.Me(t.Context())
	if p, ok := errors.AsType[*manage.Problem](err); !ok || p.Status != http.StatusBadGateway || p.Code != "" || strings.Contains(err.Error(), "html") {
		t.Errorf("a proxy's page: %v", err)
	}
}

func TestWhatIsNoRequest(t *testing.T) {
	for _, address := range []string{"", ":", "cms.example.org", "/cms", "ftp://cms.example.org"} {
		if _, err := manage.New(address, "dpt_x"); err == nil {
			t.Errorf("%q was taken for the address of a server", address)
		}
	}
	c, requests := listen(t, func(_ int, w http.ResponseWriter) { io.WriteString(w, `{"items":`) })
	if _, err := c.Terms(t.Context(), "menus", manage.Cut{}); err == nil {
		t.Error("a kind that is none was asked for")
	}
	if _, err := c.PatchPost(t.Context(), "01", `"1"`, manage.Patch{"params": func() {}}); err == nil {
		t.Error("a patch that is no JSON was sent")
	}
	if len(requests()) != 0 {
		t.Error("the server heard of it")
	}
	if _, err := c.Users(t.Context(), manage.Cut{}); err == nil {
		t.Error("half an answer was taken")
	}
}

func TestUpload(t *testing.T) {
	c, requests := listen(t, func(n int, w http.ResponseWriter) {
		if n == 2 {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
		}
		io.WriteString(w, `{"id":"9f86","type":"text/plain"}`)
	})
	if a, err := c.Upload(t.Context(), "toit.txt", strings.NewReader("Un toit.")); err != nil || a.ID != "9f86" {
		t.Fatalf("%+v, %v", a, err)
	}
	r := requests()[0]
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data; boundary=") || !strings.Contains(r.body, "\r\n\r\nUn toit.\r\n") || !strings.Contains(r.body, `name="file"; filename="toit.txt"`) {
		t.Errorf("%s", r.body)
	}
	if _, err := c.Upload(t.Context(), "x", strings.NewReader("x")); err == nil {
		t.Error("too large, and no error")
	}
	broken := errors.New("disk on fire")
	if _, err := c.Upload(t.Context(), "x", io.MultiReader(strings.NewReader("x"), reader{broken})); !errors.Is(err, broken) {
		t.Errorf("a file that cannot be read: %v", err)
	}
}

type reader struct{ err error }

func (r reader) Read([]byte) (int, error) { return 0, r.err }

func TestAllGoesThroughThePages(t *testing.T) {
	pages := map[string]manage.Page[int]{"": {Items: []int{1, 2}, Next: "b"}, "b": {Items: []int{3}, Next: "c"}}
	var got []int
	var last error
	for n, err := range manage.All(t.Context(), func(cursor string) (manage.Page[int], error) {
		p, ok := pages[cursor]
		if !ok {
			return p, errors.New("no such page")
		}
		return p, nil
	}) {
		got, last = append(got, n), err
	}
	if len(got) != 4 || got[2] != 3 || got[3] != 0 || last == nil {
		t.Errorf("%v, %v", got, last)
	}
}
