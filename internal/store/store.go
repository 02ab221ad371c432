// Package store keeps everything that Diptych knows in one SQLite file: row
// types, write transactions, snapshots, migrations, copies. It is the only
// package that names GORM, goose or the driver, and it knows no use case: a
// [Tx] has the union of what the use cases and procedures ask for.
//
// One connection writes, with BEGIN IMMEDIATE; a pool of read-only ones reads.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	_ "modernc.org/sqlite" // the driver that [driverName] names
)

const (
	driverName = "sqlite"
	readers    = 4 // connections of the read pool
	// slow is the time from which a statement is worth a line in the log.
	slow = 500 * time.Millisecond
	// patience bounds a call whose context has no deadline, so that nobody
	// waits for ever: a Write inside a Write would.
	patience = time.Minute
	// atTheDoor bounds the wait for others who open or close the file.
	atTheDoor = 5 * time.Second
)

// Options are what [Open] can be told. The zero value is ready to use.
type Options struct {
	Log  *slog.Logger     // for slow statements and migrations; nil: [slog.Default]
	Now  func() time.Time // the clock of write transactions; nil: [time.Now]
	Keep bool             // refuse a database of an older version, and leave it as it is

	SearchForm int // of the words that entries of a fresh database are found by; 0: the first
}

// A DB is an open database. It is safe for concurrent use.
type DB struct {
	path    string
	now     func() time.Time
	log     *slog.Logger
	keep    bool
	form    int // of the words of a fresh database
	writer  *sql.DB
	reader  *sql.DB
	write   *gorm.DB
	read    *gorm.DB
	turn    chan *writer // who takes it out may write
	sums    sumsMemory
	changed chan struct{}
	gen     generation
}

// Open opens the database file at path, makes it if there is none, and brings
// its tables up to date. Its folder must exist and be writable. A fresh
// database has a site with the locales en and fr.
//
// What a person can mend comes as a fault: "store.cannot_open",
// "store.read_only", "store.not_a_database", "store.other_database",
// "store.newer" and, to keep it, "store.older", each with the path.
func Open(ctx context.Context, path string, o Options) (*DB, error) {
	db := &DB{path: path, now: o.Now, log: o.Log, keep: o.Keep, form: o.SearchForm, changed: make(chan struct{}, 1)}
	if db.now == nil {
		db.now = time.Now
	}
	if db.log == nil {
		db.log = slog.Default()
	}
	if err := db.open(ctx); err != nil {
		return nil, errors.Join(opening(ctx, path, err), db.Close())
	}
	return db, nil
}

// open opens the writer, which makes the file, before the readers: they fail
// on a file that does not exist yet.
func (db *DB) open(ctx context.Context) (err error) {
	if err := private(db.path); err != nil {
		return err
	}
	quick, cancel := bounded(ctx)
	defer cancel()
	if db.writer, db.write, err = db.pool(quick, writerDSN(db.path), 1); err != nil {
		return err
	}
	// A large database takes its time to migrate, once.
	if err := db.migrate(ctx); err != nil {
		return err
	}
	ctx, cancel = bounded(ctx)
	defer cancel()
	db.turn = make(chan *writer, 1)
	db.turn <- &writer{pool: db.writer}
	if err := db.furnish(ctx); err != nil {
		return err
	}
	if db.reader, db.read, err = db.pool(ctx, readerDSN(db.path), readers); err != nil {
		return err
	}
	g, err := readGeneration(ctx, db.reader)
	db.gen.now.Store(&g)
	return err
}

// private makes the file, if there is none, readable by its owner alone: it
// holds drafts. SQLite gives the files beside it the same permissions. A file
// that exists is not touched: closing it would drop the locks on it that other
// connections of this process hold (POSIX).
func private(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

// pool opens one pool of connections and GORM over it.
func (db *DB) pool(ctx context.Context, dsn string, size int) (*sql.DB, *gorm.DB, error) {
	pool, err := sql.Open(driverName, dsn)
	if err != nil {
		return nil, nil, fmt.Errorf("open pool: %w", err)
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	// A failing gorm.Open would close the pool without saying why.
	if err := connect(ctx, pool); err != nil {
		return nil, nil, errors.Join(err, pool.Close())
	}
	g, err := gorm.Open(sqlite.New(sqlite.Config{DriverName: driverName, Conn: pool}), &gorm.Config{
		SkipDefaultTransaction: true,
		DisableAutomaticPing:   true,
		Logger:                 statements{log: db.log},
		NowFunc:                func() time.Time { return db.now().UTC() },
	})
	if err != nil {
		return nil, nil, errors.Join(err, pool.Close())
	}
	return pool, g, nil
}

// connect makes the pool's first connection. The switch to WAL wants the file to
// itself and does not wait for it, whatever busy_timeout says: another process
// that opens or closes the file in the same moment is waited for here.
func connect(ctx context.Context, pool *sql.DB) error {
	for began := time.Now(); ; {
		err := pool.PingContext(ctx)
		if f := faultOf(ctx, err); err == nil || f == nil || f.Code != "store.busy" || time.Since(began) > atTheDoor {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// OpenReaders opens a pool of n more read-only connections, for statements that
// are prepared once. The caller closes it before the database.
func (db *DB) OpenReaders(ctx context.Context, n int) (*sql.DB, error) {
	pool, err := sql.Open(driverName, readerDSN(db.path))
	if err != nil {
		return nil, fmt.Errorf("open readers: %w", err)
	}
	pool.SetMaxOpenConns(n)
	pool.SetMaxIdleConns(n)
	if err := connect(ctx, pool); err != nil {
		return nil, errors.Join(opening(ctx, db.path, err), pool.Close())
	}
	return pool, nil
}

// Path returns the path that the database was opened with.
func (db *DB) Path() string { return db.path }

// Now returns the present instant of the database's clock, in UTC and in whole
// microseconds, as rows keep it.
func (db *DB) Now() time.Time { return db.now().UTC().Truncate(time.Microsecond) }

// Close waits for what is running and closes both pools, the writer last, so
// that it can fold the log into the file.
func (db *DB) Close() error {
	var errs []error
	if db.turn != nil {
		w := <-db.turn
		errs = append(errs, w.close())
		defer func() { db.turn <- w }() // whoever writes now is told that the database is closed
	}
	for _, pool := range []*sql.DB{db.reader, db.writer} {
		if pool != nil {
			errs = append(errs, pool.Close())
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close %s: %w", db.path, err)
	}
	return nil
}

// bounded gives ctx a deadline if it has none.
func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, patience)
}
