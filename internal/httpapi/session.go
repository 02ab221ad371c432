package httpapi

import (
	"crypto/subtle"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
)

// How browsers keep a session. Where the server is reached by https the name says
// so: a browser takes such a cookie from nobody else (RFC 6265bis §4.1.3.2).
const (
	safeCookie  = "__Host-diptych"
	plainCookie = "diptych"
	csrfHeader  = "X-CSRF-Token"
)

// secure reports whether browsers reach the server by https.
func (a *API) secure() bool { return strings.HasPrefix(a.BaseURL, "https://") }

// cookieOf returns the secret of the session that the browser has, or nothing. Two
// cookies of the name are none: another site under the same domain may have
// planted one.
func (a *API) cookieOf(c echo.Context) string {
	name := plainCookie
	if a.secure() {
		name = safeCookie
	}
	cookies := c.Request().CookiesNamed(name)
	if len(cookies) != 1 {
		return ""
	}
	return cookies[0].Value
}

// setCookie gives the browser the secret of a session, or with an empty one takes
// it away. It is for the session of the browser: the server says when that ends.
func (a *API) setCookie(c echo.Context, secret string) {
	cookie := &http.Cookie{Name: plainCookie, Value: secret, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode}
	if a.secure() {
		cookie.Name, cookie.Secure = safeCookie, true
	}
	if secret == "" {
		cookie.MaxAge = -1
	} else {
		cookie.MaxAge = int(access.SessionLife.Seconds())
	}
	c.SetCookie(cookie)
}

// authenticate lets nobody pass without a good token or session, and notes whose it
// is. A header Authorization counts alone: whoever sends one means it.
func (a *API) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := a.recognise(c); err != nil {
			return err
		}
		return next(c)
	}
}

// machines lets the credential of a machine open what the contract says that it
// does, and nothing else: a new operation is closed to it.
func (a *API) machines(op operation) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if actorOf(c).Machine() && !op.machines {
				return fault.New(fault.Forbidden, "access.scope", "scope", string(access.ScopeManage))
			}
			return next(c)
		}
	}
}

// recognise notes whose the request's credential is. It is asked again once a body
// is there, which may have taken its time to come: who was disabled meanwhile, or
// has other roles, does nothing more.
func (a *API) recognise(c echo.Context) error {
	actor, err := a.asker(c)
	if err != nil {
		return err
	}
	if !actor.Opens(access.ScopeManage) && !actor.Machine() {
		return fault.New(fault.Forbidden, "access.scope", "scope", string(access.ScopeManage))
	}
	c.Set(actorKey, actor)
	via := actor.Via
	if via == "" {
		via = actor.ID
	}
	from(c, via)
	return nil
}

// stranger lets pass who is not known yet, and comes to be: from no other site, so
// that nobody is signed in as somebody else without seeing it.
func (a *API) stranger(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if err := a.sameSite(c.Request()); err != nil {
			return err
		}
		from(c, "")
		return next(c)
	}
}

// asker returns who asks, by token or by session.
func (a *API) asker(c echo.Context) (access.Actor, error) {
	unknown := fault.New(fault.Unauthenticated, "access.unauthenticated")
	r := c.Request()
	if len(r.Header.Values(echo.HeaderAuthorization)) > 0 {
		token, ok := bearer(r.Header)
		if !ok {
			return access.Actor{}, unknown
		}
		return a.Keys.Authenticate(r.Context(), token)
	}
	cookie := a.cookieOf(c)
	if cookie == "" {
		return access.Actor{}, unknown
	}
	actor, err := a.Keys.Session(r.Context(), cookie)
	if err != nil {
		return access.Actor{}, err
	}
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return actor, nil
	}
	given, want := r.Header.Get(csrfHeader), accounts.CSRFToken(cookie)
	if subtle.ConstantTimeCompare([]byte(given), []byte(want)) != 1 {
		return access.Actor{}, fault.New(fault.Forbidden, "session.csrf")
	}
	return actor, a.sameSite(r)
}

// from notes from where the command comes, for the audit.
func from(c echo.Context, via string) {
	r := c.Request()
	agent := r.UserAgent()
	for i := range agent {
		if i >= maxAgent {
			agent = agent[:i]
			break
		}
	}
	c.SetRequest(r.WithContext(event.WithOrigin(r.Context(), event.Origin{Via: via, Address: c.RealIP(), Agent: strings.ToValidUTF8(agent, "?")})))
}

// maxAgent bounds what is kept of what a client calls itself, in bytes.
const maxAgent = 200

// sameSite refuses what a browser sends for another site. Browsers say so in
// Sec-Fetch-Site, older ones in Origin; what is no browser says neither, and has
// no cookie that somebody else could use.
func (a *API) sameSite(r *http.Request) error {
	site := r.Header.Get("Sec-Fetch-Site")
	origin := r.Header.Get(echo.HeaderOrigin)
	switch {
	case site == "same-origin", site == "none", site == "" && origin == "":
		return nil
	case site == "" && a.ownOrigin(origin, r.Host):
		return nil
	}
	return fault.New(fault.Forbidden, "session.other_site")
}

// ownOrigin reports whether it is where this server stands: as it was told, or as
// the browser itself called it.
func (a *API) ownOrigin(origin, host string) bool {
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	own, err := url.Parse(a.BaseURL)
	return err == nil && own.Host != "" && u.Scheme == own.Scheme && u.Host == own.Host || u.Host == host
}
