package httpapi_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/reading"
)

func TestConditionalReads(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	w.publish(t, admin, p)
	for _, path := range []string{
		"/content/v1/site?locale=fr", "/content/v1/locales", "/content/v1/posts?locale=fr", "/content/v1/posts/" + p.ID + "?locale=fr",
		"/content/v1/posts/by-slug/a-garden-on-the-roof?locale=en", "/content/v1/resolve?url=/fr/un-jardin-sur-le-toit/",
		"/content/v1/tags?locale=fr", "/content/v1/openapi.json",
	} {
		a := w.do(t, call{method: "GET", path: path}).want(t, http.StatusOK, "")
		etag := a.header.Get("ETag")
		if len(etag) != 34 || etag[0] != '"' {
			t.Errorf("%s: ETag %q is not 128 bits", path, etag)
		}
		if got := a.header.Get("Cache-Control"); got != "public, max-age=0, s-maxage=10, stale-while-revalidate=30" {
			t.Errorf("%s: Cache-Control %q", path, got)
		}
		head := w.do(t, call{method: "HEAD", path: path}).want(t, http.StatusOK, "")
		if len(head.body) > 0 || head.header.Get("Content-Length") != a.header.Get("Content-Length") || head.header.Get("ETag") != etag {
			t.Errorf("%s: HEAD differs from GET: %v", path, head.header)
		}
		for _, method := range []string{"GET", "HEAD"} {
			for _, tag := range []string{etag, "W/" + etag, `"x", ` + etag, "*"} {
				same := w.do(t, call{method: method, path: path, header: map[string]string{"If-None-Match": tag}}).want(t, http.StatusNotModified, "")
				if len(same.body) > 0 || same.header.Get("ETag") != etag || same.header.Get("Cache-Control") == "" || same.header.Get("Content-Type") != "" {
					t.Errorf("%s: 304 with %v", path, same.header)
				}
			}
		}
		w.do(t, call{method: "GET", path: path, header: map[string]string{"If-None-Match": `"x"`}}).want(t, http.StatusOK, "")
		again := w.do(t, call{method: "GET", path: path})
		if string(again.body) != string(a.body) {
			t.Errorf("%s: two answers differ", path)
		}
	}
}

func TestLanguageOfAnswers(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	w.publish(t, admin, p)
	at := "/content/v1/posts/" + p.ID
	accept := func(s string) map[string]string { return map[string]string{"Accept-Language": s} }
	tests := []struct {
		name, path string
		header     map[string]string
		language   string
		vary       string
		text       string
		status     int
	}{
		{"named", at + "?locale=fr", accept("en"), "fr", "Accept", "jardin", 200},
		{"accepted", at, accept("fr-CA,en;q=0.5"), "fr", "Accept, Accept-Language", "jardin", 200},
		{"neither", at, nil, "en", "Accept, Accept-Language", "garden", 200},
		{"a problem in the language asked for", at + "x?locale=fr", accept("en"), "fr", "Accept", "Rien n’est publié", 404},
		{"a problem in the language accepted", at + "x", accept("fr"), "fr", "Accept, Accept-Language", "Rien n’est publié", 404},
		{"a problem about a language that is not spoken", at + "?locale=de", accept("fr"), "fr", "Accept, Accept-Language", "Le site n’a pas la langue", 404},
		{"management speaks the caller's", "/manage/v1/posts?locale=fr", accept("fr"), "fr", "Accept-Language", "jeton", 401},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := w.do(t, call{method: "GET", path: tt.path, header: tt.header}).want(t, tt.status, "")
			if got := a.header.Get("Content-Language"); got != tt.language {
				t.Errorf("Content-Language %q, want %q", got, tt.language)
			}
			if got := strings.Join(a.header.Values("Vary"), ", "); got != tt.vary {
				t.Errorf("Vary %q, want %q", got, tt.vary)
			}
			if !strings.Contains(string(a.body), tt.text) {
				t.Errorf("%q is missing: %s", tt.text, a.body)
			}
		})
	}
}

