package httpapi_test

import (
	"bytes"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// elsewhere is a server from which files can be fetched: a picture of which nobody has
// had the bytes before, a page, and nothing else.
func elsewhere(t testing.TB) string {
	t.Helper()
	files := map[string]string{"/toit.png": drawing(t, 9, 4), "/page.png": "<!doctype html><script>alert(1)</script>"}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		io.WriteString(w, text)
	}))
	t.Cleanup(s.Close)
	return s.URL
}

// drawing is a PNG of the size.
func drawing(t testing.TB, width, height int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// holds fails the test if the answer does not hold the text.
func (a answer) holds(t testing.TB, text string) {
	t.Helper()
	if !strings.Contains(string(a.body), text) {
		t.Errorf("the answer does not hold %q:\n%s", text, a.body)
	}
}

// TestFetch takes files in from another server, and shows nothing of what it is there.
func TestFetch(t *testing.T) {
	w := newWorld(t)
	from, author := elsewhere(t), w.token(t, "author", "fr")
	fetch := func(body string) answer { return w.do(t, posting("/manage/v1/assets/from-url", author, body)) }
	first := fetch(`{"url":"`+from+`/toit.png?secret=1"}`).want(t, http.StatusCreated, "")
	got := into[assetSeen](t, first)
	if got.Name != "toit.png" || got.Type != "image/png" || got.Width != 9 || got.Frames != 1 || got.Placeholder == "" || got.By == "" {
		t.Errorf("fetched %+v", got)
	}
	fetch(`{"url":"`+from+`/toit.png","name":"autre.png"}`).want(t, http.StatusOK, "").holds(t, got.ID)
	for body, want := range map[string]string{
		`{"url":"` + from + `/page.png"}`:                                           "media.type_",
		`{"url":"` + from + `/nulle-part.png"}`:                                     "upload.fetch_status",
		`{"url":"http://169.254.169.254/latest/meta-data/"}`:                        "upload.unreachable",
		`{"url":"http://localhost:1/toit.png"}`:                                     "upload.unreachable",
		`{"url":"` + strings.Replace(from, "//", "//x:y@", 1) + `/a"}`:              "upload.url",
		`{"url":"file:///etc/passwd"}`:                                              "upload.url",
		`{"url":""}`:                                                                "invalid",
		`{"url":"` + from + `/toit.png","name":"toit.jpg"}`:                         "media.type_mismatch",
		`{"url":"` + from + `/toit.png","name":"` + strings.Repeat("x", 201) + `"}`: "invalid",
	} {
		a := fetch(body)
		if a.status < 400 || a.status >= 500 || !strings.Contains(string(a.body), want) {
			t.Errorf("%s: %d %s", body, a.status, a.body)
		}
		a.absent(t, "refused", "no such host", "meta-data", "passwd", "dial")
	}
	reader := w.token(t, "reader", "fr")
	w.do(t, posting("/manage/v1/assets/from-url", reader, `{"url":"`+from+`/toit.png"}`)).want(t, http.StatusForbidden, "access.forbidden")
}

// assetSeen is what tests look at of a file.
type assetSeen struct {
	ID, ETag, Name, Type, By, Placeholder string
	Width, Frames                         int
	Focus                                 *struct{ X, Y float64 }
	Texts                                 map[string]map[string]string
	Uses                                  []struct{ Post, State string }
}

// TestFiles describes a file, finds it, deletes it when nothing names it any more.
func TestFiles(t *testing.T) {
	w := newWorld(t)
	admin := w.token(t, "admin")
	a := into[assetSeen](t, w.upload(t, admin, "Été à Montréal.png", picture(t)).want(t, http.StatusCreated, ""))
	at := "/manage/v1/assets/" + a.ID
	patch := func(token, tag, body string) answer {
		return w.do(t, call{method: "PATCH", path: at, token: token, header: map[string]string{"If-Match": tag}, body: body})
	}
	a = into[assetSeen](t, patch(admin, a.ETag, `{"name":"toit.png","focus":{"x":0.25,"y":1},"texts":{"fr":{"alt":"Un toit","credit":"Maude"}}}`).want(t, http.StatusOK, ""))
	if a.Name != "toit.png" || a.Focus == nil || a.Focus.X != 0.25 || a.Focus.Y != 1 || a.Texts["fr"]["credit"] != "Maude" {
		t.Errorf("described: %+v", a)
	}
	patch(admin, `"1"`, `{"focus":null}`).want(t, http.StatusPreconditionFailed, "asset.stale")
	patch(admin, a.ETag, `{"focus":{"x":2,"y":0}}`).want(t, http.StatusUnprocessableEntity, "invalid").holds(t, "/focus/x")
	patch(admin, a.ETag, `{"name":null}`).want(t, http.StatusUnprocessableEntity, "invalid").holds(t, "/name")
	patch(w.token(t, "editor", "fr"), a.ETag, `{"focus":null}`).want(t, http.StatusForbidden, "access.forbidden_locale")
	a = into[assetSeen](t, patch(admin, a.ETag, `{"focus":null}`).want(t, http.StatusOK, ""))
	if a.Focus != nil || a.Texts["fr"]["alt"] != "Un toit" {
		t.Errorf("without focus: %+v", a)
	}

	list := func(query string) answer {
		return w.do(t, call{method: "GET", path: "/manage/v1/assets?" + query, token: admin}).want(t, http.StatusOK, "")
	}
	p := w.pair(t, admin)
	p = into[post](t, w.do(t, call{method: "PATCH", path: "/manage/v1/posts/" + p.ID, token: admin, header: map[string]string{"If-Match": p.ETag},
		body: `{"resources":[{"name":"thumbnail","asset":"` + a.ID + `"}]}`}).want(t, http.StatusOK, ""))
	list("q=maude+TOIT").holds(t, a.ID)
	list("q=vent").absent(t, a.ID)
	list("unused=true").absent(t, a.ID)
	remove := func(token, tag string) answer {
		return w.do(t, call{method: "DELETE", path: at, token: token, header: map[string]string{"If-Match": tag}})
	}
	used := remove(admin, a.ETag).want(t, http.StatusConflict, "asset.used")
	if uses := into[assetSeen](t, used).Uses; len(uses) != 1 || uses[0].Post != p.ID || uses[0].State != "newest" {
		t.Errorf("used: %s", used.body)
	}
	w.do(t, call{method: "GET", path: "/manage/v1/assets/usage", token: admin}).want(t, http.StatusOK, "").holds(t, `"files":1`)
	w.do(t, call{method: "DELETE", path: "/manage/v1/posts/" + p.ID, token: admin, header: map[string]string{"If-Match": p.ETag}}).want(t, http.StatusNoContent, "")
	remove(admin, a.ETag).want(t, http.StatusConflict, "asset.used").holds(t, `"state":"trash"`)
	w.do(t, call{method: "DELETE", path: "/manage/v1/trash/" + p.ID, token: admin, header: map[string]string{"If-Match": `"3"`}})
	list("unused=true").holds(t, a.ID)
	remove(w.token(t, "author", "fr"), a.ETag).want(t, http.StatusForbidden, "access.forbidden_locale")
	remove(admin, a.ETag).want(t, http.StatusNoContent, "")
	w.do(t, call{method: "GET", path: at, token: admin}).want(t, http.StatusNotFound, "asset.not_found")
	w.do(t, call{method: "GET", path: at + "/media/original", token: admin}).want(t, http.StatusNotFound, "")
}
