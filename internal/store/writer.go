package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

const (
	// mostStatements bounds what the writer keeps prepared. GORM and the raw
	// statements of this package are about a hundred texts.
	mostStatements = 300
	// longestStatement bounds their texts: one of many rows is seldom run twice.
	longestStatement = 4 << 10
)

// A writer is the one connection that writes, with the statements that it has
// prepared: to prepare one costs as much as to run it. It is GORM's ConnPool for
// one transaction at a time.
type writer struct {
	pool  *sql.DB
	conn  *sql.Conn // nil until it is used, and after it broke
	stmts map[string]*sql.Stmt
}

// transaction runs fn between BEGIN IMMEDIATE and COMMIT. All that fn wrote is
// undone if it returns an error or panics, or if ctx ends before the commit.
func (w *writer) transaction(ctx context.Context, fn func() error) (err error) {
	if err := w.connect(ctx); err != nil {
		return err
	}
	if err := w.run(ctx, "BEGIN IMMEDIATE"); err != nil {
		// It may have begun even so, if ctx ended in the same moment.
		return errors.Join(err, w.rollback(ctx))
	}
	committed := false
	defer func() {
		if !committed {
			err = errors.Join(err, w.rollback(ctx))
		}
	}()
	if err := fn(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	// A commit that has begun is not interrupted: whoever waits for it would be
	// told of a failure that was none.
	if err := w.run(context.WithoutCancel(ctx), "COMMIT"); err != nil {
		return err
	}
	committed = true
	return nil
}

// rollback ends the transaction, if there still is one: a full disk ends it by
// itself. A connection that cannot be brought to rest is given up.
func (w *writer) rollback(ctx context.Context) error {
	if w.conn == nil {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	if w.run(ctx, "ROLLBACK") == nil {
		return nil
	}
	// No transaction is the one reason for which another can begin.
	if w.run(ctx, "BEGIN") == nil && w.run(ctx, "ROLLBACK") == nil {
		return nil
	}
	return w.giveUp()
}

// connect gives the writer a connection if it has none.
func (w *writer) connect(ctx context.Context) (err error) {
	if w.conn != nil {
		return nil
	}
	if w.conn, err = w.pool.Conn(ctx); err != nil {
		w.conn = nil
		return fmt.Errorf("connect: %w", err)
	}
	w.stmts = make(map[string]*sql.Stmt)
	return nil
}

// giveUp closes the connection for good; the next transaction opens another. Its
// statements go first: one that is left would keep SQLite's connection, and what it locks.
func (w *writer) giveUp() error {
	forgotten := w.forget()
	err := w.conn.Raw(func(any) error { return driver.ErrBadConn })
	if errors.Is(err, driver.ErrBadConn) {
		err = nil
	}
	return errors.Join(forgotten, err, w.close())
}

// forget closes the statements.
func (w *writer) forget() error {
	var errs []error
	for _, stmt := range w.stmts {
		errs = append(errs, stmt.Close())
	}
	w.stmts = nil
	return errors.Join(errs...)
}

// close gives the connection back to the pool.
func (w *writer) close() error {
	if w.conn == nil {
		return nil
	}
	err := errors.Join(w.forget(), w.conn.Close())
	w.conn = nil
	if !errors.Is(err, sql.ErrConnDone) {
		return err
	}
	return nil
}

func (w *writer) run(ctx context.Context, statement string) error {
	_, err := w.ExecContext(ctx, statement)
	return err
}

// prepared returns the statement, prepared at its first use; nil for one that is
// too long to be kept.
func (w *writer) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := w.stmts[query]; ok {
		return stmt, nil
	}
	if len(query) > longestStatement {
		return nil, nil
	}
	if len(w.stmts) >= mostStatements {
		for old, stmt := range w.stmts { // any one: to be here at all is rare
			delete(w.stmts, old)
			if err := stmt.Close(); err != nil {
				return nil, err
			}
			break
		}
	}
	stmt, err := w.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	w.stmts[query] = stmt
	return stmt, nil
}

// PrepareContext implements GORM's ConnPool. GORM asks for it only where it
// prepares by itself, which it is not told to.
func (w *writer) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return w.conn.PrepareContext(ctx, query)
}

// ExecContext implements GORM's ConnPool.
func (w *writer) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	stmt, err := w.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return w.conn.ExecContext(ctx, query, args...)
	}
	return stmt.ExecContext(ctx, args...)
}

// QueryContext implements GORM's ConnPool.
func (w *writer) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	stmt, err := w.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return w.conn.QueryContext(ctx, query, args...)
	}
	return stmt.QueryContext(ctx, args...)
}

// QueryRowContext implements GORM's ConnPool.
func (w *writer) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	stmt, err := w.prepared(ctx, query)
	if err != nil || stmt == nil { // the row will say what is wrong
		return w.conn.QueryRowContext(ctx, query, args...)
	}
	return stmt.QueryRowContext(ctx, args...)
}
