// Package accounts makes, lists, revokes and recognises API tokens. The secret
// of a token is told once, when it is made; only its SHA-256 is kept.
package accounts

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Service carries out the commands about tokens.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
	Now   func() time.Time                                  // decides whether a token has expired
}

// A CreateToken asks for a new credential.
type CreateToken struct {
	Actor   access.Actor
	Name    string        // empty: the role's
	Role    string        // "admin", or a role of package access
	Locales []locale.Tag  // where the role counts; empty: everywhere. Not for admins
	Expires time.Duration // from now; 0: never
}

// A Created is a new token with its secret, which nobody can ask for again.
type Created struct {
	Token  access.Token
	Secret string // "dpt_" and 43 signs of base64url (RFC 4648 §5)
}

// A RevokeToken asks that a token open nothing any more, at once.
type RevokeToken struct {
	Actor access.Actor
	ID    string // with or without the "token:" of the actor that it makes
}
