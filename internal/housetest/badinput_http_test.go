package housetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A problem is what a refusal says.
type problem struct {
	Status              int
	Code, Title, Detail string
	Errors              []struct{ Pointer, Code, Detail string }
}

// send sends bytes as they are and returns the answer; it has to come soon.
func (c *client) send(t testing.TB, method, path, kind, body string, headers ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, c.url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.URL.Opaque = path // as written, escapes and dots too
	req.Header.Set("Accept-Encoding", identity)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	start := time.Now()
	res, err := c.http.Do(req)
	if err != nil {
		t.Fatalf("%s %.60s: %v", method, path, err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %.60s: %v", method, path, err)
	}
	if took := time.Since(start); took > 30*time.Second {
		t.Errorf("%s %.60s took %s", method, path, took)
	}
	return answer{res.StatusCode, res.Header, b}
}

// refused holds an answer to be a problem of the client's, in words.
func refused(t testing.TB, a answer) problem {
	t.Helper()
	var p problem
	if a.status < 400 || a.status > 499 || a.header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s, want a problem of the client's: %.300s", a.status, a.header.Get("Content-Type"), a.body)
		return p
	}
	a.into(t, &p)
	for _, words := range append([]string{p.Title}, details(p)...) {
		plain(t, words)
	}
	if p.Status != a.status || p.Code == "" || a.header.Get("Content-Language") == "" {
		t.Errorf("problem %+v in %q", p, a.header.Get("Content-Language"))
	}
	return p
}

func details(p problem) []string {
	var list []string
	for _, e := range p.Errors {
		list = append(list, e.Detail)
	}
	return list
}

