package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
)

// A law holds after every transaction. Its query returns what breaks it: a post
// with its locale, a list, a row.
type law struct {
	code  string // message key
	query string
}

// laws returns what holds between rows; SQLite's own structures come first.
func laws() []law {
	list := []law{
		{"check.foreign_key", `SELECT "table" || ' ' || coalesce(rowid, '') FROM pragma_foreign_key_check`},
		{"check.head", `SELECT post_id || ' ' || locale FROM translations t WHERE head <> (
			SELECT coalesce(max(n), 0) FROM revisions r WHERE r.post_id = t.post_id AND r.locale = t.locale)`},
		{"check.shared_head", `SELECT id FROM posts p WHERE merged_into = '' AND head <> (
			SELECT coalesce(max(n), 0) FROM shared_revisions r WHERE r.post_id = p.id)`},
		{"check.live", `SELECT post_id || ' ' || locale FROM translations t WHERE live <> 0 AND NOT EXISTS (
			SELECT 1 FROM revisions r WHERE r.post_id = t.post_id AND r.locale = t.locale AND r.n = t.live)`},
		{"check.shared_live", `SELECT id FROM posts p WHERE live <> 0 AND NOT EXISTS (
			SELECT 1 FROM shared_revisions r WHERE r.post_id = p.id AND r.n = p.live)`},
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
		{"check.alternates", `SELECT e.post_id || ' ' || e.locale FROM entries e WHERE
			(SELECT group_concat(value ->> 'locale', ' ' ORDER BY value ->> 'locale') FROM json_each(e.alternates)) IS NOT
			(SELECT group_concat(locale, ' ' ORDER BY locale) FROM entries a WHERE a.post_id = e.post_id)
			OR EXISTS (SELECT 1 FROM entries a WHERE a.post_id = e.post_id AND a.alternates <> e.alternates)`},
		{"check.address", `SELECT post_id || ' ' || locale || ' ' || slug FROM slugs s WHERE state = 'live' AND NOT EXISTS (
				SELECT 1 FROM entries e WHERE e.post_id = s.post_id AND e.locale = s.locale AND e.slug = s.slug)
			UNION ALL SELECT post_id || ' ' || locale || ' ' || url FROM paths p WHERE state = 'live' AND NOT EXISTS (
				SELECT 1 FROM entries e WHERE e.post_id = p.post_id AND e.locale = p.locale)`},
		{"check.reference", `SELECT kind || ' ' || target || ' ' || post_id FROM entry_refs r WHERE NOT EXISTS (
			SELECT 1 FROM entries e WHERE e.post_id = r.post_id)`},
		{"check.anchor", `SELECT post_id || ' ' || locale FROM anchors a WHERE NOT EXISTS (
				SELECT 1 FROM entries e WHERE e.post_id = a.post_id AND e.locale = a.locale)
			UNION SELECT post_id || ' ' || locale FROM entry_links l WHERE NOT EXISTS (
				SELECT 1 FROM anchors a WHERE a.post_id = l.post_id AND a.locale = l.locale AND a.links <> '')
			UNION SELECT post_id || ' ' || locale FROM entries e WHERE format > 3 AND NOT EXISTS (
				SELECT 1 FROM anchors a WHERE a.post_id = e.post_id AND a.locale = e.locale)`},
		{"check.change", `SELECT post_id || ' ' || locale FROM entries e WHERE NOT EXISTS (SELECT 1 FROM changes c
				WHERE c.post_id = e.post_id AND c.locale = e.locale AND c.op = 'upsert' AND c.seq >= e.seq)
			UNION ALL SELECT post_id || ' ' || locale FROM changes c WHERE op = 'upsert' AND kind = 'post' AND NOT EXISTS (
				SELECT 1 FROM entries e WHERE e.post_id = c.post_id AND e.locale = c.locale)`},
		{"check.term_change", `WITH shown AS (SELECT x.term_id, x.locale FROM term_texts x JOIN listing_counts c
				ON c.locale = x.locale AND c.facet = x.term_id AND c.avail = '' WHERE x.slug <> ''),
			told AS (SELECT post_id, locale FROM changes WHERE op = 'upsert' AND kind NOT IN ('post', 'site'))
			SELECT term_id || ' ' || locale FROM (SELECT * FROM shown EXCEPT SELECT * FROM told)
			UNION SELECT post_id || ' ' || locale FROM (SELECT * FROM told EXCEPT SELECT * FROM shown)`},
	}
	return append(list, listLaws()...)
}

