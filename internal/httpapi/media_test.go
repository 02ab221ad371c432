package httpapi_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/httpapi"
)

// picture is a small PNG of one colour.
func picture(t testing.TB) string {
	t.Helper()
	return drawing(t, 4, 3)
}

// upload sends one file.
func (w *world) upload(t testing.TB, token, name, text string) answer {
	t.Helper()
	body, kind := file(t, name, text)
	return w.do(t, call{method: "POST", path: "/manage/v1/assets", token: token, body: body, header: map[string]string{"Content-Type": kind}})
}

// use makes a live post with the asset as a resource.
func (w *world) use(t testing.TB, token, asset string) {
	t.Helper()
	body := fmt.Sprintf(`{"resources":[{"name":"thumbnail","asset":%q}],"translations":{"fr":{"title":"Vent","body":"<p>x</p>"}}}`, asset)
	p := into[post](t, w.do(t, call{method: "POST", path: "/manage/v1/posts", token: token, body: body}).want(t, http.StatusCreated, ""))
	w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/publication", token: token, body: `{"shared":1,"translations":{"fr":1}}`}).want(t, http.StatusOK, "")
}

func TestMedia(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	a := w.upload(t, admin, "été “1”.png", picture(t)).want(t, http.StatusCreated, "")
	asset := into[struct {
		ID, Type, Name string
		Width, Height  int
	}](t, a)
	if asset.Type != "image/png" || asset.Width != 4 || asset.Height != 3 {
		t.Errorf("asset %s", a.body)
	}
	w.upload(t, admin, "other.png", picture(t)).want(t, http.StatusOK, "")
	at := "/content/v1/media/" + asset.ID + "/original"
	w.do(t, call{method: "GET", path: at}).want(t, http.StatusNotFound, "")
	w.use(t, admin, asset.ID)

	got := w.do(t, call{method: "GET", path: at}).want(t, http.StatusOK, "")
	if string(got.body) != picture(t) {
		t.Error("the bytes are not those that came in")
	}
	for name, want := range map[string]string{
		"Content-Type": "image/png", "Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox", "Accept-Ranges": "bytes", "Access-Control-Allow-Origin": "*",
		"Content-Disposition": `inline; filename="_t_ _1_.png"; filename*=UTF-8''%C3%A9t%C3%A9%20%E2%80%9C1%E2%80%9D.png`,
	} {
		if got := got.header.Get(name); got != want {
			t.Errorf("%s %q, want %q", name, got, want)
		}
	}
	part := w.do(t, call{method: "GET", path: at, header: map[string]string{"Range": "bytes=1-3"}}).want(t, http.StatusPartialContent, "")
	if string(part.body) != "PNG" {
		t.Errorf("range: %q", part.body)
	}
	none := w.do(t, call{method: "GET", path: at, header: map[string]string{"Range": "bytes=99999-"}}).want(t, http.StatusRequestedRangeNotSatisfiable, "http.range")
	if none.header.Get("Content-Range") == "" || strings.Contains(none.header.Get("Cache-Control"), "public") || none.header.Get("Content-Disposition") != "" {
		t.Errorf("416: %v", none.header)
	}
	for _, odd := range []string{"bytes=-0", "bytes=0-0,-00", "lines=1-2", "bytes=0-0" + strings.Repeat(",1-1", 10)} {
		whole := w.do(t, call{method: "GET", path: at, header: map[string]string{"Range": odd}}).want(t, http.StatusOK, "")
		if string(whole.body) != string(got.body) {
			t.Errorf("Range: %s gets %d bytes", odd, len(whole.body))
		}
	}
	w.do(t, call{method: "GET", path: at, header: map[string]string{"If-Match": `"x"`}}).want(t, http.StatusPreconditionFailed, "http.precondition")
	same := w.do(t, call{method: "GET", path: at, header: map[string]string{"If-None-Match": got.header.Get("ETag")}}).want(t, http.StatusNotModified, "")
	if len(same.body) > 0 {
		t.Error("304 with a body")
	}
	head := w.do(t, call{method: "HEAD", path: at}).want(t, http.StatusOK, "")
	if len(head.body) > 0 || head.header.Get("Content-Length") != got.header.Get("Content-Length") {
		t.Errorf("HEAD: %v", head.header)
	}
	for _, bad := range []string{strings.Repeat("0", 64), "..%2f..%2fdiptych.db", strings.ToUpper(asset.ID)} {
		w.do(t, call{method: "GET", path: "/content/v1/media/" + bad + "/original"}).want(t, http.StatusNotFound, "")
	}
}