// TestHostileBodies sends what is no post, and finds every refusal in order and
// no post afterwards.
func TestHostileBodies(t *testing.T) {
	data, token := fresh(t)
	s := serve(t, data)
	c := &client{url: s.url, token: token}
	post := func(shared, text string) string {
		return `{"sourceLocale":"en","translations":{"en":{"title":"x"` + text + `}}` + shared + `}`
	}
	markdown := func(body string) string {
		b, _ := json.Marshal(body)
		return post("", `,"format":"markdown","body":`+string(b))
	}
	for name, tt := range map[string]struct{ body, code, pointer string }{
		"empty":          {"", "json.empty", ""},
		"garbage behind": {post("", "") + "x", "json.malformed", ""},
		"two":            {post("", "") + post("", ""), "json.malformed", ""},
		"unknown":        {post(`,"zz":1`, ""), "member.unknown", "/zz"},
		"repeated":       {post("", `,"title":"y"`), "json.repeated", "/translations/en/title"},
		"by an escape":   {post("", `,"\u0074itle":"y"`), "json.repeated", "/translations/en/title"},
		"other case":     {post(`,"Date":null`, ""), "member.unknown", "/Date"},
		"type":           {post(`,"tags":[{}]`, ""), "member.type.string", "/tags/0"},
		"date":           {post(`,"date":"nonsense"`, ""), "member.moment", "/date"},
		"year":           {post(`,"date":"99999-01-01"`, ""), "member.moment", "/date"},
		"year 0":         {post(`,"date":"0000-01-01T00:00:00Z"`, ""), "date.range", "/date"},
		"NUL":            {post("", `,"summary":"a\u0000"`), "json.nul", "/translations/en/summary"},
		"surrogate":      {post("", `,"summary":"\ud800"`), "json.surrogate", ""},
		"not UTF-8":      {post("", ",\"summary\":\"\xff\""), "json.utf8", ""},
		"UTF-16":         {"\xff\xfe{\x00}\x00", "json.utf8", ""},
		"deep":           {post(`,"params":{"a":`+strings.Repeat("[", 5000)+strings.Repeat("]", 5000)+`}`, ""), "json.too_deep", ""},
		"deeper":         {strings.Repeat("[", 1<<20), "json.malformed", ""},
		"number":         {post(`,"params":{"a":1e400}`, ""), "json.number", "/params/a"},
		"digits":         {post(`,"params":{"a":`+strings.Repeat("9", 100_000)+`}`, ""), "json.number", "/params/a"},
		"members":        {post(`,"params":{`+strings.TrimSuffix(numbered(`"k%d":1,`, 50_000), ",")+`}`, ""), "params.too_large", "/params"},
		"values":         {post(`,"params":{`+strings.TrimSuffix(numbered(`"k%d":1,`, 100_000), ",")+`}`, ""), "json.too_many", ""},
		"languages":      {`{"translations":{` + strings.TrimSuffix(numbered(`"x-%d":{},`, 20_000), ",") + `}}`, "member.too_many", "/translations"},
		"no language":    {`{"sourceLocale":"en","translations":{"":{"title":"x"}}}`, "", ""},
		"slug":           {post("", `,"slug":".."`), "slug.dots", "/translations/en/slug"},
		"right to left":  {post("", `,"slug":"a\u202eb"`), "slug.character", "/translations/en/slug"},
		"script":         {post("", `,"seo":{"canonical":"javascript:alert(1)"}`), "url.scheme", "/translations/en/seo/canonical"},
		"body":           {post("", `,"body":"`+strings.Repeat("x", 5<<20)+`"`), "body.too_long", "/translations/en/body"},
		"brackets":       {markdown(strings.Repeat("[", 500_000)), "markdown.too_complex", "/translations/en/body"},
		"table":          {markdown(strings.Repeat("|a", 2000) + "\n" + strings.Repeat("|-", 2000) + "\n" + strings.Repeat("|x\n", 100_000)), "markdown.too_complex", "/translations/en/body"},
		"footnotes":      {markdown(strings.Repeat("[^1]: a\n\n[^1]\n\n", 50_000)), "markdown.too_complex", "/translations/en/body"},
		"too large":      {`{"a":"` + strings.Repeat("x", 9<<20) + `"}`, "body.too_large", ""},
	} {
		p := refused(t, c.send(t, "POST", "/manage/v1/posts", "application/json", tt.body))
		code, pointer := p.Code, ""
		if len(p.Errors) > 0 {
			code, pointer = p.Errors[0].Code, p.Errors[0].Pointer
		}
		if tt.code != "" && code != tt.code || tt.pointer != "" && pointer != tt.pointer {
			t.Errorf("%s: %s at %q, want %s at %q", name, code, pointer, tt.code, tt.pointer)
		}
	}
	for kind, headers := range map[string][]string{
		"text/plain": nil, "": nil, "multipart/form-data; boundary=x": nil, "application/json; charset=latin1": nil,
		"application/json": {"Content-Encoding", "gzip"}, "application/json;": {"Content-Type", "text/html"},
	} {
		if p := refused(t, c.send(t, "POST", "/manage/v1/posts", kind, post("", ""), headers...)); p.Status != 415 {
			t.Errorf("%q: %d", kind, p.Status)
		}
	}
	if a := c.must(t, 200, "GET", "/manage/v1/posts", nil); string(a.body) != `{"items":[],"next":null}` {
		t.Errorf("something was kept: %s", a.body)
	}
	sound(t, data)
}