func TestListPages(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	for range 3 {
		w.publish(t, admin, w.pair(t, admin))
	}
	a := w.do(t, call{method: "GET", path: "/content/v1/posts?locale=fr&limit=2&fields=title,slug&total=true&utm_source=x"}).want(t, http.StatusOK, "")
	page := into[struct {
		Items []map[string]any
		Next  string
		Total int
	}](t, a)
	if len(page.Items) != 2 || len(page.Items[0]) != 4 || page.Total != 3 {
		t.Errorf("page %s", a.body)
	}
	link := a.header.Get("Link")
	next, _, _ := strings.Cut(strings.TrimPrefix(link, "<"), ">")
	if !strings.HasSuffix(link, `>; rel="next"`) || !strings.HasPrefix(next, "/content/v1/posts?") || strings.Contains(next, "utm") {
		t.Fatalf("Link %q", link)
	}
	last := w.do(t, call{method: "GET", path: next}).want(t, http.StatusOK, "")
	if !strings.Contains(last.header.Get("Link"), `rel="prev"`) || strings.Contains(last.header.Get("Link"), `rel="next"`) {
		t.Errorf("Link of the last page %q", last.header.Get("Link"))
	}
	w.do(t, call{method: "GET", path: "/content/v1/posts?locale=fr&tag=a&author=b"}).want(t, http.StatusBadRequest, "list.combination")
	w.do(t, call{method: "GET", path: "/content/v1/posts?locale=*"}).want(t, http.StatusOK, "")
	w.do(t, call{method: "GET", path: "/content/v1/posts?locale=fr&limit=1000"}).want(t, http.StatusBadRequest, "parameter.invalid").absent(t, "strconv", "1000")
	w.do(t, call{method: "GET", path: "/content/v1/posts?page=2"}).want(t, http.StatusBadRequest, "parameter.unknown")
}

// TestAllLanguagesWhereOneIsWanted is told which there are, in either language.
func TestAllLanguagesWhereOneIsWanted(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	p := w.pair(t, admin)
	w.publish(t, admin, p)
	const public = "/content/v1/"
	told := map[string]string{"en": "Write one of: en, fr.", "fr": "Écrivez l’une de celles-ci\u00a0: en, fr."}
	for _, path := range []string{
		"posts/" + p.ID + "?locale=*", "posts/by-slug/un-jardin-sur-le-toit?locale=*", "posts/" + p.ID + "/neighbours?locale=*", "posts/" + p.ID + "/related?locale=*", "site?locale=*",
		"tags?locale=*", "authors?locale=*", "series?locale=*", "tags/x?locale=*", "archives?locale=*", "search?q=toit&locale=*", "search/suggestions?q=toit&locale=*", "llms.txt?locale=*",
		"resolve?url=/fr/&locale=*", "redirects?locale=*", "feeds/*/rss.xml", "posts?locale=fr&fallback=*", "posts?locale=fr&available_in=*",
	} {
		for _, language := range []string{"en", "fr"} {
			a := w.do(t, call{method: "GET", path: public + path, header: map[string]string{"Accept-Language": language}}).want(t, http.StatusBadRequest, "locale.one")
			spoken := a.header.Get("Content-Language")
			if spoken != language && !strings.Contains(path, "locale=fr") || !strings.Contains(string(a.body), told[spoken]) {
				t.Errorf("%s in %s: %s", path, language, a.body)
			}
		}
	}
}

func TestCORS(t *testing.T) {
	w := newWorld(t)
	origin := map[string]string{"Origin": "https://shop.example"}
	a := w.do(t, call{method: "GET", path: "/content/v1/locales", header: origin}).want(t, http.StatusOK, "")
	if a.header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(a.header.Get("Access-Control-Expose-Headers"), "ETag") || a.header.Get("Vary") != "" {
		t.Errorf("open: %v", a.header)
	}
	missing := w.do(t, call{method: "GET", path: "/content/v1/posts/x?locale=fr", header: origin}).want(t, http.StatusNotFound, "post.unknown")
	if !strings.Contains(string(missing.body), "/posts/by-slug/") {
		t.Errorf("a slug in the place of an id: %s", missing.body)
	}
	if missing.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("scripts cannot read the problem: %v", missing.header)
	}
	pre := w.do(t, call{method: "OPTIONS", path: "/content/v1/posts", header: origin}).want(t, http.StatusNoContent, "")
	if pre.header.Get("Access-Control-Allow-Methods") == "" || pre.header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("preflight: %v", pre.header)
	}
	for _, name := range []string{"Accept", "Accept-Language", "Cache-Control", "Content-Type", "If-None-Match", "Last-Event-ID", "Pragma", "Range", "X-Requested-With"} {
		if !slices.Contains(strings.Split(pre.header.Get("Access-Control-Allow-Headers"), ", "), name) {
			t.Errorf("scripts may not send %s, which is harmless: %v", name, pre.header)
		}
	}
	managed := w.do(t, call{method: "GET", path: "/manage/v1/posts", header: origin}).want(t, http.StatusUnauthorized, "")
	managed.absent(t, "Access-Control")

	admin := w.token(t, "admin")
	w.do(t, call{method: "PATCH", path: "/manage/v1/site", token: admin, header: map[string]string{"If-Match": `"1"`}, body: `{"corsOrigins":["https://shop.example"]}`}).want(t, http.StatusOK, "")
	w.api = w.handler(t, func(*httpapi.Config) {}) // the old one asks again after a few seconds
	a = w.do(t, call{method: "GET", path: "/content/v1/locales", header: origin})
	if a.header.Get("Access-Control-Allow-Origin") != "https://shop.example" || a.header.Get("Vary") != "Origin" {
		t.Errorf("named: %v", a.header)
	}
	a = w.do(t, call{method: "GET", path: "/content/v1/locales", header: map[string]string{"Origin": "https://evil.example"}})
	if a.header.Get("Access-Control-Allow-Origin") != "" || a.header.Get("Vary") != "Origin" {
		t.Errorf("another: %v", a.header)
	}
}

