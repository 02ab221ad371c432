package httpapi_test

import (
	"bufio"
	"bytes"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/httpapi"
)

// sent returns what the handler answers to a request as it stands on the wire.
func sent(t testing.TB, api http.Handler, text string) answer {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(text)))
	if err != nil {
		return answer{} // the server refuses it before us
	}
	r.RemoteAddr = "192.0.2.1:4711"
	rec := httptest.NewRecorder()
	api.ServeHTTP(rec, r.WithContext(t.Context()))
	return answer{rec.Code, rec.Header(), rec.Body.Bytes()}
}

func (a answer) equals(b answer) bool {
	return a.status == b.status && bytes.Equal(a.body, b.body) &&
		maps.EqualFunc(a.header, b.header, func(x, y []string) bool { return slices.Equal(x, y) })
}

// poisons are requests that may be taken for a plain one, or taken apart by the cache in
// another way than by the routes. PATH stands for the path of the plain one, QUERY for
// its query.
func poisons() []string {
	line := func(target string) string { return "GET " + target + " HTTP/1.1\r\nHost: site.example\r\n" }
	requests := []string{
		line("http://evil.example/PATH?QUERY"), line("http://evil.example:80//PATH?QUERY"), line("//evil.example/PATH?QUERY"), line("//PATH?QUERY"),
		line("/./PATH?QUERY"), line("/PATH/?QUERY"), line("/PATH/.?QUERY"), line("/PATH/../posts?QUERY"), line("/PATH%2f?QUERY"), line("/PATH%00?QUERY"),
		line("/PATH;x=1?QUERY"), line("/PATH?QUERY;x=1"), line("/PATH?QUERY#x"), line("/PATH%23x?QUERY"), line("/PATH%3FQUERY"), line("/PATH%3Flocale=en?QUERY"),
		line("/PATH?QUERY&QUERY"), line("/PATH?QUERY&locale=en"), line("/PATH?locale=en&QUERY"), line("/PATH?QUERY&LOCALE=en"), line("/PATH?QUERY&Locale=en"),
		line("/PATH?QUERY&x=1"), line("/PATH?QUERY&utm_source=%3Cscript%3E"), line("/PATH?utm_a=1&QUERY&utm_a=2"), line("/PATH?QUERY&utm_x=%zz"), line("/PATH?QUERY&&"),
		line("/PATH?QUERY&_method=DELETE"), line("/PATH?QUERY%26limit=1"), line("/PATH?QUERY%00"), line("/PATH?QUERY%ff"), line("/PATH?QUERY%"), line("/PATH?QUERY+"),
		line("/PATH?l%6Fcale=en"), line("/PATH?l%6Fcale=en&QUERY"), line("/PATH?lo+cale=en&QUERY"), line("/PATH?locale"), line("/PATH?=fr&QUERY"), line("/PATH?locale=&QUERY"),
		line("/PATH?locale[]=en&QUERY"), line("/PATH?QUERY&callback=x"), line("/PATH?QUERY&format=xml"), line("/PATH"), line("/PATH?"), line("/PATH??QUERY"),
		line("/PATH?locale=FR"), line("/PATH?locale=fr%20"), line("/PATH?fallback=en&QUERY"), line("/PATH?QUERY&fallback=chain"), line("/" + strings.Repeat("PATH/", 3) + "?QUERY"),
		line("/PATH?QUERY&" + strings.Repeat("utm_x=1&", 900)), line("/PATH?QUERY&" + strings.Repeat("x=1&", 3000)),
		"HEAD /PATH?QUERY HTTP/1.1\r\nHost: site.example\r\n", "POST /PATH?QUERY HTTP/1.1\r\nHost: site.example\r\nContent-Length: 0\r\n",
		"OPTIONS /PATH?QUERY HTTP/1.1\r\nHost: site.example\r\nOrigin: https://evil.example\r\n", "GET /PATH?QUERY HTTP/1.0\r\n",
		"GET /PATH?QUERY HTTP/1.1\r\nHost: evil.example\r\n", "GET /PATH?QUERY HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2\r\n\r\n{}",
		"get /PATH?QUERY HTTP/1.1\r\nHost: site.example\r\n", "TRACE /PATH?QUERY HTTP/1.1\r\nHost: site.example\r\n",
	}
	for _, header := range []string{
		"X-Forwarded-Host: evil.example", "X-Forwarded-Proto: gopher", "X-Forwarded-Prefix: /evil", "X-Forwarded-For: evil", "Forwarded: host=evil.example;proto=gopher",
		"X-Original-URL: /manage/v1/posts", "X-Rewrite-URL: /content/v1/posts?locale=en", "X-HTTP-Method-Override: DELETE", "X-Method-Override: HEAD", "X-Host: evil.example",
		"Range: bytes=0-1", "Range: bytes=-0", "If-Range: \"x\"\r\nRange: bytes=0-1", "If-None-Match: *", `If-None-Match: "a", W/"b", "c"`, "If-None-Match: x\"", `If-Match: "x"`,
		"If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT", "If-Unmodified-Since: Thu, 01 Jan 1970 00:00:00 GMT",
		"Accept-Encoding: gzip;q=0, *;q=0, identity;q=0", "Accept-Encoding: br;q=nan, gzip;q=-1", "Accept-Encoding: " + strings.Repeat("gzip, ", 2_000), "Accept-Encoding: br\r\nAccept-Encoding: gzip",
		"Accept-Language: " + strings.Repeat("en-x-aaaaaaaa, ", 700), "Accept-Language: en", "Accept-Language: de;q=1, en;q=0.5", "accept-language: EN", "Accept-Language: fr\r\nAccept-Language: en",
		"Accept: text/markdown", "Accept: text/html, */*;q=0", "Accept: application/xml", "ACCEPT: text/markdown", "Origin: https://evil.example", "Origin: null", "Cookie: session=x; locale=en",
		"Authorization: Bearer x", "Cache-Control: no-cache, no-store", "Pragma: no-cache", "Connection: Accept-Language, close", "Content-Type: text/html", "Save-Data: on", "Transfer-Encoding: chunked\r\n\r\n0",
	} {
		requests = append(requests, line("/PATH?QUERY")+header+"\r\n")
	}
	return requests
}

