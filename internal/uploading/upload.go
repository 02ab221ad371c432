package uploading

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/once"
)

// Upload takes a file in, by the rules of [media.Take], and returns its asset;
// fresh is false if the same bytes were there already, under their first name.
func (s *Service) Upload(ctx context.Context, cmd UploadCommand) (a *media.Asset, fresh bool, err error) {
	if err := cmd.Actor.Check(access.Upload); err != nil {
		return nil, false, err
	}
	limits := s.Limits
	if limits == (media.Limits{}) {
		limits = media.DefaultLimits()
	}
	a, err = media.Take(ctx, s.Blobs, media.File{Name: cmd.Name, Content: cmd.Content}, limits)
	if err != nil {
		return nil, false, fmt.Errorf("upload %q: %w", media.SafeName(cmd.Name), err)
	}
	var done uploaded
	err = s.Write(ctx, func(tx Tx) error {
		done, err = once.Do(ctx, tx, cmd.Actor.ID, cmd.Once.With(string(a.ID)), func() (uploaded, error) {
			fresh, err := record(ctx, tx, a, cmd.Actor.ID)
			return uploaded{a, fresh}, err
		})
		return err
	})
	if err != nil {
		return nil, false, fmt.Errorf("upload %q: %w", a.Name, err)
	}
	return done.Asset, done.Fresh, nil
}

// uploaded is what Upload returned, as it is remembered.
type uploaded struct {
	Asset *media.Asset
	Fresh bool
}

// record writes the row of an asset whose bytes are kept; if there is one
// already, a becomes what it says.
func record(ctx context.Context, tx Storing, a *media.Asset, by string) (fresh bool, err error) {
	known, err := tx.Asset(ctx, a.ID)
	if err == nil {
		*a = *known
		return false, nil
	}
	if !fault.Is(err, fault.NotFound) {
		return false, err
	}
	if err := tx.AddAsset(ctx, a); err != nil {
		return false, err
	}
	return true, tx.Emit(ctx, event.AssetUploaded{Asset: a.ID, By: by})
}
