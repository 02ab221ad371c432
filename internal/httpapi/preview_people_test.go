package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
)

// TestPreviewsOfSomebody: what somebody handed out in a session and by a token
// previews as long as they may, and as the token lasts that it came from.
func TestPreviewsOfSomebody(t *testing.T) {
	for name, tt := range map[string]struct {
		change string // of the user; empty: their token is revoked
		ends   bool   // what they handed out in the session, too
	}{
		"disabled": {`{"disabled":true}`, true}, "another role": {`{"roles":{"*":["reader"]}}`, true}, "the token": {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			admin := w.token(t, "admin")
			p, _ := w.pictured(t, admin)
			in := w.editor(t)
			actor, err := w.Accounts.Session(t.Context(), in.Cookie)
			if err != nil {
				t.Fatal(err)
			}
			scopes := []access.Scope{access.ScopeManage, access.ScopePreview}
			token, err := w.Accounts.Create(t.Context(), accounts.CreateToken{Actor: actor, Name: "CI", Scopes: scopes})
			if err != nil {
				t.Fatal(err)
			}
			body := `{"locales":["fr"]}`
			here := into[made](t, w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/preview-links", header: cookieOf(in), body: body}).want(t, http.StatusCreated, ""))
			there := into[made](t, w.do(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/preview-links", token: token.Secret, body: body}).want(t, http.StatusCreated, ""))
			at := "/preview/v1/posts/" + p.ID + "?locale=fr"
			files := make(map[string]string)
			for _, secret := range []string{here.Token, there.Token, token.Secret} {
				files[secret] = src(t, w.get(t, at, secret).want(t, http.StatusOK, ""))
				w.get(t, files[secret], "").want(t, http.StatusOK, "")
			}
			if !strings.Contains(files[token.Secret], "token%3A"+token.Token.ID) {
				t.Errorf("the file of a token is not bound to it: %s", files[token.Secret])
			}
			if tt.change == "" {
				w.do(t, call{method: "DELETE", path: "/manage/v1/tokens/" + token.Token.ID, header: cookieOf(in)}).want(t, http.StatusNoContent, "")
			} else {
				user := "/manage/v1/users/" + in.User.ID
				etag := w.get(t, user, admin).want(t, http.StatusOK, "").header.Get("ETag")
				w.do(t, call{method: "PATCH", path: user, token: admin, header: map[string]string{"If-Match": etag}, body: tt.change}).want(t, http.StatusOK, "")
			}
			for _, secret := range []string{there.Token, token.Secret} {
				w.get(t, at, secret).want(t, http.StatusUnauthorized, "").absent(t, "Zinnia")
				w.get(t, files[secret], "").want(t, http.StatusNotFound, "preview.media_unknown")
			}
			want := http.StatusOK
			if tt.ends {
				want = http.StatusUnauthorized
			}
			w.get(t, at, here.Token).want(t, want, "")
			// The cookie opens the management alone.
			w.do(t, call{method: "GET", path: at, header: cookieOf(in)}).want(t, http.StatusUnauthorized, "access.unauthenticated")
		})
	}
}
