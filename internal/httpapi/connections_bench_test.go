package httpapi_test

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"
)

// BenchmarkConnections measures what a server keeps for connections, in heap and stacks:
// for those that were answered and ask no more, and for those that asked and do not read.
// The ends of the clients are in it: about 300 bytes each. FIGURES.md has what came out.
func BenchmarkConnections(b *testing.B) {
	w := newWorld(b)
	admin := w.token(b, "admin")
	w.both(b, admin, true, strings.Repeat("<p>A word and another. </p>", 40_000), strings.Repeat("<p>Un mot et un autre. </p>", 10))
	const short, long = "/content/v1/posts/by-slug/un?locale=fr", "/content/v1/posts?locale=en&fields=body"
	for _, bench := range []struct {
		name, path string
		reads      bool
		n          int
	}{{"idle", short, true, 9_000}, {"not reading", long, false, 1_000}} {
		b.Run(bench.name, func(b *testing.B) {
			server := httptest.NewUnstartedServer(w.api)
			server.Config.IdleTimeout, server.Config.WriteTimeout = 2*time.Minute, 30*time.Second
			server.Start()
			defer server.CloseClientConnections()
			if _, err := http.Get(server.URL + bench.path); err != nil { // it is in the cache then
				b.Fatal(err)
			}
			for b.Loop() {
				before := inUse()
				conns := make([]net.Conn, bench.n)
				for i := range conns {
					conns[i] = asking(b, server.Listener.Addr().String(), bench.path, bench.reads)
				}
				time.Sleep(time.Second)
				b.ReportMetric(float64(inUse()-before)/float64(bench.n), "B/connection")
				began := time.Now()
				asking(b, server.Listener.Addr().String(), short, true).Close()
				b.ReportMetric(float64(time.Since(began).Microseconds()), "µs-of-another")
				for _, c := range conns {
					c.Close()
				}
			}
			b.ReportMetric(0, "ns/op")
		})
	}
}

// asking connects and asks once.
func asking(b *testing.B, address, path string, reads bool) net.Conn {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.WriteString(conn, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
		b.Fatal(err)
	}
	if !reads {
		return conn
	}
	a, err := http.ReadResponse(bufio.NewReaderSize(conn, 512), nil)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.Copy(io.Discard, a.Body); err != nil {
		b.Fatal(err)
	}
	return conn
}

// inUse returns the bytes of heap and stacks that are in use.
func inUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}
