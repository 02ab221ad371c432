package store

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/diptych-cms/diptych/internal/content"
)

// Revised returns up to limit parts that have earlier revisions, in order after
// the given one: first the shared parts, then the translations. The zero part
// stands before all.
func (r reader) Revised(ctx context.Context, after content.Part, limit int) ([]content.Part, error) {
	var list []content.Part
	scan := func(rows *sql.Rows) error {
		var p content.Part
		err := rows.Scan(&p.Post, &p.Locale)
		list = append(list, p)
		return err
	}
	if after.Locale == "" {
		err := r.each(ctx, scan, "SELECT id, '' FROM posts WHERE head > 1 AND id > ? ORDER BY id LIMIT ?", string(after.Post), limit)
		if err != nil || len(list) == limit {
			return list, err
		}
		after = content.Part{}
	}
	return list, r.each(ctx, scan, `SELECT post_id, locale FROM translations WHERE head > 1 AND (post_id, locale) > (?, ?)
		ORDER BY post_id, locale LIMIT ?`, string(after.Post), string(after.Locale), limit-len(list))
}

// prunable finds revisions of a part that are older than the newest ?3 (0: any
// that is not the newest) and that a newer one replaced before ?4 (0: whenever),
// and that nothing needs: neither is it the newest or live, nor does a schedule or
// a release name it, nor was it confirmed, nor is the newest or live text of
// another language made from it.
const (
	prunableShared = `SELECT r.n FROM shared_revisions r JOIN posts p ON p.id = r.post_id
		WHERE r.post_id = ?1 AND '' = ?2 AND r.n < p.head AND r.n <> p.live
		AND r.n < coalesce((SELECT x.n FROM shared_revisions x WHERE x.post_id = ?1 ORDER BY x.n DESC LIMIT 1 OFFSET max(?3, 1) - 1), 0)
		AND (?4 = 0 OR (SELECT x.at FROM shared_revisions x WHERE x.post_id = ?1 AND x.n > r.n ORDER BY x.n LIMIT 1) < ?4)
		AND r.n NOT IN (SELECT v.n FROM named_revisions v WHERE v.post_id = ?1 AND v.locale = '')
		ORDER BY r.n LIMIT ?5`
	prunableText = `SELECT r.n FROM revisions r JOIN translations t ON t.post_id = r.post_id AND t.locale = r.locale
		WHERE r.post_id = ?1 AND r.locale = ?2 AND r.n < t.head AND r.n <> t.live
		AND r.n < coalesce((SELECT x.n FROM revisions x WHERE x.post_id = ?1 AND x.locale = ?2 ORDER BY x.n DESC LIMIT 1 OFFSET max(?3, 1) - 1), 0)
		AND (?4 = 0 OR (SELECT x.at FROM revisions x WHERE x.post_id = ?1 AND x.locale = ?2 AND x.n > r.n ORDER BY x.n LIMIT 1) < ?4)
		AND r.n NOT IN (SELECT v.n FROM named_revisions v WHERE v.post_id = ?1 AND v.locale = ?2)
		AND r.n NOT IN (SELECT c.n FROM confirmations c WHERE c.post_id = ?1 AND c.locale = ?2)
		AND r.n NOT IN (SELECT c.beside_n FROM confirmations c WHERE c.post_id = ?1 AND c.beside = ?2)
		AND r.n NOT IN (SELECT b.based_on FROM translations u JOIN revisions b ON b.post_id = u.post_id AND b.locale = u.locale AND b.n IN (u.head, u.live)
			WHERE u.post_id = ?1 AND coalesce(nullif(b.based_in, ''), (SELECT p.source_locale FROM posts p WHERE p.id = ?1)) = ?2)
		ORDER BY r.n LIMIT ?5`
)

// Prunable returns up to limit revisions of the part, oldest first, that the
// retention does not keep any more and that nothing needs.
func (r reader) Prunable(ctx context.Context, part content.Part, keep content.Retention, limit int) ([]int, error) {
	if keep == (content.Retention{}) {
		return nil, nil
	}
	query, before := prunableText, int64(0)
	if part.Locale == "" {
		query = prunableShared
	}
	if keep.Days > 0 {
		before = micros(r.asOf.AddDate(0, 0, -keep.Days))
	}
	var list []int
	err := r.each(ctx, func(rows *sql.Rows) error {
		var n int
		err := rows.Scan(&n)
		list = append(list, n)
		return err
	}, query, string(part.Post), string(part.Locale), keep.Keep, before, limit)
	return list, err
}

// Prune deletes revisions of the part, and that they use assets.
func (tx *Tx) Prune(ctx context.Context, part content.Part, numbers []int) error {
	list, err := encode(numbers)
	if err != nil {
		return err
	}
	gone := "DELETE FROM shared_revisions WHERE post_id = ?1 AND ?2 = '' AND n IN (SELECT value FROM json_each(?3))"
	if part.Locale != "" {
		gone = "DELETE FROM revisions WHERE post_id = ?1 AND locale = ?2 AND n IN (SELECT value FROM json_each(?3))"
	}
	for _, statement := range []string{
		gone, "DELETE FROM asset_uses WHERE post_id = ?1 AND part = ?2 AND n IN (SELECT value FROM json_each(?3))",
	} {
		if _, err := tx.put(ctx, statement, string(part.Post), string(part.Locale), list); err != nil {
			return fmt.Errorf("prune: %w", err)
		}
	}
	tx.known.shared = nil
	return nil
}
