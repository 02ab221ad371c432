package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// Roles say what somebody is, by locale; "*" counts for every one. A role is
// "editor", "author", "reviewer", "translator", "reader" or "override".
type Roles map[string][]string

// A Me says who the client acts for, and what it may do.
type Me struct {
	Actor       string                       `json:"actor"` // id, as the audit names it
	Name        string                       `json:"name"`
	Email       string                       `json:"email"` // empty: no person
	Via         string                       `json:"via"`   // id of the token
	Admin       bool                         `json:"admin"`
	Roles       Roles                        `json:"roles"`
	Permissions map[string]map[string]string `json:"permissions"` // by operation and locale: "own", "not_source" or "any"
	ETag        string                       `json:"etag"`
	CSRFToken   string                       `json:"csrfToken"` // in a session alone
}

// May reports whether the operation, such as "publish", is allowed in the
// locale, on some posts at least.
func (m Me) May(operation, locale string) bool {
	by := m.Permissions[operation]
	return by[locale] != "" || by["*"] != ""
}

// Me returns who the client acts for.
func (c *Client) Me(ctx context.Context) (Me, error) {
	r, err := rest.NewGetMeRequest(c.server)
	return answer[Me](c.get(ctx, r, err))
}

// A User is somebody who can sign in.
type User struct {
	ID         string     `json:"id"`
	ETag       string     `json:"etag"`
	Email      string     `json:"email"`
	Name       string     `json:"name"`
	Admin      bool       `json:"admin"`
	Roles      Roles      `json:"roles"`
	Disabled   bool       `json:"disabled"`
	CreatedAt  time.Time  `json:"createdAt"`
	LastSeenAt *time.Time `json:"lastSeenAt"`
}

// Users returns one page of the people who can sign in.
func (c *Client) Users(ctx context.Context, cut Cut) (Page[User], error) {
	r, err := rest.NewListUsersRequest(c.server, &rest.ListUsersParams{Limit: given(cut.Limit), Cursor: given(cut.Cursor)})
	return answer[Page[User]](c.get(ctx, r, err))
}

// User returns one of them.
func (c *Client) User(ctx context.Context, id string) (User, error) {
	r, err := rest.NewGetUserRequest(c.server, id)
	return answer[User](c.get(ctx, r, err))
}

// PatchUser changes what somebody, who has the entity tag, may do. It counts at
// once.
func (c *Client) PatchUser(ctx context.Context, id, etag string, patch Patch) (User, error) {
	r, err := rest.NewPatchUserRequestWithBody(c.server, id, nil, jsonType, document(patch))
	return answer[User](c.change(ctx, etag, r, err))
}

// A Link is a one-time link; nobody can ask for it again.
type Link struct {
	Token     string    `json:"token"`
	URL       string    `json:"link"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// ResetUser makes a link under which somebody chooses a new password. It is sent
// once: where no answer came, make another one.
func (c *Client) ResetUser(ctx context.Context, id string) (Link, error) {
	r, err := rest.NewResetUserRequest(c.server, id, nil)
	return answer[Link](c.change(ctx, "", r, err))
}

// A NewInvitation says who is invited, and to be what: Roles, or one Role in
// Locales; no Locales: everywhere.
type NewInvitation struct {
	Email     string   `json:"email"`
	Name      string   `json:"name,omitempty"`
	Admin     bool     `json:"admin,omitempty"`
	Roles     Roles    `json:"roles,omitempty"`
	Role      string   `json:"role,omitempty"`
	Locales   []string `json:"locales,omitempty"`
	ExpiresIn string   `json:"expiresIn,omitempty"` // such as "30d", the most; empty: "7d"
}

// An Invitation is one that is open.
type Invitation struct {
	ID        string    `json:"id"`
	Email     string    `json:"email"`
	Name      string    `json:"name"`
	Admin     bool      `json:"admin"`
	Roles     Roles     `json:"roles"`
	By        string    `json:"by"` // id
	ByName    string    `json:"byName"`
	CreatedAt time.Time `json:"createdAt"`
	ExpiresAt time.Time `json:"expiresAt"`
}

// A MadeInvitation is a new one with its link, to be passed on.
type MadeInvitation struct {
	Invitation
	Token string `json:"token"`
	URL   string `json:"link"`
}

// Invite invites somebody. It is sent once: where no answer came, take that
// invitation back and make another one.
func (c *Client) Invite(ctx context.Context, n NewInvitation) (MadeInvitation, error) {
	r, err := rest.NewCreateInvitationRequestWithBody(c.server, nil, jsonType, document(n))
	return answer[MadeInvitation](c.change(ctx, "", r, err))
}

// Invitations returns one page of the invitations that are open, newest first.
func (c *Client) Invitations(ctx context.Context, cut Cut) (Page[Invitation], error) {
	r, err := rest.NewListInvitationsRequest(c.server, &rest.ListInvitationsParams{Limit: given(cut.Limit), Cursor: given(cut.Cursor)})
	return answer[Page[Invitation]](c.get(ctx, r, err))
}

// DeleteInvitation takes an invitation back.
func (c *Client) DeleteInvitation(ctx context.Context, id string) error {
	r, err := rest.NewDeleteInvitationRequest(c.server, id)
	return done(c.change(ctx, "", r, err))
}