// TestNobodyPoisonsTheCache sends each of them to an empty cache, and asks plainly
// afterwards: the answer is, byte for byte, that of a cache which nobody else has asked.
func TestNobodyPoisonsTheCache(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	cold := func() http.Handler { return w.handler(t, func(*httpapi.Config) {}) }
	for _, plain := range []struct{ path, query, header string }{
		{"content/v1/posts/by-slug/un-jardin-sur-le-toit", "locale=fr", ""},
		{"content/v1/posts", "limit=1&locale=fr", ""},
		{"content/v1/posts", "limit=1", "Accept-Language: fr\r\n"},
		{"content/v1/posts/by-slug/nowhere", "locale=fr", ""},
		{"content/v1/tags", "", "Accept-Language: fr\r\n"},
		{"content/v1/feeds/fr/atom.xml", "content=full", ""},
	} {
		asked := "GET /" + plain.path + "?" + plain.query + " HTTP/1.1\r\nHost: site.example\r\n" + plain.header + "\r\n"
		want := sent(t, cold(), asked)
		if again := sent(t, cold(), asked); !again.equals(want) {
			t.Fatalf("%s is not the same twice", asked)
		}
		for _, poison := range poisons() {
			bad := strings.NewReplacer("PATH", plain.path, "QUERY", plain.query).Replace(poison) + "\r\n"
			api := cold()
			for range 2 {
				a := sent(t, api, bad)
				a.absent(t, "evil", "gopher")
				if a.status >= 500 {
					t.Errorf("%.200q: %d", bad, a.status)
				}
			}
			if got := sent(t, api, asked); !got.equals(want) {
				t.Errorf("after %.200q\n%q\nis answered %d %v\n%s\ninstead of %d %v\n%s", bad, asked, got.status, got.header, got.body, want.status, want.header, want.body)
			}
		}
	}
}

// TestAsManyWaysToAskTheSame have one answer, and are read once.
func TestAsManyWaysToAskTheSame(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.publish(t, admin, w.pair(t, admin))
	counted, reads := w.counted(t, 8<<20)
	var want answer
	for i, query := range []string{
		"locale=fr&limit=1&fields=id,title", "limit=1&fields=id%2Ctitle&locale=fr", "fields=id%2ctitle&locale=%66r&limit=1&utm_source=x", "utm_a=b&limit=%31&&locale=fr&fields=id,title&",
	} {
		a := sent(t, counted, "GET /content/v1/posts?"+query+" HTTP/1.1\r\nHost: x\r\n\r\n").want(t, http.StatusOK, "")
		if i == 0 {
			want = a
		} else if !a.equals(want) {
			t.Errorf("%s: %v %s, want %v %s", query, a.header, a.body, want.header, want.body)
		}
	}
	if n := reads.Load(); n != 2 { // what the desk knows, and the list
		t.Errorf("read %d times", n)
	}
	for i, path := range []string{"/content/v1/posts/by-slug/un-jardin-sur-le-toit?locale=fr", "/content/v1/posts/by-slug/un%2Djardin-sur-le-t%6fit?locale=fr", "/content/v1/p%6Fsts/by-slug/un-jardin-sur-le-toit?locale=fr"} {
		a := sent(t, counted, "GET "+path+" HTTP/1.1\r\nHost: x\r\n\r\n").want(t, http.StatusOK, "")
		if i == 0 {
			want = a
		} else if !a.equals(want) {
			t.Errorf("%s: %s", path, a.body)
		}
	}
	if n := reads.Load(); n != 3 {
		t.Errorf("read %d times", n)
	}
}
