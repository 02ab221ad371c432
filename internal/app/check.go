package app

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/safekeeping"
	"github.com/diptych-cms/diptych/internal/store"
)

// page is how many assets are looked at between two looks at the database.
const page = 500

// Check tells what is wrong with the database and with the bytes of assets: a
// message key, and what it is about. It returns how many assets it read.
func (h *House) Check(ctx context.Context, tell func(code, subject string)) (assets int, err error) {
	if err := h.Store.Check(ctx, tell); err != nil {
		return 0, err
	}
	if err := h.Settling.Check(ctx, tell); err != nil {
		return 0, err
	}
	if err := h.checkSearch(ctx, tell); err != nil {
		return 0, err
	}
	read, err := h.Safekeeping.VerifyAssets(ctx, safekeeping.Teller{Found: func(code string, id content.AssetID) { tell(code, string(id)) }})
	return read.Files, err
}

// eachAsset calls fn with every asset that the database has.
func (h *House) eachAsset(ctx context.Context, fn func(content.AssetID) error) error {
	q := media.Query{Limit: page}
	for {
		var some []media.Asset
		err := h.Store.Read(ctx, func(s *store.Snapshot) (err error) {
			some, err = s.Assets(ctx, q)
			return err
		})
		if err != nil {
			return fmt.Errorf("list assets: %w", err)
		}
		for _, a := range some {
			if err := fn(a.ID); err != nil {
				return err
			}
		}
		if len(some) < page {
			return nil
		}
		last := some[len(some)-1]
		q.After = &media.Key{At: last.CreatedAt, ID: last.ID}
	}
}
