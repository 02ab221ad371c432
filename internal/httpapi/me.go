package httpapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A meAnswer is who asks, and what they may do.
type meAnswer struct {
	Actor       string                                     `json:"actor"`
	Name        string                                     `json:"name"`
	Email       *string                                    `json:"email"`
	Via         *string                                    `json:"via"`
	Admin       bool                                       `json:"admin"`
	Roles       rolesDoc                                   `json:"roles"`
	Permissions map[access.Operation]map[locale.Tag]string `json:"permissions"`
	ETag        string                                     `json:"etag,omitempty"`
	CSRFToken   string                                     `json:"csrfToken,omitempty"`
}

func (a *API) meOf(c echo.Context, me accounts.Me) meAnswer {
	answer := meAnswer{
		Actor: me.Actor.ID, Name: me.Actor.Name, Admin: me.Actor.Admin, Roles: object(me.Actor.Roles),
		Permissions: make(map[access.Operation]map[locale.Tag]string, len(me.Permissions)),
	}
	for op, in := range me.Permissions {
		answer.Permissions[op] = make(map[locale.Tag]string, len(in))
		for tag, reach := range in {
			answer.Permissions[op][tag] = reach.String()
		}
	}
	if me.User != nil {
		answer.Name, answer.Email, answer.ETag = me.User.Name, &me.User.Email, etag.Of(me.User.Version)
	}
	switch {
	case strings.HasPrefix(me.Actor.Via, access.SessionActor):
		answer.CSRFToken = accounts.CSRFToken(a.cookieOf(c))
	case me.Actor.Via != "":
		answer.Via = &me.Actor.Via
	}
	return answer
}

// GetMe answers GET /manage/v1/me.
func (a *API) GetMe(c echo.Context) error { return a.sendMe(c) }

func (a *API) sendMe(c echo.Context) error {
	me, err := a.Accounts.Me(c.Request().Context(), actorOf(c))
	if err != nil {
		return err
	}
	if me.User != nil {
		c.Response().Header().Set("ETag", etag.Of(me.User.Version))
	}
	return send(c, http.StatusOK, echo.MIMEApplicationJSON, a.meOf(c, me))
}

// PatchMe answers PATCH /manage/v1/me.
func (a *API) PatchMe(c echo.Context, _ apigen.PatchMeParams) error {
	var in apigen.MePatch
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	_, err := matching(c.Request().Header, func(version int64) (struct{}, error) {
		return struct{}{}, a.Accounts.Rename(c.Request().Context(), accounts.Rename{Actor: actorOf(c), Version: version, Name: in.Name})
	})
	if err != nil {
		return err
	}
	return a.sendMe(c)
}

// PutPassword answers PUT /manage/v1/me/password.
func (a *API) PutPassword(c echo.Context) error {
	var in apigen.PasswordChange
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	err := a.Accounts.ChangePassword(c.Request().Context(), accounts.ChangePassword{Actor: actorOf(c), Current: in.Current, New: in.New})
	if err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}

// A sessionAnswer is one place where somebody is signed in.
type sessionAnswer struct {
	ID         string    `json:"id"`
	CreatedAt  time.Time `json:"createdAt"`
	LastSeenAt time.Time `json:"lastSeenAt"`
	ExpiresAt  time.Time `json:"expiresAt"`
	Address    string    `json:"address"`
	Agent      string    `json:"agent"`
	Current    bool      `json:"current"`
}

// ListSessions answers GET /manage/v1/me/sessions.
func (a *API) ListSessions(c echo.Context) error {
	sessions, current, err := a.Accounts.Sessions(c.Request().Context(), actorOf(c))
	if err != nil {
		return err
	}
	return sendPage(c, sessions, "", func(s access.Session) sessionAnswer {
		return sessionAnswer{
			ID: s.ID, CreatedAt: s.CreatedAt.UTC(), LastSeenAt: s.SeenAt.UTC(), ExpiresAt: s.ExpiresAt.UTC(),
			Address: s.Address, Agent: s.Agent, Current: s.ID == current,
		}
	})
}

// DeleteSession answers DELETE /manage/v1/me/sessions/{session}.
func (a *API) DeleteSession(c echo.Context, id apigen.SessionID) error {
	if err := a.Accounts.EndSession(c.Request().Context(), actorOf(c), id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
