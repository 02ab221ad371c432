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

// A told is one row of changes.
type told struct {
	entry.Change
	kind entry.Kind
	id   string
}

// tell ends the transaction: what readers see differently is written down and
// told once.
func (tx *Tx) tell(ctx context.Context) error {
	list := tx.postsTold()
	terms, err := tx.termsTold(ctx)
	if err != nil {
		return err
	}
	list = append(append(list, terms...), tx.settingsTold()...)
	if len(list) == 0 {
		return nil
	}
	seq, err := tx.Seq(ctx)
	if err != nil {
		return err
	}
	for _, t := range list {
		_, err := tx.put(ctx, `INSERT INTO changes (post_id, locale, seq, op, cause, by, redirect, kind) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET seq = excluded.seq, op = excluded.op, cause = excluded.cause, by = excluded.by, redirect = excluded.redirect`,
			t.id, string(t.Locale), seq, string(t.Op), string(t.Cause), t.By, t.Redirect, string(t.kind))
		if err != nil {
			return err
		}
	}
	if err := tx.tellMoved(ctx, seq); err != nil {
		return err
	}
	e := changed(seq, list)
	e.Files = tx.unshown
	return tx.Emit(ctx, e)
}

// postsTold returns what is told of posts, each language once.
func (tx *Tx) postsTold() []told {
	type key struct {
		post content.PostID
		tag  locale.Tag
	}
	last := make(map[key]int, len(tx.touched))
	var list []told
	for _, c := range tx.touched {
		k := key{c.Post, c.Locale}
		if i, ok := last[k]; ok {
			list[i].Change = merged(list[i].Change, c)
			continue
		}
		last[k] = len(list)
		list = append(list, told{c, entry.OfPost, string(c.Post)})
	}
	return list
}

// changed is the event of what is told.
func changed(seq int64, list []told) event.ContentChanged {
	e := event.ContentChanged{Seq: seq, Items: make([]event.Touch, 0, len(list))}
	for _, t := range list {
		switch t.kind {
		case entry.OfPost:
			e.Items = append(e.Items, event.Touch{Post: t.Post, Locale: t.Locale, Cause: string(t.Cause)})
		case entry.OfSite:
			e.Settings = append(e.Settings, t.Locale)
		default:
			e.Terms = append(e.Terms, event.TermTouch{Term: content.TermID(t.id), Kind: content.TermKind(t.kind), Locale: t.Locale})
		}
	}
	return e
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
