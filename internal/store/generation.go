package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/diptych-cms/diptych/internal/entry"
)

// pollEvery is how often the file is asked whether another process wrote: how
// long this one may go on showing what that one changed.
const pollEvery = 100 * time.Millisecond

// A generation is the newest state of what readers see that this process knows
// of. To read it costs one load; whoever waits for the next one shares a channel.
type generation struct {
	now   atomic.Pointer[entry.Generation] // never nil in an open database
	mu    sync.Mutex                       // held to raise it, and to wait
	left  string                           // the epoch before this one
	moved chan struct{}                    // closed by the next raise; nil while nobody waits
}

// Generation returns the newest generation that this process knows of: at least
// what its own writes made, since [DB.Write] raises it before it returns, and
// what other processes made 100 ms ago while [DB.Watch] runs.
func (db *DB) Generation() entry.Generation { return *db.gen.now.Load() }

// Raise tells of a generation that a reader saw in the file. It must come before
// what was read is shown, so that nobody shows an older state afterwards. One
// that is not newer changes nothing.
func (db *DB) Raise(g entry.Generation) {
	if now := db.Generation(); g == now || g.Epoch == now.Epoch && g.Seq < now.Seq {
		return
	}
	db.gen.mu.Lock()
	defer db.gen.mu.Unlock()
	now := db.Generation()
	switch {
	case g.Epoch == now.Epoch && g.Seq <= now.Seq, g.Epoch == db.gen.left:
		return
	case g.Epoch != now.Epoch:
		db.gen.left = now.Epoch
	}
	db.gen.now.Store(&entry.Generation{Epoch: strings.Clone(g.Epoch), Seq: g.Seq})
	if db.gen.moved != nil {
		close(db.gen.moved)
		db.gen.moved = nil
	}
}

// Moved returns a channel that is closed as soon as the generation is another
// one than seen. Any number may wait; nothing has to be given back.
func (db *DB) Moved(seen entry.Generation) <-chan struct{} {
	db.gen.mu.Lock()
	defer db.gen.mu.Unlock()
	if db.Generation() != seen {
		closed := make(chan struct{})
		close(closed)
		return closed
	}
	if db.gen.moved == nil {
		db.gen.moved = make(chan struct{})
	}
	return db.gen.moved
}

// Watch raises the generation for what other processes write, until ctx ends.
// A server runs it; a command that answers nobody has no need to.
func (db *DB) Watch(ctx context.Context) {
	w := watcher{db: db}
	defer w.close()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	failed := false
	for {
		err := w.look(ctx)
		if err != nil && !failed && ctx.Err() == nil {
			db.log.WarnContext(ctx, "cannot see what other processes write", "path", db.path, "error", err)
		}
		failed = err != nil
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// A watcher asks the file whether it changed, on a connection of its own: the
// version that SQLite counts is one connection's view.
type watcher struct {
	db      *DB
	pool    *sql.DB
	conn    *sql.Conn
	version int64 // PRAGMA data_version when it looked last; 0 before
}

// look raises the generation if somebody wrote since the last look.
func (w *watcher) look(ctx context.Context) error {
	err := w.ask(ctx)
	if err != nil {
		w.close() // the next look connects anew
	}
	return err
}

func (w *watcher) ask(ctx context.Context) error {
	if err := w.connect(ctx); err != nil {
		return err
	}
	var version int64
	if err := w.conn.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err != nil {
		return fmt.Errorf("ask for the file's version: %w", err)
	}
	if version == w.version {
		return nil
	}
	g, err := readGeneration(ctx, w.conn)
	if err != nil {
		return err
	}
	w.db.Raise(g)
	w.version = version
	return nil
}

func (w *watcher) connect(ctx context.Context) (err error) {
	if w.conn != nil {
		return nil
	}
	if w.pool, err = w.db.OpenReaders(ctx, 1); err != nil {
		w.pool = nil
		return err
	}
	w.version = 0
	w.conn, err = w.pool.Conn(ctx)
	return err
}

// close lets the connection go. What it says is of no use: nothing was written.
func (w *watcher) close() {
	if w.conn != nil {
		_ = w.conn.Close()
	}
	if w.pool != nil {
		_ = w.pool.Close()
	}
	w.conn, w.pool = nil, nil
}

// readGeneration reads the generation of the file.
func readGeneration(ctx context.Context, q interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) (g entry.Generation, err error) {
	err = q.QueryRowContext(ctx, "SELECT epoch, seq FROM site WHERE id = 1").Scan(&g.Epoch, &g.Seq)
	if errors.Is(err, sql.ErrNoRows) {
		return g, errNoSite
	}
	if err != nil {
		return g, fmt.Errorf("read the generation: %w", err)
	}
	return g, nil
}
