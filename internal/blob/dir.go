// Package blob keeps the bytes of assets under the hash of their content, in a
// directory. What has a name there is whole and on the disk; names are never
// made from anything that a person sent.
package blob

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

const (
	incoming = "tmp" // files that have no hash yet
	// abandoned is the age from which an incoming file is left over from a process
	// that was killed: no upload takes that long.
	abandoned = 24 * time.Hour
)

// A Dir is a directory of blobs: DIR/9f/9f86d0…. Several processes may use it
// at once. It is safe for concurrent use.
type Dir struct {
	root *os.Root
}

// Open opens the directory, makes it if there is none, and removes what killed
// processes left. Close it after use.
func Open(dir string) (*Dir, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the directory of blobs: %w", full(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the directory of blobs: %w", err)
	}
	d := &Dir{root: root}
	if err := d.sweep(time.Now().Add(-abandoned)); err != nil {
		return nil, errors.Join(fmt.Errorf("open the directory of blobs: %w", full(err)), root.Close())
	}
	return d, nil
}

// Close lets go of the directory.
func (d *Dir) Close() error { return d.root.Close() }

// sweep makes the folder of incoming files and empties it of those older than before.
func (d *Dir) sweep(before time.Time) error {
	if err := d.root.Mkdir(incoming, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	entries, err := fs.ReadDir(d.root.FS(), incoming)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.ModTime().Before(before) {
			err = d.root.Remove(incoming + "/" + e.Name())
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another process was quicker
			return err
		}
	}
	return nil
}

// Put keeps what r gives, at most limit bytes, and returns its hash and length.
// Before the bytes get their name, look may read them and refuse; its error is
// in the chain of the one returned, and nothing is kept. Bytes that are there
// already stay. When Put returns, the bytes are on the disk. More than limit
// bytes are a fault.TooLarge "upload.too_large", no room is a fault.Full.
func (d *Dir) Put(ctx context.Context, r io.Reader, limit int64, look func(bytes io.ReaderAt, size int64) error) (content.AssetID, int64, error) {
	name := incoming + "/" + rand.Text()
	f, err := d.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", 0, fmt.Errorf("keep a file: %w", full(err))
	}
	id, size, err := fill(ctx, f, r, limit)
	if err == nil {
		err = look(f, size)
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = d.adopt(name, id, size)
	}
	if err != nil {
		// A file that was adopted is not there any more.
		if gone := d.root.Remove(name); !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
		return "", 0, fmt.Errorf("keep a file: %w", full(err))
	}
	return id, size, nil
}

// fill writes at most limit bytes of r to f, and sees them to the disk.
func fill(ctx context.Context, f *os.File, r io.Reader, limit int64) (content.AssetID, int64, error) {
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(f, hash), io.LimitReader(&patient{ctx, r}, limit+1))
	if err != nil {
		return "", 0, err
	}
	if size > limit {
		return "", 0, fault.New(fault.TooLarge, "upload.too_large", "max", limit)
	}
	return content.AssetID(hex.EncodeToString(hash.Sum(nil))), size, f.Sync()
}

// A patient reader reads until its context is done.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// adopt gives an incoming file its place, unless it is taken by the same bytes.
// The folder is synced in any case: who wrote it first may not have come so far.
func (d *Dir) adopt(name string, id content.AssetID, size int64) error {
	folder, place := placeOf(id)
	switch err := d.root.Mkdir(folder, 0o700); {
	case err == nil:
		if err := d.sync("."); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrExist):
		return err
	}
	if info, err := d.root.Stat(place); err == nil && info.Size() == size {
		if err := d.root.Remove(name); err != nil {
			return err
		}
	} else if err := d.root.Rename(name, place); err != nil {
		return err
	}
	return d.sync(folder)
}

// sync sees the names in a folder to the disk.
func (d *Dir) sync(folder string) error {
	f, err := d.root.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open opens the bytes of an asset, for ranges. The error wraps
// [fs.ErrNotExist] if there are none.
func (d *Dir) Open(_ context.Context, id content.AssetID) (io.ReadSeekCloser, error) {
	if !valid(id) {
		return nil, fmt.Errorf("open blob %q: %w", id, fs.ErrNotExist)
	}
	_, place := placeOf(id)
	f, err := d.root.Open(place)
	if err != nil {
		return nil, fmt.Errorf("open blob %s: %w", id, err)
	}
	return f, nil
}

// Verify reads the bytes of an asset and compares them with their name. The
// error wraps [fs.ErrNotExist] if there are none, and [ErrCorrupt] if they are
// others.
func (d *Dir) Verify(ctx context.Context, id content.AssetID) error {
	f, err := d.Open(ctx, id)
	if err != nil {
		return err
	}
	defer f.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, &patient{ctx, f}); err != nil {
		return fmt.Errorf("verify blob %s: %w", id, err)
	}
	if hex.EncodeToString(hash.Sum(nil)) != string(id) {
		return fmt.Errorf("verify blob %s: %w", id, ErrCorrupt)
	}
	return nil
}

// ErrCorrupt says that bytes are not those that their name says.
var ErrCorrupt = errors.New("the bytes are not what their name says")

// placeOf returns the folder and the whole name of an asset's file.
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

// full adds the fault that a person can be told where the disk has no room.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errors.Join(fault.New(fault.Full, "store.full"), err)
	}
	return err
}
