package access

import (
	"crypto/sha256"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Token is an API credential as it is stored: its secret never is, only the
// SHA-256 of it.
type Token struct {
	ID        string // a UUIDv7; the actor's id is "token:" and this
	Name      string // what people call it
	Hash      [sha256.Size]byte
	Admin     bool
	Roles     map[locale.Tag][]Role // as in [Actor]
	CreatedAt time.Time
	ExpiresAt time.Time // zero: never
	RevokedAt time.Time // zero: not revoked
}

// Good reports whether the token still opens the door at that instant.
func (t Token) Good(at time.Time) bool {
	return t.RevokedAt.IsZero() && (t.ExpiresAt.IsZero() || at.Before(t.ExpiresAt))
}

// Actor returns who asks with the token.
func (t Token) Actor() Actor {
	return Actor{ID: "token:" + t.ID, Name: t.Name, Admin: t.Admin, Roles: t.Roles}
}
