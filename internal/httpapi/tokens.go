package httpapi

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
)

// A tokenAnswer is a token; its Secret is told once.
type tokenAnswer struct {
	Secret     string         `json:"secret,omitempty"`
	ID         string         `json:"id"`
	Name       string         `json:"name"`
	Scopes     []access.Scope `json:"scopes"`
	Admin      bool           `json:"admin"`
	Roles      rolesDoc       `json:"roles"`
	Owner      *string        `json:"owner"`
	CreatedAt  time.Time      `json:"createdAt"`
	ExpiresAt  *time.Time     `json:"expiresAt"`
	LastUsedAt *time.Time     `json:"lastUsedAt"`
}

func tokenOf(t access.Token) tokenAnswer {
	answer := tokenAnswer{
		ID: t.ID, Name: t.Name, Scopes: t.Scopes, Admin: t.Admin, Roles: object(t.Roles),
		CreatedAt: t.CreatedAt.UTC(), ExpiresAt: instant(t.ExpiresAt), LastUsedAt: instant(t.UsedAt),
	}
	if t.Owner != "" {
		owner := strings.TrimPrefix(t.Owner, access.UserActor)
		answer.Owner = &owner
	}
	return answer
}

// ListTokens answers GET /manage/v1/tokens.
func (a *API) ListTokens(c echo.Context, p apigen.ListTokensParams) error {
	page, err := a.Accounts.Tokens(c.Request().Context(), listOf(c, p.Limit))
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, tokenOf)
}

// CreateToken answers POST /manage/v1/tokens.
func (a *API) CreateToken(c echo.Context, _ apigen.CreateTokenParams) error {
	if err := notOnce(c); err != nil {
		return err
	}
	var in struct {
		Name      string         `json:"name"`
		Scopes    []access.Scope `json:"scopes"`
		Admin     bool           `json:"admin"`
		Roles     rolesDoc       `json:"roles"`
		ExpiresIn string         `json:"expiresIn"`
	}
	if err := bodyOf(c).decode(&in); err != nil {
		return err
	}
	var bad wrongs
	cmd := accounts.CreateToken{
		Actor: actorOf(c), Name: in.Name, Scopes: in.Scopes, Admin: in.Admin, Expires: bad.span("/expiresIn", in.ExpiresIn, "token.expires"),
	}
	if in.Roles != nil {
		cmd.Roles = bad.roles("/roles", in.Roles)
	}
	if err := bad.fault(); err != nil {
		return err
	}
	made, err := a.Accounts.Create(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	answer := tokenOf(made.Token)
	answer.Secret = made.Secret
	created(c, "tokens", made.Token.ID)
	return send(c, http.StatusCreated, echo.MIMEApplicationJSON, answer)
}

// DeleteToken answers DELETE /manage/v1/tokens/{token}.
func (a *API) DeleteToken(c echo.Context, id apigen.TokenID) error {
	if err := a.Accounts.Revoke(c.Request().Context(), accounts.RevokeToken{Actor: actorOf(c), ID: id}); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
