package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// An editor sits at a client of a real server.
type editor struct {
	server *httptest.Server
	token  string
}

// ask sends a request and returns status, entity tag and answer.
func (e editor) ask(ctx context.Context, c call) (answer, error) {
	var body io.Reader = http.NoBody
	if c.body != nil {
		text, err := json.Marshal(c.body)
		if err != nil {
			return answer{}, err
		}
		body = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, c.method, e.server.URL+c.path, body)
	if err != nil {
		return answer{}, err
	}
	r.Header.Set("Authorization", "Bearer "+e.token)
	if c.body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	res, err := e.server.Client().Do(r)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return answer{status: res.StatusCode, header: res.Header, body: text}, err
}

// add puts a paragraph at the end of the text, as often as it takes, and returns
// how often somebody was faster.
func (e editor) add(ctx context.Context, path, paragraph string) (late int, err error) {
	for {
		a, err := e.ask(ctx, call{method: "GET", path: path})
		if err != nil {
			return late, err
		}
		var text struct{ Body string }
		if err := json.Unmarshal(a.body, &text); err != nil || a.status != http.StatusOK {
			return late, errors.Join(err, fmt.Errorf("read: %d", a.status))
		}
		a, err = e.ask(ctx, call{
			method: "PATCH", path: path, header: map[string]string{"If-Match": a.header.Get("ETag")},
			body: map[string]string{"body": text.Body + "<p>" + paragraph + "</p>"},
		})
		switch {
		case err != nil:
			return late, err
		case a.status == http.StatusOK:
			return late, nil
		case a.status != http.StatusPreconditionFailed:
			return late, fmt.Errorf("save: %d %s", a.status, a.body)
		}
		late++
	}
}

// serve puts the world behind a real server.
func (w *world) serve(t *testing.T, token string) editor {
	t.Helper()
	s := httptest.NewServer(w.api)
	t.Cleanup(s.Close)
	return editor{s, token}
}

// TestTwelveEditors lets twelve editors change one text six times each, while
// two others change the English text and the tags: every change that was
// acknowledged is in the final text, and those who change other parts are never late.
func TestTwelveEditors(t *testing.T) {
	const editors, edits = 12, 6
	w := newWorld(t)
	e := w.serve(t, w.token(t, "editor"))
	p := w.pair(t, e.token)
	at := "/manage/v1/posts/" + p.ID
	var all sync.WaitGroup
	failed := make(chan error, editors+2)
	for i := range editors {
		all.Go(func() {
			for j := range edits {
				if _, err := e.add(t.Context(), at+"/translations/fr", fmt.Sprintf("marque-%d-%d.", i, j)); err != nil {
					failed <- err
					return
				}
			}
		})
	}
	for _, part := range []string{"/translations/en", ""} {
		all.Go(func() {
			for j := range edits {
				a, err := e.ask(t.Context(), call{method: "GET", path: at + part})
				if err == nil {
					body := map[string]any{"title": fmt.Sprint("Title ", j)}
					if part == "" {
						body = map[string]any{"params": map[string]any{"n": j}}
					}
					a, err = e.ask(t.Context(), call{method: "PATCH", path: at + part, header: map[string]string{"If-Match": a.header.Get("ETag")}, body: body})
				}
				if err != nil || a.status != http.StatusOK {
					failed <- fmt.Errorf("%s: %d %w", at+part, a.status, err)
					return
				}
			}
		})
	}
	all.Wait()
	close(failed)
	for err := range failed {
		t.Error(err)
	}
	final := into[post](t, w.do(t, call{method: "GET", path: at, token: e.token}).want(t, http.StatusOK, ""))
	for i := range editors {
		for j := range edits {
			if mark := fmt.Sprintf("marque-%d-%d.", i, j); strings.Count(final.Translations["fr"].Body, mark) != 1 {
				t.Errorf("%s stands %d times in the final text", mark, strings.Count(final.Translations["fr"].Body, mark))
			}
		}
	}
	if head := final.Translations["fr"].Head; head != 1+editors*edits {
		t.Errorf("head %d after %d edits", head, editors*edits)
	}
}

// TestOneWins lets eight writers save at one moment with one tag.
func TestOneWins(t *testing.T) {
	w := newWorld(t)
	e := w.serve(t, w.token(t, "editor"))
	p := w.pair(t, e.token)
	for _, part := range []string{"/translations/fr", ""} {
		etag := p.ETag
		if part != "" {
			etag = p.Translations["fr"].ETag
		}
		var all sync.WaitGroup
		start, statuses := make(chan struct{}), make(chan int, 8)
		for i := range 8 {
			all.Go(func() {
				body := map[string]any{"params": map[string]any{"writer": i}}
				if part != "" {
					body = map[string]any{"title": fmt.Sprint("Titre ", i)}
				}
				<-start
				a, err := e.ask(t.Context(), call{method: "PATCH", path: "/manage/v1/posts/" + p.ID + part, header: map[string]string{"If-Match": etag}, body: body})
				if err != nil {
					t.Error(err)
				}
				statuses <- a.status
			})
		}
		close(start)
		all.Wait()
		close(statuses)
		count := make(map[int]int)
		for s := range statuses {
			count[s]++
		}
		if count[http.StatusOK] != 1 || count[http.StatusPreconditionFailed] != 7 {
			t.Errorf("%q: %v, want one 200 and seven 412", part, count)
		}
	}
}
