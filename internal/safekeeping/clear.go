package safekeeping

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A ClearCommand says what may go.
type ClearCommand struct {
	Older  time.Duration // than this it has to be; at least [blob.Young]
	DryRun bool
}

// Cleared is what [Service.Clear] found.
type Cleared struct {
	Files     int // that there are
	Orphans   int // of them: old enough, and named by nothing
	Bytes     int64
	Leftovers int // of uploads that were broken off
	Lost      int // that were named in the instant in which they were deleted
}

// Clear deletes the bytes that nothing names: no asset, nothing made from one, no
// revision that is kept, no author, no import. Each is told as "blobs.orphan". It may
// run beside a server: whoever keeps bytes writes what names them within an hour, and
// bytes that come again are young again. So what is old before the names are looked
// for, and still old when it is deleted, is what nobody is about to name.
func (s *Service) Clear(ctx context.Context, cmd ClearCommand, t Teller) (Cleared, error) {
	var c Cleared
	if cmd.Older < blob.Young {
		return c, fault.New(fault.Invalid, "blobs.too_young")
	}
	limit := s.Now().Add(-cmd.Older)
	orphans, err := s.orphans(ctx, limit, &c)
	if err != nil {
		return c, fmt.Errorf("clear files: %w", err)
	}
	var deleted []content.AssetID
	for i, o := range orphans {
		gone := true
		if !cmd.DryRun {
			if gone, err = s.Blobs.Delete(ctx, o.ID, limit); err != nil {
				return c, fmt.Errorf("clear files: %w", err)
			}
		}
		if gone {
			deleted = append(deleted, o.ID)
			c.Orphans++
			c.Bytes += o.Size
			t.found("blobs.orphan", o.ID)
		}
		t.progress(i+1, len(orphans))
	}
	if c.Leftovers, err = s.Blobs.Leftovers(limit); err == nil && !cmd.DryRun {
		err = errors.Join(s.Blobs.Sweep(limit), s.regret(ctx, deleted, &c, t))
	}
	if err != nil {
		return c, fmt.Errorf("clear files: %w", err)
	}
	return c, nil
}

// orphans returns what is older than the limit and named by nothing.
func (s *Service) orphans(ctx context.Context, limit time.Time, c *Cleared) ([]blob.Info, error) {
	var orphans, old []blob.Info
	sift := func() error {
		named, err := s.named(ctx, old)
		for _, info := range old {
			if err == nil && !slices.Contains(named, info.ID) {
				orphans = append(orphans, info)
			}
		}
		old = old[:0]
		return err
	}
	for info, err := range s.Blobs.All(ctx) {
		if err != nil {
			return nil, err
		}
		c.Files++
		if !info.At.Before(limit) {
			continue
		}
		if old = append(old, info); len(old) == page {
			if err := sift(); err != nil {
				return nil, err
			}
		}
	}
	return orphans, sift()
}

func (s *Service) named(ctx context.Context, infos []blob.Info) (named []content.AssetID, err error) {
	if len(infos) == 0 {
		return nil, nil
	}
	ids := make([]content.AssetID, len(infos))
	for i, info := range infos {
		ids[i] = info.ID
	}
	err = s.Read(ctx, func(r Snapshot) error {
		named, err = r.NamedBlobs(ctx, ids)
		return err
	})
	return named, err
}

// regret looks once more whether anything names what was deleted: a bucket cannot
// delete by age, so that one step lies between the look and the deletion. What was
// lost so is told as "blobs.lost".
func (s *Service) regret(ctx context.Context, deleted []content.AssetID, c *Cleared, t Teller) error {
	for some := range slices.Chunk(deleted, page) {
		infos := make([]blob.Info, len(some))
		for i, id := range some {
			infos[i].ID = id
		}
		named, err := s.named(ctx, infos)
		if err != nil {
			return err
		}
		for _, id := range named {
			_, err := s.Blobs.Stat(ctx, id)
			switch {
			case errors.Is(err, fs.ErrNotExist):
				c.Lost++
				t.found("blobs.lost", id)
			case err != nil:
				return err
			}
		}
	}
	return nil
}
