package httpapi_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/legacy"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/app"
	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/i18n"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store/crowd"
	"github.com/diptych-cms/diptych/openapi"
)

// A world is the API over a fresh site in a directory of its own.
type world struct {
	*app.House
	api http.Handler
	log *bytes.Buffer
	dir string // where its data are

	ahead atomic.Int64 // nanoseconds by which the clock of the house goes before the machine's
}

var contract = sync.OnceValue(func() (c struct {
	doc    *openapi3.T
	router routers.Router
	err    error
}) {
	if c.doc, c.err = openapi3.NewLoader().LoadFromData(openapi.Document); c.err == nil {
		c.router, c.err = legacy.NewRouter(c.doc)
	}
	return c
})

func newWorld(t testing.TB) *world {
	t.Helper()
	dir := t.TempDir()
	if err := crowd.Blank(filepath.Join(dir, "diptych.db")); err != nil {
		t.Fatal(err)
	}
	return openWorld(t, dir, time.Now)
}

// openWorld is the API over the site in a directory, by a clock.
func openWorld(t testing.TB, dir string, now func() time.Time) *world {
	t.Helper()
	w := &world{log: new(bytes.Buffer), dir: dir}
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	logger := slog.New(slog.NewTextHandler(w.log, nil))
	w.House, err = app.Open(t.Context(), dir, app.Options{
		Catalog: catalog, Log: logger, Create: true, PasswordCost: accounts.Cost{Memory: 8, Passes: 1, Threads: 1},
		Now:     func() time.Time { return now().Add(time.Duration(w.ahead.Load())) },
		Outside: app.Outside{Allow: []string{"127.0.0.1"}, FetchHosts: []string{"127.0.0.1"}, CheckLinks: true, Agent: "Diptych/test (link check)"}, // where the servers of tests are
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	w.Reading.SearchTime = time.Hour // the machine may be slow
	w.api = w.handler(t, func(*httpapi.Config) {})
	return w
}

// handler returns the API with some of its parts changed.
func (w *world) handler(t testing.TB, change func(*httpapi.Config)) http.Handler {
	t.Helper()
	config := httpapi.Config{
		Reading: w.Reading, Editing: w.Editing, Exchanging: w.Exchanging, Linking: w.Linking, Previewing: w.Previewing, Proofreading: w.Proofreading, Publishing: w.Publishing, Remembering: w.Remembering, Reviewing: w.Reviewing, Translating: w.Translating, Uploading: w.Uploading,
		Accounts: w.Accounts, Keys: w.Accounts, Words: w.Catalog, Site: w.Reading.Live.Site, Log: w.Log,
		Generations: w.Store, Cache: 8 << 20, SharedMaxAge: 10 * time.Second,
		Ready: func(context.Context) error { return nil },
	}
	change(&config)
	api, err := httpapi.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return api
}

// token makes a token of the role in the locales, or everywhere.
func (w *world) token(t testing.TB, role string, tags ...locale.Tag) string {
	t.Helper()
	made, err := w.Accounts.Create(t.Context(), accounts.CreateToken{Actor: access.System("test"), Role: role, Locales: tags})
	if err != nil {
		t.Fatal(err)
	}
	return made.Secret
}

// A call is one request.
type call struct {
	method, path string
	token        string
	header       map[string]string
	body         any // a string as it is, or what is encoded as JSON
}

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// do makes the call and holds what comes back to the contract.
func (w *world) do(t testing.TB, c call) answer {
	t.Helper()
	r := request(t, c)
	rec := httptest.NewRecorder()
	w.api.ServeHTTP(rec, r)
	a := answer{status: rec.Code, header: rec.Header(), body: rec.Body.Bytes()}
	conforms(t, c, a)
	return a
}

func request(t testing.TB, c call) *http.Request {
	t.Helper()
	var body io.Reader = http.NoBody
	kind := ""
	switch b := c.body.(type) {
	case nil:
	case string:
		body, kind = strings.NewReader(b), "application/json"
	default:
		text, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		body, kind = bytes.NewReader(text), "application/json"
	}
	r := httptest.NewRequestWithContext(t.Context(), c.method, c.path, body)
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for name, value := range c.header {
		r.Header.Set(name, value)
	}
	return r
}

// conforms fails the test if the contract does not know the answer.
func conforms(t testing.TB, c call, a answer) {
	t.Helper()
	known := contract()
	if known.err != nil {
		t.Fatal(known.err)
	}
	method := c.method
	if method == http.MethodHead {
		method = http.MethodGet
	}
	path, _, _ := strings.Cut(c.path, "?")
	route, params, err := known.router.FindRoute(httptest.NewRequestWithContext(t.Context(), method, path, http.NoBody))
	if err != nil {
		if a.status < 400 && method != http.MethodOptions && path != "/livez" && path != "/readyz" {
			t.Errorf("%s %s: %d, and the contract does not know it", c.method, c.path, a.status)
		}
		return
	}
	kind, _, _ := mime.ParseMediaType(a.header.Get("Content-Type"))
	file := kind != "" && !strings.HasSuffix(kind, "json")
	if answer := route.Operation.Responses.Status(a.status); file && answer != nil && answer.Value.Content[kind] == nil && answer.Value.Content["*/*"] == nil {
		t.Errorf("%s %s: %d is %s, which the contract does not name", c.method, c.path, a.status, kind)
	}
	in := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{
			Request: httptest.NewRequestWithContext(t.Context(), method, path, http.NoBody), PathParams: params, Route: route,
		},
		Status: a.status, Header: a.header,
		Options: &openapi3filter.Options{
			IncludeResponseStatus: true, MultiError: true,
			ExcludeResponseBody: c.method == http.MethodHead || file || kind == "application/x-ndjson",
		},
	}
	in.SetBodyBytes(a.body)
	if err := openapi3filter.ValidateResponse(t.Context(), in); err != nil {
		t.Errorf("%s %s: %d does not follow the contract: %v\n%s", c.method, c.path, a.status, err, a.body)
	}
}

// want fails the test unless the answer has the status, and a problem of the
// code if one is given.
func (a answer) want(t testing.TB, status int, code string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d\n%s", a.status, status, a.body)
	}
	if code != "" {
		var p struct{ Code string }
		if err := json.Unmarshal(a.body, &p); err != nil || p.Code != code {
			t.Fatalf("code %q, want %q\n%s", p.Code, code, a.body)
		}
		if kind := a.header.Get("Content-Type"); kind != "application/problem+json" {
			t.Errorf("a problem of type %q", kind)
		}
	}
	return a
}

// into decodes the answer.
func into[T any](t testing.TB, a answer) T {
	t.Helper()
	var v T
	if err := json.Unmarshal(a.body, &v); err != nil {
		t.Fatalf("%v\n%s", err, a.body)
	}
	return v
}

// absent fails the test if the answer holds any of the texts, in its body or
// its headers.
func (a answer) absent(t testing.TB, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if bytes.Contains(a.body, []byte(text)) {
			t.Errorf("the answer holds %q:\n%s", text, a.body)
		}
		for name, lines := range a.header {
			if strings.Contains(strings.Join(lines, "\n"), text) {
				t.Errorf("header %s holds %q: %q", name, text, lines)
			}
		}
	}
}
