package live

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	// The cross join keeps the order of the locales: the first that is live.
	tiesByChain = `SELECT e.locale, e.date, e.facets, coalesce(t.series, ''), coalesce(t.place, 0), coalesce(t.related, 'null')
		FROM json_each(?) w CROSS JOIN entries e ON e.post_id = ? AND e.locale = w.value
		LEFT JOIN entry_ties t ON t.post_id = e.post_id AND t.locale = e.locale LIMIT 1`
	linksFrom = "SELECT target FROM entry_refs WHERE post_id = ? AND kind = 'post' LIMIT ?"
	linksTo   = "SELECT post_id FROM entry_refs WHERE kind = 'post' AND target = ? LIMIT ?"
	monthsOf  = "SELECT month, n FROM listing_months WHERE locale = ? AND facet = ? ORDER BY month DESC LIMIT ?"
)

// Joined returns what joins the post's live translation in the first of the locales
// that is live to other posts; ok is false if none is.
func (r *Reader) Joined(ctx context.Context, post content.PostID, locales ...locale.Tag) (j entry.Joined, ok bool, err error) {
	chain, err := json.Marshal(locales)
	if err != nil {
		return entry.Joined{}, false, fmt.Errorf("encode locales: %w", err)
	}
	err = r.each(ctx, tiesByChain, []any{string(chain), string(post)}, func(rows *sql.Rows) error {
		var date int64
		var facets, related sql.RawBytes
		if err := rows.Scan(&j.Locale, &date, &facets, &j.Ties.Series, &j.Ties.Place, &related); err != nil {
			return err
		}
		ok, j.Date = true, instant(date)
		if err := json.Unmarshal(facets, &j.Facets); err != nil {
			return err
		}
		return json.Unmarshal(related, &j.Ties.Related)
	})
	return j, ok && err == nil, err
}

// Keys returns the keys of the range's first posts, of its first locale.
func (r *Reader) Keys(ctx context.Context, rg entry.Range) ([]entry.Key, error) {
	descending := (rg.Order != entry.OldestFirst) != rg.Backwards
	query := "SELECT date, post_id " + listed + ordered("date", "post_id", descending) + " LIMIT ? OFFSET ?"
	var keys []entry.Key
	err := r.each(ctx, query, append(listedArgs(rg, rg.Locales[0]), rg.Limit, rg.Skip), func(rows *sql.Rows) error {
		var date int64
		var post string
		err := rows.Scan(&date, &post)
		keys = append(keys, entry.Key{At: instant(date), Post: content.PostID(post)})
		return err
	})
	return keys, err
}

// Linked returns up to limit posts that live texts of the post link to, and up to
// limit whose live texts link to it.
func (r *Reader) Linked(ctx context.Context, post content.PostID, limit int) (to, from []content.PostID, err error) {
	if to, err = r.posts(ctx, linksFrom, string(post), limit); err != nil {
		return nil, nil, err
	}
	from, err = r.posts(ctx, linksTo, string(post), limit)
	return to, from, err
}

func (r *Reader) posts(ctx context.Context, query string, args ...any) (ids []content.PostID, err error) {
	err = r.each(ctx, query, args, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, content.PostID(id))
		return err
	})
	return ids, err
}

// Months returns how many posts the list of the locale has of each month, the newest
// first, up to limit of them.
func (r *Reader) Months(ctx context.Context, tag locale.Tag, facet content.TermID, limit int) ([]entry.Month, error) {
	var list []entry.Month
	err := r.each(ctx, monthsOf, []any{string(tag), string(facet), limit}, func(rows *sql.Rows) error {
		var month, n int
		err := rows.Scan(&month, &n)
		list = append(list, entry.Month{Year: month / 100, Month: month % 100, Posts: n})
		return err
	})
	return list, err
}
