package app

import (
	"context"
	"errors"
	"path/filepath"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A Place says where the bytes of files stand. The zero value is a folder of the
// data directory.
type Place struct {
	Dir    string       // another folder
	Bucket *blob.Bucket // a bucket of S3
}

// OpenPlace opens the place that a data directory has, or is to have, for its
// files. Close the store after use. What a person has to mend is a fault: that of the
// folder "data.unusable", or "blobs.dir_unusable" where it is another, those of a bucket
// as [blob.Store.Reach] has them.
func OpenPlace(ctx context.Context, data string, p Place) (*blob.Store, error) {
	s, err := p.open(data)
	if err != nil {
		return nil, err
	}
	if err := s.Reach(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// open opens the place without asking a bucket anything.
func (p Place) open(data string) (*blob.Store, error) {
	if p.Bucket != nil {
		dir := filepath.Join(data, blobs) // files wait there for their names
		s, err := blob.OpenBucket(dir, *p.Bucket)
		return s, unusable(dir, err)
	}
	dir := p.Folder(data)
	s, err := blob.Open(dir)
	if p.Dir != "" {
		return s, unwritable("blobs.dir_unusable", dir, err)
	}
	return s, unusable(dir, err)
}

// Folder returns where the files stand if they stand in no bucket.
func (p Place) Folder(data string) string {
	if p.Dir != "" {
		return p.Dir
	}
	return filepath.Join(data, blobs)
}

// openBlobs opens the house's place. A bucket that refuses us is no place; one that
// does not answer may do so again, and texts can be served meanwhile.
func (h *House) openBlobs(ctx context.Context, dir string, p Place) (err error) {
	if h.Blobs, err = p.open(dir); err != nil {
		return err
	}
	err = h.Blobs.Reach(ctx)
	if fault.Is(err, fault.Unavailable) {
		h.Log.WarnContext(ctx, "the place of files does not answer", "error", err)
		return nil
	}
	return err
}
