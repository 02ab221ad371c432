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
}

//go:embed crowd.sql
var statements string

// Fill adds n posts, numbered from 1, to a fresh database. Of ten, eight are live
// in English and French, one in English alone (numbers ending in 0), one in
// French alone (ending in 1). Post i has slug "post-i" in both, one hour between
// two dates, two tags and an author. Nothing is emitted to the outbox.
func Fill(ctx context.Context, db *store.DB, n int) error {
	return FillTo(ctx, db, Size{Posts: n, Summary: 600, Body: 3000})
}

// FillTo is [Fill] to a size.
func FillTo(ctx context.Context, db *store.DB, s Size) error {
	pool, err := sql.Open("sqlite", "file:"+db.Path()+"?_pragma=foreign_keys(1)&_pragma=synchronous(OFF)&_pragma=busy_timeout(5000)&_pragma=cache_size(-200000)")
	if err != nil {
		return fmt.Errorf("open pool: %w", err)
	}
	pool.SetMaxOpenConns(1)
	_, err = pool.ExecContext(ctx, "CREATE TEMP TABLE much (n, tags, authors, format, summary, body)")
	if err == nil {
		_, err = pool.ExecContext(ctx, "INSERT INTO much VALUES (?, ?, ?, ?, ?, ?)", s.Posts, Tags, Authors, entry.Format, s.Summary, s.Body)
	}
	if err == nil {
		_, err = pool.ExecContext(ctx, statements)
	}
	if err := errors.Join(err, pool.Close()); err != nil {
		return fmt.Errorf("fill with %d posts: %w", s.Posts, err)
	}
	return nil
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
