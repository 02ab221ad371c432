package httpapi_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A slow body does something before its last byte comes.
type slowBody struct {
	io.Reader
	meanwhile func()
}

func (b *slowBody) Read(p []byte) (int, error) {
	if b.meanwhile != nil {
		b.meanwhile()
		b.meanwhile = nil
	}
	return b.Reader.Read(p)
}

// TestDisabledWhileTheBodyComes disables somebody whose request was let in and is
// not there whole: it does nothing more.
func TestDisabledWhileTheBodyComes(t *testing.T) {
	for _, sent := range []struct{ path, kind, body string }{
		{"posts", "application/json", `{"translations":{"fr":{"title":"Après coup"}}}`},
		{"assets", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nAprès coup\r\n--b--\r\n"},
	} {
		w := newWorld(t)
		owner := w.owner(t)
		luc := w.invited(t, owner, map[string]any{"email": "luc@example.org", "roles": map[string]any{"fr": []string{"editor"}}})
		body := &slowBody{strings.NewReader(sent.body), func() {
			at := "/manage/v1/users/" + luc.id
			etag := owner.call(t, call{method: "GET", path: at}).want(t, 200, "").header.Get("ETag")
			owner.call(t, call{method: "PATCH", path: at, header: map[string]string{"If-Match": etag}, body: `{"disabled":true}`}).want(t, 200, "")
		}}
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/manage/v1/"+sent.path, body)
		r.Header.Set("Content-Type", sent.kind)
		r.Header.Set("Cookie", luc.cookie)
		r.Header.Set("X-CSRF-Token", luc.csrf)
		rec := httptest.NewRecorder()
		w.api.ServeHTTP(rec, r)
		if rec.Code != http.StatusUnauthorized {
			t.Errorf("%s answers %d: %s", sent.path, rec.Code, rec.Body)
		}
		list := owner.call(t, call{method: "GET", path: "/manage/v1/" + sent.path}).want(t, 200, "")
		if string(list.body) != `{"items":[],"next":null}` {
			t.Errorf("%s: something was done: %s", sent.path, list.body)
		}
	}
}

// TestKeysOfMoreRoles repeats, as an author, what an editor was answered: the post
// is nobody's affair any more who did not make it.
func TestKeysOfMoreRoles(t *testing.T) {
	w := newWorld(t)
	owner := w.owner(t)
	p := w.pair(t, w.token(t, "admin"))
	roles := func(role string) map[string]any { return map[string]any{"fr": []string{role}, "en": []string{role}} }
	luc := w.invited(t, owner, map[string]any{"email": "luc@example.org", "roles": roles("editor")})
	confirm := func() answer {
		return luc.call(t, call{
			method: "POST", path: "/manage/v1/posts/" + p.ID + "/translations/en/confirm", body: `{"revision":1,"sourceRevision":1}`,
			header: map[string]string{"Idempotency-Key": "k"},
		})
	}
	confirm().want(t, http.StatusOK, "")
	confirm().want(t, http.StatusOK, "")
	at := "/manage/v1/users/" + luc.id
	etag := owner.call(t, call{method: "GET", path: at}).want(t, 200, "").header.Get("ETag")
	owner.call(t, call{method: "PATCH", path: at, header: map[string]string{"If-Match": etag}, body: map[string]any{"roles": roles("author")}}).want(t, 200, "")
	luc.signed(t, w.login(t, "luc@example.org", goodPassword))
	luc.call(t, call{method: "GET", path: "/manage/v1/posts/" + p.ID}).want(t, http.StatusNotFound, "post.not_found")
	confirm().want(t, http.StatusUnprocessableEntity, "once.other_request").absent(t, p.ID)
}
