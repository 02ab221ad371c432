package store

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Touch notes changes that readers see under the transaction's seq. At the end
// of the transaction they become rows, and one [event.ContentChanged] that lists
// them all; the last one of each post and locale counts.
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

// changesAtOnce bounds a statement: SQLite takes 32,766 values in one.
const changesAtOnce = 1000

// tell ends the transaction: what readers see differently is written down and
// told once.
func (tx *Tx) tell(ctx context.Context) error {
	if len(tx.touched) == 0 {
		return nil
	}
	type key [2]string
	place := make(map[key]int, len(tx.touched))
	var rows []changeRow
	for _, c := range tx.touched {
		row := changeRow{
			PostID: string(c.Post), Locale: string(c.Locale), Seq: tx.seq,
			Op: string(c.Op), Cause: string(c.Cause), By: c.By, Redirect: c.Redirect,
		}
		k := key{row.PostID, row.Locale}
		if i, ok := place[k]; ok {
			rows[i] = row
			continue
		}
		place[k] = len(rows)
		rows = append(rows, row)
	}
	err := tx.q(ctx).Clauses(clause.OnConflict{UpdateAll: true}).CreateInBatches(&rows, changesAtOnce).Error
	if err != nil {
		return err
	}
	told := event.ContentChanged{Seq: tx.seq, Items: make([]event.Touch, len(rows))}
	for i, c := range rows {
		told.Items[i] = event.Touch{Post: content.PostID(c.PostID), Locale: locale.Tag(c.Locale), Cause: c.Cause}
	}
	return tx.Emit(ctx, told)
}
