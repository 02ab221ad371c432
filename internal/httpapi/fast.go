package httpapi

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/cache"
)

// A fast stands before the routes. It answers public reads from the cache, with no
// middleware, and sends the routes a request of its own for what the cache lacks. All
// else passes.
type fast struct {
	*API
	routes *echo.Echo
	paths  *branch
	kept   *cache.Cache
	door   *door
	scribe *door // to the writing of Markdown
	// seekers is the door to the search: what is found in the time that a search has depends
	// on how many share the processors.
	seekers *door
	rates   *rates // nil: no limit
	client  echo.IPExtractor
}

// fast returns the routes with the fast path before them.
func (a *API) fast(routes *echo.Echo) (http.Handler, error) {
	paths, err := readPaths(a.contract)
	if err != nil {
		return nil, fmt.Errorf("find the public reads: %w", err)
	}
	kept, err := cache.New(a.Cache)
	if err != nil {
		return nil, err
	}
	f := &fast{
		API: a, routes: routes, paths: paths, kept: kept, client: clientOf(a.TrustedProxies),
		door: newDoor(a.Limits.Misses, a.Limits), scribe: newDoor(a.Limits.Markdown, a.Limits),
		seekers: newDoor(a.Limits.Searches, a.Limits),
	}
	if a.PublicRate > 0 {
		f.rates = newRates(a.PublicRate, a.Now)
	}
	return f, nil
}

// ServeHTTP implements [http.Handler].
func (f *fast) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path, public := strings.CutPrefix(r.URL.Path, deliveryPrefix+"/")
	if !public {
		f.routes.ServeHTTP(w, r)
		return
	}
	if f.rates != nil {
		if err := f.rates.take(f.client(r)); err != nil {
			f.refuse(w, r, err) //nolint:contextcheck // the request has it
			return
		}
	}
	var known *read
	if (r.Method == http.MethodGet || r.Method == http.MethodHead) && canonicalPath(r.URL.Path, r.URL.RawPath) {
		known = f.paths.find(path)
	}
	if known == nil {
		f.routes.ServeHTTP(w, r)
		return
	}
	defer f.rescue(w, r)
	f.answer(w, r, known)
}

// rescue turns a panic into a problem. It is deferred.
func (f *fast) rescue(w http.ResponseWriter, r *http.Request) {
	if p := recover(); p != nil {
		f.refuse(w, r, fmt.Errorf("panic: %v\n%s", p, debug.Stack())) //nolint:contextcheck // the request has it
	}
}

// answer answers a read: from the cache, if what is there is still true.
func (f *fast) answer(w http.ResponseWriter, r *http.Request, known *read) {
	var began time.Time
	if f.Log.Enabled(r.Context(), slog.LevelDebug) {
		began = f.Now()
	}
	m, err := f.desk.at(r.Context(), f.Generations.Generation())
	if err != nil {
		f.refuse(w, r, err) //nolint:contextcheck // the request has it
		return
	}
	var room [usualKey]byte
	key, q := known.ask(room[:0], r, m)
	item := f.find(key, r.Header.Get("Accept-Language"), m)
	if f.Cached != nil {
		f.Cached(item != nil)
	}
	if item == nil {
		if item, err = f.make(r, q.errand(key, f.tongue(r)), m.Generation); err == nil {
			err = f.afloat.full(item.Size())
		}
		if err != nil {
			f.refuse(w, r, err) //nolint:contextcheck // the request has it
			return
		}
	}
	status, size := f.send(w, r, item, m)
	f.note(r, status, size, began)
}

// find returns what the cache has, if it is true in what the desk knows. Refusals are kept in
// the languages of problems.
func (f *fast) find(key []byte, accept string, m *knowledge) *cache.Item {
	if item := f.kept.Answer(key); item != nil && (item.Generation == m.Generation || f.desk.changed.stands(item, m)) {
		return item
	}
	item := f.kept.Refusal(appendTongue(key, f.Words.Match(accept)))
	if item != nil && item.Generation == m.Generation {
		return item
	}
	return nil
}

// sharedFor says how long caches beside the server may show an answer without asking:
// browsers ask each time, which costs a 304.
func sharedFor(span time.Duration) string {
	seconds := int(span.Seconds())
	return fmt.Sprintf("public, max-age=0, s-maxage=%d, stale-while-revalidate=%d", seconds, 3*seconds)
}

// levelOf is the level at which an answer of a public read is logged: they are many. What
// is told to come back is counted where it is told.
func levelOf(status int) slog.Level {
	if status >= http.StatusInternalServerError && status != http.StatusServiceUnavailable {
		return slog.LevelInfo
	}
	return slog.LevelDebug
}

// note counts and logs an answer as the routes do with theirs.
func (f *fast) note(r *http.Request, status, size int, began time.Time) {
	if f.Answered != nil {
		f.Answered(status)
	}
	level := levelOf(status)
	if !f.Log.Enabled(r.Context(), level) {
		return
	}
	var took time.Duration
	if !began.IsZero() {
		took = f.Now().Sub(began)
	}
	f.Log.LogAttrs(r.Context(), level, "request",
		slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", status), slog.Int("bytes", size),
		slog.Duration("took", took), slog.String("client", f.client(r)))
}

// refuse answers with a problem that is for this request alone. It reads nothing: to read
// may be what cannot be done.
func (f *fast) refuse(w http.ResponseWriter, r *http.Request, err error) {
	c := f.routes.NewContext(r, w)
	if m := f.desk.known.Load(); m != nil {
		m.allow(w.Header(), r.Header)
	}
	f.fail(err, c)
	f.note(r, c.Response().Status, int(c.Response().Size), time.Time{})
}
