package accounts

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
)

// A Tx is what accounts needs of one write transaction.
type Tx interface {
	People
	UserTx
	SessionTx
	CredentialTx
	RecordTx
}

// People are reads of who there is, now.
type People interface {
	// User returns the user, disabled or not, or a fault.NotFound.
	User(ctx context.Context, id string) (access.User, error)
	// UserByEmail returns whose folded address it is; ok is false if nobody's.
	UserByEmail(ctx context.Context, folded string) (u access.User, ok bool, err error)
	// OtherAdmins returns how many admins may sign in, the user left out.
	OtherAdmins(ctx context.Context, user string) (int, error)
	// Actor returns the actor as it is now, or a fault.NotFound.
	Actor(ctx context.Context, id string) (access.Actor, error)
	// Peopled reports whether there are users, and tokens.
	Peopled(ctx context.Context) (users, tokens bool, err error)
}

// A UserTx writes users.
type UserTx interface {
	// AddUser writes somebody new, at version 1, or returns a fault.Conflict.
	AddUser(ctx context.Context, u *access.User) error
	// SaveUser writes the user if nobody has since it was read, or returns a
	// fault.Stale or fault.Conflict.
	SaveUser(ctx context.Context, u *access.User) error
	// SeeUser notes that the user signed in.
	SeeUser(ctx context.Context, id string, at time.Time) error
	// Rehash writes another form of the user's present password.
	Rehash(ctx context.Context, id, old, phc string) error
	// EndCredentials ends all that the user signs in with but one session.
	EndCredentials(ctx context.Context, user, keep string) error
}

// A SessionTx writes sessions.
type SessionTx interface {
	// AddSession writes a new session and drops the user's oldest ones beyond most.
	AddSession(ctx context.Context, s *access.Session, most int) error
	// EndSession ends a session of the user, or returns a fault.NotFound.
	EndSession(ctx context.Context, user, id string) error
	// ReplaceSession ends the session whose cookie has the hash, if there is one.
	ReplaceSession(ctx context.Context, hash [sha256.Size]byte) error
	// SeeSession notes when the session was used.
	SeeSession(ctx context.Context, id string, at time.Time) error
	// ForgetOutdated drops up to limit sessions and links that are over.
	ForgetOutdated(ctx context.Context, limit int) (int64, error)
}

// A CredentialTx writes tokens and one-time links.
type CredentialTx interface {
	TokenTx
	// AddLink writes a new one-time link; earlier ones for the same end.
	AddLink(ctx context.Context, l *access.Link) error
	// TakeLink takes a one-time link up, so that nobody else can.
	TakeLink(ctx context.Context, hash [sha256.Size]byte) (l access.Link, ok bool, err error)
	// DropInvitation takes an invitation back, or returns a fault.NotFound.
	DropInvitation(ctx context.Context, id string) error
}

// A TokenTx writes tokens.
type TokenTx interface {
	// Token returns the token, revoked and expired ones too, or a fault.NotFound.
	Token(ctx context.Context, id string) (access.Token, error)
	// AddToken writes a new token.
	AddToken(ctx context.Context, t *access.Token) error
	// RevokeToken notes that the token opens nothing from now on.
	RevokeToken(ctx context.Context, id string) error
	// UseToken notes when the token was used.
	UseToken(ctx context.Context, id string, at time.Time) error
}

// A RecordTx tells what was done, and knows the site's languages and the time.
type RecordTx interface {
	// Emit adds events to the outbox.
	Emit(ctx context.Context, events ...event.Event) error
	// AddRecord adds a row to the audit that no event makes.
	AddRecord(ctx context.Context, r event.Record) error
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
	// Now returns the instant of the transaction.
	Now() time.Time
}

// A Snapshot is what accounts reads outside a write.
type Snapshot interface {
	People
	Found
	Lists
}

// Found are credentials, found by the hash of their secret.
type Found interface {
	// TokenByHash returns the token, revoked and expired ones too.
	TokenByHash(ctx context.Context, hash [sha256.Size]byte) (t access.Token, ok bool, err error)
	// SessionByHash returns the session, over or not.
	SessionByHash(ctx context.Context, hash [sha256.Size]byte) (s access.Session, ok bool, err error)
	// LinkByHash returns the one-time link, outdated or not.
	LinkByHash(ctx context.Context, hash [sha256.Size]byte) (l access.Link, ok bool, err error)
	// ActorNames returns what people call the actors.
	ActorNames(ctx context.Context, ids []string) (map[string]string, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// Lists are pages of what there is.
type Lists interface {
	// Users returns users in the order of their coming, after the one with the id.
	Users(ctx context.Context, after string, limit int) ([]access.User, error)
	// Sessions returns the user's sessions, newest first.
	Sessions(ctx context.Context, user string) ([]access.Session, error)
	// Invitations returns those that are open, newest first, before the one with the id.
	Invitations(ctx context.Context, before string, limit int) ([]access.Link, error)
	// Tokens returns the owner's tokens, or everybody's, newest first, before the
	// one with the id.
	Tokens(ctx context.Context, owner, before string, limit int) ([]access.Token, error)
	// Audit returns a page of the audit.
	Audit(ctx context.Context, q event.Query) (event.Page, error)
}
