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

// open opens the place for a data directory. One that cannot be used as it is set
// is refused; a bucket that does not answer is not: the fault is away, and texts
// can be served meanwhile.
func (p Place) open(ctx context.Context, data string) (s *blob.Store, away, err error) {
	own := filepath.Join(data, blobs)
	switch {
	case p.Bucket != nil:
		s, err = blob.OpenBucket(own, *p.Bucket) // files wait there for their names
	case p.Dir != "":
		own = p.Dir
		s, err = blob.Open(own)
	default:
		s, err = blob.Open(own)
	}
	if err != nil {
		return nil, nil, unusable(own, err)
	}
	err = s.Reach(ctx)
	if fault.Is(err, fault.Unavailable) {
		return s, err, nil
	}
	if err != nil {
		return nil, nil, errors.Join(err, s.Close())
	}
	return s, nil, nil
}
