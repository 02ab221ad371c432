package manage

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A NewToken is a token to be made. It acts for who makes it, with at most the
// roles that they have at any moment.
type NewToken struct {
	Name      string   `json:"name"`
	Scopes    []string `json:"scopes"`              // "manage", "preview"
	Roles     Roles    `json:"roles,omitempty"`     // at most the maker's; nil: those
	ExpiresIn string   `json:"expiresIn,omitempty"` // such as "90d"; empty: never
}

// A Token lets a machine in.
type Token struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Scopes     []string   `json:"scopes"`
	Admin      bool       `json:"admin"`
	Roles      Roles      `json:"roles"`
	Owner      string     `json:"owner"` // id of the user whom it acts for; empty: for nobody
	CreatedAt  time.Time  `json:"createdAt"`
	ExpiresAt  *time.Time `json:"expiresAt"`
	LastUsedAt *time.Time `json:"lastUsedAt"`
}

// A MadeToken is a new one with its secret, which nobody can ask for again.
type MadeToken struct {
	Token
	Secret string `json:"secret"`
}

// CreateToken makes a token. It is sent once: where no answer came, revoke that
// one and make another.
func (c *Client) CreateToken(ctx context.Context, n NewToken) (MadeToken, error) {
	r, err := rest.NewCreateTokenRequestWithBody(c.server, nil, jsonType, document(n))
	return answer[MadeToken](c.change(ctx, "", r, err))
}

// Tokens returns one page of the caller's tokens, newest first; an admin gets
// all.
func (c *Client) Tokens(ctx context.Context, cut Cut) (Page[Token], error) {
	r, err := rest.NewListTokensRequest(c.server, &rest.ListTokensParams{Limit: given(cut.Limit), Cursor: given(cut.Cursor)})
	return answer[Page[Token]](c.get(ctx, r, err))
}

// RevokeToken makes a token dead at once.
func (c *Client) RevokeToken(ctx context.Context, id string) error {
	r, err := rest.NewDeleteTokenRequest(c.server, id)
	return done(c.change(ctx, "", r, err))
}
