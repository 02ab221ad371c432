// Package blob keeps the bytes of assets, and of what is made from them, under
// the hash of their content: in a directory, or in a bucket of S3. What has a name
// there is whole; names are never made from anything that a person sent.
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
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
)

// A Store keeps bytes under their hash. Several processes may use one at once.
// It is safe for concurrent use.
type Store struct {
	in    inbox
	place place
	reach func(context.Context) error
}

// An Info is what a store knows of bytes without reading them.
type Info struct {
	ID   content.AssetID
	Size int64
	At   time.Time // when they came last: bytes that come again are young again
}

// ErrCorrupt says that bytes are not those that their name says.
var ErrCorrupt = errors.New("the bytes are not what their name says")

// Young is how long bytes may be without a row that names them: whoever keeps
// bytes writes the row after, and sooner. Nothing younger may be deleted.
const Young = time.Hour

// copiers is how many bytes are copied at once: a bucket is far away.
const copiers = 8

// A place is where the bytes stand. It is given valid ids alone, and its errors
// wrap [fs.ErrNotExist] where there are no such bytes.
type place interface {
	// adopt makes an incoming file the bytes of id, unless those are there with the
	// same size; then they become young again. What it says is there is on the disk.
	adopt(ctx context.Context, f *incoming, id content.AssetID, size int64) error
	open(ctx context.Context, id content.AssetID) (media.Bytes, error)
	stat(ctx context.Context, id content.AssetID) (Info, error)
	// remove removes bytes that came before an instant, and reports whether it did.
	remove(ctx context.Context, id content.AssetID, before time.Time) (bool, error)
	// all lists everything, in order of the ids.
	all(ctx context.Context) iter.Seq2[Info, error]
}

// Close lets go of the store.
func (s *Store) Close() error { return s.in.root.Close() }

// Reach looks once whether a bucket can be used, for ten seconds at most. What a
// person has to mend is a fault: "blobs.denied", "blobs.no_bucket",
// "blobs.refused", or "blobs.unreachable" where it does not answer. A directory was
// looked at when it was opened.
func (s *Store) Reach(ctx context.Context) error { return s.reach(ctx) }

// Put keeps what r gives, at most limit bytes, and returns its hash and length.
// Before the bytes get their name, look may read them and refuse; its error is
// in the chain of the one returned, and nothing is kept. Bytes that are there
// already are young again; in a directory, damaged ones are whole again. When Put returns, the bytes are there to stay. More than limit
// bytes are a fault.TooLarge "upload.too_large", no room is a fault.Full.
func (s *Store) Put(ctx context.Context, r io.Reader, limit int64, look func(bytes io.ReaderAt, size int64) error) (content.AssetID, int64, error) {
	f, err := s.in.take()
	if err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", full(err))
	}
	id, size, err := f.fill(ctx, r, limit)
	if err == nil {
		err = look(f.file, size)
	}
	if err == nil {
		err = s.place.adopt(ctx, f, id, size)
	}
	if err = errors.Join(err, f.drop()); err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", full(err))
	}
	return id, size, nil
}

// Open opens the bytes of an asset. The error wraps [fs.ErrNotExist] if there are
// none. The context counts until the file is closed.
func (s *Store) Open(ctx context.Context, id content.AssetID) (media.Bytes, error) {
	if !valid(id) {
		return nil, fmt.Errorf("open blob %q: %w", id, fs.ErrNotExist)
	}
	f, err := s.place.open(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", id, err)
	}
	return f, nil
}

// Stat says how many bytes there are, and since when. The error wraps
// [fs.ErrNotExist] if there are none.
func (s *Store) Stat(ctx context.Context, id content.AssetID) (Info, error) {
	if !valid(id) {
		return Info{}, fmt.Errorf("look at blob %q: %w", id, fs.ErrNotExist)
	}
	info, err := s.place.stat(ctx, id)
	if err != nil {
		return Info{}, fmt.Errorf("look at blob %s: %w", id, err)
	}
	return info, nil
}

