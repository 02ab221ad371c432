package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A headPage is one page of a list.
type headPage struct {
	found []found
	next  *content.PostKey
}

// A place is where a post stands in a list: by a number or a text, then its id.
type place struct {
	n    int64
	text string
	id   content.PostID
}

func (p place) compare(with place) int {
	return cmp.Or(cmp.Compare(p.n, with.n), strings.Compare(p.text, with.text), strings.Compare(string(p.id), string(with.id)))
}

// column returns what the list is ordered by.
func (l *lister) column() string {
	switch l.q.Sort {
	case content.NewestMade, content.OldestMade:
		return "created"
	case content.LatestDate, content.FirstDate:
		return "date"
	case content.TitleDown, content.TitleUp:
		return "title"
	}
	return "updated"
}

func (l *lister) bySave() bool     { return l.column() == "updated" }
func (l *lister) descending() bool { return strings.HasPrefix(string(l.q.Sort), "-") }

// placeOf returns where the row stands.
func (l *lister) placeOf(h headRow) place {
	p := place{id: h.post}
	switch l.column() {
	case "created":
		p.n = h.created
	case "date":
		p.n = h.date
	case "title":
		p.text = h.title
	default:
		p.n = h.updated
	}
	return p
}

// before reports whether a stands before b in the list.
func (l *lister) before(a, b place) bool {
	if l.descending() {
		a, b = b, a
	}
	return a.compare(b) < 0
}

// keyOf writes a place for a cursor; afterwards reads it, nil where there is none.
func (l *lister) keyOf(p place) *content.PostKey {
	if l.column() == "title" {
		return &content.PostKey{Key: p.text, ID: p.id}
	}
	return &content.PostKey{Key: strconv.FormatInt(p.n, 10), ID: p.id}
}

func (l *lister) afterwards() (*place, error) {
	if l.q.After == nil {
		return nil, nil
	}
	p := &place{id: l.q.After.ID}
	if l.column() == "title" {
		p.text = l.q.After.Key
		return p, nil
	}
	var err error
	if p.n, err = strconv.ParseInt(l.q.After.Key, 10, 64); err != nil {
		return nil, fault.New(fault.Malformed, "list.cursor")
	}
	return p, nil
}

// find answers a query without words.
func (l *lister) find(ctx context.Context) (headPage, error) {
	after, err := l.afterwards()
	if err != nil {
		return headPage{}, err
	}
	for _, s := range l.rare() {
		ids, err := l.strings(ctx, s.query+" LIMIT ?", append(s.args, mostRare+1)...)
		if err != nil {
			return headPage{}, err
		}
		if len(ids) <= mostRare {
			return l.ordered(ctx, ids, after)
		}
	}
	return l.walk(ctx, after)
}

// A statement is a query with its values.
type statement struct {
	query string
	args  []any
}

// rare returns statements for posts of which there may be few, each for all that
// can be as asked.
func (l *lister) rare() []statement {
	var list []statement
	if l.ownOnly() {
		list = append(list, statement{"SELECT post_id FROM heads WHERE part = '' AND by = ?", []any{l.view.Actor}})
	}
	if state := waitsFor(l.q.State); state != "" {
		list = append(list,
			statement{"SELECT post_id FROM waiting_posts WHERE state = ?", []any{state}})
	}
	if l.q.Status != "" && l.q.Status != content.Draft {
		list = append(list, statement{"SELECT post_id FROM heads WHERE status = ? AND status NOT IN ('', 'draft')", []any{string(l.q.Status)}})
	}
	if l.q.Assignee != "" {
		list = append(list, statement{"SELECT post_id FROM work WHERE assignee = ? AND assignee <> ''", []any{l.q.Assignee}})
	}
	for _, terms := range l.terms {
		list = append(list, statement{"SELECT post_id FROM term_uses WHERE term_id IN (SELECT value FROM json_each(?))", []any{terms}})
	}
	return list
}

// ordered puts those of the posts that are as asked in order, and returns the
// page after the place.
func (l *lister) ordered(ctx context.Context, ids []string, after *place) (headPage, error) {
	verdicts, err := l.judged(ctx, ids)
	if err != nil {
		return headPage{}, err
	}
	var page headPage
	for _, f := range verdicts {
		if after == nil || l.before(*after, f.at) {
			page.found = append(page.found, f)
		}
	}
	slices.SortFunc(page.found, func(a, b found) int {
		if l.before(a.at, b.at) {
			return -1
		}
		return 1
	})
	l.cut(&page)
	return page, nil
}

