package access

import (
	"crypto/sha256"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A User is somebody who can sign in.
type User struct {
	ID         string // a UUIDv7; the actor's id is "user:" and this
	Email      string // as it was given
	Folded     string // as it is compared: one account each
	Name       string
	Admin      bool
	Roles      map[locale.Tag][]Role // as in [Actor]
	Password   string                // a PHC string; the password itself is nowhere
	Version    int64                 // grows with every change of what others set
	CreatedAt  time.Time
	DisabledAt time.Time // zero: may sign in
	SeenAt     time.Time // zero: never
}

// Actor returns who asks when the user does, by a credential of theirs.
func (u User) Actor(via string) Actor {
	return Actor{ID: UserActor + u.ID, Name: u.Name, Admin: u.Admin, Roles: u.Roles, Via: via}
}

// How long a session lasts: since it was used, and since it began.
const (
	SessionIdle = 12 * time.Hour
	SessionLife = 14 * 24 * time.Hour
)

// A Session is one place where a user is signed in. Its cookie is not stored,
// only the SHA-256 of it.
type Session struct {
	ID        string
	Hash      [sha256.Size]byte
	User      string
	Address   string // from where it was begun
	Agent     string // with what, as that called itself
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
}

// Good reports whether the session still opens the door at that instant.
func (s Session) Good(at time.Time) bool {
	return at.Before(s.ExpiresAt) && at.Before(s.SeenAt.Add(SessionIdle))
}

// A LinkKind says what a one-time link is for.
type LinkKind string

// The kinds of one-time links.
const (
	LinkSetup  LinkKind = "setup"  // the first admin
	LinkInvite LinkKind = "invite" // somebody new
	LinkReset  LinkKind = "reset"  // another password
)

// A Link is a one-time link: whoever opens it chooses a password. Its secret is
// not stored, only the SHA-256 of it.
type Link struct {
	ID        string
	Hash      [sha256.Size]byte
	Kind      LinkKind
	User      string // whose password is chosen; of a reset alone
	Email     string // of whom it invites; empty: they say
	Folded    string
	Name      string
	Admin     bool
	Roles     map[locale.Tag][]Role
	CreatedAt time.Time
	CreatedBy string // an actor's id
	ExpiresAt time.Time
}
