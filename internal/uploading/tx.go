package uploading

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/projection"
)

// A Tx is what uploading needs of one write transaction.
type Tx interface {
	projection.Tx
	Storing
	once.Tx
	Changing
}

// Changing is what is done to assets that are there.
type Changing interface {
	Uses
	// SaveAsset writes the asset's name, focus and texts if it still has a.Version, and
	// adds one to it; it returns a fault.Stale if another write came between.
	SaveAsset(ctx context.Context, a *media.Asset) error
	// SaveLook writes what the asset looks like. Its version stays: nobody said anything.
	SaveLook(ctx context.Context, id content.AssetID, look media.Look) error
	// DeleteAsset takes away an asset that nothing names, with its texts and the rows of
	// what was made from it. Its bytes stay, until nobody knows them.
	DeleteAsset(ctx context.Context, id content.AssetID) error
}

// Uses knows where assets are named.
type Uses interface {
	// AssetUses returns up to limit places that name the asset: those that readers see
	// first, then by state, post and locale.
	AssetUses(ctx context.Context, id content.AssetID, limit int) ([]media.Use, error)
}

// Storing is what keeping an asset's row takes.
type Storing interface {
	// Asset returns the asset with its texts, or a fault.NotFound.
	Asset(ctx context.Context, id content.AssetID) (*media.Asset, error)
	// AddAsset writes the row of an asset that has none; Version 1 and CreatedAt
	// are the transaction's to set.
	AddAsset(ctx context.Context, a *media.Asset) error
	// Emit adds events to the outbox. They leave it only if the transaction commits.
	Emit(ctx context.Context, events ...event.Event) error
	// AssetUsage returns what is uploaded, by everybody and by one.
	AssetUsage(ctx context.Context, by string) (media.Usage, error)
}

// A Snapshot is what uploading reads outside a write.
type Snapshot interface {
	Finding
	Uses
	Counting
	// Once returns what the actor's key stands for; ok is false if it was not used.
	Once(ctx context.Context, actor, key string) (r once.Record, ok bool, err error)
	Site(ctx context.Context) (*content.Site, error)
}

// Counting is what is told of the site as a whole.
type Counting interface {
	// AssetUsage returns what is uploaded, by everybody and by one.
	AssetUsage(ctx context.Context, by string) (media.Usage, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}

// Finding is how assets are found.
type Finding interface {
	// Asset returns the asset with its texts, or a fault.NotFound.
	Asset(ctx context.Context, id content.AssetID) (*media.Asset, error)
	// Assets returns a page of assets with their texts, newest first.
	Assets(ctx context.Context, q media.Query) ([]media.Asset, error)
	// UnseenAssets returns up to limit pictures that were never looked at, by id.
	UnseenAssets(ctx context.Context, limit int) ([]media.Asset, error)
}
