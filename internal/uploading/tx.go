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
	// SaveAsset writes the asset's texts if it still has a.Version, and adds one
	// to it; it returns a fault.Stale if another write came between.
	SaveAsset(ctx context.Context, a *media.Asset) error
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
}

// A Snapshot is what uploading reads outside a write.
type Snapshot interface {
	// Asset returns the asset with its texts, or a fault.NotFound.
	Asset(ctx context.Context, id content.AssetID) (*media.Asset, error)
	// Assets returns a page of assets with their texts, newest first.
	Assets(ctx context.Context, q media.Query) ([]media.Asset, error)
	// AssetUses returns where the asset is named, by post and locale; posts in the
	// trash do not count.
	AssetUses(ctx context.Context, id content.AssetID) ([]media.Use, error)
	// Locales returns the site's locales, ordered by tag.
	Locales(ctx context.Context) ([]content.Locale, error)
}
