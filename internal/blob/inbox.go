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
	inboxFolder = "tmp" // of files that have no hash yet
	// abandoned is the age from which an incoming file is left over from a process
	// that was killed: no upload takes that long.
	abandoned = 24 * time.Hour
)

// An inbox is the folder on this machine where files wait for their names.
type inbox struct{ root *os.Root }

// openInbox opens a directory with its inbox, makes what is not there, and
// removes what killed processes left.
func openInbox(dir string) (inbox, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return inbox{}, fmt.Errorf("make the directory of blobs: %w", full(err))
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return inbox{}, fmt.Errorf("open the directory of blobs: %w", err)
	}
	in := inbox{root}
	if err := root.Mkdir(inboxFolder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return inbox{}, errors.Join(fmt.Errorf("open the directory of blobs: %w", full(err)), root.Close())
	}
	if err := in.sweep(time.Now().Add(-abandoned)); err != nil {
		return inbox{}, errors.Join(fmt.Errorf("open the directory of blobs: %w", full(err)), root.Close())
	}
	return in, nil
}

// sweep empties the inbox of files older than before.
func (in inbox) sweep(before time.Time) error {
	names, err := in.leftovers(before)
	if err != nil {
		return err
	}
	for _, name := range names {
		// Another process may be quicker.
		if err := in.root.Remove(inboxFolder + "/" + name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// leftovers returns the names of files older than before.
func (in inbox) leftovers(before time.Time) ([]string, error) {
	entries, err := fs.ReadDir(in.root.FS(), inboxFolder)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		info, err := e.Info()
		switch {
		case err == nil && info.ModTime().Before(before):
			names = append(names, e.Name())
		case err != nil && !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	return names, nil
}

// Leftovers returns how many incoming files are older than an instant: left by
// processes that were killed.
func (s *Store) Leftovers(before time.Time) (int, error) {
	names, err := s.in.leftovers(before)
	if err != nil {
		return 0, fmt.Errorf("list incoming files: %w", err)
	}
	return len(names), nil
}

// Sweep removes them.
func (s *Store) Sweep(before time.Time) error {
	if err := s.in.sweep(before); err != nil {
		return fmt.Errorf("remove incoming files: %w", err)
	}
	return nil
}

// An incoming file has no hash yet.
type incoming struct {
	root *os.Root
	name string
	file *os.File
}

func (in inbox) take() (*incoming, error) {
	name := inboxFolder + "/" + rand.Text()
	f, err := in.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	return &incoming{in.root, name, f}, nil
}

// fill writes at most limit bytes of r to the file.
func (f *incoming) fill(ctx context.Context, r io.Reader, limit int64) (content.AssetID, int64, error) {
	hash := sha256.New()
	size, err := io.Copy(io.MultiWriter(f.file, hash), io.LimitReader(&patient{ctx, r}, limit+1))
	if err != nil {
		return "", 0, err
	}
	if size > limit {
		return "", 0, fault.New(fault.TooLarge, "upload.too_large", "max", limit)
	}
	return content.AssetID(hex.EncodeToString(hash.Sum(nil))), size, nil
}

// drop closes the file and removes it from the inbox, if it is still there: one
// that was adopted may have moved.
func (f *incoming) drop() error {
	err := f.file.Close()
	if gone := f.root.Remove(f.name); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
		err = errors.Join(err, gone)
	}
	return err
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

// full adds the fault that a person can be told where the disk has no room.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errors.Join(fault.New(fault.Full, "store.full"), err)
	}
	return err
}
