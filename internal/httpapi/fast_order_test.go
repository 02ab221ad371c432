package httpapi_test

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/i18n"
)

// beside opens the data of the world as another process does, with a cache of its own.
func (w *world) beside(t testing.TB) *world {
	t.Helper()
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	other := &world{dir: w.dir, log: w.log}
	if other.House, err = app.Open(t.Context(), w.dir, app.Options{Catalog: catalog, Log: w.Log}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := other.Close(); err != nil {
			t.Error(err)
		}
	})
	other.api = other.handler(t, func(*httpapi.Config) {})
	return other
}

// TestNeverNewThenOld: while one process publishes one text after the other, what each of
// two processes shows, at whatever address, never goes back.
func TestNeverNewThenOld(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	w.publish(t, admin, p)
	other := w.beside(t)
	watching, stop := context.WithCancel(t.Context())
	var watch, all sync.WaitGroup
	for _, one := range []*world{w, other} {
		watch.Go(func() { one.Store.Watch(watching) })
	}
	const last = 40
	for _, one := range []*world{w, other} {
		reader := &reader{t: t, api: one.api, paths: []string{
			"/content/v1/posts/" + p.ID + "?locale=fr", "/content/v1/posts?locale=fr", "/content/v1/posts/by-slug/un-jardin-sur-le-toit?locale=fr",
		}}
		for range 3 {
			all.Go(func() { reader.run(last) })
		}
	}
	for n := 1; n <= last; n++ {
		etag := w.do(t, call{method: "GET", path: "/manage/v1/posts/" + p.ID + "/translations/fr", token: admin}).header.Get("ETag")
		w.do(t, at("PATCH", "/manage/v1/posts/"+p.ID+"/translations/fr", admin, etag, fmt.Sprintf(`{"title":"État %d"}`, n))).want(t, http.StatusOK, "")
		w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: admin, body: map[string]any{
			"translations": map[string]int{"fr": n + 1},
		}}).want(t, http.StatusOK, "")
		if a := sent(t, w.api, "GET /content/v1/posts?locale=fr HTTP/1.1\r\nHost: x\r\n\r\n"); !strings.Contains(string(a.body), fmt.Sprintf("État %d\"", n)) {
			t.Errorf("published is %d, and shown: %s", n, a.body)
		}
	}
	all.Wait()
	stop()
	watch.Wait()
}

// A reader looks at one process again and again. What any of its runs saw, another must
// not see undone.
type reader struct {
	t     *testing.T
	api   http.Handler
	paths []string
	most  atomic.Int64 // the newest state that was seen
}

var state = regexp.MustCompile(`"title":"État (\d+)"`)

func (r *reader) run(last int64) {
	for i := 0; r.most.Load() < last; i++ {
		before, path := r.most.Load(), r.paths[i%len(r.paths)]
		a := sent(r.t, r.api, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n")
		if a.status != http.StatusOK {
			r.t.Errorf("%s: %d %s", path, a.status, a.body)
			return
		}
		seen := int64(0)
		if found := state.FindSubmatch(a.body); found != nil {
			seen, _ = strconv.ParseInt(string(found[1]), 10, 64)
		}
		if seen < before {
			r.t.Errorf("%s shows %d after %d was shown", path, seen, before)
			return
		}
		for now := before; seen > now && !r.most.CompareAndSwap(now, seen); now = r.most.Load() {
		}
	}
}
