package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// HeadsByDate returns the first posts of the range whose translation in its first
// locale the view shows, each with the date that its head says. Nothing in the
// trash is shown. The range's facet, further locales and order by last update
// are not asked.
func (r reader) HeadsByDate(ctx context.Context, view access.View, q entry.Range) ([]entry.Key, error) {
	tag := q.Locales[0]
	condition, seen := shownHead(view, tag)
	order, beyond := " ORDER BY date DESC, post_id DESC LIMIT ?", " AND (date, post_id) < (?, ?)"
	if (q.Order == entry.OldestFirst) != q.Backwards {
		order, beyond = " ORDER BY date, post_id LIMIT ?", " AND (date, post_id) > (?, ?)"
	}
	var parts []string
	var args []any
	for _, state := range []string{"draft", "live", "behind"} {
		part := "SELECT date, post_id FROM heads WHERE part = ? AND state = ?" + condition
		args = append(append(args, string(tag), state), seen...)
		if q.After != nil {
			part += beyond
			args = append(args, micros(q.After.At), string(q.After.Post))
		}
		parts = append(parts, "SELECT * FROM ("+part+order+")")
		args = append(args, q.Limit)
	}
	var keys []entry.Key
	err := r.each(ctx, func(rows *sql.Rows) error {
		var at int64
		var id string
		err := rows.Scan(&at, &id)
		keys = append(keys, entry.Key{At: instant(at), Post: content.PostID(id)})
		return err
	}, strings.Join(parts, " UNION ALL ")+order, append(args, q.Limit)...)
	return keys, err
}

// shownHead returns the condition on a translation's row of heads that the view
// sets; none if it shows every one in the locale.
func shownHead(view access.View, tag locale.Tag) (condition string, values []any) {
	switch {
	case view.Reads(tag):
		return "", nil
	case view.Source && view.ReadsOwn(tag):
		return " AND (source = 1 OR by = ?)", []any{view.Actor}
	case view.Source:
		return " AND source = 1", nil
	case view.ReadsOwn(tag):
		return " AND by = ?", []any{view.Actor}
	}
	return " AND false", nil
}
