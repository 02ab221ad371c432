package porting

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
)

// writeAssets writes the rows of files whose bytes are kept.
func (a *application) writeAssets(ctx context.Context) error {
	var files []content.Imported
	for _, p := range a.job.parts {
		for _, k := range p.assets {
			_, err := a.tx.Asset(ctx, k.asset.ID)
			if fault.Is(err, fault.NotFound) {
				err = a.writeAsset(ctx, *k.asset)
			}
			if err != nil {
				return err
			}
			files = append(files, content.Imported{
				Source: a.cmd.Source, Path: k.name, Asset: k.asset.ID, Hash: string(k.asset.ID),
			})
		}
	}
	return a.tx.PutImports(ctx, files)
}

// writeAsset writes the row of a file that came for the first time, if the site has room
// for it. An import is nobody's own.
func (a *application) writeAsset(ctx context.Context, row media.Asset) error {
	row.By = a.actor.ID
	site, err := a.tx.Site(ctx)
	if err != nil {
		return err
	}
	if quota := (media.Quota{Site: site.Settings.Media.SiteQuota}); quota.Site > 0 {
		usage, err := a.tx.AssetUsage(ctx, row.By)
		if err != nil {
			return err
		}
		if err := quota.Check(usage, row.Bytes); err != nil {
			return err
		}
	}
	if err := a.tx.AddAsset(ctx, &row); err != nil {
		return err
	}
	a.assets = append(a.assets, row.ID)
	return a.tx.Emit(ctx, event.AssetUploaded{Asset: row.ID, By: row.By})
}
