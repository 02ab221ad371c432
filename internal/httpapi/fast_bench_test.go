package httpapi_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// BenchmarkFast measures public reads over real connections beside a bare Echo handler
// that writes the same bytes under the same headers. They take turns, so that a busy
// machine is fair to both; the figures are processor time a request, with that of a
// client that does no more than it must. FIGURES.md has what came out.
func BenchmarkFast(b *testing.B) {
	const n = 1_000
	w := newWorld(b)
	if err := crowd.Fill(b.Context(), w.Store, n); err != nil {
		b.Fatal(err)
	}
	const entries, list = "/content/v1/posts/by-slug/:slug", "/content/v1/posts"
	one := func(int) string { return "/content/v1/posts/by-slug/post-2?locale=fr" }
	page := func(int) string { return "/content/v1/posts?locale=fr&limit=20" }
	many := func(i int) string {
		return fmt.Sprintf("/content/v1/posts/by-slug/post-%d?locale=fr", 10*(i*7919%(n/10))+2)
	}
	for _, bench := range []struct {
		name, route string
		cache       int64
		path        func(int) string
		header      string // of requests
	}{
		{"cached/entry", entries, 8 << 20, one, ""},
		{"cached/entry gzip", entries, 8 << 20, one, "Accept-Encoding: gzip, deflate, br, zstd\r\n"},
		{"cached/list", list, 8 << 20, page, ""},
		{"cached/304", entries, 8 << 20, one, "If-None-Match: "},
		{"read/entry", entries, 0, many, ""},
		{"read/list", list, 0, page, ""},
	} {
		b.Run(bench.name, func(b *testing.B) {
			api := w.handler(b, func(c *httpapi.Config) { c.Cache = bench.cache })
			known := get(b, api, bench.path(1))
			header := bench.header
			if strings.HasPrefix(header, "If") {
				header += known.header.Get("ETag") + "\r\n"
			}
			known = settled(b, api, bench.path(1), header)
			race(b, []*runner{
				{name: "diptych", conn: dial(b, api)}, {name: "echo", conn: dial(b, bare(bench.route, known))},
			}, func(i int) string { return bench.path(i) + " HTTP/1.1\r\nHost: x\r\n" + header + "\r\n" })
		})
	}
}

// settled returns the answer to requests with the header lines, once it is always the
// same: what is compressed comes a moment later.
func settled(b *testing.B, api http.Handler, path, header string) (a answer) {
	for range 50 {
		r := request(b, call{method: "GET", path: path})
		if name, value, ok := strings.Cut(strings.TrimSpace(header), ": "); ok {
			r.Header.Set(name, value)
		}
		rec := httptest.NewRecorder()
		api.ServeHTTP(rec, r)
		a = answer{rec.Code, rec.Header(), rec.Body.Bytes()}
		if a.header.Get("Content-Encoding") == "br" || !strings.Contains(header, "br") {
			return a
		}
		time.Sleep(10 * time.Millisecond)
	}
	b.Fatal("never compressed")
	return a
}

// A runner answers requests on one connection; spent is the processor time it took.
type runner struct {
	name  string
	conn  *bufio.ReadWriter
	spent time.Duration
}

// dial serves the API and connects to it.
func dial(b *testing.B, api http.Handler) *bufio.ReadWriter {
	server := httptest.NewServer(api)
	b.Cleanup(server.Close)
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { conn.Close() })
	return bufio.NewReadWriter(bufio.NewReaderSize(conn, 64<<10), bufio.NewWriter(conn))
}

// race lets the runners answer the same requests in turns.
func race(b *testing.B, runners []*runner, request func(i int) string) {
	const turn = 200
	var requests [turn]string
	for i := range requests {
		requests[i] = "GET " + request(i)
	}
	rounds := 0
	for b.Loop() {
		for i := range runners {
			r := runners[(i+rounds)%len(runners)]
			began := processorTime(b)
			for _, text := range requests {
				if err := r.run(text); err != nil {
					b.Fatal(r.name, err)
				}
			}
			r.spent += processorTime(b) - began
		}
		rounds++
	}
	b.ReportMetric(0, "ns/op")
	for _, r := range runners {
		b.ReportMetric(float64(r.spent.Nanoseconds())/1e3/float64(rounds*turn), r.name+"-cpu-µs")
	}
	b.ReportMetric(float64(runners[0].spent)/float64(runners[1].spent), "×"+runners[1].name)
}

// run sends one request and reads its answer.
func (r *runner) run(text string) error {
	if _, err := r.conn.WriteString(text); err != nil {
		return err
	}
	if err := r.conn.Flush(); err != nil {
		return err
	}
	length := 0
	for {
		line, err := r.conn.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) == 2 {
			break
		}
		if value, ok := bytes.CutPrefix(line, []byte("Content-Length: ")); ok {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(value))); err != nil {
				return err
			}
		}
	}
	_, err := io.CopyN(io.Discard, r.conn, int64(length))
	return err
}

// bare is an Echo that knows one answer.
func bare(path string, a answer) http.Handler {
	e := echo.New()
	e.GET(path, func(c echo.Context) error {
		h := c.Response().Header()
		for name, lines := range a.header {
			h[name] = lines
		}
		if a.status == http.StatusNotModified {
			return c.NoContent(a.status)
		}
		h.Set("Content-Length", strconv.Itoa(len(a.body)))
		return c.Blob(a.status, a.header.Get("Content-Type"), a.body)
	})
	return e
}
