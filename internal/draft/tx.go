package draft

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Tx is what a save needs of one write transaction.
type Tx interface {
	Settings
	Posts
	Revisions
	Addresses
	Names
}

// Names knows what became of terms.
type Names interface {
	// Absorbed returns which of the terms became others.
	Absorbed(ctx context.Context, ids []content.TermID) (content.Absorbed, error)
}

// Settings returns the site's.
type Settings interface {
	Site(ctx context.Context) (*content.Site, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// Posts writes the rows of posts and translations, one at a time: a save of one
// language touches no row of another.
type Posts interface {
	// SavePost inserts the post's own row if p.Version is 0; else it writes all of
	// it but what is live (Live, LiveAt) and who made it, if the row still has
	// p.Version. It adds one to p.Version. It returns a fault.Stale if another
	// write came between. Translations are not written.
	SavePost(ctx context.Context, p *content.Post) error
	// SaveTranslation does the same with the row of one translation: Live, LiveAt
	// and FirstPublishedAt stay as they are.
	SaveTranslation(ctx context.Context, post content.PostID, t *content.Translation) error
	// Missing returns those of the named that do not exist, or are another kind of
	// term. A post in the trash does not exist.
	Missing(ctx context.Context, n content.Named) (content.Named, error)
}

// Revisions reads and adds revisions. They are never changed.
type Revisions interface {
	// Revision returns revision n of a translation, or a fault.NotFound.
	Revision(ctx context.Context, post content.PostID, tag locale.Tag, n int) (*content.Revision, error)
	// SharedRevision returns revision n of the shared part, or a fault.NotFound.
	SharedRevision(ctx context.Context, post content.PostID, n int) (*content.SharedRevision, error)
	// MeaningOf returns what the newest revision of the translation means that has
	// the sense; 0 if none has.
	MeaningOf(ctx context.Context, post content.PostID, tag locale.Tag, sense string) (int, error)
	// AddRevision writes a new revision, and that it uses the assets.
	AddRevision(ctx context.Context, r *content.Revision, assets []content.AssetID) error
	// AddSharedRevision writes a new revision of the shared part, and that it uses
	// the assets.
	AddSharedRevision(ctx context.Context, r *content.SharedRevision, assets []content.AssetID) error
}

// Addresses keeps slugs and public URLs with their history.
type Addresses interface {
	// Addresses returns every address that the post holds or held.
	Addresses(ctx context.Context, post content.PostID) ([]content.Address, error)
	// Holders returns the addresses of any post that have one of the wanted keys
	// (of slugs, in the same locale), whatever their kind and state.
	Holders(ctx context.Context, wanted []content.Address) ([]content.Address, error)
	// PutAddresses writes addresses by key, taking them over where another post
	// holds them: the caller has looked.
	PutAddresses(ctx context.Context, list []content.Address) error
	// DropAddresses frees addresses, by key.
	DropAddresses(ctx context.Context, list []content.Address) error
}
