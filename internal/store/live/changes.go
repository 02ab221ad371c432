package live

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	tolds        = "SELECT kind, post_id, locale, seq, op, cause, by, redirect FROM changes "
	toldAll      = tolds + "WHERE (seq, post_id, locale) > (?, ?, ?) ORDER BY seq, post_id, locale LIMIT ?"
	toldIn       = tolds + "WHERE locale = ? AND (seq, post_id) > (?, ?) AND kind <> 'site' ORDER BY seq, post_id LIMIT ?"
	toldSettings = tolds + "WHERE post_id = 'site'"

	lastAll      = "SELECT coalesce(max(seq), 0) FROM changes"
	lastIn       = "SELECT coalesce(max(seq), 0) FROM changes WHERE locale = ?"
	lastSettings = "SELECT coalesce(max(seq), 0) FROM changes WHERE post_id = 'site'"

	termsByID = termColumns + " FROM (SELECT value AS term_id FROM json_each(?)) f" + termRows
)

// Changes returns up to limit changes after the point, in their order: those of one
// locale and of settings, or under [entry.Everywhere] all.
func (r *Reader) Changes(ctx context.Context, tag locale.Tag, after entry.Point, limit int) ([]entry.Told, error) {
	if tag == entry.Everywhere {
		return r.told(ctx, toldAll, after.Seq, after.ID, string(after.Locale), limit)
	}
	list, err := r.told(ctx, toldIn, string(tag), after.Seq, after.ID, limit)
	if err != nil {
		return nil, err
	}
	settings, err := r.told(ctx, toldSettings)
	if err != nil {
		return nil, err
	}
	for _, t := range settings { // no more than the site has locales
		if t.Compare(after) > 0 {
			list = append(list, t)
		}
	}
	slices.SortFunc(list, func(a, b entry.Told) int { return a.Compare(b.Point) })
	return list[:min(len(list), limit)], nil
}

func (r *Reader) told(ctx context.Context, query string, args ...any) ([]entry.Told, error) {
	var list []entry.Told
	err := r.each(ctx, query, args, func(rows *sql.Rows) error {
		var kind, id, tag, op, cause string
		var t entry.Told
		err := rows.Scan(&kind, &id, &tag, &t.Seq, &op, &cause, &t.By, &t.Redirect)
		t.Kind, t.ID, t.Locale, t.Op, t.Cause = entry.Kind(kind), id, locale.Tag(tag), entry.Op(op), entry.Cause(cause)
		list = append(list, t)
		return err
	})
	return list, err
}

// LastChange returns the seq of the last change that [Reader.Changes] knows; 0 if
// nothing ever changed.
func (r *Reader) LastChange(ctx context.Context, tag locale.Tag) (seq int64, err error) {
	if tag == entry.Everywhere {
		_, err = r.one(ctx, lastAll, nil, &seq)
		return seq, err
	}
	var settings int64
	if _, err = r.one(ctx, lastIn, []any{string(tag)}, &seq); err != nil {
		return 0, err
	}
	_, err = r.one(ctx, lastSettings, nil, &settings)
	return max(seq, settings), err
}

// TermsByID returns those of the terms that have a text, with all texts and counts, in
// no order.
func (r *Reader) TermsByID(ctx context.Context, ids ...content.TermID) ([]entry.Counted, error) {
	asked, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("encode terms: %w", err)
	}
	return r.counted(ctx, termsByID, string(asked))
}
