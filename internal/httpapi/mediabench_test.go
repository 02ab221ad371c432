package httpapi_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// BenchmarkMedia compares files that are kept with Echo's static file handler over
// the same bytes: a variant of a photo, an original of some megabytes, and the 304
// of one that is unchanged. Compare cpu-µs/op within one run; it counts the
// reader too, which does as little as one can. FIGURES.md has what came out.
func BenchmarkMedia(b *testing.B) {
	w := newWorld(b)
	admin := w.token(b, "admin")
	asset := into[struct{ ID string }](b, w.upload(b, admin, "toit.jpg", photo(b, 1600, 1000)).want(b, http.StatusCreated, "")).ID
	paper := into[struct{ ID string }](b, w.upload(b, admin, "a.pdf", "%PDF-1.4\n"+strings.Repeat("0123456789abcdef", 3<<16)).want(b, http.StatusCreated, "")).ID
	w.use(b, admin, asset)
	w.use(b, admin, paper)
	folder := b.TempDir()
	static := echo.New()
	static.Static("/", folder)
	for name, path := range map[string]string{
		"variant": "/content/v1/media/" + asset + "/w960.jpeg", "original": "/content/v1/media/" + paper + "/original",
	} {
		a := w.do(b, call{method: "GET", path: path}).want(b, http.StatusOK, "")
		if err := os.WriteFile(filepath.Join(folder, name), a.body, 0o600); err != nil {
			b.Fatal(err)
		}
		whole := func(path string) string { return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n" }
		b.Run(fmt.Sprintf("%s of %d bytes", name, len(a.body)), func(b *testing.B) { drive(b, w.api, whole(path)) })
		b.Run(name+" by Echo", func(b *testing.B) { drive(b, static, whole("/"+name)) })
		if name == "variant" {
			b.Run("unchanged", func(b *testing.B) {
				drive(b, w.api, strings.Replace(whole(path), "\r\n\r\n", "\r\nIf-None-Match: "+a.header.Get("ETag")+"\r\n\r\n", 1))
			})
			b.Run("unchanged by Echo", func(b *testing.B) {
				drive(b, static, strings.Replace(whole("/"+name), "\r\n\r\n", "\r\nIf-Modified-Since: "+time.Now().Add(time.Hour).UTC().Format(http.TimeFormat)+"\r\n\r\n", 1))
			})
		}
	}
}

// drive sends the request over and over on one connection, and reports the time of
// the processor for each.
func drive(b *testing.B, api http.Handler, request string) {
	server := httptest.NewServer(api)
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	defer conn.Close()
	in := bufio.NewReaderSize(conn, 256<<10)
	one := func() {
		if _, err := io.WriteString(conn, request); err != nil {
			b.Fatal(err)
		}
		answer, err := http.ReadResponse(in, nil)
		if err != nil || answer.StatusCode >= http.StatusBadRequest {
			b.Fatal(answer, err)
		}
		for n := answer.ContentLength; n > 0; {
			skipped, err := in.Discard(int(min(n, 256<<10)))
			if err != nil {
				b.Fatal(err)
			}
			n -= int64(skipped)
		}
	}
	one()
	b.ReportAllocs()
	before, n := processorTime(b), 0
	for b.Loop() {
		one()
		n++
	}
	b.ReportMetric(float64((processorTime(b)-before).Nanoseconds())/1e3/float64(n), "cpu-µs/op")
}
