package httpapi

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/accounts"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/httpapi/apigen"
	"github.com/diptych-cms/diptych/internal/locale"
)

// rolesDoc is roles by locale, as documents have them.
type rolesDoc map[locale.Tag][]access.Role

// A userAnswer is somebody who can sign in.
type userAnswer struct {
	ID   string `json:"id"`
	ETag string `json:"etag"`
	personDoc
	CreatedAt  time.Time  `json:"createdAt"`
	LastSeenAt *time.Time `json:"lastSeenAt"`
}

// A personDoc is what admins change of somebody.
type personDoc struct {
	Email    string   `json:"email"`
	Name     string   `json:"name"`
	Admin    bool     `json:"admin"`
	Roles    rolesDoc `json:"roles"`
	Disabled bool     `json:"disabled"`
}

func userOf(u access.User) userAnswer {
	return userAnswer{
		ID: u.ID, ETag: etag.Of(u.Version), CreatedAt: u.CreatedAt.UTC(), LastSeenAt: instant(u.SeenAt),
		personDoc: personDoc{Email: u.Email, Name: u.Name, Admin: u.Admin, Roles: object(u.Roles), Disabled: !u.DisabledAt.IsZero()},
	}
}

// ListUsers answers GET /manage/v1/users.
func (a *API) ListUsers(c echo.Context, p apigen.ListUsersParams) error {
	page, err := a.Accounts.Users(c.Request().Context(), listOf(c, p.Limit))
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, userOf)
}

func listOf(c echo.Context, limit *int) accounts.List {
	return accounts.List{Actor: actorOf(c), Limit: either(limit), Cursor: c.QueryParam("cursor")}
}

// GetUser answers GET /manage/v1/users/{user}.
func (a *API) GetUser(c echo.Context, id apigen.UserID) error {
	user, err := a.Accounts.User(c.Request().Context(), actorOf(c), id)
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, user.Version, userOf(user))
}

// PatchUser answers PATCH /manage/v1/users/{user}.
func (a *API) PatchUser(c echo.Context, id apigen.UserID, _ apigen.PatchUserParams) error {
	change := patched(form[accounts.Person]{
		whole: a.contract.operations["patchUser"].body,
		write: func(p accounts.Person) (any, error) {
			return personDoc{Email: p.Email, Name: p.Name, Admin: p.Admin, Roles: object(p.Roles), Disabled: p.Disabled}, nil
		},
		read: readPerson,
	}, bodyOf(c).tree)
	user, err := matching(c.Request().Header, func(version int64) (access.User, error) {
		return a.Accounts.SaveUser(c.Request().Context(), accounts.SaveUser{Actor: actorOf(c), ID: id, Version: version, Change: change})
	})
	if err != nil {
		return err
	}
	return sendTagged(c, http.StatusOK, user.Version, userOf(user))
}

func readPerson(text []byte) (accounts.Person, error) {
	var doc personDoc
	if err := json.Unmarshal(text, &doc); err != nil {
		return accounts.Person{}, unfit(err)
	}
	var bad wrongs
	roles := bad.roles("/roles", doc.Roles)
	return accounts.Person{Name: doc.Name, Email: doc.Email, Admin: doc.Admin, Roles: roles, Disabled: doc.Disabled}, bad.fault()
}

// roles returns roles under locales in canonical case.
func (w *wrongs) roles(pointer string, doc rolesDoc) map[locale.Tag][]access.Role {
	roles := make(map[locale.Tag][]access.Role, len(doc))
	for name, list := range doc {
		at := pointer + "/" + escaped(string(name))
		tag := name
		if name != access.Everywhere {
			tag = w.tag(at, name)
		}
		if _, twice := roles[tag]; twice {
			w.add(at, "member.locale_twice")
		}
		roles[tag] = list
	}
	return roles
}

// ResetUser answers POST /manage/v1/users/{user}/reset.
func (a *API) ResetUser(c echo.Context, id apigen.UserID, _ apigen.ResetUserParams) error {
	if err := notOnce(c); err != nil {
		return err
	}
	made, err := a.Accounts.Reset(c.Request().Context(), actorOf(c), id)
	if err != nil {
		return err
	}
	return send(c, http.StatusCreated, echo.MIMEApplicationJSON, struct {
		Token     string    `json:"token"`
		Link      string    `json:"link"`
		ExpiresAt time.Time `json:"expiresAt"`
	}{made.Secret, a.BaseURL + made.Path(), made.Link.ExpiresAt.UTC()})
}

