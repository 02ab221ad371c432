package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
)

// Trash returns up to limit posts of the trash that the view shows, with all
// their translations: the latest deleted first, those after the key alone.
func (r reader) Trash(ctx context.Context, view access.View, after *content.TrashKey, limit int) ([]*content.Post, error) {
	g := seen(r.q(ctx).Where("deleted_at > 0"), view)
	if after != nil {
		g = g.Where("(deleted_at, id) < (?, ?)", micros(after.At), string(after.ID))
	}
	var rows []postRow
	if err := g.Order("deleted_at DESC, id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, err
	}
	return r.postsOf(ctx, rows)
}

// Expired returns up to limit posts that were in the trash at the instant
// before, the first deleted first.
func (r reader) Expired(ctx context.Context, before time.Time, limit int) ([]content.PostID, error) {
	var ids []content.PostID
	err := r.each(ctx, func(rows *sql.Rows) error {
		var id content.PostID
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, "SELECT id FROM posts WHERE deleted_at > 0 AND deleted_at <= ? ORDER BY deleted_at, id LIMIT ?", micros(before), limit)
	return ids, err
}

// PurgePost deletes a post that nobody reads, with all that was saved of it and
// its addresses, and the posts that it had absorbed, which it returns. What
// readers were told of it stays, and so do records: events, audit, ledger,
// releases.
func (tx *Tx) PurgePost(ctx context.Context, id content.PostID) (absorbed []content.PostID, err error) {
	family := []content.PostID{id}
	// UNION, not UNION ALL: a chain that bites its tail ends.
	err = tx.each(ctx, func(rows *sql.Rows) error {
		var one content.PostID
		err := rows.Scan(&one)
		family = append(family, one)
		return err
	}, `WITH RECURSIVE absorbed (id) AS (
			SELECT id FROM posts WHERE merged_into = ?1 AND merged_into <> ''
			UNION
			SELECT p.id FROM absorbed CROSS JOIN posts p ON p.merged_into = absorbed.id AND p.merged_into <> ''
		)
		SELECT id FROM absorbed WHERE id <> ?1 ORDER BY id`, string(id))
	if err != nil {
		return nil, err
	}
	tx.known.forget()
	list, err := encode(family)
	if err != nil {
		return nil, err
	}
	for _, table := range []string{
		"revisions", "shared_revisions", "translations", "asset_uses", "term_uses", "slugs", "paths", "imports",
	} {
		if _, err := tx.put(ctx, "DELETE FROM "+table+" WHERE post_id IN (SELECT value FROM json_each(?))", list); err != nil {
			return nil, err
		}
	}
	_, err = tx.put(ctx, "DELETE FROM posts WHERE id IN (SELECT value FROM json_each(?))", list)
	return family[1:], err
}
