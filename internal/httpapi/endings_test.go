package httpapi_test

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/httpapi"
	"github.com/diptych-cms/diptych/internal/locale"
)

// TestAllEndsAtOnce changes what somebody is, and asks with everything that they
// had: the session, a token, and a link that shows drafts.
func TestAllEndsAtOnce(t *testing.T) {
	patch := func(body string) func(*testing.T, *world, *browser, *browser) {
		return func(t *testing.T, w *world, owner, luc *browser) {
			at := "/manage/v1/users/" + luc.id
			etag := owner.call(t, call{method: "GET", path: at}).want(t, 200, "").header.Get("ETag")
			owner.call(t, call{method: "PATCH", path: at, header: map[string]string{"If-Match": etag}, body: body}).want(t, 200, "")
		}
	}
	tests := []struct {
		name string
		do   func(*testing.T, *world, *browser, *browser)
		left [3]int // session, token, preview link
	}{
		{"a name", patch(`{"name":"Luc-André"}`), [3]int{200, 200, 200}},
		{"a role more", patch(`{"roles":{"de":null,"en":["editor","override"]}}`), [3]int{401, 401, 401}},
		{"no role", patch(`{"roles":{"fr":null,"en":null}}`), [3]int{401, 401, 401}},
		{"an admin", patch(`{"admin":true}`), [3]int{401, 401, 401}},
		{"disabled", patch(`{"disabled":true}`), [3]int{401, 401, 401}},
		{"a password", func(t *testing.T, _ *world, _, luc *browser) {
			luc.call(t, call{method: "PUT", path: "/manage/v1/me/password", body: map[string]any{"current": goodPassword, "new": "cinquante bacs, deux ruches"}}).want(t, 204, "")
		}, [3]int{200, 401, 401}},
		{"a reset", func(t *testing.T, w *world, owner, luc *browser) {
			made := into[struct{ Token string }](t, owner.call(t, call{method: "POST", path: "/manage/v1/users/" + luc.id + "/reset"}).want(t, 201, ""))
			w.do(t, call{method: "POST", path: "/manage/v1/auth/accept", body: map[string]any{"token": made.Token, "password": "cinquante bacs, deux ruches"}}).want(t, 200, "")
		}, [3]int{401, 401, 401}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			owner := w.owner(t)
			p := w.pair(t, w.token(t, "admin"))
			luc := w.invited(t, owner, map[string]any{"email": "luc@example.org", "roles": map[string]any{"fr": []string{"editor"}, "en": []string{"editor"}}})
			token := into[struct{ Secret string }](t, luc.call(t, call{method: "POST", path: "/manage/v1/tokens", body: `{"name":"CI","scopes":["manage"]}`}).want(t, 201, "")).Secret
			link := into[made](t, luc.call(t, call{method: "POST", path: "/manage/v1/posts/" + p.ID + "/preview-links", body: `{"locales":["fr"]}`}).want(t, 201, "")).Token
			tt.do(t, w, owner, luc)
			got := [3]int{
				luc.call(t, call{method: "GET", path: "/manage/v1/me"}).status,
				w.do(t, call{method: "GET", path: "/manage/v1/me", token: token}).status,
				w.do(t, call{method: "GET", path: "/preview/v1/posts/" + p.ID + "?locale=fr", token: link}).status,
			}
			if got != tt.left {
				t.Errorf("session, token and link answer %v, want %v", got, tt.left)
			}
		})
	}
}

// TestATokenTakesItsLinksAlong revokes the token that a preview link was made with.
func TestATokenTakesItsLinksAlong(t *testing.T) {
	w := newWorld(t)
	owner := w.owner(t)
	p := w.pair(t, w.token(t, "admin"))
	a := owner.call(t, call{method: "POST", path: "/manage/v1/tokens", body: `{"name":"CI","scopes":["manage"]}`}).want(t, 201, "")
	token := into[struct {
		ID, Secret string
		Admin      bool
		Owner      string
	}](t, a)
	if !token.Admin || token.Owner != owner.id || a.header.Get("Location") != "/manage/v1/tokens/"+token.ID {
		t.Errorf("token %+v at %s", token, a.header.Get("Location"))
	}
	link := w.link(t, token.Secret, p.ID, "fr").Token
	shows := func() int {
		return w.do(t, call{method: "GET", path: "/preview/v1/posts/" + p.ID + "?locale=fr", token: link}).status
	}
	if got := shows(); got != 200 {
		t.Fatalf("the link answers %d", got)
	}
	owner.call(t, call{method: "DELETE", path: "/manage/v1/tokens/" + token.ID}).want(t, 204, "")
	if got := shows(); got != 401 {
		t.Errorf("the link of a revoked token answers %d", got)
	}
}

