package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/labstack/echo/v4"
)

// BenchmarkEntry compares one entry by its slug, read from the database, and
// the 304 that says it is unchanged, with a bare Echo handler that writes the
// same bytes. Compare CPU per operation within one run.
func BenchmarkEntry(b *testing.B) {
	w := newWorld(b)
	admin := w.token(b, "admin")
	w.publish(b, admin, w.pair(b, admin))
	one := call{method: "GET", path: "/content/v1/posts/by-slug/a-garden-on-the-roof?locale=en"}
	list := call{method: "GET", path: "/content/v1/posts?locale=en"}
	entry, page := w.do(b, one), w.do(b, list)
	fresh := one
	fresh.header = map[string]string{"If-None-Match": entry.header.Get("ETag")}

	b.Run("entry", func(b *testing.B) { serve(b, w.api, one, http.StatusOK) })
	b.Run("entry-bare", func(b *testing.B) { serve(b, bare("/content/v1/posts/by-slug/:slug", entry), one, http.StatusOK) })
	b.Run("unchanged", func(b *testing.B) { serve(b, w.api, fresh, http.StatusNotModified) })
	b.Run("list", func(b *testing.B) { serve(b, w.api, list, http.StatusOK) })
	b.Run("list-bare", func(b *testing.B) { serve(b, bare("/content/v1/posts", page), list, http.StatusOK) })
}

// bare is an Echo that knows one answer.
func bare(path string, a answer) http.Handler {
	e := echo.New()
	e.GET(path, func(c echo.Context) error {
		h := c.Response().Header()
		for name, lines := range a.header {
			h[name] = lines
		}
		h.Set("Content-Length", strconv.Itoa(len(a.body)))
		return c.Blob(http.StatusOK, "application/json", a.body)
	})
	return e
}

// serve answers the call over and over, over real connections.
func serve(b *testing.B, api http.Handler, c call, status int) {
	server := httptest.NewServer(api)
	defer server.Close()
	client := server.Client()
	buffer := make([]byte, 64<<10)
	b.ReportAllocs()
	for b.Loop() {
		r, err := http.NewRequestWithContext(b.Context(), c.method, server.URL+c.path, http.NoBody)
		if err != nil {
			b.Fatal(err)
		}
		for name, value := range c.header {
			r.Header.Set(name, value)
		}
		answer, err := client.Do(r)
		if err != nil {
			b.Fatal(err)
		}
		for err == nil {
			_, err = answer.Body.Read(buffer)
		}
		if err := answer.Body.Close(); err != nil || answer.StatusCode != status {
			b.Fatalf("status %d, %v", answer.StatusCode, err)
		}
	}
}
