package editing

import (
	"context"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/projection"
)

// A Tx is what editing needs of one write transaction.
type Tx interface {
	draft.Tx
	projection.Tx
	Reads
	Writes
	once.Tx // Now, too: the instant of the transaction, the same at every call
}

// A Snapshot is what editing reads outside a write.
type Snapshot interface {
	Reads
	Reports
	// Posts returns the posts of a page that the view shows, with all their
	// translations. The query's members are asked only of parts that the view
	// shows, and the order is by these alone. Absorbed posts are left out, and
	// those in the trash unless they are asked for.
	Posts(ctx context.Context, view access.View, q content.PostQuery) (content.PostPage, error)
	// Terms returns up to limit terms of the kind with ids after the given one, in
	// order of id, with all their texts.
	Terms(ctx context.Context, kind content.TermKind, after content.TermID, limit int) ([]*content.Term, error)
}

// Reports are the reads that look for posts by what they are to others.
type Reports interface {
	TrashReads
	TermUseReads
	PairReads
}

// Reads are the reads that writes need too.
type Reads interface {
	PostReads
	NameReads
	SettingReads
	PastReads
	draft.Finds
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

// NameReads find what posts name by id.
type NameReads interface {
	// Term returns the term with all its texts, or a fault.NotFound.
	Term(ctx context.Context, id content.TermID) (*content.Term, error)
	// AssetsByID returns the assets of the ids that exist, with texts, in no order.
	AssetsByID(ctx context.Context, ids []content.AssetID) ([]media.Asset, error)
}

// SettingReads return the settings.
type SettingReads interface {
	Site(ctx context.Context) (*content.Site, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
	// Locale returns one of the site's locales, or a fault.NotFound.
	Locale(ctx context.Context, tag locale.Tag) (*content.Locale, error)
}

// Writes are what editing changes beyond what one save does.
type Writes interface {
	PostWrites
	TrashWrites
	TermWrites
	SettingWrites
	// Emit adds events to the outbox. They leave it only if the transaction commits.
	Emit(ctx context.Context, events ...event.Event) error
}

// PostWrites change posts as wholes.
type PostWrites interface {
	Together
	PruneWrites
	// SaveLive writes the live pointers of the post and of all its translations,
	// with their instants (Live, LiveAt, FirstPublishedAt). It changes no version
	// and writes nothing else.
	SaveLive(ctx context.Context, p *content.Post) error
	// MoveTranslation gives a translation to another post that has none in the
	// locale: its row with version and live pointer, its revisions, the uses of
	// assets in them, its slugs and paths, and what the imports know of it.
	MoveTranslation(ctx context.Context, from, to content.PostID, tag locale.Tag) error
	// RemoveTranslation deletes a translation with its revisions, slugs, paths and
	// what the imports know of it, if it still has the version; otherwise it
	// returns a fault.Stale.
	RemoveTranslation(ctx context.Context, id content.PostID, tag locale.Tag, version int64) error
}

// TermWrites change terms.
type TermWrites interface {
	TermEnds
	// AddTerm writes a new term with its texts, as version 1.
	AddTerm(ctx context.Context, t *content.Term) error
	// SaveTerm writes the term and all its texts if it still has t.Version, and
	// adds one to it; otherwise it returns a fault.Stale. A slug that a text had
	// becomes an old one; a present slug is nobody's old one any more.
	SaveTerm(ctx context.Context, t *content.Term) error
	// TermBySlug returns the term whose present slug it is in the locale.
	TermBySlug(ctx context.Context, kind content.TermKind, tag locale.Tag, slug string) (id content.TermID, ok bool, err error)
}

// SettingWrites change settings.
type SettingWrites interface {
	// SaveSite writes the site's settings if it still has s.Version, and adds one
	// to it; otherwise it returns a fault.Stale.
	SaveSite(ctx context.Context, s *content.Site) error
	// AddLocale adds a locale to the site, as version 1.
	AddLocale(ctx context.Context, l *content.Locale) error
	// SaveLocale writes a locale's settings if it still has l.Version, and adds
	// one to it; otherwise it returns a fault.Stale.
	SaveLocale(ctx context.Context, l *content.Locale) error
	// RemoveLocale deletes a locale that has no translation, posts in the trash
	// included, if it still has the version; otherwise it returns a fault.Stale.
	// It returns a fault.Conflict "locale.in_use" while there is a translation.
	RemoveLocale(ctx context.Context, tag locale.Tag, version int64) error
}