// Delete deletes the bytes if they came, and came last, before an instant, and
// reports whether it did. Bytes that somebody keeps anew meanwhile stay.
func (s *Store) Delete(ctx context.Context, id content.AssetID, before time.Time) (bool, error) {
	if !valid(id) {
		return false, nil
	}
	gone, err := s.place.remove(ctx, id, before)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, fmt.Errorf("delete blob %s: %w", id, err)
	}
	return gone, nil
}

// All lists all bytes that there are, in order of their ids. Those that come
// while it runs may be among them or not.
func (s *Store) All(ctx context.Context) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		for info, err := range s.place.all(ctx) {
			if err != nil {
				yield(Info{}, fmt.Errorf("list blobs: %w", err))
				return
			}
			if !yield(info, nil) {
				return
			}
		}
	}
}

// Verify reads the bytes of an asset and compares them with their name. The
// error wraps [fs.ErrNotExist] if there are none, and [ErrCorrupt] if they are
// others.
func (s *Store) Verify(ctx context.Context, id content.AssetID) error {
	f, err := s.Open(ctx, id)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := same(ctx, f, id); err != nil {
		return fmt.Errorf("verify blob %s: %w", id, err)
	}
	return nil
}

// same reads r to its end and returns ErrCorrupt if that is not what id says.
func same(ctx context.Context, r io.Reader, id content.AssetID) error {
	hash := sha256.New()
	if _, err := io.Copy(hash, &patient{ctx, r}); err != nil {
		return err
	}
	if hex.EncodeToString(hash.Sum(nil)) != string(id) {
		return ErrCorrupt
	}
	return nil
}

// CopyTo copies to another store the bytes that it lacks, and returns how many
// it copied. What leave says is left out; it is asked in order of the ids, and nil
// leaves out nothing. Bytes that are not what their name says stop it with an error
// that wraps [ErrCorrupt]: a copy must not hide the damage.
func (s *Store) CopyTo(ctx context.Context, to *Store, leave func(content.AssetID) (bool, error)) (int, error) {
	var copied atomic.Int64
	g, within := errgroup.WithContext(ctx)
	g.SetLimit(copiers)
	for info, err := range s.All(within) {
		left := false
		if err == nil && leave != nil {
			left, err = leave(info.ID)
		}
		if left {
			continue
		}
		g.Go(func() error {
			if err != nil {
				return err
			}
			done, err := s.Copy(within, to, info)
			if done {
				copied.Add(1)
			}
			return err
		})
	}
	err := g.Wait()
	return int(copied.Load()), err
}

// Copy copies to another store the bytes of one asset, as [Store.All] listed it,
// unless they are there with the same size, and reports whether it did.
func (s *Store) Copy(ctx context.Context, to *Store, info Info) (copied bool, err error) {
	if there, err := to.Stat(ctx, info.ID); err == nil && there.Size == info.Size {
		return false, nil
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	f, err := s.Open(ctx, info.ID)
	if err != nil {
		return false, err
	}
	defer f.Close()
	_, _, err = to.Put(ctx, f, math.MaxInt64-1, func(r io.ReaderAt, size int64) error {
		return same(ctx, io.NewSectionReader(r, 0, size), info.ID)
	})
	if err != nil {
		return false, fmt.Errorf("copy blob %s: %w", info.ID, err)
	}
	return true, nil
}

// placeOf returns the folder and the whole name of an asset's bytes.
func placeOf(id content.AssetID) (folder, name string) {
	folder = string(id[:2])
	return folder, folder + "/" + string(id)
}

// valid reports whether the id is a SHA-256 in lower-case hexadecimal, and so
// no path.
func valid(id content.AssetID) bool {
	b, err := hex.DecodeString(string(id))
	return err == nil && len(b) == sha256.Size && hex.EncodeToString(b) == string(id)
}
