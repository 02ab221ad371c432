package access

import (
	"crypto/sha256"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A PreviewLink is a credential that reads the heads of one post in some of its
// languages, as it is stored: its secret never is, only the SHA-256 of it.
type PreviewLink struct {
	ID        string // a UUIDv7
	Hash      [sha256.Size]byte
	Post      content.PostID
	Locales   []locale.Tag // in order; never empty
	Note      string
	By        string // the actor that made it: it shows no more than they may read now
	Via       string // the credential that it was made with, where it is not the actor
	CreatedAt time.Time
	ExpiresAt time.Time
	RevokedAt time.Time // zero: not revoked
	UsedAt    time.Time // when it last opened the door, to the hour; zero: never
	Withdrawn bool      // the token that it was made with was revoked
}

// Good reports whether the link still opens the door at that instant, as far as
// it is its own affair: what its maker may now is asked beside.
func (l PreviewLink) Good(at time.Time) bool {
	return l.RevokedAt.IsZero() && !l.Withdrawn && at.Before(l.ExpiresAt)
}
