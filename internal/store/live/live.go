// Package live is the read-only pool: what readers get, by statements that are
// prepared once on each connection. It names live tables alone (entries, lists,
// live addresses, settings), so that it can leak no draft.
package live

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"runtime"

	"github.com/diptych-cms/diptych/internal/store"
)

// A Reader answers from the live tables. Outside [Reader.Snapshot] every method
// sees the newest committed state. It is safe for concurrent use; the Reader
// that Snapshot lends is not.
type Reader struct {
	pool *sql.DB
	free chan *session // the sessions that nobody uses
	held *session      // of a snapshot: the one that all its statements run on
}

// A session is one connection with its statements.
type session struct {
	conn    *sql.Conn
	stmts   shelf[*sql.Stmt]
	queries shelf[query] // of [Reader.few], which the driver itself is asked
}

// Open opens the read-only pool of the database. Close it before the database.
func Open(ctx context.Context, db *store.DB) (*Reader, error) {
	size := max(4, runtime.GOMAXPROCS(0))
	pool, err := db.OpenReaders(ctx, size)
	if err != nil {
		return nil, err
	}
	r := &Reader{pool: pool, free: make(chan *session, size)}
	for range size {
		r.free <- new(session) // each connects when it is first used
	}
	return r, nil
}

// Close closes the pool. Nobody may be reading any more.
func (r *Reader) Close() error {
	var errs []error
	for range cap(r.free) {
		errs = append(errs, (<-r.free).close())
	}
	if err := errors.Join(append(errs, r.pool.Close())...); err != nil {
		return fmt.Errorf("close the read-only pool: %w", err)
	}
	return nil
}

// Snapshot runs fn over one state of the live tables: all that it reads belongs
// together, whatever is written meanwhile.
func (r *Reader) Snapshot(ctx context.Context, fn func(*Reader) error) error {
	return r.use(ctx, func(s *session) (err error) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.exec(context.WithoutCancel(ctx), "BEGIN"); err != nil {
			return err
		}
		defer func() {
			// A snapshot that stays open would keep old rows for ever: its end
			// must not hang on a context that is done.
			if end := s.exec(context.WithoutCancel(ctx), "COMMIT"); end != nil {
				err = errors.Join(err, end, s.close())
			}
		}()
		return fn(&Reader{held: s})
	})
}

// use lends fn a session, and classifies its error.
func (r *Reader) use(ctx context.Context, fn func(*session) error) error {
	if r.held != nil {
		return fn(r.held)
	}
	s, err := r.session(ctx)
	if err != nil {
		return store.Classify(ctx, err)
	}
	defer func() { r.free <- s }()
	if err := s.connect(ctx, r.pool); err != nil {
		return store.Classify(ctx, err)
	}
	err = fn(s)
	if errors.Is(err, driver.ErrBadConn) || errors.Is(err, sql.ErrConnDone) {
		err = errors.Join(err, s.close())
	}
	return store.Classify(ctx, err)
}

// session waits for a session that nobody uses. Mostly there is one.
func (r *Reader) session(ctx context.Context) (*session, error) {
	select {
	case s := <-r.free:
		return s, nil
	default:
	}
	select {
	case s := <-r.free:
		return s, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// connect gives the session a connection if it has none.
func (s *session) connect(ctx context.Context, pool *sql.DB) (err error) {
	if s.conn != nil {
		return nil
	}
	if s.conn, err = pool.Conn(ctx); err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	s.stmts, s.queries = make(shelf[*sql.Stmt]), make(shelf[query])
	return nil
}

// close gives the connection back; the next use makes a new one.
func (s *session) close() error {
	if s.conn == nil {
		return nil
	}
	err := errors.Join(s.stmts.close(), s.conn.Raw(func(any) error { return s.queries.close() }), s.conn.Close())
	s.conn, s.stmts, s.queries = nil, nil, nil
	if err != nil && !errors.Is(err, sql.ErrConnDone) {
		return err
	}
	return nil
}

// mostStatements bounds what a shelf keeps prepared. Lists have one statement
// for each direction and length of a fallback chain; the rest are a dozen.
const mostStatements = 100

// A shelf has the statements that are prepared, by their text.
type shelf[S io.Closer] map[string]S

// get returns the statement, prepared at its first use.
func (k shelf[S]) get(text string, prepare func() (S, error)) (S, error) {
	if stmt, ok := k[text]; ok {
		return stmt, nil
	}
	var none S
	if len(k) >= mostStatements {
		for old, stmt := range k { // any one: to be here at all is rare
			delete(k, old)
			if err := stmt.Close(); err != nil {
				return none, err
			}
			break
		}
	}
	stmt, err := prepare()
	if err != nil {
		return none, err
	}
	k[text] = stmt
	return stmt, nil
}

func (k shelf[S]) close() error {
	var errs []error
	for _, stmt := range k {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(errs...)
}

func (s *session) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	return s.stmts.get(text, func() (*sql.Stmt, error) { return s.conn.PrepareContext(ctx, text) })
}

func (s *session) exec(ctx context.Context, query string) error {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return err
	}
	_, err = stmt.ExecContext(ctx)
	return err
}

// each runs a query and calls scan with each of its rows.
func (r *Reader) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	return r.use(ctx, func(s *session) error {
		stmt, err := s.prepared(ctx, query)
		if err != nil {
			return err
		}
		rows, err := stmt.QueryContext(ctx, args...)
		if err != nil {
			return err
		}
		for rows.Next() {
			if err := scan(rows); err != nil {
				return errors.Join(err, rows.Close())
			}
		}
		return errors.Join(rows.Err(), rows.Close())
	})
}

// one runs a query for at most one row. ok is false if there is none.
func (r *Reader) one(ctx context.Context, query string, args []any, into ...any) (ok bool, err error) {
	err = r.each(ctx, query, args, func(rows *sql.Rows) error {
		ok = true
		return rows.Scan(into...)
	})
	return ok, err
}
