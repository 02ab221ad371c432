package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
)

// standingLaws returns what holds of how translations stand: what lists look at is
// made from what is there, wherever nothing waits to be settled; words are counted.
func standingLaws() []law {
	return []law{
		{"check.standing_old", `SELECT t.post_id || ' ' || t.locale FROM translations t
			JOIN posts p ON p.id = t.post_id AND p.deleted_at = 0 AND p.merged_into = '' AND p.source_locale <> t.locale
			JOIN translations s ON s.post_id = t.post_id AND s.locale = p.source_locale
			WHERE t.post_id NOT IN (SELECT post_id FROM unsettled) AND (
				NOT EXISTS (SELECT 1 FROM standings x WHERE x.post_id = t.post_id AND x.locale = t.locale AND x.basis = 'head'
					AND (x.source, x.source_n, x.target_n, x.decided, x.departures) = (s.locale, s.head, t.head, t.decided, p.departures))
				OR (t.live > 0 AND s.live > 0) <> EXISTS (SELECT 1 FROM standings x WHERE x.post_id = t.post_id AND x.locale = t.locale AND x.basis = 'live'
					AND (x.source, x.source_n, x.target_n, x.decided, x.departures) = (s.locale, s.live, t.live, t.decided, p.departures)))`},
		{"check.decision", `SELECT post_id || ' ' || locale FROM decisions d GROUP BY post_id, locale HAVING max(n) <> count(*)
			UNION SELECT post_id || ' ' || locale FROM decisions d WHERE NOT EXISTS (
				SELECT 1 FROM translations t WHERE t.post_id = d.post_id AND t.locale = d.locale)`},
	}
}

// SomeStanding returns up to limit posts that nothing waits for, spread over all.
func (r reader) SomeStanding(ctx context.Context, limit int) ([]content.PostID, error) {
	var list []content.PostID
	err := r.each(ctx, func(rows *sql.Rows) error {
		var id content.PostID
		err := rows.Scan(&id)
		list = append(list, id)
		return err
	}, `SELECT post_id FROM (SELECT DISTINCT post_id FROM standings WHERE target_n > 0 AND post_id NOT IN (SELECT post_id FROM unsettled))
		ORDER BY random() LIMIT ?`, limit)
	return list, err
}
