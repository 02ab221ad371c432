package uploading

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
)

// mostUses bounds how many uses are named.
const mostUses = 1000

// Delete takes away an asset that nothing names: no revision that is still kept, in the
// trash or not, and no author. Otherwise it is a fault.Conflict "asset.used" with those
// of its uses that the actor may read, so that nothing that is restored ever lacks a
// file. It takes to have uploaded the asset, or the permission to publish in every
// language.
func (s *Service) Delete(ctx context.Context, cmd DeleteCommand) error {
	if err := mayLook(cmd.Actor); err != nil {
		return err
	}
	err := s.Write(ctx, func(tx Tx) error {
		asset, err := tx.Asset(ctx, cmd.Asset)
		if err != nil {
			return err
		}
		if !owns(cmd.Actor, asset) {
			if err := everywhere(ctx, tx, cmd.Actor); err != nil {
				return err
			}
		}
		if err := etag.Check("asset.stale", cmd.Version, asset.Version); err != nil {
			return err
		}
		uses, err := tx.AssetUses(ctx, asset.ID, mostUses)
		if err != nil {
			return err
		}
		if len(uses) > 0 {
			return fault.New(fault.Conflict, "asset.used").With("uses", seen(cmd.Actor, uses))
		}
		if err := tx.DeleteAsset(ctx, asset.ID); err != nil {
			return err
		}
		return tx.Emit(ctx, event.AssetDeleted{Asset: asset.ID, Name: asset.Name, By: cmd.Actor.ID})
	})
	if err != nil {
		return fmt.Errorf("delete asset %s: %w", cmd.Asset, err)
	}
	return nil
}

// owns reports whether the actor brought the asset in, and still may.
func owns(actor access.Actor, a *media.Asset) bool {
	return a.By == actor.ID && actor.ID != "" && actor.Check(access.Upload) == nil
}

// everywhere asks for the permission to publish in every language of the site: what is
// the same in all of them is nobody's of one.
func everywhere(ctx context.Context, tx Tx, actor access.Actor) error {
	locales, err := tx.Locales(ctx)
	if err != nil {
		return err
	}
	tags := make([]locale.Tag, len(locales))
	for i := range locales {
		tags[i] = locales[i].Tag
	}
	return actor.Check(access.Publish, tags...)
}

// Uses returns where the asset is named in a newest or a live revision, and which
// authors have it for their picture, of what the actor may read. A use in the shared
// part of a post whose source they may not read has no title.
func (s *Service) Uses(ctx context.Context, actor access.Actor, id content.AssetID) ([]media.Use, error) {
	if err := mayLook(actor); err != nil {
		return nil, err
	}
	var uses []media.Use
	err := s.Read(ctx, func(r Snapshot) (err error) {
		if _, err = r.Asset(ctx, id); err != nil {
			return err
		}
		uses, err = r.AssetUses(ctx, id, mostUses)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read uses of asset %s: %w", id, err)
	}
	now := []media.Use{}
	for _, u := range seen(actor, uses) {
		if u.Now() {
			now = append(now, u)
		}
	}
	return now, nil
}

// seen returns those of the uses that the actor may read of.
func seen(actor access.Actor, uses []media.Use) []media.Use {
	seen := []media.Use{}
	for _, u := range uses {
		post := access.Subject{CreatedBy: u.CreatedBy, Source: u.Source}
		switch {
		case u.Author != "":
			if actor.Check(access.Browse) != nil {
				continue
			}
		case u.Locale == "" && actor.Sees(post):
			if actor.CheckOn(access.Read, post, u.Source) != nil {
				u.Title = ""
			}
		case u.Locale == "" || actor.CheckOn(access.Read, post, u.Locale) != nil:
			continue
		}
		seen = append(seen, u)
	}
	return seen
}
