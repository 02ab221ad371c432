package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
)

// A list names one list whose rows are counted.
type list struct {
	Locale, Facet, Avail string
}

// A month names one month of a list.
type month struct {
	Locale, Facet string
	Month         int
}

// The statements of one place of a list. One row at a time: SQLite writes no
// journal for the statement, and the prepared one is the cheapest there is.
const (
	unlist = "DELETE FROM listing WHERE locale = ? AND facet = ? AND avail = ? AND date = ? AND post_id = ?"
	enlist = "INSERT OR IGNORE INTO listing (locale, facet, avail, date, post_id) VALUES (?, ?, ?, ?, ?)"
)

// Relist takes the places in gone out of the lists, puts those in added in, and
// keeps the counts, of months too: of what was there, or was not. Readers see that:
// it draws the site's seq.
func (tx *Tx) Relist(ctx context.Context, gone, added []entry.Place) error {
	if _, err := tx.Seq(ctx); err != nil {
		return err
	}
	if err := tx.relist(ctx, -1, unlist, gone); err != nil {
		return err
	}
	return tx.relist(ctx, 1, enlist, added)
}

// relist runs a statement with each place and adds up, by list, how many rows it
// changed.
func (tx *Tx) relist(ctx context.Context, by int, statement string, places []entry.Place) error {
	for _, p := range places {
		n, err := tx.put(ctx, statement, string(p.Locale), string(p.Facet), string(p.Avail), micros(p.Date), string(p.Post))
		if err != nil {
			return err
		}
		if n == 0 || p.Ranked() {
			continue
		}
		tx.listed[list{string(p.Locale), string(p.Facet), string(p.Avail)}] += by
		if p.Month > 0 {
			tx.months[month{string(p.Locale), string(p.Facet), p.Month}] += by
		}
	}
	return nil
}

// recount adds n to the count of a list, and reports whether the list began or ended.
func (tx *Tx) recount(ctx context.Context, l list, n int) (turned bool, err error) {
	had, err := tx.put(ctx, "UPDATE listing_counts SET n = n + ? WHERE locale = ? AND facet = ? AND avail = ?", n, l.Locale, l.Facet, l.Avail)
	switch {
	case err != nil:
		return false, err
	case had == 0:
		_, err = tx.put(ctx, "INSERT INTO listing_counts (locale, facet, avail, n) VALUES (?, ?, ?, ?)", l.Locale, l.Facet, l.Avail, n)
		return true, err
	case n > 0:
		return false, nil
	}
	gone, err := tx.put(ctx, "DELETE FROM listing_counts WHERE locale = ? AND facet = ? AND avail = ? AND n = 0", l.Locale, l.Facet, l.Avail)
	return gone > 0, err
}

// count changes the counts of lists by what the transaction did. A list without
// rows has no count.
func (tx *Tx) count(ctx context.Context) error {
	for l, n := range tx.listed {
		if n == 0 {
			continue
		}
		turned, err := tx.recount(ctx, l, n)
		if err != nil {
			return err
		}
		if turned && l.Facet != "" && l.Avail == "" && l.Locale != string(entry.Everywhere) {
			tx.noteTerm(content.TermID(l.Facet), "") // readers see it from now on, or no longer
		}
	}
	return tx.countMonths(ctx)
}

// countMonths is count for the months of lists.
func (tx *Tx) countMonths(ctx context.Context) error {
	for m, n := range tx.months {
		if n == 0 {
			continue
		}
		_, err := tx.put(ctx, `INSERT INTO listing_months (locale, facet, month, n) VALUES (?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET n = n + excluded.n`, m.Locale, m.Facet, m.Month, n)
		if err != nil {
			return err
		}
		if n > 0 {
			continue
		}
		_, err = tx.put(ctx, "DELETE FROM listing_months WHERE locale = ? AND facet = ? AND month = ? AND n = 0", m.Locale, m.Facet, m.Month)
		if err != nil {
			return err
		}
	}
	return nil
}

// SetRefs makes refs, each once, the post's references.
func (tx *Tx) SetRefs(ctx context.Context, post content.PostID, refs []entry.Ref) error {
	due := make(map[entry.Ref]bool, len(refs))
	for _, r := range refs {
		due[r] = true
	}
	var gone []entry.Ref
	err := tx.each(ctx, func(rows *sql.Rows) error {
		var r entry.Ref
		err := rows.Scan(&r.Kind, &r.Target)
		if due[r] {
			delete(due, r)
		} else {
			gone = append(gone, r)
		}
		return err
	}, "SELECT kind, target FROM entry_refs WHERE post_id = ?", string(post))
	if err != nil {
		return err
	}
	for _, r := range gone {
		if _, err := tx.put(ctx, "DELETE FROM entry_refs WHERE kind = ? AND target = ? AND post_id = ?", string(r.Kind), r.Target, string(post)); err != nil {
			return err
		}
		if r.Kind == entry.ToAsset {
			tx.unshown = append(tx.unshown, content.AssetID(r.Target))
		}
	}
	for _, r := range refs {
		if !due[r] {
			continue
		}
		_, err := tx.put(ctx, "INSERT INTO entry_refs (kind, target, post_id) VALUES (?, ?, ?)", string(r.Kind), r.Target, string(post))
		if err != nil {
			return err
		}
	}
	return nil
}
