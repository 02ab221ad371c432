package store

import (
	"context"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// MoveTranslation gives a translation to another post that has none in the
// locale: its row with version and live pointer, its revisions, the uses of
// assets in them, its slugs and paths, what the imports know of it, who is to do it
// and what colleagues said and decided about it. What was confirmed of it beside the
// other languages of its post does not go with it.
func (tx *Tx) MoveTranslation(ctx context.Context, from, to content.PostID, tag locale.Tag) error {
	tx.reheaded(from, to)
	tx.known.forget()
	if err := tx.NameBases(ctx, from); err != nil {
		return err
	}
	if err := tx.unconfirm(ctx, from, tag); err != nil {
		return err
	}
	if err := tx.depart(ctx, from, tag); err != nil {
		return err
	}
	for _, statement := range []string{
		"UPDATE translations SET post_id = ? WHERE post_id = ? AND locale = ?",
		"UPDATE revisions    SET post_id = ? WHERE post_id = ? AND locale = ?",
		"UPDATE asset_uses   SET post_id = ? WHERE post_id = ? AND part = ?",
		"UPDATE term_uses    SET post_id = ? WHERE post_id = ? AND part = ?",
		"UPDATE slugs        SET post_id = ? WHERE post_id = ? AND locale = ?",
		"UPDATE paths        SET post_id = ? WHERE post_id = ? AND locale = ?",
		"UPDATE imports      SET post_id = ? WHERE post_id = ? AND locale = ?",
		"UPDATE decisions    SET post_id = ? WHERE post_id = ? AND locale = ?",
		"UPDATE lineages     SET post_id = ? WHERE post_id = ? AND locale = ?",
		"UPDATE OR REPLACE assignments SET post_id = ? WHERE post_id = ? AND locale = ?",
		"UPDATE reviews      SET post_id = ? WHERE post_id = ? AND locale = ?",
		"UPDATE threads      SET post_id = ? WHERE post_id = ? AND locale = ?",
	} {
		if err := tx.q(ctx).Exec(statement, string(to), string(from), string(tag)).Error; err != nil {
			return err
		}
	}
	return nil
}

// RemoveTranslation deletes a translation with its revisions, slugs, paths and
// what the imports know of it, if it still has the version; otherwise it
// returns a fault.Stale. Who is to do it, and what colleagues said, stays: it is
// missing then.
func (tx *Tx) RemoveTranslation(ctx context.Context, id content.PostID, tag locale.Tag, version int64) error {
	res := tx.q(ctx).Exec("DELETE FROM translations WHERE post_id = ? AND locale = ? AND version = ?", string(id), string(tag), version)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return tx.staleTranslation(ctx, id, tag, version)
	}
	tx.reheaded(id)
	tx.known.forget()
	if err := tx.unconfirm(ctx, id, tag); err != nil {
		return err
	}
	if err := tx.depart(ctx, id, tag); err != nil {
		return err
	}
	for _, statement := range []string{
		"DELETE FROM decisions  WHERE post_id = ? AND locale = ?",
		"DELETE FROM lineages   WHERE post_id = ? AND locale = ?",
		"DELETE FROM revisions  WHERE post_id = ? AND locale = ?",
		"DELETE FROM asset_uses WHERE post_id = ? AND part = ?",
		"DELETE FROM term_uses  WHERE post_id = ? AND part = ?",
		"DELETE FROM slugs      WHERE post_id = ? AND locale = ?",
		"DELETE FROM paths      WHERE post_id = ? AND locale = ?",
		"DELETE FROM imports    WHERE post_id = ? AND locale = ?",
		"DELETE FROM reviews    WHERE post_id = ? AND locale = ?", // numbers of revisions begin again
	} {
		if err := tx.q(ctx).Exec(statement, string(id), string(tag)).Error; err != nil {
			return err
		}
	}
	return nil
}

// NameBases writes down which language the revisions of the post are based on
// where nobody has yet: its present source. It is for a post that gets another, or
// loses a translation to one that has another.
func (tx *Tx) NameBases(ctx context.Context, id content.PostID) error {
	tx.known.forget()
	_, err := tx.put(ctx, `UPDATE revisions SET based_in = (SELECT source_locale FROM posts WHERE id = ?1)
		WHERE post_id = ?1 AND based_on > 0 AND based_in = ''`, string(id))
	return err
}

// unconfirm deletes what was confirmed of a translation that leaves its post.
func (tx *Tx) unconfirm(ctx context.Context, id content.PostID, tag locale.Tag) error {
	_, err := tx.put(ctx, "DELETE FROM confirmations WHERE post_id = ?1 AND (locale = ?2 OR beside = ?2)", string(id), string(tag))
	return err
}

// depart notes that a translation leaves its post, and forgets how it stood there.
// Who comes after it in the same language is numbered from 1 again.
func (tx *Tx) depart(ctx context.Context, id content.PostID, tag locale.Tag) error {
	if _, err := tx.put(ctx, "DELETE FROM standings WHERE post_id = ? AND locale = ?", string(id), string(tag)); err != nil {
		return err
	}
	_, err := tx.put(ctx, "UPDATE posts SET departures = departures + 1 WHERE id = ?", string(id))
	return err
}
