package previewing

import (
	"context"
	"crypto/sha256"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/standing"
)

// A Tx is what previewing needs of one write transaction.
type Tx interface {
	Posts
	Settings
	Links
	LinkWrites
	// Emit adds events to the outbox. They leave it only if the transaction commits.
	Emit(ctx context.Context, events ...event.Event) error
}

// A Snapshot is what previewing reads outside a write.
type Snapshot interface {
	Posts
	Settings
	Links
	Finds
	projection.Shown
}

// Posts are posts and what their revisions say.
type Posts interface {
	// Post returns the post with its translations, or a fault.NotFound. Absorbed
	// posts and those in the trash are returned too.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
	// SharedRevision returns a revision of the shared part, or a fault.NotFound.
	SharedRevision(ctx context.Context, id content.PostID, n int) (*content.SharedRevision, error)
	// Revision returns a revision of a translation, or a fault.NotFound.
	Revision(ctx context.Context, id content.PostID, tag locale.Tag, n int) (*content.Revision, error)
	standing.Reads
}

// Settings returns the site's.
type Settings interface {
	Site(ctx context.Context) (*content.Site, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// Links are the links, and who made them.
type Links interface {
	// PreviewLinkByHash returns the link whose secret has the hash, dead ones too;
	// ok is false if there is none. PreviewLink finds it by its id.
	PreviewLinkByHash(ctx context.Context, hash [sha256.Size]byte) (l access.PreviewLink, ok bool, err error)
	PreviewLink(ctx context.Context, id string) (l access.PreviewLink, ok bool, err error)
	// PreviewLinks returns the links to the post that have not ended by the instant,
	// newest first.
	PreviewLinks(ctx context.Context, post content.PostID, at time.Time) ([]access.PreviewLink, error)
	Actors
	// PreviewKey returns the key with which addresses of files are signed.
	PreviewKey(ctx context.Context) ([]byte, error)
}

// Actors are those who made links.
type Actors interface {
	// Actor returns the actor as it is now, or a fault.NotFound if it is gone.
	Actor(ctx context.Context, id string) (access.Actor, error)
	// Token returns the token, revoked and expired ones too, or a fault.NotFound.
	Token(ctx context.Context, id string) (access.Token, error)
	// ActorNames returns what people call the actors, those that are gone too.
	ActorNames(ctx context.Context, ids []string) (map[string]string, error)
}

// LinkWrites change links.
type LinkWrites interface {
	AddPreviewLink(ctx context.Context, l *access.PreviewLink) error
	// RevokePreviewLink notes when the link was revoked, the first time alone.
	RevokePreviewLink(ctx context.Context, id string, at time.Time) error
	// UsePreviewLink notes when the link last opened the door.
	UsePreviewLink(ctx context.Context, id string, at time.Time) error
	// ForgetPreviewLinks deletes up to limit links that ended before the instant,
	// and returns their number.
	ForgetPreviewLinks(ctx context.Context, before time.Time, limit int) (int64, error)
	// Now returns the instant of the transaction.
	Now() time.Time
}

// Finds are ways from an address or a list to posts.
type Finds interface {
	// Holders returns the addresses of any post that have one of the wanted keys
	// (of slugs, in the same locale), whatever their kind and state.
	Holders(ctx context.Context, wanted []content.Address) ([]content.Address, error)
	// HeadsByDate returns the first posts of the range whose translation in its
	// first locale the view shows, each with the date that its head says.
	HeadsByDate(ctx context.Context, view access.View, r entry.Range) ([]entry.Key, error)
}
