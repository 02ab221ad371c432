package store

import (
	"context"
	"database/sql"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
)

// Referrers returns up to limit posts with the reference, ordered by id, those
// after the given one; of [entry.ToSite], every post that is live or has entries.
// Who names a post that was absorbed refers to the one that absorbed it.
func (r reader) Referrers(ctx context.Context, ref entry.Ref, after content.PostID, limit int) ([]content.PostID, error) {
	switch ref.Kind {
	case entry.ToSite:
		return r.posts(ctx, `SELECT id FROM posts WHERE id > ?
			AND (live > 0 OR EXISTS (SELECT 1 FROM entries WHERE post_id = posts.id)) ORDER BY id LIMIT ?`, string(after), limit)
	case entry.ToPost, entry.ToAnchor:
		return r.posts(ctx, `WITH RECURSIVE absorbed (id) AS (
				SELECT ?
				UNION
				SELECT p.id FROM absorbed CROSS JOIN posts p ON p.merged_into = absorbed.id AND p.merged_into <> ''
			)
			SELECT DISTINCT post_id FROM entry_refs WHERE kind = ? AND target IN (SELECT id FROM absorbed) AND post_id > ?
			ORDER BY post_id LIMIT ?`, ref.Target, string(ref.Kind), string(after), limit)
	}
	return r.posts(ctx, `SELECT post_id FROM entry_refs WHERE kind = ? AND target = ? AND post_id > ?
		ORDER BY post_id LIMIT ?`, string(ref.Kind), ref.Target, string(after), limit)
}

// posts returns the ids that a query finds.
func (r reader) posts(ctx context.Context, query string, args ...any) ([]content.PostID, error) {
	var ids []content.PostID
	err := r.each(ctx, func(rows *sql.Rows) error {
		var id content.PostID
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, query, args...)
	return ids, err
}

// Linking returns up to limit posts that have one of the references, each once; none
// of them is [entry.ToSite], of a post or of the places in one.
func (r reader) Linking(ctx context.Context, refs []entry.Ref, limit int) ([]content.PostID, error) {
	pairs := make([][2]string, len(refs))
	for i, ref := range refs {
		pairs[i] = [2]string{string(ref.Kind), ref.Target}
	}
	list, err := encode(pairs)
	if err != nil {
		return nil, err
	}
	return r.posts(ctx, `SELECT DISTINCT e.post_id FROM json_each(?) w CROSS JOIN entry_refs e ON e.kind = w.value ->> 0 AND e.target = w.value ->> 1 LIMIT ?`, list, limit)
}

// Defer writes the rerender by reference and cause, with its After.
func (tx *Tx) Defer(ctx context.Context, r entry.Rerender) error {
	return tx.q(ctx).Clauses(clause.OnConflict{UpdateAll: true}).Create(&rerenderRow{
		Kind: string(r.Kind), Target: r.Target, Cause: string(r.Cause), By: string(r.By), After: string(r.After),
	}).Error
}

// NextDeferred returns one rerender that waits; ok is false if none does.
func (r reader) NextDeferred(ctx context.Context) (next entry.Rerender, ok bool, err error) {
	var row rerenderRow
	err = r.q(ctx).Order("kind, target, cause").Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return entry.Rerender{}, false, nil
	}
	return entry.Rerender{
		Ref:   entry.Ref{Kind: entry.RefKind(row.Kind), Target: row.Target},
		Cause: entry.Cause(row.Cause),
		By:    content.PostID(row.By),
		After: content.PostID(row.After),
	}, err == nil, err
}

// Undefer removes the rerender by reference and cause.
func (tx *Tx) Undefer(ctx context.Context, r entry.Rerender) error {
	return tx.q(ctx).Where("kind = ? AND target = ? AND cause = ?", string(r.Kind), r.Target, string(r.Cause)).
		Delete(&rerenderRow{}).Error
}
