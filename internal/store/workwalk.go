package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// A workSpan is one range of an index, read piece by piece.
type workSpan struct {
	tag   locale.Tag
	lane  work.Lane
	taken bool
	after *work.Key
	rows  []workRow
	done  bool
}

// A workRow is where some work stands in the list, and whether it is as asked.
type workRow struct {
	at   work.Key
	fits bool
}

// walk goes along the index in the order asked for: one range of it for each
// language, lane, and for what is assigned and what is not, of which the next row
// is always taken where it comes first.
func (l *workLister) walk(ctx context.Context) (keys []work.Key, next *work.Key, err error) {
	spans := l.spans()
	// Where the first rows are not enough, little of what comes is as asked.
	n := l.q.Limit + 1
	for looked := 0; looked < mostLooked; n = mostLooked / 4 {
		for range n {
			row, ok, err := l.nextRow(ctx, spans, n)
			switch {
			case err != nil:
				return nil, nil, err
			case !ok:
				return keys, nil, nil
			case row.fits && len(keys) == l.q.Limit:
				return keys, &keys[len(keys)-1], nil
			case row.fits:
				keys = append(keys, row.at)
			}
			next = &row.at
			looked++
		}
	}
	return keys, next, nil
}

// spans returns the ranges that hold everything that can be as asked.
func (l *workLister) spans() []*workSpan {
	var list []*workSpan
	for _, tag := range l.locales {
		for _, lane := range l.lanes {
			if l.q.Assignee == "" {
				list = append(list, &workSpan{tag: tag, lane: lane, after: l.q.After})
			}
			if !l.q.Nobody {
				list = append(list, &workSpan{tag: tag, lane: lane, taken: true, after: l.q.After})
			}
		}
	}
	return list
}

// nextRow takes the first row of all ranges, which are filled n rows at a time.
func (l *workLister) nextRow(ctx context.Context, spans []*workSpan, n int) (row workRow, ok bool, err error) {
	var first *workSpan
	for _, s := range spans {
		if len(s.rows) == 0 && !s.done {
			if err := l.fillSpan(ctx, s, n); err != nil {
				return workRow{}, false, err
			}
		}
		if len(s.rows) > 0 && (first == nil || l.before(s.rows[0].at, first.rows[0].at)) {
			first = s
		}
	}
	if first == nil {
		return workRow{}, false, nil
	}
	row, first.rows = first.rows[0], first.rows[1:]
	return row, true, nil
}

// fillSpan reads the next n rows of a range.
func (l *workLister) fillSpan(ctx context.Context, s *workSpan, n int) error {
	st := l.rangeOf(s, n)
	err := l.each(ctx, func(rows *sql.Rows) error {
		var row workRow
		var err error
		row.at, err = l.scan(rows, &row.fits)
		s.rows = append(s.rows, row)
		return err
	}, st.query, st.args...)
	if s.done = len(s.rows) < n; len(s.rows) > 0 {
		s.after = &s.rows[len(s.rows)-1].at
	}
	return err
}

// rangeOf writes the statement for the next n rows of a range.
func (l *workLister) rangeOf(s *workSpan, n int) statement {
	column, sign, way := "w."+l.column(), ">", ""
	if l.descending() {
		sign, way = "<", " DESC"
	}
	fits, within := l.fits(), l.within()
	st := statement{
		"SELECT " + column + ", w.post_id, w.locale, " + fits.query + " FROM work w WHERE w.locale = ? AND w.state = ? AND w.status = ? AND w.taken = ?" + within.query,
		slices.Concat(fits.args, []any{string(s.tag), string(s.lane.State), string(s.lane.Status), s.taken}, within.args),
	}
	if s.after != nil {
		key := any(s.after.N)
		if l.column() == "title" {
			key = s.after.Title
		}
		// Of the post where the last page ended, languages that come later are left.
		if later := (s.tag > s.after.Locale) != l.descending(); later && s.tag != s.after.Locale {
			sign += "="
		}
		st.query += " AND (" + column + ", w.post_id) " + sign + " (?, ?)"
		st.args = append(st.args, key, string(s.after.Post))
	}
	st.query += " ORDER BY " + column + way + ", w.post_id" + way + " LIMIT ?"
	st.args = append(st.args, n)
	return st
}

// workItems reads what lists tell of the work at the places, in their order.
func (r reader) workItems(ctx context.Context, keys []work.Key) ([]work.Item, error) {
	type name struct {
		Post   content.PostID `json:"p"`
		Locale locale.Tag     `json:"l"`
	}
	names, at := make([]name, len(keys)), make(map[name]int, len(keys))
	for i, k := range keys {
		names[i] = name{k.Post, k.Locale}
		at[names[i]] = i
	}
	list, err := encode(names)
	if err != nil {
		return nil, err
	}
	items := make([]work.Item, len(keys))
	err = r.each(ctx, func(rows *sql.Rows) error {
		var i work.Item
		var since, due int64
		err := rows.Scan(&i.Post, &i.Title, &i.Source, &i.Locale, &i.State, &i.Status, &i.Revision, &i.SourceHead, &since, &due,
			&i.Assignee.ID, &i.Words.All, &i.Words.New, &i.Words.Stale, &i.Words.Exact, &i.Words.Fuzzy, &i.Segments.Missing, &i.Segments.Stale, &i.Segments.Current, &i.Comments)
		i.Since, i.Due = instant(since), instant(due)
		items[at[name{i.Post, i.Locale}]] = i
		return err
	}, workItem, list)
	if err != nil {
		return nil, err
	}
	return items, r.nameWorkers(ctx, items)
}

// workItem finds each by its key.
const workItem = `SELECT w.post_id, coalesce(r.doc ->> '$.title', ''), p.source_locale, w.locale, w.state, w.status,
		coalesce(h.head, 0), t.head, w.since, coalesce(a.due, 0), w.assignee, w.words,
		coalesce(s.words_missing, 0), coalesce(s.words_stale, 0), coalesce(min(k.exact, s.words_missing), 0), coalesce(min(k.fuzzy, s.words_missing - k.exact), 0), coalesce(s.missing, 0), coalesce(s.minor + s.substantive, 0), coalesce(s.current, 0),
		(SELECT count(*) FROM threads c WHERE c.post_id = w.post_id AND c.locale = w.locale AND c.resolved_at = 0)
	FROM json_each(?) j CROSS JOIN work w ON w.post_id = j.value ->> 'p' AND w.locale = j.value ->> 'l'
	CROSS JOIN posts p ON p.id = w.post_id
	CROSS JOIN translations t ON t.post_id = p.id AND t.locale = p.source_locale
	CROSS JOIN revisions r ON r.post_id = p.id AND r.locale = t.locale AND r.n = t.head
	LEFT JOIN translations h ON h.post_id = p.id AND h.locale = w.locale
	LEFT JOIN assignments a ON a.post_id = p.id AND a.locale = w.locale
	LEFT JOIN known_words k ON k.post_id = p.id AND k.locale = w.locale
	LEFT JOIN standings s ON s.post_id = p.id AND s.locale = w.locale AND s.basis = 'head' AND w.source = 0`

// nameWorkers says who the people are to whom the items are assigned.
func (r reader) nameWorkers(ctx context.Context, items []work.Item) error {
	var ids []string
	for _, i := range items {
		if i.Assignee.ID != "" {
			ids = append(ids, i.Assignee.ID)
		}
	}
	people, err := r.People(ctx, ids)
	for i := range items {
		items[i].Assignee = people[items[i].Assignee.ID]
	}
	return err
}
