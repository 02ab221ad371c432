package httpapi

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// A signedInAnswer is who signed in, and what a script needs to go on.
type signedInAnswer struct {
	User      userAnswer `json:"user"`
	CSRFToken string     `json:"csrfToken"`
	ExpiresAt time.Time  `json:"expiresAt"`
}

// Login answers POST /manage/v1/auth/login.
func (a *API) Login(c echo.Context, _ apigen.LoginParams) error {
	if err := notOnce(c); err != nil {
		return err
	}
	var in apigen.Login
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	signed, err := a.Accounts.SignIn(c.Request().Context(), accounts.SignIn{Email: in.Email, Password: in.Password, Door: a.door(c)})
	if err != nil {
		return err
	}
	return a.sendSignedIn(c, signed)
}

// Accept answers POST /manage/v1/auth/accept.
func (a *API) Accept(c echo.Context, _ apigen.AcceptParams) error {
	if err := notOnce(c); err != nil {
		return err
	}
	var in apigen.Acceptance
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	signed, err := a.Accounts.Accept(c.Request().Context(), accounts.Accept{
		Token: in.Token, Password: in.Password, Name: either(in.Name), Email: either(in.Email), Door: a.door(c),
	})
	if err != nil {
		return err
	}
	return a.sendSignedIn(c, signed)
}

// door returns where the request comes in.
func (a *API) door(c echo.Context) accounts.Door {
	origin := event.OriginOf(c.Request().Context())
	return accounts.Door{Address: origin.Address, Agent: origin.Agent, Cookie: a.cookieOf(c)}
}

func (a *API) sendSignedIn(c echo.Context, in accounts.SignedIn) error {
	a.setCookie(c, in.Cookie)
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, signedInAnswer{
		User: userOf(in.User), CSRFToken: accounts.CSRFToken(in.Cookie), ExpiresAt: in.Session.ExpiresAt.UTC(),
	})
}

// Logout answers POST /manage/v1/auth/logout.
func (a *API) Logout(c echo.Context, _ apigen.LogoutParams) error {
	if _, err := onceName(c); err != nil { // to sign out twice is to sign out
		return err
	}
	if err := a.Accounts.SignOut(c.Request().Context(), actorOf(c)); err != nil {
		return err
	}
	a.setCookie(c, "")
	return c.NoContent(http.StatusNoContent)
}

// either returns what a member that may be left out holds, or nothing.
func either[T any](v *T) T {
	if v == nil {
		var none T
		return none
	}
	return *v
}
