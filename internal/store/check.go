package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// A law holds after every transaction. Its query returns what breaks it: a post
// with its locale, a list, a row.
type law struct {
	code  string // message key
	query string
}

// laws returns what holds between rows; SQLite's own structures come first.
func laws() []law {
	return []law{
		{"check.foreign_key", `SELECT "table" || ' ' || coalesce(rowid, '') FROM pragma_foreign_key_check`},
		{"check.head", `SELECT post_id || ' ' || locale FROM translations t WHERE head <> (
			SELECT coalesce(max(n), 0) FROM revisions r WHERE r.post_id = t.post_id AND r.locale = t.locale)`},
		{"check.shared_head", `SELECT id FROM posts p WHERE merged_into = '' AND head <> (
			SELECT coalesce(max(n), 0) FROM shared_revisions r WHERE r.post_id = p.id)`},
		{"check.live", `SELECT post_id || ' ' || locale FROM translations WHERE live > head OR live < 0`},
		{"check.shared_live", `SELECT id FROM posts WHERE live > head OR live < 0`},
		{"check.half", `SELECT id FROM posts p WHERE (live > 0) <> EXISTS (
			SELECT 1 FROM translations t WHERE t.post_id = p.id AND t.live > 0)`},
		{"check.gone_but_live", `SELECT id FROM posts WHERE live > 0 AND (deleted_at > 0 OR merged_into <> '')`},
		{"check.document", `SELECT post_id || ' ' || locale || ' ' || n FROM revisions WHERE NOT json_valid(doc)
			UNION ALL SELECT post_id || ' ' || n FROM shared_revisions WHERE NOT json_valid(doc)`},
		{"check.entry_missing", `SELECT t.post_id || ' ' || t.locale FROM translations t WHERE t.live > 0 AND NOT EXISTS (
			SELECT 1 FROM entries e WHERE e.post_id = t.post_id AND e.locale = t.locale)`},
		{"check.entry_old", `SELECT e.post_id || ' ' || e.locale FROM entries e
			LEFT JOIN translations t ON t.post_id = e.post_id AND t.locale = e.locale
			LEFT JOIN posts p ON p.id = e.post_id
			WHERE e.text IS NOT t.live OR e.shared IS NOT p.live`},
		{"check.slug", `SELECT post_id || ' ' || locale FROM entries e WHERE NOT EXISTS (SELECT 1 FROM slugs s
			WHERE s.locale = e.locale AND s.slug = e.slug AND s.post_id = e.post_id AND s.state = 'live')`},
		{"check.unlisted", `SELECT post_id || ' ' || locale FROM entries e WHERE NOT EXISTS (SELECT 1 FROM listing l
			WHERE l.locale = e.locale AND l.facet = '' AND l.avail = '' AND l.date = e.date AND l.post_id = e.post_id)`},
		{"check.listed", `SELECT post_id || ' ' || locale FROM listing l WHERE locale <> '*' AND NOT EXISTS (
			SELECT 1 FROM entries e WHERE e.post_id = l.post_id AND e.locale = l.locale)`},
		{"check.count", `WITH counted AS (SELECT locale, facet, avail, count(*) AS n FROM listing GROUP BY 1, 2, 3)
			SELECT locale || ' ' || facet || ' ' || avail FROM (
				SELECT locale, facet, avail, n FROM counted EXCEPT SELECT locale, facet, avail, n FROM listing_counts)
			UNION SELECT locale || ' ' || facet || ' ' || avail FROM (
				SELECT locale, facet, avail, n FROM listing_counts WHERE n <> 0 EXCEPT SELECT locale, facet, avail, n FROM counted)`},
	}
}

// Check reads the whole database and tells what breaks a law: the law's message
// key, and which row. It writes nothing and keeps no writer waiting. Whatever
// it tells is a fault of ours or of the disk.
func (db *DB) Check(ctx context.Context, tell func(code, subject string)) error {
	if err := db.check(ctx, tell); err != nil {
		return fmt.Errorf("check %s: %w", db.path, err)
	}
	return nil
}

func (db *DB) check(ctx context.Context, tell func(code, subject string)) error {
	tx, err := db.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer tx.Rollback()
	sound := func(verdict string) {
		if verdict != "ok" {
			tell("check.sqlite", verdict)
		}
	}
	if err := each(ctx, tx, "PRAGMA integrity_check", sound); err != nil {
		return err
	}
	for _, l := range laws() {
		if err := each(ctx, tx, l.query, func(subject string) { tell(l.code, subject) }); err != nil {
			return fmt.Errorf("%s: %w", l.code, err)
		}
	}
	return nil
}

// each calls fn with the only column of every row.
func each(ctx context.Context, tx *sql.Tx, query string, fn func(string)) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return errors.Join(err, rows.Close())
		}
		fn(text)
	}
	return errors.Join(rows.Err(), rows.Close())
}
