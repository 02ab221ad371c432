package safekeeping

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/diptych-cms/diptych/internal/blob"
)

// Moved is what [Service.Move] found.
type Moved struct {
	Files   int // that there are here
	Copied  int // of them: that were not there
	Bytes   int64
	Damaged int // that are not what their name says, and were left
}

// Move copies every file to another place, and leaves it here, too: readers are
// served from here until the setting says otherwise. Each is read whole, and what is
// not what its name says is told as "check.blob_corrupt" and left. Files that are
// there already are not copied again, so that what was broken off is gone on with.
func (s *Service) Move(ctx context.Context, to *blob.Store, dryRun bool, t Teller) (Moved, error) {
	var m Moved
	total, err := s.total(ctx)
	if err != nil {
		return m, fmt.Errorf("move files: %w", err)
	}
	var mu sync.Mutex
	done := 0
	g, within := errgroup.WithContext(ctx)
	g.SetLimit(atOnce)
	for info, err := range s.Blobs.All(within) {
		if err != nil {
			g.Go(func() error { return err })
			break
		}
		g.Go(func() error {
			copied, err := s.move(within, to, info, dryRun)
			mu.Lock()
			defer mu.Unlock()
			done++
			t.progress(done, max(done, total))
			switch {
			case errors.Is(err, fs.ErrNotExist): // it was deleted meanwhile
				return nil
			case errors.Is(err, blob.ErrCorrupt):
				m.Damaged++
				t.found("check.blob_corrupt", info.ID)
			case err != nil:
				return err
			case copied:
				m.Copied++
				m.Bytes += info.Size
			}
			m.Files++
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return m, fmt.Errorf("move files: %w", err)
	}
	return m, nil
}

func (s *Service) move(ctx context.Context, to *blob.Store, info blob.Info, dryRun bool) (bool, error) {
	if !dryRun {
		return s.Blobs.Copy(ctx, to, info)
	}
	there, err := to.Stat(ctx, info.ID)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	return err == nil && there.Size != info.Size, err
}

// total counts what there is now; while it is moved, more may come.
func (s *Service) total(ctx context.Context) (n int, err error) {
	for _, err := range s.Blobs.All(ctx) {
		if err != nil {
			return 0, err
		}
		n++
	}
	return n, nil
}
