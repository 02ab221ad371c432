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
	err := r.each(ctx, scan, `SELECT post_id, locale FROM translations WHERE head > 1 AND (post_id, locale) > (?, ?)
		ORDER BY post_id, locale LIMIT ?`, string(after.Post), string(after.Locale), limit-len(list))
	return list, err
}

// Which revisions of a part a retention lets go: those older than the newest ?3
// (0: any that is not the newest), that a newer one replaced before ?4 (0:
// whenever), and that nothing needs. What is needed is the newest and the live
// one, and what a schedule or a release names. Of texts, parity needs more: what
// was confirmed, what the languages agreed on when they came apart, of all that
// means the same as any of these one for each text that it is made from, and those
// texts, which are of other languages.
const (
	prunableShared = `SELECT r.n FROM shared_revisions r JOIN posts p ON p.id = r.post_id
		WHERE r.post_id = ?1 AND '' = ?2 AND r.n < p.head AND r.n <> p.live
		AND r.n < coalesce((SELECT x.n FROM shared_revisions x WHERE x.post_id = ?1 ORDER BY x.n DESC LIMIT 1 OFFSET max(?3, 1) - 1), 0)
		AND (?4 = 0 OR (SELECT x.at FROM shared_revisions x WHERE x.post_id = ?1 AND x.n > r.n ORDER BY x.n LIMIT 1) < ?4)
		AND r.n NOT IN (SELECT v.n FROM named_revisions v WHERE v.post_id = ?1 AND v.locale = '')
		ORDER BY r.n LIMIT ?5`
	prunableText = `WITH asked (locale, n) AS (
			SELECT locale, head FROM translations WHERE post_id = ?1
			UNION SELECT locale, live FROM translations WHERE post_id = ?1
			UNION SELECT locale, n FROM named_revisions WHERE post_id = ?1
			UNION SELECT locale, n FROM confirmations WHERE post_id = ?1
			UNION SELECT beside, beside_n FROM confirmations WHERE post_id = ?1
			UNION SELECT l.value ->> 'beside', l.value ->> 'agreed' FROM json_each((SELECT lags FROM ledger WHERE post_id = ?1
				AND what IN ('diverged', 'lagging', 'converged') ORDER BY id DESC LIMIT 1)) l
		), top AS (
			SELECT r.locale, r.n, r.means, r.based_on, r.based_in FROM asked a CROSS JOIN revisions r ON r.post_id = ?1 AND r.locale = a.locale AND r.n = a.n
		), needed AS (
			SELECT locale, n, based_on, based_in FROM top
			UNION SELECT r.locale, min(r.n), r.based_on, r.based_in
				FROM (SELECT DISTINCT locale, means FROM top) f
				CROSS JOIN revisions r ON r.post_id = ?1 AND r.locale = f.locale AND r.means = f.means AND r.means > 0
				WHERE r.based_on > 0 GROUP BY r.locale, r.means, r.based_in, r.based_on
		)
		SELECT r.n FROM revisions r WHERE r.post_id = ?1 AND r.locale = ?2
		AND r.n < coalesce((SELECT x.n FROM revisions x WHERE x.post_id = ?1 AND x.locale = ?2 ORDER BY x.n DESC LIMIT 1 OFFSET max(?3, 1) - 1), 0)
		AND (?4 = 0 OR (SELECT x.at FROM revisions x WHERE x.post_id = ?1 AND x.locale = ?2 AND x.n > r.n ORDER BY x.n LIMIT 1) < ?4)
		AND r.n NOT IN (SELECT n FROM needed WHERE locale = ?2)
		AND r.n NOT IN (SELECT based_on FROM needed WHERE coalesce(nullif(based_in, ''), (SELECT source_locale FROM posts WHERE id = ?1)) = ?2)
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
	tx.known.forget()
	return nil
}
