package publishing

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
)

// A Tx is what publishing needs of one write transaction.
type Tx interface {
	projection.Tx
	PostReads
	Writes
	// Now returns the instant of the transaction, the same at every call.
	Now() time.Time
}

// A Snapshot is what publishing reads.
type Snapshot interface {
	PostReads
	// TermsByID returns the terms of the ids that exist, in no order.
	TermsByID(ctx context.Context, ids []content.TermID) ([]content.Term, error)
	// Site returns the site with its settings.
	Site(ctx context.Context) (*content.Site, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// PostReads find posts and what their revisions say.
type PostReads interface {
	// Post returns the post with its translations, or a fault.NotFound. Absorbed
	// posts and those in the trash are returned too.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
	// SharedRevision returns a revision of the shared part, or a fault.NotFound.
	SharedRevision(ctx context.Context, id content.PostID, n int) (*content.SharedRevision, error)
	// Revision returns a revision of a translation, or a fault.NotFound.
	Revision(ctx context.Context, id content.PostID, tag locale.Tag, n int) (*content.Revision, error)
}

// Writes are what publishing changes.
type Writes interface {
	// SaveLive writes the live pointers of the post and of all its translations,
	// with their instants (Live, LiveAt, FirstPublishedAt). It changes no version
	// and writes nothing else.
	SaveLive(ctx context.Context, p *content.Post) error
	// Emit adds events to the outbox. They leave it only if the transaction commits.
	Emit(ctx context.Context, events ...event.Event) error
}
