package porting

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/parity"
	"github.com/diptych-cms/diptych/internal/projection"
)

// A Tx is what an import needs of one write transaction.
type Tx interface {
	draft.Tx
	projection.Tx
	Together
	Writes
	// Now returns the instant of the transaction, the same at every call.
	Now() time.Time
}

// Together keeps the languages of a post together, and the ledger of it.
type Together interface {
	parity.Reads
	parity.Writes
}

// Writes are what an import changes beyond what one save does.
type Writes interface {
	PostWrites
	TermWrites
	SettingWrites
	AssetWrites
	ImportWrites
}

// ImportWrites remember what was imported.
type ImportWrites interface {
	// Imported returns what is remembered of one document, or the zero value.
	Imported(ctx context.Context, source, path string, tag locale.Tag) (content.Imported, error)
	// PutImports remembers files by source, path and locale.
	PutImports(ctx context.Context, files []content.Imported) error
}

// PostWrites read and publish posts.
type PostWrites interface {
	// Post returns the post with its translations, or a fault.NotFound. Absorbed
	// posts and those in the trash are returned too.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
	// SaveLive writes the live pointers of the post and of all its translations,
	// with their instants (Live, LiveAt, FirstPublishedAt). It changes no version
	// and writes nothing else.
	SaveLive(ctx context.Context, p *content.Post) error
	// Emit adds events to the outbox. They leave it only if the transaction commits.
	Emit(ctx context.Context, events ...event.Event) error
}

// TermWrites make terms and name them in further languages.
type TermWrites interface {
	// Term returns the term with all its texts, or a fault.NotFound.
	Term(ctx context.Context, id content.TermID) (*content.Term, error)
	// AddTerm writes a new term with its texts, as version 1.
	AddTerm(ctx context.Context, t *content.Term) error
	// SaveTerm writes the term and all its texts if it still has t.Version, and
	// adds one to it; otherwise it returns a fault.Stale.
	SaveTerm(ctx context.Context, t *content.Term) error
	// LeadToTerm lets a slug that readers know from elsewhere lead to the term, unless
	// it is, or leads to, some term's already.
	LeadToTerm(ctx context.Context, kind content.TermKind, tag locale.Tag, slug string, id content.TermID) error
	// TermBySlug returns the term whose present slug it is in the locale.
	TermBySlug(ctx context.Context, kind content.TermKind, tag locale.Tag, slug string) (id content.TermID, ok bool, err error)
}

// SettingWrites take over what the foreign site says of itself.
type SettingWrites interface {
	// SaveSite writes the site's settings if it still has s.Version, and adds one
	// to it; otherwise it returns a fault.Stale.
	SaveSite(ctx context.Context, s *content.Site) error
	// AddLocale adds a locale to the site, as version 1.
	AddLocale(ctx context.Context, l *content.Locale) error
	// SaveLocale writes a locale's settings if it still has l.Version, and adds
	// one to it; otherwise it returns a fault.Stale.
	SaveLocale(ctx context.Context, l *content.Locale) error
}

// AssetWrites keep the rows of pictures.
type AssetWrites interface {
	// Asset returns the asset with its texts, or a fault.NotFound.
	Asset(ctx context.Context, id content.AssetID) (*media.Asset, error)
	// AddAsset writes the row of an asset that has none; Version 1 and CreatedAt
	// are the transaction's to set.
	AddAsset(ctx context.Context, a *media.Asset) error
	// AssetUsage returns what is uploaded, by everybody and by one.
	AssetUsage(ctx context.Context, by string) (media.Usage, error)
}

// A Snapshot is what an import reads outside a write.
type Snapshot interface {
	SettingReads
	PostReads
	// Imports returns every file that imports of this name took, ordered by path
	// and locale.
	Imports(ctx context.Context, source string) ([]content.Imported, error)
	TermReads
	// Populated reports whether the database has any post, the trash included.
	Populated(ctx context.Context) (bool, error)
}

// TermReads find terms by what they are called, and were.
type TermReads interface {
	// Terms returns up to limit terms of the kind with ids after the given one, in
	// order of id, with all their texts.
	Terms(ctx context.Context, kind content.TermKind, after content.TermID, limit int) ([]*content.Term, error)
	// FormerSlugs returns the slugs that terms of the kind had, or that others had
	// which they absorbed, with the terms that they lead to.
	FormerSlugs(ctx context.Context, kind content.TermKind) (map[string]content.TermID, error)
}

// SettingReads return the settings.
type SettingReads interface {
	Site(ctx context.Context) (*content.Site, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// PostReads find the posts of earlier imports.
type PostReads interface {
	// Post returns the post with its translations, or a fault.NotFound. Absorbed
	// posts and those in the trash are returned too.
	Post(ctx context.Context, id content.PostID) (*content.Post, error)
	// SharedRevision returns a revision of the shared part, or a fault.NotFound.
	SharedRevision(ctx context.Context, id content.PostID, n int) (*content.SharedRevision, error)
}