// TestPatchUserJudges sends what an admin may not make of somebody.
func TestPatchUserJudges(t *testing.T) {
	w := newWorld(t)
	owner := w.owner(t)
	luc := w.user(t, "luc@example.org", map[locale.Tag][]access.Role{"fr": {access.RoleEditor}}).User
	at := "/manage/v1/users/" + luc.ID
	send := func(etag, body string) answer {
		header := map[string]string{}
		if etag != "" {
			header["If-Match"] = etag
		}
		return owner.call(t, call{method: "PATCH", path: at, header: header, body: body})
	}
	send("", `{"name":"x"}`).want(t, 428, "precondition.required")
	stale := send(`"7"`, `{"name":"x"}`).want(t, 412, "")
	if stale.header.Get("ETag") != `"1"` {
		t.Errorf("ETag %q", stale.header.Get("ETag"))
	}
	for body, code := range map[string]string{
		`{"version":9}`: "", `{"password":"x"}`: "", `{"Admin":true}`: "", `{"id":"x"}`: "", `{"createdAt":"2026-05-04T09:31:00Z"}`: "",
		`{"roles":{"fr":["king"]}}`: "", `{"roles":{"de":["editor"]}}`: "invalid", `{"roles":{"12":["editor"]}}`: "invalid", `{"roles":{"fr":["editor"],"FR":["reader"]}}`: "invalid",
		`{"email":"x"}`: "", `{"email":"maude@example.org"}`: "user.email_taken", `{"name":""}`: "", `{"name":null}`: "invalid",
	} {
		a := send(`"1"`, body)
		if a.status != 422 && a.status != 409 {
			t.Errorf("%s: %d\n%s", body, a.status, a.body)
		}
		if code != "" {
			a.want(t, a.status, code)
		}
	}
	same := send(`"1"`, `{"roles":{"fr":["editor"]}}`).want(t, 200, "")
	if same.header.Get("ETag") != `"1"` {
		t.Errorf("what changes nothing is version %s", same.header.Get("ETag"))
	}
	owner.call(t, call{method: "PATCH", path: "/manage/v1/users/" + owner.id, header: map[string]string{"If-Match": `"1"`}, body: `{"admin":false}`}).want(t, 409, "user.last_admin")
	owner.call(t, call{method: "GET", path: "/manage/v1/users/" + nobody}).want(t, 404, "user.not_found")
}

// TestSignInWaits guesses over HTTP, behind a proxy that is trusted: whose address
// counts is the client's, which nobody can choose.
func TestSignInWaits(t *testing.T) {
	w := newWorld(t)
	w.owner(t)
	guess := func(forwarded, word string) answer {
		return w.do(t, call{method: "POST", path: "/manage/v1/auth/login", header: map[string]string{"X-Forwarded-For": forwarded},
			body: map[string]any{"email": "maude@example.org", "password": word}})
	}
	for i := range 5 { // no proxy is trusted: the header is a stranger's word
		guess("203.0.113."+string(rune('1'+i)), "a wrong password").want(t, 401, "login.wrong")
	}
	a := guess("203.0.113.9", goodPassword).want(t, 429, "login.throttled")
	if a.header.Get("Retry-After") != "30" || !strings.Contains(string(a.body), "30") {
		t.Errorf("Retry-After %q\n%s", a.header.Get("Retry-After"), a.body)
	}
	w.api = w.handler(t, func(c *httpapi.Config) { c.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")} })
	guess("203.0.113.9", goodPassword).want(t, 200, "")
	for range 6 {
		guess("198.51.100.7, 203.0.113.9", "a wrong password")
	}
	guess("203.0.113.1, 203.0.113.9", goodPassword).want(t, 429, "login.throttled")
	guess("203.0.113.9, 198.51.100.7", goodPassword).want(t, 200, "")
}

func TestThePageOfALink(t *testing.T) {
	w := newWorld(t)
	rec := httptest.NewRecorder()
	w.api.ServeHTTP(rec, request(t, call{method: "GET", path: "/auth/accept", header: map[string]string{"Accept-Language": "fr-CA"}}))
	a := answer{status: rec.Code, header: rec.Header(), body: rec.Body.Bytes()}
	policy := a.header.Get("Content-Security-Policy")
	_, nonce, _ := strings.Cut(policy, "script-src 'nonce-")
	nonce, _, _ = strings.Cut(nonce, "'")
	if a.status != http.StatusOK || a.header.Get("Cache-Control") != "no-store" || a.header.Get("Referrer-Policy") != "no-referrer" ||
		!strings.HasPrefix(policy, "default-src 'none'; ") || len(nonce) < 20 || strings.Count(string(a.body), `nonce="`+nonce+`"`) != 2 ||
		!strings.Contains(string(a.body), "Choisissez un mot de passe") {
		t.Errorf("%d %v\n%s", a.status, a.header, a.body)
	}
}
