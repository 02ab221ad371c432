package safekeeping

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
)

// Verified is what [Service.Verify] found.
type Verified struct {
	Files   int // that were read
	Damaged int // of them: not there, or not what they were
}

// Verify reads the bytes of every asset, and of everything that was made from
// one, and tells which are not there ("check.blob_missing", "check.variant_missing")
// or not what they were ("check.blob_corrupt", "check.variant_corrupt").
func (s *Service) Verify(ctx context.Context, t Teller) (Verified, error) {
	v, err := s.VerifyAssets(ctx, t)
	if err == nil {
		err = s.verify(ctx, what{Snapshot.MadeHashes, "check.variant_missing", "check.variant_corrupt"}, &v, t)
	}
	return v, err
}

// VerifyAssets does so with assets alone: what was made from them can be made again.
func (s *Service) VerifyAssets(ctx context.Context, t Teller) (Verified, error) {
	var v Verified
	err := s.verify(ctx, what{Snapshot.AssetIDs, "check.blob_missing", "check.blob_corrupt"}, &v, t)
	return v, err
}

// What is to be read, and how it is told that something of it is wrong.
type what struct {
	list             lister
	missing, corrupt string
}

func (s *Service) verify(ctx context.Context, w what, v *Verified, t Teller) error {
	total, err := s.count(ctx)
	if err != nil {
		return fmt.Errorf("verify files: %w", err)
	}
	var mu sync.Mutex
	err = s.each(ctx, w.list, func(ctx context.Context, id content.AssetID) error {
		err := s.Blobs.Verify(ctx, id)
		mu.Lock()
		defer mu.Unlock()
		v.Files++
		t.progress(v.Files, max(total, v.Files))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			t.found(w.missing, id)
		case errors.Is(err, blob.ErrCorrupt):
			t.found(w.corrupt, id)
		default:
			return err
		}
		v.Damaged++
		return nil
	})
	if err != nil {
		return fmt.Errorf("verify files: %w", err)
	}
	return nil
}

func (s *Service) count(ctx context.Context) (n int, err error) {
	err = s.Read(ctx, func(r Snapshot) error {
		n, err = r.CountBlobs(ctx)
		return err
	})
	return n, err
}

// A lister returns names in order after the given one.
type lister func(r Snapshot, ctx context.Context, after content.AssetID, limit int) ([]content.AssetID, error)

// each calls fn with all that the lister returns, several at once.
func (s *Service) each(ctx context.Context, list lister, fn func(context.Context, content.AssetID) error) error {
	var after content.AssetID
	for {
		var ids []content.AssetID
		err := s.Read(ctx, func(r Snapshot) (err error) {
			ids, err = list(r, ctx, after, page)
			return err
		})
		if err != nil {
			return err
		}
		g, within := errgroup.WithContext(ctx)
		g.SetLimit(atOnce)
		for _, id := range ids {
			g.Go(func() error { return fn(within, id) })
		}
		if err := g.Wait(); err != nil {
			return err
		}
		if len(ids) < page {
			return nil
		}
		after = ids[len(ids)-1]
	}
}