// listLaws returns what holds of the tables that lists look at.
func listLaws() []law {
	return []law{
		{"check.unlisted", places + rowOf + "(SELECT * FROM places EXCEPT SELECT * FROM listing)"},
		{"check.listed", places + rowOf + "(SELECT * FROM listing EXCEPT SELECT * FROM places)"},
		{"check.heads", "WITH kept AS (SELECT " + headColumns + " FROM heads), due AS (SELECT " + headColumns + ` FROM heads_due)
			SELECT post_id || ' ' || part FROM (SELECT * FROM kept EXCEPT SELECT * FROM due)
			UNION SELECT post_id || ' ' || part FROM (SELECT * FROM due EXCEPT SELECT * FROM kept)`},
		{"check.work", "WITH kept AS (SELECT " + workColumns + " FROM work), due AS (SELECT " + workColumns + ` FROM work_due)
			SELECT post_id || ' ' || locale FROM (SELECT * FROM kept EXCEPT SELECT * FROM due) WHERE post_id NOT IN (SELECT post_id FROM unsettled)
			UNION SELECT post_id || ' ' || locale FROM (SELECT * FROM due EXCEPT SELECT * FROM kept) WHERE post_id NOT IN (SELECT post_id FROM unsettled)`},
		{"check.words", `SELECT post_id || ' ' || part FROM heads WHERE doc > 0 AND doc NOT IN (SELECT id FROM head_words_docsize)
			UNION SELECT id FROM head_words_docsize WHERE id NOT IN (SELECT doc FROM heads)`},
		{"check.search", `SELECT e.post_id || ' ' || e.locale FROM entries e WHERE id NOT IN (SELECT id FROM searched) AND id NOT IN (SELECT id FROM unsearched)
				OR id IN (SELECT id FROM searched WHERE id NOT IN (SELECT id FROM search_words_docsize) OR id NOT IN (SELECT id FROM search_titles_docsize))
			UNION SELECT id FROM search_words_docsize WHERE id NOT IN (SELECT id FROM searched)
			UNION SELECT id FROM search_titles_docsize WHERE id NOT IN (SELECT id FROM searched)`},
		{"check.term_use", "WITH due AS (" + termUses + `), kept AS (
				SELECT u.term_id, u.post_id, u.part FROM term_uses u JOIN posts p ON p.id = u.post_id AND p.merged_into = '')
			SELECT post_id || ' ' || part || ' ' || term_id FROM (SELECT * FROM kept EXCEPT SELECT * FROM due)
			UNION SELECT post_id || ' ' || part || ' ' || term_id FROM (SELECT * FROM due EXCEPT SELECT * FROM kept)`},
		{"check.schedule", `SELECT id FROM releases r WHERE state = 'scheduled' AND NOT EXISTS (
				SELECT 1 FROM schedules s WHERE s.release_id = r.id AND s.state = 'pending')
			UNION ALL SELECT id FROM schedules s WHERE release_id <> '' AND state = 'pending' AND NOT EXISTS (
				SELECT 1 FROM releases r WHERE r.id = s.release_id AND r.state = 'scheduled')`},
		{"check.count", `WITH counted AS (SELECT locale, facet, avail, count(*) AS n FROM listing WHERE facet NOT LIKE '%#' GROUP BY 1, 2, 3)
			SELECT locale || ' ' || facet || ' ' || avail FROM (
				SELECT locale, facet, avail, n FROM counted EXCEPT SELECT locale, facet, avail, n FROM listing_counts)
			UNION SELECT locale || ' ' || facet || ' ' || avail FROM (
				SELECT locale, facet, avail, n FROM listing_counts WHERE n <> 0 EXCEPT SELECT locale, facet, avail, n FROM counted)`},
		{"check.month", `WITH listed AS (SELECT t.locale, l.facet, t.month FROM listing l CROSS JOIN entry_ties t
				ON t.post_id = l.post_id AND t.locale = l.locale WHERE l.avail = '' AND l.facet NOT LIKE '%#' AND t.month > 0),
			counted AS (SELECT locale, facet, month, count(*) AS n FROM listed GROUP BY 1, 2, 3)
			SELECT locale || ' ' || facet || ' ' || month FROM (SELECT * FROM counted EXCEPT SELECT * FROM listing_months)
			UNION SELECT locale || ' ' || facet || ' ' || month FROM (SELECT * FROM listing_months EXCEPT SELECT * FROM counted)`},
		{"check.ties", `SELECT post_id || ' ' || locale FROM entry_ties t WHERE NOT EXISTS (
				SELECT 1 FROM entries e WHERE e.post_id = t.post_id AND e.locale = t.locale)
			UNION SELECT post_id || ' ' || locale FROM entries e WHERE format > 4 AND NOT EXISTS (
				SELECT 1 FROM entry_ties t WHERE t.post_id = e.post_id AND t.locale = e.locale)`},
	}
}