// cut ends the page where it is full, and reports whether it is.
func (l *lister) cut(page *headPage) bool {
	if len(page.found) <= l.q.Limit {
		return false
	}
	page.found = page.found[:l.q.Limit]
	page.next = l.keyOf(page.found[l.q.Limit-1].at)
	return true
}

// walk goes along the index in the order asked for: one range of it for each
// part and state, of which the next row is always taken where it comes first. A
// post that has several rows counts where it stands.
func (l *lister) walk(ctx context.Context, after *place) (headPage, error) {
	var page headPage
	ranges, seen := l.ranges(after), make(map[content.PostID]bool)
	// Where the first rows are not enough, little of what comes is as asked.
	n := l.q.Limit + 1
	for looked := 0; looked < mostLooked; n = mostLooked / 4 {
		batch, err := l.next(ctx, ranges, n)
		if err != nil {
			return page, err
		}
		if len(batch) == 0 {
			page.next = nil
			return page, nil
		}
		ids := make([]string, len(batch))
		for i, p := range batch {
			ids[i] = string(p.id)
		}
		verdicts, err := l.judged(ctx, ids)
		if err != nil {
			return page, err
		}
		for _, p := range batch {
			f, ok := verdicts[p.id]
			if !ok || f.at != p || seen[p.id] {
				continue
			}
			seen[p.id] = true
			page.found = append(page.found, f)
		}
		if l.cut(&page) {
			return page, nil
		}
		looked += len(batch)
		page.next = l.keyOf(batch[len(batch)-1])
	}
	return page, nil
}

// A span is one range of an index, read piece by piece.
type span struct {
	part, state string
	after       *place
	rows        []place
	done        bool
}

// ranges returns the ranges that hold every post that can be as asked, where it
// stands.
func (l *lister) ranges(after *place) []*span {
	var list []*span
	add := func(part string, states ...string) {
		for _, state := range states {
			list = append(list, &span{part: part, state: state, after: after})
		}
	}
	whole := "post"
	if l.q.State == content.StateTrashed {
		whole = "trashed"
	}
	switch {
	case !l.one && l.q.Missing != "":
		add(string(l.q.Missing), "missing")
		return list
	case !l.one:
		add("", whole)
		if !l.bySave() {
			return list
		}
	}
	for _, tag := range l.locales {
		add(string(tag), l.states...)
	}
	return list
}

// next returns up to n rows of the ranges in order.
func (l *lister) next(ctx context.Context, ranges []*span, n int) ([]place, error) {
	var batch []place
	for len(batch) < n {
		var first *span
		for _, s := range ranges {
			if len(s.rows) == 0 && !s.done {
				if err := l.fill(ctx, s, n); err != nil {
					return nil, err
				}
			}
			if len(s.rows) > 0 && (first == nil || l.before(s.rows[0], first.rows[0])) {
				first = s
			}
		}
		if first == nil {
			break
		}
		batch, first.rows = append(batch, first.rows[0]), first.rows[1:]
	}
	return batch, nil
}

// fill reads the next n rows of a range.
func (l *lister) fill(ctx context.Context, s *span, n int) error {
	st := l.rangeOf(s, n)
	err := l.each(ctx, func(rows *sql.Rows) error {
		var p place
		key := any(&p.n)
		if l.column() == "title" {
			key = &p.text
		}
		err := rows.Scan(key, &p.id)
		s.rows = append(s.rows, p)
		return err
	}, st.query, st.args...)
	if s.done = len(s.rows) < n; len(s.rows) > 0 {
		s.after = &s.rows[len(s.rows)-1]
	}
	return err
}

// rangeOf writes the statement for the next n rows of a range. The column is one
// of ours, never a word of the caller's.
func (l *lister) rangeOf(s *span, n int) statement {
	column, sign, way := l.column(), ">", ""
	if l.descending() {
		sign, way = "<", " DESC"
	}
	st := statement{"SELECT " + column + ", post_id FROM heads WHERE part = ? AND state = ?", []any{s.part, s.state}}
	switch {
	case column == "title":
		st.query += " AND title <> ''"
	case l.bySave() && !l.q.UpdatedSince.IsZero():
		st.query += " AND updated >= ?"
		st.args = append(st.args, micros(l.q.UpdatedSince))
	}
	if s.after != nil {
		st.query += " AND (" + column + ", post_id) " + sign + " (?, ?)"
		key := any(s.after.n)
		if column == "title" {
			key = s.after.text
		}
		st.args = append(st.args, key, string(s.after.id))
	}
	st.query += " ORDER BY " + column + way + ", post_id" + way + " LIMIT ?"
	st.args = append(st.args, n)
	return st
}
