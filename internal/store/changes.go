package store

import (
	"cmp"
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Touch notes changes that readers see under the transaction's seq. At the end
// of the transaction they become rows, and one [event.ContentChanged] that lists
// them all; of several of a post and locale the last one counts, as [merged] says.
func (tx *Tx) Touch(ctx context.Context, changes []entry.Change) error {
	if len(changes) == 0 {
		return nil
	}
	if _, err := tx.Seq(ctx); err != nil {
		return err
	}
	tx.touched = append(tx.touched, changes...)
	return nil
}

// tell ends the transaction: what readers see differently is written down and
// told once.
func (tx *Tx) tell(ctx context.Context) error {
	if len(tx.touched) == 0 {
		return nil
	}
	type key struct {
		post content.PostID
		tag  locale.Tag
	}
	last := make(map[key]int, len(tx.touched))
	var changes []entry.Change
	for _, c := range tx.touched {
		k := key{c.Post, c.Locale}
		if i, ok := last[k]; ok {
			changes[i] = merged(changes[i], c)
			continue
		}
		last[k] = len(changes)
		changes = append(changes, c)
	}
	told := event.ContentChanged{Seq: tx.seq, Items: make([]event.Touch, len(changes))}
	for i, c := range changes {
		_, err := tx.put(ctx, `INSERT INTO changes (post_id, locale, seq, op, cause, by, redirect) VALUES (?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET seq = excluded.seq, op = excluded.op, cause = excluded.cause, by = excluded.by, redirect = excluded.redirect`,
			string(c.Post), string(c.Locale), tx.seq, string(c.Op), string(c.Cause), c.By, c.Redirect)
		if err != nil {
			return err
		}
		told.Items[i] = event.Touch{Post: c.Post, Locale: c.Locale, Cause: string(c.Cause)}
	}
	return tx.Emit(ctx, told)
}

// merged returns what is told of two changes of one text: that the text itself changed
// says more than that something did which it shows, and the URL that it left is told.
func merged(first, last entry.Change) entry.Change {
	if first.Op != last.Op {
		return last
	}
	last.Redirect = cmp.Or(last.Redirect, first.Redirect)
	if first.By == "" && last.By != "" {
		last.Cause, last.By = first.Cause, first.By
	}
	return last
}
