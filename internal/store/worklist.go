package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// Work returns a page of the work that the view shows. There are two ways to it:
// from the few posts that something rare in the query leaves, put in order here;
// else along an index in the order asked for. Either looks at a bounded number of
// rows, however many there are.
func (r reader) Work(ctx context.Context, view work.View, q work.Query) (work.Page, error) {
	l, possible, err := r.workLister(ctx, view, q)
	if err != nil || !possible {
		return work.Page{}, err
	}
	keys, next, err := l.find(ctx)
	if err != nil {
		return work.Page{}, err
	}
	page := work.Page{Next: next}
	if page.Items, err = r.workItems(ctx, keys); err != nil {
		return work.Page{}, err
	}
	page.Pending, err = l.pending(ctx)
	return page, err
}

// A workLister answers one query.
type workLister struct {
	reader
	view    work.View
	q       work.Query
	locales []locale.Tag
	lanes   []work.Lane
	terms   []string // of each tag asked for: its id and those that it absorbed, a JSON list
}

// workLister prepares for the query; possible is false if nothing can be as asked.
func (r reader) workLister(ctx context.Context, view work.View, q work.Query) (l *workLister, possible bool, err error) {
	l = &workLister{reader: r, view: view, q: q, locales: view.Locales(), lanes: work.Lanes(q.States)}
	if q.Locale != "" {
		l.locales = slices.DeleteFunc(l.locales, func(tag locale.Tag) bool { return tag != q.Locale })
	}
	for _, id := range q.Tags {
		list, known, err := r.termIDs(ctx, content.NamedTerm{Kind: content.Tag, ID: id})
		if err != nil || !known {
			return nil, false, err
		}
		l.terms = append(l.terms, list)
	}
	return l, len(l.locales) > 0, nil
}

// column returns what the list is ordered by: one of ours, never a word of the
// caller's.
func (l *workLister) column() string {
	switch l.q.Sort {
	case work.OldestWait, work.NewestWait:
		return "since"
	case work.FewestWord, work.MostWords:
		return "todo"
	case work.TitleUp, work.TitleDown:
		return "title"
	}
	return "due"
}

// descending reports whether the column's largest comes first. What waits longest
// began first.
func (l *workLister) descending() bool {
	return l.q.Sort == work.NewestWait || l.q.Sort == work.MostWords || l.q.Sort == work.TitleDown
}

// before reports whether a stands before b in the list.
func (l *workLister) before(a, b work.Key) bool {
	if l.descending() {
		a, b = b, a
	}
	return a.Compare(b) < 0
}

// scan reads a row's place, and what else is selected.
func (l *workLister) scan(rows *sql.Rows, also ...any) (k work.Key, err error) {
	key := any(&k.N)
	if l.column() == "title" {
		key = &k.Title
	}
	return k, rows.Scan(append([]any{key, &k.Post, &k.Locale}, also...)...)
}

// fits is what an index does not choose by: true of the rows that are as asked.
func (l *workLister) fits() statement {
	ways, args := []string{"true"}, []any{}
	if len(l.view.Own) > 0 {
		ways, args = append(ways, "(w.by = ? OR w.locale IN (''"+strings.Repeat(", ?", len(l.view.Any))+"))"), append(args, l.view.Actor)
		for _, tag := range l.view.Any {
			args = append(args, string(tag))
		}
	}
	if l.q.Assignee != "" {
		ways, args = append(ways, "w.assignee = ?"), append(args, l.q.Assignee)
	}
	for _, terms := range l.terms {
		ways = append(ways, "EXISTS (SELECT 1 FROM term_uses u WHERE u.post_id = w.post_id AND u.part IN ('', w.locale) AND u.term_id IN (SELECT value FROM json_each(?)))")
		args = append(args, terms)
	}
	return statement{strings.Join(ways, " AND "), args}
}

// within is what the order's column has to be.
func (l *workLister) within() statement {
	switch {
	case l.column() == "due" && !l.q.DueBefore.IsZero():
		return statement{" AND w.due <= ?", []any{micros(l.q.DueBefore)}}
	case l.column() == "since" && !l.q.Since.IsZero():
		return statement{" AND w.since >= ?", []any{micros(l.q.Since)}}
	}
	return statement{}
}

// find returns the places of a page, and where the next one begins.
func (l *workLister) find(ctx context.Context) (keys []work.Key, next *work.Key, err error) {
	for _, s := range l.rare() {
		ids, err := l.strings(ctx, s.query+" LIMIT ?", append(s.args, mostRare+1)...)
		if err != nil {
			return nil, nil, err
		}
		if len(ids) <= mostRare {
			return l.ordered(ctx, ids)
		}
	}
	return l.walk(ctx)
}

// rare returns statements for posts of which there may be few, each for all that
// can be as asked.
func (l *workLister) rare() []statement {
	var list []statement
	if l.q.Assignee != "" {
		list = append(list, statement{"SELECT post_id FROM work WHERE assignee = ? AND assignee <> ''", []any{l.q.Assignee}})
	}
	if len(l.view.Any) == 0 {
		list = append(list, statement{"SELECT post_id FROM heads WHERE part = '' AND by = ?", []any{l.view.Actor}})
	}
	for _, terms := range l.terms {
		list = append(list, statement{"SELECT post_id FROM term_uses WHERE term_id IN (SELECT value FROM json_each(?))", []any{terms}})
	}
	return list
}

// ordered puts the work on the posts that is as asked in order.
func (l *workLister) ordered(ctx context.Context, ids []string) ([]work.Key, *work.Key, error) {
	list, err := encode(append([]string{}, ids...)) // a list, never null
	if err != nil {
		return nil, nil, err
	}
	fits, within := l.fits(), l.within()
	var keys []work.Key
	err = l.each(ctx, func(rows *sql.Rows) error {
		var lane work.Lane
		var taken bool
		k, err := l.scan(rows, &lane.State, &lane.Status, &taken)
		asked := slices.Contains(l.locales, k.Locale) && slices.Contains(l.lanes, lane) && !(taken && l.q.Nobody)
		if asked && (l.q.After == nil || l.before(*l.q.After, k)) {
			keys = append(keys, k)
		}
		return err
	}, "SELECT w."+l.column()+", w.post_id, w.locale, w.state, w.status, w.taken FROM work w WHERE w.post_id IN (SELECT value FROM json_each(?)) AND "+
		fits.query+within.query, slices.Concat([]any{list}, fits.args, within.args)...)
	if err != nil {
		return nil, nil, err
	}
	slices.SortFunc(keys, func(a, b work.Key) int {
		if l.before(a, b) {
			return -1
		}
		return 1
	})
	if len(keys) <= l.q.Limit {
		return keys, nil, nil
	}
	keys = keys[:l.q.Limit]
	return keys, &keys[l.q.Limit-1], nil
}

// pending returns how many posts that the view shows changed and were not looked at
// since, as far as it is worth counting. Whoever sees all work in a language knows of
// every post.
func (l *workLister) pending(ctx context.Context) (n int, err error) {
	query, args := "SELECT count(*) FROM (SELECT post_id FROM unsettled LIMIT ?) c", []any{work.MostPending}
	if len(l.view.Any) == 0 {
		query, args = query+" CROSS JOIN posts p ON p.id = c.post_id AND p.created_by = ?", append(args, l.view.Actor)
	}
	err = l.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, query, args...)
	return n, err
}
