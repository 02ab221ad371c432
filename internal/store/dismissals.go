package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Dismissals returns what people found right in the translation though a check
// found it wrong, those included whose texts changed since, in order of findings.
func (r reader) Dismissals(ctx context.Context, id content.PostID, tag locale.Tag) ([]bitext.Dismissal, error) {
	var list []bitext.Dismissal
	err := r.each(ctx, func(rows *sql.Rows) error {
		var d bitext.Dismissal
		var at int64
		err := rows.Scan(&d.Finding, &d.Check, &d.Excerpt, &d.Reason, &at, &d.By)
		d.At = instant(at)
		list = append(list, d)
		return err
	}, "SELECT finding, name, excerpt, reason, at, by FROM dismissals WHERE post_id = ? AND locale = ? ORDER BY finding", string(id), string(tag))
	return list, err
}

// PutDismissal writes a dismissal at the instant of the transaction, in the place
// of one of the same finding.
func (tx *Tx) PutDismissal(ctx context.Context, id content.PostID, tag locale.Tag, d bitext.Dismissal) error {
	_, err := tx.put(ctx, `INSERT INTO dismissals (post_id, locale, finding, name, excerpt, reason, at, by) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET reason = excluded.reason, at = excluded.at, by = excluded.by`,
		string(id), string(tag), d.Finding, d.Check, d.Excerpt, d.Reason, micros(tx.now), d.By)
	return err
}

// RemoveDismissal takes a dismissal back; gone says whether there was one.
func (tx *Tx) RemoveDismissal(ctx context.Context, id content.PostID, tag locale.Tag, finding string) (gone bool, err error) {
	n, err := tx.put(ctx, "DELETE FROM dismissals WHERE post_id = ? AND locale = ? AND finding = ?", string(id), string(tag), finding)
	return n > 0, err
}
