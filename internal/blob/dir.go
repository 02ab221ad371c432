package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
)

// A directory of blobs: DIR/9f/9f86d0….
type directory struct{ root *os.Root }

// Open opens a directory of blobs, makes it if there is none, and removes what
// killed processes left. Close it after use.
func Open(dir string) (*Store, error) {
	in, err := openInbox(dir)
	if err != nil {
		return nil, err
	}
	here := func(context.Context) error { return nil }
	return &Store{in, directory(in), here}, nil
}

// The folder is synced in any case: who wrote it first may not have come so far.
func (d directory) adopt(_ context.Context, f *incoming, id content.AssetID, size int64) error {
	if err := f.file.Sync(); err != nil {
		return err
	}
	folder, name := placeOf(id)
	switch err := d.root.Mkdir(folder, 0o700); {
	case err == nil:
		if err := d.sync("."); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	if !d.renew(name, size) {
		if err := d.root.Rename(f.name, name); err != nil {
			return err
		}
	}
	return d.sync(folder)
}

// renew makes the bytes young again, and reports whether they are there with
// that size. It asks after it has done so: what is removed as too old is moved
// away before it is looked at, see remove.
func (d directory) renew(name string, size int64) bool {
	now := time.Now()
	if err := d.root.Chtimes(name, now, now); err != nil {
		return false
	}
	info, err := d.root.Stat(name)
	return err == nil && info.Size() == size
}

// sync sees the names in a folder to the disk.
func (d directory) sync(folder string) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (d directory) open(_ context.Context, id content.AssetID) (io.ReadSeekCloser, error) {
	_, name := placeOf(id)
	return d.root.Open(name)
}

func (d directory) stat(_ context.Context, id content.AssetID) (Info, error) {
	_, name := placeOf(id)
	info, err := d.root.Stat(name)
	if err != nil {
		return Info{}, err
	}
	return Info{id, info.Size(), info.ModTime()}, nil
}

// remove moves the file away, looks at its age, and puts it back if it became
// young meanwhile: whoever renewed it before it was moved is seen, and whoever
// comes later finds nothing to renew, and puts a file of its own there.
func (d directory) remove(ctx context.Context, id content.AssetID, before time.Time) (bool, error) {
	info, err := d.stat(ctx, id)
	if err != nil || !info.At.Before(before) {
		return false, err
	}
	_, name := placeOf(id)
	aside := inboxFolder + "/" + rand.Text()
	if err := d.root.Rename(name, aside); err != nil {
		return false, err
	}
	moved, err := d.root.Stat(aside)
	if err != nil {
		return false, err
	}
	old := moved.ModTime().Before(before)
	if !old {
		if err := d.root.Link(aside, name); err != nil && !errors.Is(err, fs.ErrExist) {
			return false, err
		}
	}
	return old, d.root.Remove(aside)
}

func (d directory) all(ctx context.Context) iter.Seq2[Info, error] {
	return func(yield func(Info, error) bool) {
		err := fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
			if err == nil {
				err = ctx.Err()
			}
			switch {
			case errors.Is(err, fs.ErrNotExist): // a file that is not there any more
				return nil
			case err != nil:
				return err
			case e.IsDir() && name == inboxFolder:
				return fs.SkipDir
			}
			id := content.AssetID(path.Base(name))
			if e.IsDir() || !valid(id) {
				return nil
			}
			if _, want := placeOf(id); name != want {
				return nil
			}
			info, err := e.Info()
			switch {
			case errors.Is(err, fs.ErrNotExist):
			case err != nil:
				return err
			case !yield(Info{id, info.Size(), info.ModTime()}, nil):
				return fs.SkipAll
			}
			return nil
		})
		if err != nil {
			yield(Info{}, err)
		}
	}
}
