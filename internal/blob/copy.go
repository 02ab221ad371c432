package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"math"
	"path"

	"github.com/diptych-cms/diptych/internal/content"
)

// All returns the ids of all blobs, in order. Those that come while it runs may
// be among them or not.
func (d *Dir) All() iter.Seq2[content.AssetID, error] {
	return func(yield func(content.AssetID, error) bool) {
		err := fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
			id := content.AssetID(path.Base(name))
			switch {
			case errors.Is(err, fs.ErrNotExist): // an incoming file that is not there any more
			case err != nil:
				return err
			case e.IsDir() && name == incoming:
				return fs.SkipDir
			case !e.IsDir() && valid(id):
				if !yield(id, nil) {
					return fs.SkipAll
				}
			}
			return nil
		})
		if err != nil {
			yield("", fmt.Errorf("list blobs: %w", err))
		}
	}
}

// CopyTo copies to another directory the blobs that it lacks, and returns how
// many it copied. Bytes that are not what their name says stop it with an error
// that wraps [ErrCorrupt]: a copy must not hide the damage.
func (d *Dir) CopyTo(ctx context.Context, to *Dir) (copied int, err error) {
	for id, err := range d.All() {
		if err != nil {
			return copied, err
		}
		_, place := placeOf(id)
		if _, err := to.root.Stat(place); err == nil {
			continue
		}
		if err := d.copyOne(ctx, to, id); err != nil {
			return copied, fmt.Errorf("copy blob %s: %w", id, err)
		}
		copied++
	}
	return copied, nil
}

func (d *Dir) copyOne(ctx context.Context, to *Dir, id content.AssetID) error {
	f, err := d.Open(ctx, id)
	if err != nil {
		return err
	}
	defer f.Close()
	same := func(r io.ReaderAt, size int64) error {
		hash := sha256.New()
		if _, err := io.Copy(hash, io.NewSectionReader(r, 0, size)); err != nil {
			return err
		}
		if hex.EncodeToString(hash.Sum(nil)) != string(id) {
			return ErrCorrupt
		}
		return nil
	}
	_, _, err = to.Put(ctx, f, math.MaxInt64-1, same)
	return err
}
