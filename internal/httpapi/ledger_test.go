package httpapi_test

import (
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"

	"github.com/diptych-cms/diptych/internal/httpapi"
)

// TestAnEntryStandsWhileOthersArePublished: what is published of one post has nothing else
// read again but what may show it.
func TestAnEntryStandsWhileOthersArePublished(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	var ids []string
	for range 2 {
		p := w.pair(t, admin)
		w.publish(t, admin, p)
		ids = append(ids, p.ID)
	}
	var lacking atomic.Int64
	api := w.handler(t, func(c *httpapi.Config) {
		c.Cached = func(found bool) {
			if !found {
				lacking.Add(1)
			}
		}
	})
	read := func(path string) {
		if a := sent(t, api, "GET /content/v1/posts"+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	titles := 0
	publish := func() {
		titles++
		text := "/manage/v1/posts/" + ids[0] + "/translations/fr"
		etag := w.do(t, call{method: "GET", path: text, token: admin}).header.Get("ETag")
		saved := into[struct{ Head int }](t, w.do(t, at("PATCH", text, admin, etag, fmt.Sprintf(`{"title":"État %d"}`, titles))).want(t, http.StatusOK, ""))
		w.do(t, call{method: "POST", path: "/manage/v1/posts/" + ids[0] + "/publication", token: admin, body: map[string]any{
			"translations": map[string]int{"fr": saved.Head},
		}}).want(t, http.StatusOK, "")
	}
	for _, c := range []struct {
		path   string
		stands bool
	}{
		{"/" + ids[0] + "?locale=fr", false},
		{"/" + ids[1] + "?locale=fr", true},
		{"/" + ids[1] + "?utm_source=x&locale=en", true},
		{"/" + ids[1] + "?locale=fr&include=head", false}, // it shows settings
		{"/" + ids[1] + "?locale=en&fallback=fr", false},  // it is looked for in two languages
		{"/" + ids[1] + "/neighbours?locale=fr", false},
		{"?locale=fr", false},
	} {
		for range 3 {
			read(c.path)
			before := lacking.Load()
			publish()
			read(c.path)
			if stood := lacking.Load() == before; stood != c.stands {
				t.Errorf("%s stood: %v, want %v", c.path, stood, c.stands)
			}
		}
	}
}
