package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
)

// EntryRows returns the stored entries of the post, ordered by locale, without
// Card and Body.
func (r reader) EntryRows(ctx context.Context, post content.PostID) ([]entry.Row, error) {
	entries := []entry.Row{}
	err := r.each(ctx, func(rows *sql.Rows) error {
		e := entry.Row{Post: post}
		var date, updated int64
		var facets, alternates, related string
		err := rows.Scan(&e.Locale, &e.Slug, &date, &updated, &e.Text, &e.Shared, &e.Format, &e.ETag, &e.Seq, &facets, &alternates,
			&e.Ties.Month, &e.Ties.Series, &e.Ties.Place, &related)
		if err != nil {
			return err
		}
		e.Date, e.UpdatedAt = instant(date), instant(updated)
		if err := decode(facets, &e.Facets); err != nil {
			return err
		}
		if err := decode(alternates, &e.Alternates); err != nil {
			return err
		}
		if err := decode(related, &e.Ties.Related); err != nil {
			return err
		}
		entries = append(entries, e)
		return nil
	}, `SELECT e.locale, slug, date, updated_at, text, shared, format, etag, seq, facets, alternates,
			coalesce(month, 0), coalesce(series, ''), coalesce(place, 0), coalesce(related, 'null')
		FROM entries e LEFT JOIN entry_ties t ON t.post_id = e.post_id AND t.locale = e.locale
		WHERE e.post_id = ? ORDER BY e.locale`, string(post))
	return entries, err
}

// WriteEntries deletes the post's entries of the locales in gone, then writes
// the rows of put by locale. Every row of one call is of one post. A row with
// Seq 0 gets the transaction's.
func (tx *Tx) WriteEntries(ctx context.Context, put, gone []entry.Row) error {
	for _, e := range gone {
		for _, table := range []string{"entries", "entry_ties"} {
			if _, err := tx.put(ctx, "DELETE FROM "+table+" WHERE post_id = ? AND locale = ?", string(e.Post), string(e.Locale)); err != nil {
				return err
			}
		}
	}
	for _, e := range put {
		if err := tx.writeEntry(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// putEntry keeps the row's id: lists of changes are not told of a new entry.
const putEntry = `INSERT INTO entries
	(locale, post_id, slug, date, updated_at, text, shared, seq, format, etag, facets, alternates, card, body)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (post_id, locale) DO UPDATE SET slug = excluded.slug, date = excluded.date, updated_at = excluded.updated_at,
	text = excluded.text, shared = excluded.shared, seq = excluded.seq, format = excluded.format, etag = excluded.etag,
	facets = excluded.facets, alternates = excluded.alternates, card = excluded.card, body = excluded.body`

func (tx *Tx) writeEntry(ctx context.Context, e entry.Row) (err error) {
	if e.Seq == 0 {
		if e.Seq, err = tx.Seq(ctx); err != nil {
			return err
		}
	}
	facets, err := encode(append([]content.TermID{}, e.Facets...)) // a list, never null
	if err != nil {
		return err
	}
	alternates, err := encode(e.Alternates)
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, putEntry, string(e.Locale), string(e.Post), e.Slug, micros(e.Date), micros(e.UpdatedAt),
		e.Text, e.Shared, e.Seq, e.Format, e.ETag, facets, alternates, e.Card, e.Body)
	if err != nil {
		return err
	}
	return tx.tie(ctx, e)
}

// tie writes what joins an entry to others.
func (tx *Tx) tie(ctx context.Context, e entry.Row) error {
	related, err := encode(e.Ties.Related)
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, `INSERT INTO entry_ties (post_id, locale, month, series, place, related) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET month = excluded.month, series = excluded.series, place = excluded.place, related = excluded.related`,
		string(e.Post), string(e.Locale), e.Ties.Month, string(e.Ties.Series), e.Ties.Place, related)
	return err
}

// LiveAlternates returns the stored Alternates of the posts that have entries;
// of an absorbed post, those of the post that absorbed it.
func (r reader) LiveAlternates(ctx context.Context, ids []content.PostID) (map[content.PostID][]entry.Alternate, error) {
	found := make(map[content.PostID][]entry.Alternate, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	// All entries of a post hold the same list. UNION, not UNION ALL: a chain that
	// bites its tail ends.
	err = r.each(ctx, func(rows *sql.Rows) error {
		var id content.PostID
		var doc string
		if err := rows.Scan(&id, &doc); err != nil {
			return err
		}
		var alternates []entry.Alternate
		err := decode(doc, &alternates)
		found[id] = alternates
		return err
	}, `WITH RECURSIVE chain (asked, id) AS (
			SELECT value, value FROM json_each(?)
			UNION
			SELECT chain.asked, p.merged_into FROM chain CROSS JOIN posts p ON p.id = chain.id WHERE p.merged_into <> ''
		)
		SELECT chain.asked, e.alternates FROM chain CROSS JOIN entries e ON e.post_id = chain.id GROUP BY chain.asked`, list)
	return found, err
}