// memoryLaws returns what holds in the memory: its texts are searched, and its blocks
// have as many postings as they say.
func memoryLaws() []law {
	return []law{
		{"check.memory", `SELECT id FROM memory WHERE id NOT IN (SELECT id FROM memory_texts_docsize)
			UNION SELECT id FROM memory_texts_docsize WHERE id NOT IN (SELECT id FROM memory)
			UNION SELECT pair || ' ' || stem || ' ' || block FROM memory_words WHERE n < 1 OR length(ids) <> n * 5`},
	}
}

// termUses is table term_uses as the heads say that it must be.
const termUses = `WITH docs (post_id, part, doc) AS (
		SELECT p.id, '', s.doc FROM posts p JOIN shared_revisions s ON s.post_id = p.id AND s.n = p.head
			WHERE p.merged_into = '' AND json_valid(s.doc)
		UNION ALL SELECT t.post_id, t.locale, r.doc -> '$.overrides' FROM translations t
			JOIN revisions r ON r.post_id = t.post_id AND r.locale = t.locale AND r.n = t.head WHERE json_valid(r.doc)
	)
	SELECT v.value AS term_id, post_id, part FROM docs, json_each(doc, '$.authors') v WHERE v.value IS NOT NULL
	UNION SELECT v.value, post_id, part FROM docs, json_each(doc, '$.tags') v WHERE v.value IS NOT NULL
	UNION SELECT doc ->> '$.series.id', post_id, part FROM docs WHERE doc ->> '$.series.id' IS NOT NULL`

// places is table listing as the entries say that it must be; rowOf names one row.
const (
	places = `WITH facets AS (
			SELECT post_id, locale, date, '' AS facet FROM entries
			UNION ALL SELECT post_id, locale, date, value FROM entries, json_each(facets)
			UNION ALL SELECT t.post_id, t.locale, ` + rank + `, series || '#' FROM entry_ties t
				JOIN entries e ON e.post_id = t.post_id AND e.locale = t.locale WHERE series <> ''
		), places (locale, facet, avail, date, post_id) AS (
			SELECT locale, facet, '', date, post_id FROM facets
			UNION SELECT '*', facet, '', date, post_id FROM facets
			UNION SELECT f.locale, f.facet, e.locale, f.date, f.post_id FROM facets f
				JOIN entries e ON e.post_id = f.post_id AND e.locale <> f.locale
			UNION SELECT '*', f.facet, e.locale, f.date, f.post_id FROM facets f JOIN entries e ON e.post_id = f.post_id
		) `
	// rank is entry.Rank.
	rank  = "(min(place, 4194303) << 40) + e.date / 1000000 + 549755813888"
	rowOf = "SELECT locale || ' ' || facet || ' ' || avail || ' ' || date || ' ' || post_id FROM "
)

// wakeWords lets FTS5 see that others wrote: a connection remembers how the index
// is built until a query reads it, and integrity_check is none. Without this, a
// second check over one connection takes an index that was made anew meanwhile for
// a broken one.
const wakeWords = `SELECT * FROM (SELECT rowid FROM head_words LIMIT 1)
	UNION ALL SELECT * FROM (SELECT rowid FROM memory_texts LIMIT 1)
	UNION ALL SELECT * FROM (SELECT rowid FROM search_words LIMIT 1)
	UNION ALL SELECT * FROM (SELECT rowid FROM search_titles LIMIT 1)`

// Check reads the whole database and tells what breaks a law: the law's message
// key, and which row. It writes nothing and keeps no writer waiting. Whatever
// it tells is a fault of ours or of the disk.
func (db *DB) Check(ctx context.Context, tell func(code, subject string)) error {
	if err := db.check(ctx, tell); err != nil {
		return fmt.Errorf("check %s: %w", db.path, opening(ctx, db.path, err))
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
	if err := each(ctx, tx, wakeWords, func(string) {}); err != nil {
		return err
	}
	if err := each(ctx, tx, "PRAGMA integrity_check", sound); err != nil {
		return err
	}
	for _, l := range slices.Concat(laws(), memoryLaws(), standingLaws()) {
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
