package blob

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"
	"path"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
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

// locked holds a folder while fn runs. Bytes are renewed by many at once, and removed
// by one alone: no look at their age is outdated when they are removed. Where a file
// system knows no locks, what is removed is refused, not what is kept.
func (d directory) locked(folder string, shared bool, fn func() error) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := lock(f, shared); err != nil && !shared {
		return err
	}
	return fn()
}

// What has the name already makes room for the same bytes: they are young again, and if
// they were damaged they are whole. Who reads them goes on with what they opened.
func (d directory) adopt(_ context.Context, f *incoming, id content.AssetID, _ int64) error {
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
	err := d.locked(folder, true, func() error {
		return d.root.Rename(f.name, name)
	})
	if err != nil {
		return err
	}
	return d.sync(folder)
}

// sync sees the names in a folder to the disk.
func (d directory) sync(folder string) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (d directory) open(_ context.Context, id content.AssetID) (media.Bytes, error) {
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

func (d directory) remove(ctx context.Context, id content.AssetID, before time.Time) (gone bool, err error) {
	folder, name := placeOf(id)
	err = d.locked(folder, false, func() error {
		info, err := d.stat(ctx, id)
		if err != nil || !info.At.Before(before) {
			return err
		}
		gone = true
		return d.root.Remove(name)
	})
	return gone && err == nil, err
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
