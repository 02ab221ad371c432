package store

import (
	"context"
	"errors"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/diptych-cms/diptych/internal/fault"
)

// primary masks the primary result code out of an extended one
// (https://www.sqlite.org/rescode.html).
const primary = 0xff

// classify turns what the database reports into a fault, where the caller can
// act on it. The driver's error stays in the chain, for the log.
func classify(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.Of(err); ok {
		return err
	}
	if f := faultOf(ctx, err); f != nil {
		return errors.Join(f, err)
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
// the file, for whoever started the program: it is not for readers of the API.
func opening(path string, err error) error {
	if _, ok := fault.Of(err); ok {
		if !fault.Is(err, fault.Unavailable) {
			return err
		}
	}
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	code := ""
	switch e.Code() & primary {
	case sqlite3.SQLITE_READONLY:
		code = "store.read_only"
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		code = "store.cannot_open"
	case sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT:
		code = "store.not_a_database"
	default:
		return classify(context.Background(), err)
	}
	return errors.Join(fault.New(fault.Unavailable, code, "path", path), err)
}
