package httpapi_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/httpapi"
)

const goodPassword = "quarante bacs et une ruche"

// A browser is somebody who signs in: it keeps the cookie and what goes with it.
type browser struct {
	w            *world
	cookie, csrf string
	id           string // of the user
}

// call makes a call as the browser does: with its cookie, and where it writes with
// the header.
func (b *browser) call(t testing.TB, c call) answer {
	t.Helper()
	if c.header == nil {
		c.header = map[string]string{}
	}
	c.header["Cookie"] = b.cookie
	c.header["Sec-Fetch-Site"] = "same-origin"
	if c.method != http.MethodGet {
		c.header["X-CSRF-Token"] = b.csrf
	}
	return b.w.do(t, c)
}

// signed takes over what signing in answered.
func (b *browser) signed(t testing.TB, a answer) *browser {
	t.Helper()
	a.want(t, http.StatusOK, "")
	in := into[struct {
		User      struct{ ID string }
		CSRFToken string
	}](t, a)
	cookie, _, _ := strings.Cut(a.header.Get("Set-Cookie"), ";")
	if in.CSRFToken == "" || !strings.HasPrefix(cookie, "diptych=dps_") {
		t.Fatalf("signed in with %q\n%s", cookie, a.body)
	}
	b.cookie, b.csrf, b.id = cookie, in.CSRFToken, in.User.ID
	return b
}

// owner sets the house up.
func (w *world) owner(t testing.TB) *browser {
	t.Helper()
	made, err := w.Accounts.SetUp(t.Context(), access.System("cli"))
	if err != nil {
		t.Fatal(err)
	}
	return (&browser{w: w}).signed(t, w.do(t, call{method: "POST", path: "/manage/v1/auth/accept", body: map[string]any{
		"token": made.Secret, "password": goodPassword, "name": "Maude", "email": "Maude@Example.org",
	}}))
}

// invited brings somebody in, by an invitation of the owner's.
func (w *world) invited(t testing.TB, owner *browser, invitation map[string]any) *browser {
	t.Helper()
	a := owner.call(t, call{method: "POST", path: "/manage/v1/invitations", body: invitation}).want(t, http.StatusCreated, "")
	made := into[struct{ Token, Link string }](t, a)
	if made.Link != "/auth/accept#for=invite&token="+made.Token {
		t.Errorf("link %q", made.Link)
	}
	return (&browser{w: w}).signed(t, w.do(t, call{method: "POST", path: "/manage/v1/auth/accept", body: map[string]any{
		"token": made.Token, "password": goodPassword, "name": "Luc",
	}}))
}

func (w *world) login(t testing.TB, email, password string) answer {
	t.Helper()
	return w.do(t, call{method: "POST", path: "/manage/v1/auth/login", body: map[string]any{"email": email, "password": password}})
}

func TestFirstStartMakesTheOwner(t *testing.T) {
	w := newWorld(t)
	owner := w.owner(t)
	me := into[struct {
		Actor, Name, Email string
		Via                *string
		Admin              bool
		Permissions        map[string]map[string]string
		CSRFToken          string
	}](t, owner.call(t, call{method: "GET", path: "/manage/v1/me"}).want(t, 200, ""))
	if me.Actor != "user:"+owner.id || me.Name != "Maude" || me.Email != "Maude@Example.org" || !me.Admin || me.Via != nil || me.CSRFToken != owner.csrf {
		t.Errorf("me: %+v", me)
	}
	if me.Permissions["publish"]["fr"] != "any" || me.Permissions["users"]["*"] != "any" {
		t.Errorf("permissions: %v", me.Permissions)
	}
	if _, err := w.Accounts.SetUp(t.Context(), access.System("cli")); err == nil {
		t.Error("Diptych can be set up twice")
	}
	w.login(t, " maude@EXAMPLE.org ", goodPassword).want(t, 200, "")
	w.login(t, "maude@example.org", "another password").want(t, 401, "login.wrong")
}

func TestAcceptJudges(t *testing.T) {
	w := newWorld(t)
	made, err := w.Accounts.SetUp(t.Context(), access.System("cli"))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name    string
		change  map[string]any
		status  int
		pointer string
	}{
		{"no link", map[string]any{"token": "dpl_" + strings.Repeat("A", 43)}, 404, ""},
		{"another credential", map[string]any{"token": "dpt_" + strings.Repeat("A", 43)}, 404, ""},
		{"short", map[string]any{"password": "elevensigns"}, 422, "/password"},
		{"long", map[string]any{"password": strings.Repeat("é", 257)}, 422, "/password"},
		{"everybody's", map[string]any{"password": "MotDePasse123"}, 422, "/password"},
		{"one sign", map[string]any{"password": strings.Repeat("z", 40)}, 422, "/password"},
		{"the address", map[string]any{"email": "maude.tremblay@x.ca", "password": "Maude.Tremblay@X.ca"}, 422, "/password"},
		{"the name", map[string]any{"name": "Maude Tremblay-Roy", "password": "maude tremblay-roy"}, 422, "/password"},
		{"no address", map[string]any{"email": ""}, 422, "/email"},
		{"two addresses", map[string]any{"email": "a@b@c"}, 422, "/email"},
		{"a header", map[string]any{"email": "a@b\nBcc: c@d"}, 422, "/email"},
		{"two lines", map[string]any{"name": "a\nb"}, 422, "/name"},
		{"mass assignment", map[string]any{"admin": true}, 422, "/admin"},
		{"in another case", map[string]any{"Admin": true}, 422, "/Admin"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			body := map[string]any{"token": made.Secret, "password": goodPassword, "name": "Maude", "email": "maude@example.org"}
			for name, value := range tt.change {
				body[name] = value
			}
			a := w.do(t, call{method: "POST", path: "/manage/v1/auth/accept", body: body}).want(t, tt.status, "")
			if a.header.Get("Set-Cookie") != "" {
				t.Error("somebody is signed in")
			}
			p := into[struct{ Errors []struct{ Pointer string } }](t, a)
			if tt.pointer != "" && (len(p.Errors) != 1 || p.Errors[0].Pointer != tt.pointer) {
				t.Errorf("errors %+v, want one at %s", p.Errors, tt.pointer)
			}
		})
	}
	// A link that was refused is as good as before, and good once.
	good := call{method: "POST", path: "/manage/v1/auth/accept", body: map[string]any{
		"token": made.Secret, "password": goodPassword, "name": "Maude", "email": "maude@example.org",
	}}
	keyed := good
	keyed.header = map[string]string{"Idempotency-Key": "a"}
	w.do(t, keyed).want(t, 422, "once.secret")
	w.do(t, good).want(t, 200, "")
	w.do(t, good).want(t, 404, "link.gone")
}

