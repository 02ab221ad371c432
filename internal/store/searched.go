package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// WordSums returns what tells of the post's entries whether their words would be the same
// again, by locale; nothing of one that has no words yet.
func (tx *Tx) WordSums(ctx context.Context, post content.PostID) (map[locale.Tag]int64, error) {
	sums := make(map[locale.Tag]int64)
	err := tx.each(ctx, func(rows *sql.Rows) error {
		var tag locale.Tag
		var sum int64
		err := rows.Scan(&tag, &sum)
		sums[tag] = sum
		return err
	}, "SELECT e.locale, s.sum FROM entries e JOIN searched s ON s.id = e.id WHERE e.post_id = ?", string(post))
	return sums, err
}

// WriteWords writes the words of an entry that is there, instead of those before.
func (tx *Tx) WriteWords(ctx context.Context, w entry.Words) error {
	var id int64
	var had, waits bool
	err := tx.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&id, &had, &waits) },
		`SELECT id, EXISTS (SELECT 1 FROM searched s WHERE s.id = e.id), EXISTS (SELECT 1 FROM unsearched u WHERE u.id = e.id)
			FROM entries e WHERE post_id = ? AND locale = ?`, string(w.Post), string(w.Locale))
	if err != nil || id == 0 {
		return err
	}
	if had { // the trigger takes the words away with it
		if _, err := tx.put(ctx, "DELETE FROM searched WHERE id = ?", id); err != nil {
			return err
		}
	}
	if waits {
		if _, err := tx.put(ctx, "DELETE FROM unsearched WHERE id = ?", id); err != nil {
			return err
		}
	}
	_, err = tx.put(ctx, "INSERT INTO search_words (rowid, title, headings, body, names, facets) VALUES (?, ?, ?, ?, ?, ?)",
		id, w.Title, w.Headings, w.Body, w.Names, w.Facets)
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, "INSERT INTO search_titles (rowid, title, names) VALUES (?, ?, ?)", id, w.Plain.Title, w.Plain.Names)
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, "INSERT INTO searched (id, sum) VALUES (?, ?)", id, w.Sum)
	return err
}

// wordedColumns are what the words of an entry follow from.
const wordedColumns = "e.id, e.post_id, e.locale, e.facets, e.card, e.body"

// Wordless returns up to limit entries whose words are to be written.
func (tx *Tx) Wordless(ctx context.Context, limit int) ([]entry.Worded, error) {
	return tx.worded(ctx, "SELECT "+wordedColumns+", 0 FROM unsearched u JOIN entries e ON e.id = u.id ORDER BY u.id LIMIT ?", limit)
}

// Worded returns up to limit entries that have words, those after the given row, in the
// order of their rows.
func (r reader) Worded(ctx context.Context, after int64, limit int) ([]entry.Worded, error) {
	return r.worded(ctx, "SELECT "+wordedColumns+`, s.sum FROM searched s JOIN entries e ON e.id = s.id
		WHERE s.id > ? AND s.id NOT IN (SELECT id FROM unsearched) ORDER BY s.id LIMIT ?`, after, limit)
}

func (r reader) worded(ctx context.Context, query string, args ...any) (list []entry.Worded, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error {
		var e entry.Worded
		var facets string
		if err := rows.Scan(&e.ID, &e.Post, &e.Locale, &facets, &e.Card, &e.Body, &e.Sum); err != nil {
			return err
		}
		list = append(list, e)
		return decode(facets, &list[len(list)-1].Facets)
	}, query, args...)
	return list, err
}

// DropSearch has the words of all entries written anew, one after the other, and returns
// how many these are: until then they are found by those that they have.
func (tx *Tx) DropSearch(ctx context.Context, form int) (n int, err error) {
	if _, err := tx.put(ctx, "INSERT OR IGNORE INTO unsearched (id) SELECT id FROM entries"); err != nil {
		return 0, err
	}
	if _, err := tx.put(ctx, "UPDATE search_form SET form = ?", form); err != nil {
		return 0, err
	}
	err = tx.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, "SELECT count(*) FROM unsearched")
	return n, err
}

// SearchForm returns the form of the words that entries are found by.
func (r reader) SearchForm(ctx context.Context) (form int, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&form) }, "SELECT form FROM search_form")
	return form, err
}

const (
	// mergePages is how much of an index one merge writes: about 40 ms.
	mergePages = 200
	// mostSegments is in how many pieces an index may be: each search looks into all.
	mostSegments = 6
)

// MergeSearch puts pieces of the indexes of words together, which grow with each
// publication. It does a little of it, and reports whether there is more to do.
func (tx *Tx) MergeSearch(ctx context.Context) (more bool, err error) {
	for _, table := range []string{"search_words", "search_titles"} {
		if more, err = tx.merge(ctx, table); more || err != nil {
			return more, err
		}
	}
	return false, nil
}

// merge goes on with what was begun, else begins with all pieces if they are many. It
// did something where more rows changed than the one of the command itself.
func (tx *Tx) merge(ctx context.Context, table string) (did bool, err error) {
	if did, err = tx.mergeBy(ctx, table, mergePages); did || err != nil {
		return did, err
	}
	segments, err := tx.number(ctx, "SELECT count(DISTINCT segid) FROM "+table+"_idx")
	if err != nil || segments <= mostSegments {
		return false, err
	}
	return tx.mergeBy(ctx, table, -mergePages)
}

func (tx *Tx) mergeBy(ctx context.Context, table string, pages int) (did bool, err error) {
	const changes = "SELECT total_changes()"
	before, err := tx.number(ctx, changes)
	if err != nil {
		return false, err
	}
	if _, err := tx.put(ctx, "INSERT INTO "+table+" ("+table+", rank) VALUES ('merge', ?)", pages); err != nil {
		return false, err
	}
	after, err := tx.number(ctx, changes)
	return after-before > 1, err
}

// number returns the only number that a query gives.
func (tx *Tx) number(ctx context.Context, query string) (n int, err error) {
	err = tx.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, query)
	return n, err
}