// An invitationAnswer is an invitation that is open; Token and Link are told once.
type invitationAnswer struct {
	Token     string    `json:"token,omitempty"`
	Link      string    `json:"link,omitempty"`
	ID        string    `json:"id"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	Admin     bool      `json:"admin"`
	Roles     rolesDoc  `json:"roles"`
	By        string    `json:"by"`
	ByName    string    `json:"byName"`
	CreatedAt time.Time `json:"createdAt"`
	ExpiresAt time.Time `json:"expiresAt"`
}

func invitationOf(l access.Link, byName string) invitationAnswer {
	return invitationAnswer{
		ID: l.ID, Email: l.Email, Name: l.Name, Admin: l.Admin, Roles: object(l.Roles), By: l.CreatedBy, ByName: byName,
		CreatedAt: l.CreatedAt.UTC(), ExpiresAt: l.ExpiresAt.UTC(),
	}
}

// ListInvitations answers GET /manage/v1/invitations.
func (a *API) ListInvitations(c echo.Context, p apigen.ListInvitationsParams) error {
	page, err := a.Accounts.Invitations(c.Request().Context(), listOf(c, p.Limit))
	if err != nil {
		return err
	}
	return sendPage(c, page.Items, page.Next, func(l access.Link) invitationAnswer { return invitationOf(l, page.Names[l.CreatedBy]) })
}

// CreateInvitation answers POST /manage/v1/invitations.
func (a *API) CreateInvitation(c echo.Context, _ apigen.CreateInvitationParams) error {
	if err := notOnce(c); err != nil {
		return err
	}
	cmd, err := inviteOf(bodyOf(c))
	if err != nil {
		return err
	}
	cmd.Actor = actorOf(c)
	made, err := a.Accounts.Invite(c.Request().Context(), cmd)
	if err != nil {
		return err
	}
	answer := invitationOf(made.Link, made.ByName)
	answer.Token, answer.Link = made.Secret, a.BaseURL+made.Path()
	created(c, "invitations", made.Link.ID)
	return send(c, http.StatusCreated, echo.MIMEApplicationJSON, answer)
}

// inviteOf reads whom a document invites: with roles by locale, or one role in some.
func inviteOf(b body) (accounts.Invite, error) {
	var in struct {
		Email     string       `json:"email"`
		Name      string       `json:"name"`
		Admin     bool         `json:"admin"`
		Roles     rolesDoc     `json:"roles"`
		Role      access.Role  `json:"role"`
		Locales   []locale.Tag `json:"locales"`
		ExpiresIn string       `json:"expiresIn"`
	}
	if err := b.decode(&in); err != nil {
		return accounts.Invite{}, err
	}
	var bad wrongs
	roles := bad.roles("/roles", in.Roles)
	switch {
	case in.Role != "" && in.Roles != nil:
		bad.add("/role", "invitation.roles_twice")
	case in.Role == "" && in.Locales != nil:
		bad.add("/locales", "invitation.no_role")
	case in.Role != "" && in.Locales == nil:
		roles[access.Everywhere] = []access.Role{in.Role}
	case in.Role != "":
		for i, name := range in.Locales {
			roles[bad.tag("/locales/"+strconv.Itoa(i), name)] = []access.Role{in.Role}
		}
	}
	span := bad.span("/expiresIn", in.ExpiresIn, "invitation.expires")
	return accounts.Invite{Email: in.Email, Name: in.Name, Admin: in.Admin, Roles: roles, Expires: span}, bad.fault()
}

// span reads how long something lasts; 0 where nothing is said. "0h" is no time.
func (w *wrongs) span(pointer, text, code string) time.Duration {
	span, ok := content.ParseSpan(text)
	if !ok || text != "" && span == 0 {
		w.add(pointer, code)
	}
	return span
}

// DeleteInvitation answers DELETE /manage/v1/invitations/{invitation}.
func (a *API) DeleteInvitation(c echo.Context, id apigen.InvitationID) error {
	if err := a.Accounts.Withdraw(c.Request().Context(), actorOf(c), id); err != nil {
		return err
	}
	return c.NoContent(http.StatusNoContent)
}