func TestActiveFilesDoNotRun(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	for name, text := range map[string]string{
		"x.svg":  `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`,
		"x.html": "<!doctype html><script>alert(1)</script>",
		"x.png":  "<html><script>alert(1)</script>",
	} {
		a := w.upload(t, admin, name, text)
		if a.status != http.StatusCreated {
			continue // not taken at all is safe too
		}
		asset := into[struct{ ID string }](t, a)
		w.use(t, admin, asset.ID)
		got := w.do(t, call{method: "GET", path: "/content/v1/media/" + asset.ID + "/original"}).want(t, http.StatusOK, "")
		if !strings.HasPrefix(got.header.Get("Content-Disposition"), "attachment") || !strings.Contains(got.header.Get("Content-Security-Policy"), "sandbox") || got.header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s would run: %v", name, got.header)
		}
	}
}

func TestDescribe(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	asset := into[struct{ ID string }](t, w.upload(t, admin, "a.png", picture(t)).want(t, http.StatusCreated, ""))
	at := "/manage/v1/assets/" + asset.ID
	patch := func(match, body string) answer {
		c := call{method: "PATCH", path: at, token: admin, body: body, header: map[string]string{}}
		if match != "" {
			c.header["If-Match"] = match
		}
		return w.do(t, c)
	}
	missing := patch("", `{"texts":{"fr":{"alt":"Vent"}}}`).want(t, http.StatusPreconditionRequired, "precondition.required")
	if missing.header.Get("ETag") != `"1"` {
		t.Errorf("428 with ETag %q", missing.header.Get("ETag"))
	}
	patch(`"1"`, `{"texts":{"fr":{"alt":"Vent","caption":"Le vent"},"en":{"alt":"Wind"}}}`).want(t, http.StatusOK, "")
	patch(`"1"`, `{"texts":{"fr":{"alt":"x"}}}`).want(t, http.StatusPreconditionFailed, "asset.stale")
	a := patch(`"2"`, `{"texts":{"fr":{"alt":"Grand vent"},"en":null}}`).want(t, http.StatusOK, "")
	if !strings.Contains(string(a.body), `"texts":{"fr":{"alt":"Grand vent","caption":"Le vent"}}`) {
		t.Errorf("described: %s", a.body)
	}
	w.use(t, admin, asset.ID)
	a = w.do(t, call{method: "GET", path: at, token: admin}).want(t, http.StatusOK, "")
	if uses := into[struct{ Uses []struct{ Post string } }](t, a).Uses; len(uses) == 0 {
		t.Errorf("no uses: %s", a.body)
	}
	w.do(t, call{method: "GET", path: "/manage/v1/assets?type=image/&limit=1", token: admin}).want(t, http.StatusOK, "")
}

func TestUploadsRefused(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	w.api = w.handler(t, func(c *httpapi.Config) { c.Limits.Upload = 1000 })
	form := func(parts ...string) string {
		return "--b\r\n" + strings.Join(parts, "\r\n--b\r\n") + "\r\n--b--\r\n"
	}
	one := "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhello"
	tests := []struct {
		name, kind, body string
		status           int
		code             string
	}{
		{"JSON", "application/json", `{}`, 415, "body.unsupported"},
		{"no boundary", "multipart/form-data", form(one), 400, "body.broken"},
		{"no part", "multipart/form-data; boundary=b", "--b--\r\n", 422, "invalid"},
		{"another part", "multipart/form-data; boundary=b", form("Content-Disposition: form-data; name=\"x\"; filename=\"a\"\r\n\r\nhello"), 422, "invalid"},
		{"no file", "multipart/form-data; boundary=b", form("Content-Disposition: form-data; name=\"file\"\r\n\r\nhello"), 422, "invalid"},
		{"two files", "multipart/form-data; boundary=b", form(one, one), 422, "invalid"},
		{"broken off", "multipart/form-data; boundary=b", "--b\r\n" + one, 400, "body.broken"},
		{"too large", "multipart/form-data; boundary=b", form(one + strings.Repeat("x", 2000)), 413, "body.too_large"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w.do(t, call{method: "POST", path: "/manage/v1/assets", token: admin, body: tt.body, header: map[string]string{"Content-Type": tt.kind}}).want(t, tt.status, tt.code)
		})
	}
	list := w.do(t, call{method: "GET", path: "/manage/v1/assets", token: admin}).want(t, http.StatusOK, "")
	if string(list.body) != `{"items":[],"next":null}` {
		t.Errorf("a refused upload left something: %s", list.body)
	}
}
