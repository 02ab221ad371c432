package store

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/diptych-cms/diptych/internal/fault"
)

// primary masks the primary result code out of an extended one
// (https://www.sqlite.org/rescode.html).
const primary = 0xff

// Classify turns what the database reports into a fault, where the caller can
// act on it. The driver's error stays in the chain, for the log. Faults and
// everything else come back as they are. [DB.Write] and [DB.Read] have done it.
func Classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.Of(err); ok {
		return err
	}
	if f := faultOf(ctx, err); f != nil {
		return errors.Join(f, err)
	}
	if gone := ctx.Err(); gone != nil && !errors.Is(err, gone) {
		// Whoever asked has hung up. The driver then says that its rows or the transaction
		// are closed, and not why.
		return errors.Join(gone, err)
	}
	return err
}

func faultOf(ctx context.Context, err error) *fault.Error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fault.New(fault.Unavailable, "store.timeout")
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return nil
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return fault.New(fault.Conflict, "store.exists")
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fault.New(fault.Conflict, "store.referenced")
	case sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE:
		return fault.New(fault.Full, "store.full")
	}
	switch e.Code() & primary {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.New(fault.Unavailable, "store.busy")
	case sqlite3.SQLITE_FULL:
		return fault.New(fault.Full, "store.full")
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN:
		return fault.New(fault.Unavailable, "store.unusable")
	}
	return nil
}

// opening turns what keeps a file from being opened into a fault that names
// the file, for whoever runs the program: readers of the API never get here.
func opening(ctx context.Context, path string, err error) error {
	if f, ok := fault.Of(err); ok && f.Code != "store.unusable" {
		return err
	}
	var code string
	switch e, _ := errors.AsType[*sqlite.Error](err); {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.ENOTDIR):
		code = "store.cannot_open"
	case errors.Is(err, syscall.EROFS):
		code = "store.read_only"
	case errors.Is(err, syscall.ENOSPC):
		return errors.Join(fault.New(fault.Full, "store.full"), err)
	case e == nil:
		return Classify(ctx, err)
	case e.Code()&primary == sqlite3.SQLITE_READONLY:
		code = "store.read_only"
	case e.Code()&primary == sqlite3.SQLITE_CANTOPEN, e.Code()&primary == sqlite3.SQLITE_PERM:
		code = "store.cannot_open"
	case e.Code()&primary == sqlite3.SQLITE_NOTADB, e.Code()&primary == sqlite3.SQLITE_CORRUPT:
		code = "store.not_a_database"
	default:
		return Classify(ctx, err)
	}
	return errors.Join(fault.New(fault.Unavailable, code, "path", path), err)
}
