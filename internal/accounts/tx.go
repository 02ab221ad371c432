package accounts

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
)

// A Tx is what accounts needs of one write transaction.
type Tx interface {
	// AddToken writes a new token.
	AddToken(ctx context.Context, t *access.Token) error
	// RevokeToken notes when the token was revoked, the first time alone. It
	// returns a fault.NotFound if there is no such token.
	RevokeToken(ctx context.Context, id string, at time.Time) error
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
	// Now returns the instant of the transaction.
	Now() time.Time
}

// A Snapshot is what accounts reads outside a write.
type Snapshot interface {
	// TokenByHash returns the token whose secret has the hash, revoked and
	// expired ones too; ok is false if there is none.
	TokenByHash(ctx context.Context, hash [sha256.Size]byte) (t access.Token, ok bool, err error)
	// Tokens returns every token, oldest first.
	Tokens(ctx context.Context) ([]access.Token, error)
}
