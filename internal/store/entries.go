package store

import (
	"context"

	"gorm.io/gorm/clause"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// EntryRows returns the stored entries of the post, ordered by locale, without
// Card and Body.
func (r reader) EntryRows(ctx context.Context, post content.PostID) ([]entry.Row, error) {
	var rows []entryRow
	err := r.q(ctx).Omit("card", "body").Where("post_id = ?", string(post)).Order("locale").Find(&rows).Error
	if err != nil {
		return nil, err
	}
	entries := make([]entry.Row, len(rows))
	for i, row := range rows {
		e := entry.Row{
			Post:      content.PostID(row.PostID),
			Locale:    locale.Tag(row.Locale),
			Slug:      row.Slug,
			Date:      instant(row.Date),
			UpdatedAt: instant(row.UpdatedAt),
			Text:      row.Text,
			Shared:    row.Shared,
			Format:    row.Format,
			ETag:      row.Etag,
			Seq:       row.Seq,
		}
		if err := decode(row.Facets, &e.Facets); err != nil {
			return nil, err
		}
		if err := decode(row.Alternates, &e.Alternates); err != nil {
			return nil, err
		}
		entries[i] = e
	}
	return entries, nil
}

// WriteEntries deletes the post's entries of the locales in gone, then writes
// the rows of put by locale. Every row of one call is of one post. A row with
// Seq 0 gets the transaction's.
func (tx *Tx) WriteEntries(ctx context.Context, put, gone []entry.Row) error {
	for _, e := range gone {
		err := tx.q(ctx).Where("post_id = ? AND locale = ?", string(e.Post), string(e.Locale)).Delete(&entryRow{}).Error
		if err != nil {
			return err
		}
	}
	for _, e := range put {
		row, err := tx.entryRow(ctx, e)
		if err != nil {
			return err
		}
		onConflict := clause.OnConflict{
			Columns: []clause.Column{{Name: "post_id"}, {Name: "locale"}},
			DoUpdates: clause.AssignmentColumns([]string{
				"slug", "date", "updated_at", "text", "shared", "seq", "format", "etag", "facets", "alternates", "card", "body",
			}),
		}
		if err := tx.q(ctx).Clauses(onConflict).Create(row).Error; err != nil {
			return err
		}
	}
	return nil
}

// entryRow returns an entry as its row.
func (tx *Tx) entryRow(ctx context.Context, e entry.Row) (row *entryRow, err error) {
	row = &entryRow{
		Locale:    string(e.Locale),
		PostID:    string(e.Post),
		Slug:      e.Slug,
		Date:      micros(e.Date),
		UpdatedAt: micros(e.UpdatedAt),
		Text:      e.Text,
		Shared:    e.Shared,
		Seq:       e.Seq,
		Format:    e.Format,
		Etag:      e.ETag,
		Card:      e.Card,
		Body:      e.Body,
	}
	if row.Seq == 0 {
		if row.Seq, err = tx.Seq(ctx); err != nil {
			return nil, err
		}
	}
	if row.Facets, err = encode(append([]content.TermID{}, e.Facets...)); err != nil { // a list, never null
		return nil, err
	}
	row.Alternates, err = encode(e.Alternates)
	return row, err
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
	var rows []entryRow
	// All entries of a post hold the same list. UNION, not UNION ALL: a chain that
	// bites its tail ends.
	err = r.q(ctx).Raw(`WITH RECURSIVE chain (asked, id) AS (
			SELECT value, value FROM json_each(?)
			UNION
			SELECT chain.asked, p.merged_into FROM chain CROSS JOIN posts p ON p.id = chain.id WHERE p.merged_into <> ''
		)
		SELECT chain.asked AS post_id, e.alternates FROM chain CROSS JOIN entries e ON e.post_id = chain.id GROUP BY chain.asked`,
		list).Scan(&rows).Error
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		var alternates []entry.Alternate
		if err := decode(row.Alternates, &alternates); err != nil {
			return nil, err
		}
		found[content.PostID(row.PostID)] = alternates
	}
	return found, nil
}
