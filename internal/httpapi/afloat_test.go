package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/httpapi"
)

// A deaf client takes nothing of what it is sent until it is let go.
type deaf struct {
	*httptest.ResponseRecorder
	sent, hold chan struct{}
}

func (d deaf) Write(b []byte) (int, error) {
	d.sent <- struct{}{}
	<-d.hold
	return d.ResponseRecorder.Write(b)
}

// TestLongAnswersThatNobodyTakes fill the room that there is for them: what would take
// more memory is told to come back, what takes none goes on.
func TestLongAnswersThatNobodyTakes(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	w.live(t, admin, "vent", 40<<10)
	w.live(t, admin, "pluie", 300<<10)
	const (
		short, shared = "/content/v1/tags?locale=fr", "/content/v1/posts/by-slug/vent?locale=fr"
		long, other   = "/content/v1/posts/by-slug/pluie?locale=fr", "/content/v1/posts/by-slug/pluie?locale=fr&include=head"
		changes       = "/content/v1/changes?locale=fr&include=entry"
	)
	for _, taken := range []string{long, changes, changes + "&wait=1"} {
		w.api = w.handler(t, func(c *httpapi.Config) { c.Cache, c.Limits.Afloat = 256<<10, 1 })
		w.do(t, call{method: "GET", path: shared}).want(t, http.StatusOK, "")
		client := deaf{httptest.NewRecorder(), make(chan struct{}), make(chan struct{})}
		done := make(chan struct{})
		go func() {
			w.api.ServeHTTP(client, httptest.NewRequestWithContext(t.Context(), http.MethodGet, taken, http.NoBody))
			close(done)
		}()
		<-client.sent
		for path, status := range map[string]int{
			short: 200, shared: 200, oneEntry: 200, other: 503, changes: 503, changes + "&wait=1": 503, "/content/v1/changes?locale=fr&limit=1": 200,
		} {
			code := ""
			if status == http.StatusServiceUnavailable {
				code = "http.busy"
			}
			w.do(t, call{method: "GET", path: path}).want(t, status, code)
		}
		events := w.do(t, call{method: "GET", path: changes, header: map[string]string{"Accept": "text/event-stream"}})
		if strings.Contains(string(events.body), "data:") {
			t.Errorf("%s meanwhile, as events: %.200s", taken, events.body)
		}
		close(client.hold)
		<-done
		w.do(t, call{method: "GET", path: other}).want(t, http.StatusOK, "")
		w.do(t, call{method: "GET", path: changes}).want(t, http.StatusOK, "")
	}
}

// live publishes a French post with a body of about the size.
func (w *world) live(t *testing.T, token, slug string, size int) {
	t.Helper()
	p := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: token, body: map[string]any{
		"sourceLocale": "fr",
		"translations": map[string]any{"fr": map[string]any{"title": slug, "slug": slug, "body": "<p>" + strings.Repeat("Le vent souffle. ", size/17) + "</p>"}},
	}}).want(t, http.StatusCreated, ""))
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: token, body: map[string]any{
		"shared": p.Head, "translations": map[string]int{"fr": p.Translations["fr"].Head},
	}}).want(t, http.StatusOK, "")
}
