package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/diptych-cms/diptych/internal/fault"
)

// Backup writes a copy of the database to destination, while others write: all but
// the rows of what was made from assets, whole, checked and on disk when it returns,
// or not there at all. It never overwrites: what exists is a fault
// "store.backup_exists".
func (db *DB) Backup(ctx context.Context, destination string) error {
	if err := db.backup(ctx, destination); err != nil {
		return fmt.Errorf("back up to %s: %w", destination, opening(ctx, destination, err))
	}
	return nil
}

func (db *DB) backup(ctx context.Context, destination string) error {
	if _, err := os.Lstat(destination); err == nil {
		return fault.New(fault.Conflict, "store.backup_exists", "path", destination)
	}
	temp, err := beside(destination)
	if err != nil {
		return err
	}
	defer removeAll(temp)
	// A pool of its own: through the writer it would block every write.
	if err := vacuumInto(ctx, db.path, temp); err != nil {
		return err
	}
	if err := shed(ctx, temp); err != nil {
		return err
	}
	if err := sound(ctx, temp); err != nil {
		return err
	}
	if err := syncFile(temp); err != nil {
		return err
	}
	// A link fails where the name is taken meanwhile; a rename would overwrite.
	if err := os.Link(temp, destination); err != nil {
		if errors.Is(err, fs.ErrExist) {
			return fault.New(fault.Conflict, "store.backup_exists", "path", destination)
		}
		return err
	}
	return syncFile(filepath.Dir(destination))
}

// vacuumInto copies the database file into a new one.
func vacuumInto(ctx context.Context, from, to string) error {
	pool, err := sql.Open(driverName, copierDSN(from))
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	pool.SetMaxOpenConns(1)
	_, err = pool.ExecContext(ctx, "VACUUM INTO ?", to)
	return errors.Join(err, pool.Close())
}

// shed takes out of a copy the rows of what was made from assets: its bytes are not
// copied, and it is made again.
func shed(ctx context.Context, path string) error {
	pool, err := sql.Open(driverName, dsn(path, ""))
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(1)
	_, err = pool.ExecContext(ctx, "DELETE FROM variants")
	return errors.Join(err, pool.Close())
}

// Restore puts a copy that [DB.Backup] made in the place of the database at
// path, which must be closed. The restored database begins a new epoch, so that
// readers who follow its changes start anew. It happens wholly or not at all.
//
// A file that is no database, another program's, damaged, or newer than this
// program is refused with a fault, and what is there stays.
func Restore(ctx context.Context, from, path string) error {
	if err := restore(ctx, from, path); err != nil {
		return fmt.Errorf("restore %s: %w", from, opening(ctx, from, err))
	}
	return nil
}

func restore(ctx context.Context, from, path string) error {
	if info, err := os.Stat(from); err != nil || !info.Mode().IsRegular() {
		return errors.Join(fault.New(fault.NotFound, "store.no_copy", "path", from), err)
	}
	if err := unused(ctx, path); err != nil {
		return err
	}
	temp, err := beside(path)
	if err != nil {
		return err
	}
	defer removeAll(temp)
	// VACUUM also takes in what stands in the copy's own log, if it has one.
	if err := vacuumInto(ctx, from, temp); err != nil {
		return err
	}
	if err := sound(ctx, temp); err != nil {
		return err
	}
	if err := renew(ctx, temp); err != nil {
		return err
	}
	if err := syncFile(temp); err != nil {
		return err
	}
	// The log of the old file must not be played into the new one.
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.Rename(temp, path); err != nil {
		return err
	}
	return syncFile(filepath.Dir(path))
}

// unused folds the log of the database at path into its file, and refuses if
// another process has it open.
func unused(ctx context.Context, path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	pool, err := sql.Open(driverName, dsn(path, "_pragma=busy_timeout(1000)"))
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(1)
	defer pool.Close()
	// Leaving WAL takes the only connection there is.
	var mode string
	err = pool.QueryRowContext(ctx, "PRAGMA journal_mode(DELETE)").Scan(&mode)
	if f := faultOf(ctx, err); f != nil && f.Code == "store.busy" || err == nil && mode != "delete" {
		return errors.Join(fault.New(fault.Conflict, "store.in_use", "path", path), err)
	}
	return nil // a damaged database is what people restore over
}

// renew brings the copy up to date, which refuses newer and foreign ones, gives it
// a new epoch, and drops the sessions and one-time links that were open when it
// was made: some were ended or used since.
func renew(ctx context.Context, path string) error {
	// Its name is not the one that it will have: nobody is told of it.
	db, err := Open(ctx, path, Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	err = db.Write(ctx, func(tx *Tx) error {
		for _, statement := range []string{"DELETE FROM sessions", "DELETE FROM invitations"} {
			if _, err := tx.put(ctx, statement); err != nil {
				return err
			}
		}
		tx.noteSettings("") // caches before the server forget everything
		return tx.q(ctx).Model(&siteRow{}).Where("id = 1").Update("epoch", newEpoch()).Error
	})
	return errors.Join(err, db.Close())
}

// sound checks a copy: SQLite's own structures, and that it is Diptych's.
func sound(ctx context.Context, path string) error {
	pool, err := sql.Open(driverName, copierDSN(path))
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(1)
	defer pool.Close()
	var verdict string
	if err := pool.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return errors.Join(fault.New(fault.Conflict, "store.damaged", "path", path), errors.New(verdict))
	}
	var id int64
	if err := pool.QueryRowContext(ctx, "PRAGMA application_id").Scan(&id); err != nil {
		return err
	}
	if id != applicationID {
		return fault.New(fault.Conflict, "store.other_database", "path", path)
	}
	return nil
}

// beside reserves a name for a temporary file in the folder of path.
func beside(path string) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*.tmp")
	if err != nil {
		return "", err
	}
	// VACUUM INTO takes an empty file.
	return f.Name(), f.Close()
}

// removeAll removes a temporary database with what SQLite puts beside it.
func removeAll(path string) {
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		// What cannot be removed is a hidden file more; there is nobody to tell.
		_ = os.Remove(path + suffix)
	}
}

// syncFile waits until a file, or a folder's list of names, is on disk.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
