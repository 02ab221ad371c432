package uploading

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/variants"
)

// A MediaQuery asks for a file of an asset, whether a live post uses it or not.
type MediaQuery struct {
	Actor   access.Actor
	Asset   content.AssetID
	Variant string // as [content.Variant.Name] writes it
}

// Media returns a file of an asset to whoever may see the list of assets. Crops
// keep the point that the asset has now. Faults are those of [variants.Maker.Open].
func (s *Service) Media(ctx context.Context, q MediaQuery) (variants.File, error) {
	if err := mayLook(q.Actor); err != nil {
		return variants.File{}, err
	}
	var asset *media.Asset
	err := s.Read(ctx, func(r Snapshot) (err error) {
		asset, err = r.Asset(ctx, q.Asset)
		return err
	})
	if err != nil {
		return variants.File{}, fmt.Errorf("read asset %s: %w", q.Asset, err)
	}
	v, ok := content.ParseVariant(q.Variant)
	if !ok {
		return variants.File{}, fault.New(fault.NotFound, "media.no_variant", "asset", string(q.Asset), "variant", q.Variant)
	}
	return s.Variants.Open(ctx, variants.Wanted{Asset: *asset, Variant: v})
}