// TestHostileAddresses asks for what is not there in every way that a path and a
// query can be wrong.
func TestHostileAddresses(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	run(t, "import", "hugo", "../../testdata/site", "--data", data)
	c := &client{url: serve(t, data).url}
	list := "/content/v1/posts?locale=en&"
	for _, path := range []string{
		list + "locale=fr", list + "zz=1", list + "limit=-1", list + "limit=0", list + "limit=101", list + "limit=1e9", list + "limit=", list + "limit=" + strings.Repeat("9", 30),
		list + "cursor=x", list + "since=nonsense", list + "since=2020-02-30", list + "until=99999-01-01", list + "tag=a&author=b", list + "tag=%00", list + "sort=x",
		list + "sort=-updated&tag=a", list + "total=maybe", list + "fields=nope", list + "fields=body&limit=100", list + "fallback=zz", list + "%zz", list + "a;b", list + "q=" + strings.Repeat("a", 9000),
		"/content/v1/posts?locale=xx-!!", "/content/v1/posts?locale=%ff", "/content/v1/posts?locale=" + strings.Repeat("a", 2000), "/content/v1/posts?LOCALE=en",
		"/content/v1/posts/nope", "/content/v1/posts/%00", "/content/v1/posts/%2e%2e%2f%2e%2e%2fetc", "/content/v1/posts/a/b", "//content/v1/posts", "/content/v1/../v1/posts",
		"/content/v1/posts/by-slug/%ff?locale=en", "/content/v1/posts/by-slug/" + strings.Repeat("x", 20_000), "/content/v1/resolve?url=http://[::1", "/content/v1/resolve?url=javascript:alert(1)",
		"/content/v1/resolve?url=%00", "/content/v1/media/..%2f..%2fdiptych.db/original", "/content/v1/media/" + strings.Repeat("A", 64) + "/original", "/.git/config", "/manage/v1/posts",
	} {
		refused(t, c.send(t, "GET", path, "", ""))
	}
	for _, method := range []string{"TRACE", "PATCH", "PUT", "DELETE", "POST", "PROPFIND", "get"} {
		if a := c.send(t, method, "/content/v1/posts", "", ""); a.status != 405 || a.header.Get("Allow") == "" {
			t.Errorf("%s: %d, Allow %q", method, a.status, a.header.Get("Allow"))
		}
	}
	// A cursor opens the list that gave it, and no other.
	var page struct{ Next string }
	c.must(t, 200, "GET", "/content/v1/posts?locale=en&limit=1", nil).into(t, &page)
	c.must(t, 200, "GET", "/content/v1/posts?locale=en&limit=1&cursor="+url.QueryEscape(page.Next), nil)
	for _, other := range []string{"locale=fr&cursor=" + page.Next, "locale=en&sort=date&cursor=" + page.Next, "locale=en&cursor=" + page.Next + "A", "locale=en&cursor=" + strings.ToUpper(page.Next)} {
		refused(t, c.send(t, "GET", "/content/v1/posts?limit=1&"+other, "", ""))
	}
	// Who asks, and through what, changes no answer.
	want := c.must(t, 200, "GET", list, nil)
	for _, h := range [][2]string{
		{"X-Forwarded-Host", "evil.example"}, {"X-Forwarded-Proto", "gopher"}, {"Forwarded", "host=evil.example"}, {"X-Forwarded-Prefix", "/evil"}, {"X-Original-URL", "/manage/v1/posts"},
		{"X-HTTP-Method-Override", "DELETE"}, {"Authorization", "Bearer nothing"}, {"Cookie", "a=b"}, {"Accept", "text/html"}, {"Range", "bytes=0-1"}, {"Accept-Language", strings.Repeat("fr;q=0.5,", 2000)},
	} {
		if a := c.must(t, 200, "GET", list, nil, h[0], h[1]); !bytes.Equal(a.body, want.body) || a.header.Get("ETag") != want.header.Get("ETag") {
			t.Errorf("%s: %s changes the answer", h[0], h[1])
		}
	}
}

// TestBrokenRequests writes requests by hand that no client would write.
func TestBrokenRequests(t *testing.T) {
	data, token := fresh(t)
	s := serve(t, data)
	post := "POST /manage/v1/posts HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nAuthorization: Bearer " + token + "\r\n"
	for name, tt := range map[string]struct {
		request string
		status  int
	}{
		"no host":        {"GET /livez HTTP/1.1\r\n\r\n", 400},
		"long head":      {"GET /livez HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("a", 200_000) + "\r\n\r\n", 431},
		"no chunk":       {post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 400},
		"chunks too big": {post + "Transfer-Encoding: chunked\r\n\r\n900000\r\n" + strings.Repeat("x", 0x900000) + "\r\n0\r\n\r\n", 413},
		"big by word":    {post + "Expect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n", 413},
		"odd length":     {post + "Content-Length: -1\r\n\r\n{}", 400},
		"two lengths":    {post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}", 400},
	} {
		conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := conn.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
			t.Fatal(err)
		}
		go func() { _, _ = io.WriteString(conn, tt.request) }()
		head := make([]byte, 12)
		if _, err := io.ReadFull(conn, head); err != nil || string(head) != fmt.Sprintf("HTTP/1.1 %d", tt.status) {
			t.Errorf("%s: %q, %v, want %d", name, head, err, tt.status)
		}
	}
	(&client{url: s.url, token: token}).must(t, 200, "GET", "/manage/v1/site", nil)
}
