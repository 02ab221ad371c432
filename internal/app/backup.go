package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/safekeeping"
	"github.com/diptych-cms/diptych/internal/store"
)

// Backup copies the database and the bytes of all assets into a new directory, while
// others read and write, and returns the number of files. What was made from assets
// is left out, and is made again. The directory appears when it is whole. One that
// exists is the fault "data.backup_exists".
//
// A file that is lost is the fault "data.blob_lost", unless without is given: then it
// is told, as [House.Check] tells it, of each file that is lost or damaged, and the
// copy is made without them.
func (h *House) Backup(ctx context.Context, dir string, without func(code, subject string)) (copied int, err error) {
	if copied, err = h.backup(ctx, dir, without); err != nil {
		return 0, fmt.Errorf("back up to %s: %w", dir, unusable(dir, err))
	}
	return copied, nil
}

func (h *House) backup(ctx context.Context, dir string, without func(code, subject string)) (int, error) {
	if _, err := os.Lstat(dir); err == nil {
		return 0, fault.New(fault.Conflict, "data.backup_exists", "path", dir)
	}
	temp, err := os.MkdirTemp(filepath.Dir(dir), "."+filepath.Base(dir)+".*.tmp")
	if err != nil {
		return 0, err
	}
	n, err := h.copyTo(ctx, temp, without)
	if err == nil {
		err = os.Rename(temp, dir)
	}
	if err != nil {
		return 0, errors.Join(err, os.RemoveAll(temp))
	}
	return n, syncDir(filepath.Dir(dir))
}

// copyTo copies the database first: a row never comes before its bytes, so the
// blobs that are there afterwards are all that the copy names, or more. One that
// is lost ends it, if nobody said to do without: a copy must not hide that.
func (h *House) copyTo(ctx context.Context, dir string, without func(code, subject string)) (int, error) {
	if err := h.Store.Backup(ctx, filepath.Join(dir, database)); err != nil {
		return 0, err
	}
	lost, err := h.lost(ctx, without)
	if err != nil {
		return 0, err
	}
	to, err := blob.Open(filepath.Join(dir, blobs))
	if err != nil {
		return 0, err
	}
	n, err := h.copyUploads(ctx, to, lost)
	if err == nil {
		err = h.eachAsset(ctx, func(id content.AssetID) error {
			if lost[id] {
				return nil
			}
			return present(ctx, to, id)
		})
	}
	return n, errors.Join(err, to.Close(), syncDir(dir))
}

// lost reads all files and returns those that a copy has to do without; none if it
// must not do without any.
func (h *House) lost(ctx context.Context, without func(code, subject string)) (map[content.AssetID]bool, error) {
	if without == nil {
		return nil, nil
	}
	lost := make(map[content.AssetID]bool)
	_, err := h.Safekeeping.VerifyAssets(ctx, safekeeping.Teller{Found: func(code string, id content.AssetID) {
		lost[id] = true
		without(code, string(id))
	}})
	return lost, err
}

// copyUploads copies the bytes of what came from people, and leaves out what can be
// made from it again, and what is lost.
func (h *House) copyUploads(ctx context.Context, to *blob.Store, lost map[content.AssetID]bool) (copied int, err error) {
	made := madeOnes{read: func(after content.AssetID) (some []content.AssetID, err error) {
		err = h.Store.Read(ctx, func(s *store.Snapshot) (err error) {
			some, err = s.MadeHashes(ctx, after, page)
			return err
		})
		return some, err
	}}
	return h.Blobs.CopyTo(ctx, to, func(id content.AssetID) (bool, error) {
		again, err := made.has(id)
		return again || lost[id], err
	})
}

// MadeOnes are the hashes of what is there only because it was made from assets, read
// page by page: whoever asks for ids asks in their order.
type madeOnes struct {
	read func(after content.AssetID) ([]content.AssetID, error) // at most a page of them
	some []content.AssetID                                      // the rest of the page that was read last
	last content.AssetID
	done bool
}

func (m *madeOnes) has(id content.AssetID) (bool, error) {
	for {
		for len(m.some) > 0 && m.some[0] < id {
			m.some = m.some[1:]
		}
		if len(m.some) > 0 || m.done {
			return len(m.some) > 0 && m.some[0] == id, nil
		}
		some, err := m.read(m.last)
		if err != nil {
			return false, err
		}
		m.some, m.done = some, len(some) < page
		if len(some) > 0 {
			m.last = some[len(some)-1]
		}
	}
}

// present returns the fault "data.blob_lost" if the copy has no such blob.
func present(ctx context.Context, to *blob.Store, id content.AssetID) error {
	f, err := to.Open(ctx, id)
	if errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Conflict, "data.blob_lost", "asset", string(id))
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// Restore puts what [House.Backup] wrote into a data directory, with a new
// epoch. Without replace, a directory that has a database is the fault
// "data.restore_exists"; a directory that another process has open is refused in
// any case. Files go to their place; those that are there already stay.
func Restore(ctx context.Context, from, dir string, place Place, replace bool) error {
	if err := restore(ctx, from, dir, place, replace); err != nil {
		return fmt.Errorf("restore %s: %w", dir, unusable(dir, err))
	}
	return nil
}

func restore(ctx context.Context, from, dir string, place Place, replace bool) error {
	copied := filepath.Join(from, database)
	if info, err := os.Stat(copied); err != nil || !info.Mode().IsRegular() {
		return errors.Join(fault.New(fault.NotFound, "data.no_backup", "path", from), err)
	}
	if err := ready(dir, true); err != nil {
		return err
	}
	file := filepath.Join(dir, database)
	if _, err := os.Lstat(file); !replace && !errors.Is(err, fs.ErrNotExist) {
		return fault.New(fault.Conflict, "data.restore_exists", "path", dir)
	}
	if err := restoreBlobs(ctx, filepath.Join(from, blobs), dir, place); err != nil {
		return err
	}
	return store.Restore(ctx, copied, file)
}

func restoreBlobs(ctx context.Context, from, dir string, place Place) error {
	source, err := blob.Open(from)
	if err != nil {
		return err
	}
	to, err := OpenPlace(ctx, dir, place)
	if err != nil {
		return errors.Join(err, source.Close())
	}
	_, err = source.CopyTo(ctx, to, nil)
	return errors.Join(err, source.Close(), to.Close())
}

// syncDir waits until a directory's list of names is on disk.
func syncDir(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
