// Package crowd fills a database with made posts, for tests and benchmarks that
// need many. It writes rows by SQL alone: what an import would take minutes for
// takes seconds.
package crowd

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
)

// The number of terms that posts share.
const (
	Tags    = 50
	Authors = 10
)

// A Size says how many posts there are, and how much each says.
type Size struct {
	Posts   int
	Summary int // characters of a card's summary
	Body    int // characters of a body
	// Settled leaves nothing to upkeep: nobody waits to be settled or to be searched, and
	// the lists of editors have the words that they will have.
	Settled bool
}

//go:embed crowd.sql
var statements string

// Fill adds n posts, numbered from 1, to a fresh database. Of ten, eight are live
// in English and French, one in English alone (numbers ending in 0), one in
// French alone (ending in 1). Post i has slug "post-i" in both, one hour between
// two dates, two tags and an author. Nothing is emitted to the outbox.
//
// The indexes of what it fills are dropped and made again by the same statements, in the
// same order. A database that it fails to fill is of no more use.
func Fill(ctx context.Context, db *store.DB, n int) error {
	return FillTo(ctx, db, Size{Posts: n, Summary: 600, Body: 3000})
}

// FillTo is [Fill] to a size.
func FillTo(ctx context.Context, db *store.DB, s Size) error {
	return fill(ctx, db.Path(), "", s)
}

// Make is [FillTo] with a database of its own, at a path where none is yet. Nobody has it
// open meanwhile, so that no log is written: a million posts take half of the time and of the room.
func Make(ctx context.Context, path string, s Size) error {
	if err := Blank(path); err != nil {
		return err
	}
	if err := fill(ctx, path, "&_pragma=locking_mode(EXCLUSIVE)&_pragma=journal_mode(OFF)", s); err != nil {
		return err
	}
	return run(ctx, path, "&_pragma=journal_mode(WAL)", func(*sql.Conn) error { return nil })
}

func fill(ctx context.Context, path, pragmas string, s Size) error {
	err := run(ctx, path, pragmas, func(conn *sql.Conn) error {
		indexes, err := indexes(ctx, conn)
		if err != nil {
			return err
		}
		for _, i := range indexes {
			if _, err := conn.ExecContext(ctx, "DROP INDEX "+i.name); err != nil {
				return err
			}
		}
		const much = "CREATE TEMP TABLE much AS SELECT ? AS n, ? AS tags, ? AS authors, ? AS format, ? AS summary, ? AS body, ? AS settled"
		if _, err := conn.ExecContext(ctx, much, s.Posts, Tags, Authors, entry.Format, s.Summary, s.Body, s.Settled); err != nil {
			return err
		}
		if _, err := conn.ExecContext(ctx, statements); err != nil {
			return err
		}
		for _, i := range indexes {
			if _, err := conn.ExecContext(ctx, i.statement); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("fill with %d posts: %w", s.Posts, err)
	}
	return nil
}

// run opens one connection for what fn does. It holds rows to no foreign key: each would be
// looked up, and what is made is known to have them.
func run(ctx context.Context, path, pragmas string, fn func(*sql.Conn) error) error {
	pool, err := sql.Open("sqlite", "file:"+path+"?_pragma=synchronous(OFF)&_pragma=busy_timeout(5000)&_pragma=cache_size(-250000)&_pragma=temp_store(MEMORY)"+pragmas)
	if err != nil {
		return fmt.Errorf("open pool: %w", err)
	}
	conn, err := pool.Conn(ctx)
	if err == nil {
		err = errors.Join(fn(conn), conn.Close())
	}
	return errors.Join(err, pool.Close())
}

// An index is one that a migration made.
type index struct{ name, statement string }

// indexes returns those of the tables that grow with the posts, in the order in which they
// were made. Trees are quicker made of sorted rows at the end than kept in order.
func indexes(ctx context.Context, conn *sql.Conn) ([]index, error) {
	rows, err := conn.QueryContext(ctx, `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('posts', 'translations',
		'revisions', 'term_uses', 'heads', 'work', 'unsettled', 'slugs', 'paths', 'entry_refs', 'changes') ORDER BY rowid`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []index
	for rows.Next() {
		var i index
		if err := rows.Scan(&i.name, &i.statement); err != nil {
			return nil, err
		}
		list = append(list, i)
	}
	return list, rows.Err()
}

// Post returns the id of post i.
func Post(i int) content.PostID { return content.PostID(id(1, i)) }

// Tag returns the id of tag i, from 0.
func Tag(i int) content.TermID { return content.TermID(id(2, i)) }

// Author returns the id of author i, from 0.
func Author(i int) content.TermID { return content.TermID(id(3, i)) }

// TagsOf returns the numbers of the two tags of post i.
func TagsOf(i int) [2]int { return [2]int{i % (Tags - 1), Tags - 1} }

// Live reports whether post i is live in the locale.
func Live(i int, tag locale.Tag) bool {
	return (tag == locale.English && i%10 != 1) || (tag == locale.French && i%10 != 0)
}

func id(kind, i int) string { return fmt.Sprintf("01970000-000%d-7000-8000-%012x", kind, i) }
