package client_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/diptych-cms/diptych/pkg/client"
)

// A wire answers requests in the test's own time.
type wire func(r *http.Request) (*http.Response, error)

func (w wire) RoundTrip(r *http.Request) (*http.Response, error) { return w(r) }

func (w wire) client(t *testing.T, options ...client.Option) *client.Client {
	t.Helper()
	c, err := client.New("http://cms.example.org", append(options, client.WithHTTPClient(&http.Client{Transport: w}))...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func said(status int, body string, headers ...string) *http.Response {
	r := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return r
}

// torn is a body that breaks off.
type torn struct{ io.Reader }

func (t torn) Read(b []byte) (int, error) {
	n, err := t.Reader.Read(b)
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}
func (torn) Close() error { return nil }

func TestRetries(t *testing.T) {
	const site = `{"title":"Le Toit"}`
	busy := said(http.StatusServiceUnavailable, `{"code":"http.unready"}`)
	lost := errors.New("connection reset")
	for name, tt := range map[string]struct {
		answers []any // *http.Response or error, one a try
		tries   int   // how many of them are asked for
		least   time.Duration
		most    time.Duration
		fails   bool
	}{
		"at once":                   {[]any{said(200, site)}, 1, 0, 0, false},
		"once busy":                 {[]any{busy, said(200, site)}, 2, 100 * time.Millisecond, 200 * time.Millisecond, false},
		"twice no answer":           {[]any{lost, lost, said(200, site)}, 3, 300 * time.Millisecond, 600 * time.Millisecond, false},
		"never":                     {[]any{lost, lost, lost}, 3, 300 * time.Millisecond, 600 * time.Millisecond, true},
		"a body that breaks off":    {[]any{&http.Response{StatusCode: http.StatusOK, Body: torn{strings.NewReader(site[:5])}}, said(200, site)}, 2, 100 * time.Millisecond, 200 * time.Millisecond, false},
		"seconds":                   {[]any{said(429, "", "Retry-After", "3"), said(200, site)}, 2, 3 * time.Second, 3 * time.Second, false},
		"a date":                    {[]any{said(503, "", "Retry-After", "Sat, 01 Jan 2000 00:00:04 GMT"), said(200, site)}, 2, 4 * time.Second, 4 * time.Second, false},
		"a date that is past":       {[]any{said(503, "", "Retry-After", "Sat, 01 Jan 1999 00:00:04 GMT"), said(200, site)}, 2, 100 * time.Millisecond, 200 * time.Millisecond, false},
		"longer than we wait":       {[]any{said(503, "", "Retry-After", "3600")}, 1, 0, 0, true},
		"nonsense":                  {[]any{said(502, "<html>", "Retry-After", "soon"), said(200, site)}, 2, 100 * time.Millisecond, 200 * time.Millisecond, false},
		"what will not pass":        {[]any{said(404, `{"code":"locale.unknown"}`)}, 1, 0, 0, true},
		"what is broken over there": {[]any{said(500, `{"code":"http.internal"}`)}, 1, 0, 0, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tries, start := 0, time.Now()
				c := wire(func(*http.Request) (*http.Response, error) {
					tries++
					if err, ok := tt.answers[tries-1].(error); ok {
						return nil, err
					}
					return tt.answers[tries-1].(*http.Response), nil
				}).client(t)
				got, err := c.Site(t.Context(), "fr")
				if (err != nil) != tt.fails || !tt.fails && got.Title != "Le Toit" || tries != tt.tries {
					t.Errorf("%d tries: %+v, %v", tries, got, err)
				}
				if took := time.Since(start); took < tt.least || took > tt.most {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}

// TestRetriesMindTheContext: nobody waits longer than who asked does.
func TestRetriesMindTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		c := wire(func(*http.Request) (*http.Response, error) {
			tries++
			return said(503, `{"code":"http.unready"}`, "Retry-After", "5"), nil
		}).client(t)
		soon, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		start := time.Now()
		_, err := c.Site(soon, "fr")
		if p, ok := errors.AsType[*client.Problem](err); !ok || p.Code != "http.unready" || tries != 1 || time.Since(start) != 0 {
			t.Errorf("%d tries in %v: %v", tries, time.Since(start), err)
		}
		hung, hangUp := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, hangUp)
		if _, err := c.Site(hung, "fr"); !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

// TestKept says what is asked for when something is kept, and that what is shown
// is always what the server says.
func TestKept(t *testing.T) {
	var asked []string
	state, control := "1", "public, max-age=0"
	c := wire(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.Header.Get("If-None-Match"))
		etag := `"` + state + `"`
		if r.Header.Get("If-None-Match") == etag {
			return said(http.StatusNotModified, "", "ETag", etag), nil
		}
		return said(http.StatusOK, `{"title":"`+r.URL.Query().Get("locale")+state+`"}`, "ETag", etag, "Cache-Control", control), nil
	}).client(t, client.WithCache(1<<20))
	read := func(locale, want string) {
		t.Helper()
		if got, err := c.Site(t.Context(), locale); err != nil || got.Title != want {
			t.Errorf("%+v, %v; want %s", got.Title, err, want)
		}
	}
	read("fr", "fr1")
	read("fr", "fr1")
	read("en", "en1")
	state = "2"
	read("fr", "fr2")
	read("fr", "fr2")
	control, state = "private, no-store", "3"
	read("de", "de3")
	read("de", "de3")
	if want := []string{"", `"1"`, "", `"1"`, `"2"`, "", ""}; !slices.Equal(asked, want) {
		t.Errorf("asked with %q\nwant      %q", asked, want)
	}
}

// TestKeptIsBounded walks through more than there is room for.
func TestKeptIsBounded(t *testing.T) {
	var asked []string
	c := wire(func(r *http.Request) (*http.Response, error) {
		asked = append(asked, r.Header.Get("If-None-Match"))
		if r.Header.Get("If-None-Match") != "" {
			return said(http.StatusNotModified, ""), nil
		}
		size := 10
		if r.URL.Query().Get("locale") == "huge" {
			size = 5000
		}
		return said(http.StatusOK, `{"title":"`+strings.Repeat("x", size)+`"}`, "ETag", `"x"`), nil
	}).client(t, client.WithCache(2000))
	for _, locale := range []string{"a", "b", "c", "huge", "huge", "a", "d", "e", "f", "g", "h", "a", "b"} {
		if _, err := c.Site(t.Context(), locale); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"", "", "", "", "", `"x"`, "", "", "", "", "", `"x"`, ""}; !slices.Equal(asked, want) {
		t.Errorf("asked with %q\nwant      %q", asked, want)
	}
	off := wire(func(r *http.Request) (*http.Response, error) {
		if r.Header.Get("If-None-Match") != "" {
			t.Error("something was kept")
		}
		return said(http.StatusOK, `{}`, "ETag", `"x"`), nil
	}).client(t, client.WithCache(0))
	for range 2 {
		if _, err := off.Site(t.Context(), "fr"); err != nil {
			t.Error(err)
		}
	}
}
