package access

import (
	"crypto/sha256"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// What comes before the id of a row in the id of the actor, or of the
// credential, that it makes.
const (
	UserActor    = "user:"
	TokenActor   = "token:"
	SessionActor = "session:"
)

// A Token is an API credential as it is stored: its secret never is, only the
// SHA-256 of it.
type Token struct {
	ID        string // a UUIDv7
	Name      string // what people call it
	Hash      [sha256.Size]byte
	Owner     string // the actor for whom it acts; empty: for itself, as "token:" and its id
	Scopes    []Scope
	Admin     bool
	Roles     map[locale.Tag][]Role // as in [Actor]
	CreatedAt time.Time
	ExpiresAt time.Time // zero: never
	RevokedAt time.Time // zero: not revoked
	UsedAt    time.Time // zero: never
}

// Good reports whether the token still opens the door at that instant.
func (t Token) Good(at time.Time) bool {
	return t.RevokedAt.IsZero() && (t.ExpiresAt.IsZero() || at.Before(t.ExpiresAt))
}

// Actor returns who asks with a token that acts for itself.
func (t Token) Actor() Actor {
	return Actor{ID: TokenActor + t.ID, Name: t.Name, Admin: t.Admin, Roles: t.Roles, Scopes: t.Scopes}
}

// For returns who asks with a token that acts for the owner: the owner, with
// those roles that both have.
func (t Token) For(owner Actor) Actor {
	a := Actor{ID: owner.ID, Name: owner.Name, Via: TokenActor + t.ID, Scopes: t.Scopes}
	switch {
	case t.Admin:
		a.Admin, a.Roles = owner.Admin, owner.Roles
	case owner.Admin:
		a.Roles = t.Roles
	default:
		a.Roles = Common(t.Roles, owner.Roles)
	}
	return a
}

// Common returns the roles that both have, in the locales in which both have
// them.
func Common(a, b map[locale.Tag][]Role) map[locale.Tag][]Role {
	both := make(map[locale.Tag][]Role)
	one, other := Actor{Roles: a}, Actor{Roles: b}
	for _, roles := range []map[locale.Tag][]Role{a, b} {
		for tag := range roles {
			for _, role := range Roles() {
				if one.Has(role, tag) && other.Has(role, tag) && !slices.Contains(both[tag], role) {
					both[tag] = append(both[tag], role)
				}
			}
		}
	}
	return both
}

// Within reports whether b has every role of a, in every locale in which a has it.
func Within(a, b map[locale.Tag][]Role) bool {
	has := Actor{Roles: b}
	for tag, roles := range a {
		for _, role := range roles {
			if !has.Has(role, tag) {
				return false
			}
		}
	}
	return true
}