func TestSessionsAreForTheirSiteAlone(t *testing.T) {
	w := newWorld(t)
	owner := w.owner(t)
	tag := call{method: "POST", path: "/manage/v1/tags", body: `{"translations":{"fr":{"name":"Vent"}}}`}
	with := func(header map[string]string) call {
		c := tag
		c.header = map[string]string{"Cookie": owner.cookie, "X-CSRF-Token": owner.csrf}
		for name, value := range header {
			if value == "" {
				delete(c.header, name)
			} else {
				c.header[name] = value
			}
		}
		return c
	}
	refused := map[string]struct {
		header map[string]string
		status int
		code   string
	}{
		"no header":            {map[string]string{"X-CSRF-Token": ""}, 403, "session.csrf"},
		"a wrong header":       {map[string]string{"X-CSRF-Token": "Kj2nYc8KqVw1tBx5sHd9mA"}, 403, "session.csrf"},
		"from another site":    {map[string]string{"Sec-Fetch-Site": "cross-site"}, 403, "session.other_site"},
		"from beside":          {map[string]string{"Sec-Fetch-Site": "same-site"}, 403, "session.other_site"},
		"from another origin":  {map[string]string{"Origin": "https://evil.example"}, 403, "session.other_site"},
		"from nowhere":         {map[string]string{"Origin": "null"}, 403, "session.other_site"},
		"two cookies":          {map[string]string{"Cookie": owner.cookie + "; " + owner.cookie}, 401, "access.unauthenticated"},
		"the name of https":    {map[string]string{"Cookie": "__Host-" + owner.cookie}, 401, "access.unauthenticated"},
		"a token that is none": {map[string]string{"Authorization": "Bearer x"}, 401, "access.unauthenticated"},
		"as a token":           {map[string]string{"Cookie": "", "Authorization": "Bearer " + strings.TrimPrefix(owner.cookie, "diptych=")}, 401, "access.unauthenticated"},
	}
	for name, tt := range refused {
		t.Run(name, func(t *testing.T) { w.do(t, with(tt.header)).want(t, tt.status, tt.code) })
	}
	for name, header := range map[string]map[string]string{
		"no browser": {}, "from here": {"Sec-Fetch-Site": "same-origin"}, "typed in": {"Sec-Fetch-Site": "none"}, "an older one": {"Origin": "http://example.com"},
	} {
		c := with(header)
		c.body = `{"translations":{"fr":{"name":"` + name + `"}}}`
		w.do(t, c).want(t, 201, "")
	}
	a := w.do(t, call{method: "GET", path: "/manage/v1/me", header: map[string]string{"Cookie": owner.cookie, "Origin": "https://evil.example"}}).want(t, 200, "")
	if a.header.Get("Access-Control-Allow-Origin") != "" || a.header.Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("another site may read who is signed in: %v", a.header)
	}
	w.do(t, call{method: "GET", path: "/preview/v1/posts", header: map[string]string{"Cookie": owner.cookie}}).want(t, 401, "access.unauthenticated")
	w.login(t, "maude@example.org", goodPassword).want(t, 200, "")
	for _, header := range []map[string]string{{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}} {
		w.do(t, call{method: "POST", path: "/manage/v1/auth/login", header: header,
			body: map[string]any{"email": "maude@example.org", "password": goodPassword}}).want(t, 403, "session.other_site")
	}
}

// TestCookieOfHTTPS signs in where browsers come by https.
func TestCookieOfHTTPS(t *testing.T) {
	w := newWorld(t)
	w.owner(t)
	w.api = w.handler(t, func(c *httpapi.Config) { c.BaseURL = "https://cms.example.org" })
	a := w.login(t, "maude@example.org", goodPassword).want(t, 200, "")
	cookie := a.header.Get("Set-Cookie")
	value, attributes, _ := strings.Cut(cookie, "; ")
	if !strings.HasPrefix(value, "__Host-diptych=dps_") || attributes != "Path=/; Max-Age=1209600; HttpOnly; Secure; SameSite=Strict" {
		t.Errorf("cookie %q", cookie)
	}
	from := func(origin string) answer {
		return w.do(t, call{method: "POST", path: "/manage/v1/auth/logout", header: map[string]string{
			"Cookie": value, "Origin": origin, "X-CSRF-Token": accounts.CSRFToken(strings.TrimPrefix(value, "__Host-diptych=")),
		}})
	}
	from("https://cms.example.org.evil.example").want(t, 403, "session.other_site")
	from("http://cms.example.org").want(t, 403, "session.other_site")
	out := from("https://cms.example.org").want(t, 204, "")
	if !strings.Contains(out.header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("cookie %q", out.header.Get("Set-Cookie"))
	}
	from("https://cms.example.org").want(t, 401, "access.unauthenticated")
}
