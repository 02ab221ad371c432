package uploading

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging/render"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/projection"
)

// LookAround looks at up to most pictures that nobody looked at yet, renders what shows
// them again, and returns how many they were; 0 means that none is left. One that cannot
// be looked at, or whose bytes are gone, has a look without frames, and is not tried
// again. Where the place of bytes cannot be reached they wait.
func (s *Service) LookAround(ctx context.Context, most int) (int, error) {
	if s.Eyes == nil {
		return 0, nil
	}
	var unseen []media.Asset
	err := s.Read(ctx, func(r Snapshot) (err error) {
		unseen, err = r.UnseenAssets(ctx, most)
		return err
	})
	for i := range unseen {
		if err != nil {
			return i, err
		}
		err = s.lookAt(ctx, &unseen[i])
	}
	return len(unseen), err
}

func (s *Service) lookAt(ctx context.Context, a *media.Asset) error {
	look, err := s.see(ctx, a)
	if err == nil {
		err = s.Write(ctx, func(tx Tx) error {
			if err := tx.SaveLook(ctx, a.ID, look); err != nil {
				return err
			}
			return projection.RefreshAsset(ctx, tx, a.ID)
		})
	}
	if err != nil {
		return fmt.Errorf("look at asset %s: %w", a.ID, err)
	}
	return nil
}

// see looks at the bytes of a picture. That a disk cannot read them is no reason to try
// again for ever.
func (s *Service) see(ctx context.Context, a *media.Asset) (media.Look, error) {
	look, err := s.open(ctx, a)
	if err == nil || ctx.Err() != nil || fault.Is(err, fault.Unavailable) {
		return look, err
	}
	return media.Look{Version: render.Version}, nil
}

func (s *Service) open(ctx context.Context, a *media.Asset) (media.Look, error) {
	f, err := s.Blobs.Open(ctx, a.ID)
	if err != nil {
		return media.Look{}, err
	}
	defer func() { _ = f.Close() }() // it is only read
	return s.Eyes.SeeAnyway(ctx, f, a.Bytes, s.limits())
}