func TestWhatEchoRefuses(t *testing.T) {
	w := newWorld(t)
	tests := []struct {
		method, path string
		status       int
		code         string
	}{
		{"GET", "/nothing", 404, "http.not_found"},
		{"GET", "/content/v1/posts/", 404, "http.not_found"},
		{"GET", "/content/v2/posts", 404, "http.not_found"},
		{"GET", "/manage/v1/nothing", 404, "http.not_found"},
		{"POST", "/content/v1/posts", 405, "http.method"},
		{"DELETE", "/manage/v1/site", 405, "http.method"},
	}
	for _, tt := range tests {
		a := w.do(t, call{method: tt.method, path: tt.path}).want(t, tt.status, tt.code)
		if public := strings.HasPrefix(tt.path, "/content/v1/"); public != (a.header.Get("Access-Control-Allow-Origin") == "*") {
			t.Errorf("%s %s: scripts may read it: %v", tt.method, tt.path, !public)
		}
		if tt.status == 405 && a.header.Get("Allow") == "" {
			t.Errorf("%s %s: no Allow", tt.method, tt.path)
		}
		if got := a.header.Get("Cache-Control"); !strings.Contains(got, "no-store") {
			t.Errorf("%s: Cache-Control %q", tt.path, got)
		}
	}
	w.do(t, call{method: "GET", path: "/livez"}).want(t, http.StatusNoContent, "")
	w.do(t, call{method: "GET", path: "/readyz"}).want(t, http.StatusNoContent, "")
	w.api = w.handler(t, func(c *httpapi.Config) {
		c.Ready = func(context.Context) error { return errors.New("secret path is gone") }
	})
	a := w.do(t, call{method: "GET", path: "/readyz"}).want(t, http.StatusServiceUnavailable, "http.unready")
	a.absent(t, "secret")
	if a.header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

// TestOursIsToldToNobody: a failing disk and a panic are 500 with nothing in
// it, and the whole in the log.
func TestOursIsToldToNobody(t *testing.T) {
	w := newWorld(t)
	broken := *w.Reading
	w.api = w.handler(t, func(c *httpapi.Config) { c.Reading = &broken })
	for _, failing := range []func(context.Context, func(reading.Source) error) error{
		func(context.Context, func(reading.Source) error) error { return errors.New("disk secret failed") },
		func(context.Context, func(reading.Source) error) error { panic("secret panic") },
	} {
		broken.Snapshot = failing
		w.log.Reset()
		w.do(t, call{method: "GET", path: "/content/v1/locales"}).want(t, http.StatusInternalServerError, "http.internal").absent(t, "secret", "goroutine")
		if !strings.Contains(w.log.String(), "secret") {
			t.Errorf("the log does not say why: %s", w.log)
		}
	}
	broken.Snapshot = func(ctx context.Context, _ func(reading.Source) error) error { <-ctx.Done(); return ctx.Err() }
	w.api = w.handler(t, func(c *httpapi.Config) { c.Reading, c.Limits.Request = &broken, time.Millisecond })
	w.do(t, call{method: "GET", path: "/content/v1/locales"}).want(t, http.StatusServiceUnavailable, "http.too_slow")
}

func TestBodies(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.api = w.handler(t, func(c *httpapi.Config) { c.Limits.Body = 2000 })
	tests := []struct {
		name, kind, body string
		status           int
		code             string
		pointers         []string
	}{
		{"unknown member", "application/json", `{"translations":{"fr":{"titel":"x"}},"foo/bar":1}`, 422, "invalid", []string{"/foo~1bar", "/translations/fr/titel"}},
		{"members in another case", "application/json", `{"Translations":{}}`, 422, "invalid", []string{"/Translations", "/translations"}},
		{"wrong types", "application/json", `{"date":5,"tags":"x","translations":{"fr":{"title":7,"format":"word"}}}`, 422, "invalid", []string{"/date", "/tags", "/translations/fr/title", "/translations/fr/format"}},
		{"null where nothing may be", "application/json", `{"translations":null}`, 422, "invalid", []string{"/translations"}},
		{"what only the server says", "application/json", `{"id":"x","translations":{"fr":{"html":"x"}}}`, 422, "invalid", []string{"/id", "/translations/fr/html"}},
		{"no translation", "application/json", `{"translations":{}}`, 422, "invalid", []string{"/translations"}},
		{"no language", "application/json", `{"translations":{"not a tag":{"title":"x"}}}`, 422, "invalid", []string{"/translations/not a tag"}},
		{"one language twice", "application/json", `{"translations":{"fr":{"title":"x"},"FR":{"title":"y"}}}`, 422, "invalid", nil},
		{"no date", "application/json", `{"date":"2026-13-45","translations":{"fr":{"title":"x"}}}`, 422, "invalid", []string{"/date"}},
		{"a date that is none", "application/json", `{"date":"nonsense","translations":{"fr":{"title":"x"}}}`, 422, "invalid", []string{`/date","code":"member.moment`}},
		{"a list", "application/json", `[]`, 422, "invalid", nil},
		{"repeated member", "application/json", `{"date":null,"date":null}`, 400, "json.repeated", []string{"/date"}},
		{"broken", "application/json", "{\n \"a\": }", 400, "json.malformed", nil},
		{"empty", "application/json", "", 400, "json.empty", nil},
		{"too large", "application/json", `{"note":"` + strings.Repeat("x", 2000) + `"}`, 413, "body.too_large", nil},
		{"text", "text/plain", `{}`, 415, "body.unsupported", nil},
		{"no type", "", `{}`, 415, "body.unsupported", nil},
		{"a form", "application/x-www-form-urlencoded", `a=b`, 415, "body.unsupported", nil},
		{"a merge patch where nothing is", "application/merge-patch+json", `{}`, 415, "body.unsupported", nil},
		{"another charset", "application/json; charset=latin1", `{}`, 415, "body.unsupported", nil},
		{"UTF-8 said", "Application/JSON; charset=UTF-8", `{`, 400, "json.malformed", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := w.do(t, call{method: "POST", path: "/manage/v1/posts", token: admin, body: tt.body, header: map[string]string{"Content-Type": tt.kind}}).want(t, tt.status, tt.code)
			for _, pointer := range tt.pointers {
				if !strings.Contains(string(a.body), `"pointer":"`+pointer+`"`) {
					t.Errorf("%s is not named: %s", pointer, a.body)
				}
			}
			a.absent(t, "Schema", "additionalProperties", "openapi", "cannot unmarshal", "strconv", "word\"")
		})
	}
	w.api = w.handler(t, func(*httpapi.Config) {})
	for _, path := range []string{"login", "accept"} { // nobody has said yet who asks
		w.do(t, call{method: "POST", path: "/manage/v1/auth/" + path, body: `{"email":"` + strings.Repeat("x", 16<<10) + `"}`}).
			want(t, http.StatusRequestEntityTooLarge, "body.too_large")
	}
	list := w.do(t, call{method: "GET", path: "/manage/v1/posts", token: admin}).want(t, http.StatusOK, "")
	if string(list.body) != `{"items":[],"next":null}` {
		t.Errorf("a refused body left something: %s", list.body)
	}
}

// TestExpectContinue: a body over the limit is refused before it is sent.
func TestExpectContinue(t *testing.T) {
	w := newWorld(t)
	server := httptest.NewServer(w.api)
	defer server.Close()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(conn, "POST /manage/v1/posts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+w.token(t, "admin")+
		"\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n")
	if err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err != nil || !strings.Contains(line, "413") {
		t.Errorf("answered %q, %v", line, err)
	}
}

// TestSlowBody: a body that does not come ends its request, and the connection.
func TestSlowBody(t *testing.T) {
	w := newWorld(t)
	token := w.token(t, "admin")
	w.api = w.handler(t, func(c *httpapi.Config) { c.Limits.Request = 50 * time.Millisecond })
	server := httptest.NewServer(w.api)
	defer server.Close()
	for _, credential := range []string{token, "none"} {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(conn, "POST /manage/v1/posts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+credential+
			"\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"); err != nil {
			t.Fatal(err)
		}
		answer, err := io.ReadAll(conn)
		if err != nil || !strings.HasPrefix(string(answer), "HTTP/1.1 4") {
			t.Errorf("answered %q, %v", answer, err)
		}
	}
}
