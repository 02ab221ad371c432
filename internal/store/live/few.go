package live

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
)

// A query is a statement as the driver prepares it.
type query interface {
	driver.Stmt
	driver.StmtQueryContext
}

// few runs a query that finds some rows by a key, and calls scan with each of them. It is
// for what readers ask most, which is over in microseconds: so it asks the driver itself,
// since database/sql copies every value once more, and does not watch for the end of ctx
// meanwhile. The two would cost half as much again. scan must not read: the connection is
// taken until few returns.
func (r *Reader) few(ctx context.Context, text string, args []any, scan func(row) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return r.use(ctx, func(s *session) error {
		return s.conn.Raw(func(conn any) (err error) {
			defer rescue(&err)
			ctx := context.WithoutCancel(ctx)
			q, err := s.direct(ctx, conn, text)
			if err != nil {
				return err
			}
			values, err := valuesOf(args)
			if err != nil {
				return err
			}
			rows, err := q.QueryContext(ctx, values)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, rows.Close()) }()
			return walk(rows, scan)
		})
	})
}

// rescue turns a panic into an error. It is deferred. database/sql would take one for the
// end of the connection, and close it under the statements that are prepared on it.
func rescue(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
	}
}

// direct returns the statement as the driver's connection prepares it, at its first use.
func (s *session) direct(ctx context.Context, conn any, text string) (query, error) {
	return s.queries.get(text, func() (query, error) {
		preparer, ok := conn.(driver.ConnPrepareContext)
		if !ok {
			return nil, fmt.Errorf("%T prepares nothing", conn)
		}
		stmt, err := preparer.PrepareContext(ctx, text)
		if err != nil {
			return nil, err
		}
		q, ok := stmt.(query)
		if !ok {
			return nil, errors.Join(fmt.Errorf("%T queries nothing", stmt), stmt.Close())
		}
		return q, nil
	})
}

// valuesOf returns arguments as drivers take them.
func valuesOf(args []any) ([]driver.NamedValue, error) {
	values := make([]driver.NamedValue, len(args))
	for i, arg := range args {
		v, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return nil, fmt.Errorf("argument %d: %w", i+1, err)
		}
		values[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
	}
	return values, nil
}

// walk calls scan with each of the rows.
func walk(rows driver.Rows, scan func(row) error) error {
	r := make(row, len(rows.Columns()))
	for {
		err := rows.Next(r)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := scan(r); err != nil {
			return err
		}
	}
}

// A row is what the driver read of one. All tables are strict, so that a column holds what
// it was declared as, or NULL, which is read as nothing. What is taken out of a row may be
// kept; the row itself is filled with the next one.
type row []driver.Value

func (r row) text(column int) string {
	s, _ := r[column].(string)
	return s
}

func (r row) number(column int) int64 {
	n, _ := r[column].(int64)
	return n
}

func (r row) bytes(column int) []byte {
	b, _ := r[column].([]byte)
	return b
}
