package live

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A bound is a place in an index, between rows: no row has an empty post id.
type bound struct {
	at   int64
	post string
}

func (b bound) compare(other bound) int {
	return cmp.Or(cmp.Compare(b.at, other.at), cmp.Compare(b.post, other.post))
}

// usualPage is how many rows room is made for at once.
const usualPage = 101

// List returns the first posts of the range: one row each, or under
// [entry.Everywhere] one for each live translation, those of a post together.
func (r *Reader) List(ctx context.Context, rg entry.Range) ([]entry.Stored, error) {
	descending := (rg.Order != entry.OldestFirst) != rg.Backwards
	query, args := listQuery(rg, descending)
	list, err := r.several(ctx, query, args, min(rg.Limit, usualPage))
	if err != nil {
		return nil, err
	}
	if rg.Order != entry.RecentlyUpdated {
		// The rows come in the order of the keys that they were looked up by; SQL
		// promises that only with a sort of its own, which would be a tree.
		slices.SortStableFunc(list, func(a, b entry.Stored) int { return inOrder(a, b, descending) })
	}
	return list, nil
}

func inOrder(a, b entry.Stored, descending bool) int {
	order := cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Post, b.Post))
	if descending {
		order = -order
	}
	return cmp.Or(order, cmp.Compare(a.Locale, b.Locale))
}

// listQuery returns the statement of a range and its values. There is one
// statement for each form of range; nothing that was asked reaches its text.
func listQuery(rg entry.Range, descending bool) (query string, args []any) {
	rest := ""
	if rg.Bodies {
		rest = ", e.body"
	}
	columns := listedColumns + rest
	if rg.Order == entry.RecentlyUpdated {
		low, high := bounds(rg, descending)
		return "SELECT " + cardColumns + rest + " FROM entries e WHERE e.locale = ?" +
				" AND (e.updated_at, e.post_id) > (?, ?) AND (e.updated_at, e.post_id) < (?, ?)" +
				ordered("e.updated_at", "e.post_id", descending) + " LIMIT ?",
			[]any{string(rg.Locales[0]), low.at, low.post, high.at, high.post, rg.Limit}
	}
	if len(rg.Locales) > 1 {
		return chainQuery(columns, rg, descending)
	}
	on := "e.post_id = l.post_id AND e.locale = l.locale"
	if rg.Locales[0] == entry.Everywhere {
		on = "e.post_id = l.post_id"
	}
	query = "SELECT " + columns + " FROM (SELECT locale, date, post_id " + listed + ordered("date", "post_id", descending) + " LIMIT ?) l" +
		" CROSS JOIN entries e ON " + on
	return query, append(listedArgs(rg, rg.Locales[0]), rg.Limit)
}

// listed is the range of one locale in table listing.
const listed = "FROM listing WHERE locale = ? AND facet = ? AND avail = ? AND (date, post_id) > (?, ?) AND (date, post_id) < (?, ?)"

func listedArgs(rg entry.Range, tag locale.Tag) []any {
	descending := (rg.Order != entry.OldestFirst) != rg.Backwards
	low, high := bounds(rg, descending)
	available := rg.AvailableIn
	if available == tag {
		available = "" // always so: it has no rows of its own
	}
	return []any{string(tag), string(rg.Facet), string(available), low.at, low.post, high.at, high.post}
}

// chainQuery merges the ranges of a fallback chain. All languages of a post have
// one date, so their rows meet at one key, of which UNION keeps one. The post
// shows its first live locale, and only if that one is in the list: it may lack
// the term that a later one has. "LIMIT -1" keeps the merge in order and lazy;
// looking for what the first locale lacks instead would go through all that both
// have.
func chainQuery(columns string, rg entry.Range, descending bool) (query string, args []any) {
	arms, marks := make([]string, len(rg.Locales)), make([]string, len(rg.Locales))
	for i, tag := range rg.Locales {
		arms[i], marks[i] = "SELECT date, post_id "+listed, "(?)"
		args = append(args, listedArgs(rg, tag)...)
	}
	query = "SELECT " + columns + " FROM (" + strings.Join(arms, " UNION ") + ordered("date", "post_id", descending) + " LIMIT -1) l" +
		" CROSS JOIN entries e ON e.post_id = l.post_id AND e.locale = (SELECT x.locale FROM (VALUES " + strings.Join(marks, ", ") + ") w" +
		" CROSS JOIN entries x ON x.post_id = l.post_id AND x.locale = w.column1 LIMIT 1)" +
		" WHERE EXISTS (SELECT 1 FROM listing y WHERE y.locale = e.locale AND y.facet = ? AND y.avail = iif(e.locale = ?, '', ?)" +
		" AND y.date = l.date AND y.post_id = l.post_id) LIMIT ?"
	for _, tag := range rg.Locales {
		args = append(args, string(tag))
	}
	return query, append(args, string(rg.Facet), string(rg.AvailableIn), string(rg.AvailableIn), rg.Limit)
}

func ordered(at, post string, descending bool) string {
	if descending {
		return " ORDER BY " + at + " DESC, " + post + " DESC"
	}
	return " ORDER BY " + at + ", " + post
}

// bounds returns the places that the range lies strictly between.
func bounds(rg entry.Range, descending bool) (low, high bound) {
	low, high = bound{at: math.MinInt64}, bound{at: math.MaxInt64}
	if !rg.From.IsZero() {
		low.at = rg.From.UnixMicro()
	}
	if !rg.Before.IsZero() {
		high.at = rg.Before.UnixMicro()
	}
	if rg.After == nil {
		return low, high
	}
	after := bound{at: rg.After.At.UnixMicro(), post: string(rg.After.Post)}
	switch {
	case descending && after.compare(high) < 0:
		high = after
	case !descending && after.compare(low) > 0:
		low = after
	}
	return low, high
}
