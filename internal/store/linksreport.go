package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// LinksReport returns up to the query's limit of links that the view shows, in the
// order of [entry.LinkKey]. Each part of it is a range of one index.
func (r reader) LinksReport(ctx context.Context, view entry.LinkView, q entry.LinkQuery) ([]entry.ReportedLink, error) {
	list := []entry.ReportedLink{}
	for state, tag := range lanesOf(view, q) {
		after := entry.LinkKey{State: state, Locale: tag}
		if q.After != nil {
			switch place := compareLanes(after, *q.After); {
			case place < 0:
				continue
			case place == 0:
				after = *q.After
			}
		}
		from, order := linksIn(view, q, after)
		found, err := r.reported(ctx, statement{reportColumns + from.query + order + " LIMIT ?", append(from.args, q.Limit-len(list))})
		if err != nil {
			return nil, err
		}
		for i := range found {
			found[i].State = state // as the view knows it
		}
		if list = append(list, found...); len(list) >= q.Limit {
			break
		}
	}
	return list, nil
}

// LinkSums returns how many links the view shows in each state, whatever state the
// query asks for.
func (r reader) LinkSums(ctx context.Context, view entry.LinkView, q entry.LinkQuery) (map[entry.LinkState]int, error) {
	q.State = ""
	sums := make(map[entry.LinkState]int)
	for state, tag := range lanesOf(view, q) {
		from, _ := linksIn(view, q, entry.LinkKey{State: state, Locale: tag})
		err := r.each(ctx, func(rows *sql.Rows) error {
			var n int
			err := rows.Scan(&n)
			sums[state] += n
			return err
		}, "SELECT count(*)"+from.query, from.args...)
		if err != nil {
			return nil, err
		}
	}
	return sums, nil
}

// Rerendering returns how many targets have posts that link to them and were not looked
// at again yet.
func (r reader) Rerendering(ctx context.Context) (n int, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, "SELECT count(*) FROM rerenders")
	return n, err
}

// lanesOf yields the states and locales of a report, in order.
func lanesOf(view entry.LinkView, q entry.LinkQuery) func(yield func(entry.LinkState, locale.Tag) bool) {
	tags := slices.Concat(view.Any, view.Own)
	slices.Sort(tags)
	tags = slices.Compact(tags)
	return func(yield func(entry.LinkState, locale.Tag) bool) {
		for _, state := range entry.LinkStates() {
			for _, tag := range tags {
				asked := (q.State == "" || q.State == state) && (q.Locale == "" || q.Locale == tag)
				if asked && !yield(state, tag) {
					return
				}
			}
		}
	}
}

// compareLanes orders keys by state and locale alone.
func compareLanes(a, b entry.LinkKey) int {
	states := entry.LinkStates()
	return cmp.Or(slices.Index(states, a.State)-slices.Index(states, b.State), cmp.Compare(a.Locale, b.Locale))
}

// linksIn returns where the links of one state and locale are, those after the key, and
// their order.
func linksIn(view entry.LinkView, q entry.LinkQuery, after entry.LinkKey) (from statement, order string) {
	tag, key := string(after.Locale), []any{string(after.Post), after.N}
	is, args := stateIs(view, after.State)
	switch own := !slices.Contains(view.Any, after.Locale); {
	case q.Post != "" && own:
		return statement{` FROM entry_links l WHERE l.post_id = ? AND l.locale = ? AND (l.post_id, l.n) > (?, ?)
			AND EXISTS (SELECT 1 FROM posts p WHERE p.id = l.post_id AND p.created_by = ?) AND ` + is,
			slices.Concat([]any{string(q.Post), tag}, key, []any{view.Actor}, args)}, " ORDER BY l.n"
	case q.Post != "":
		return statement{" FROM entry_links l WHERE l.post_id = ? AND l.locale = ? AND (l.post_id, l.n) > (?, ?) AND " + is,
			slices.Concat([]any{string(q.Post), tag}, key, args)}, " ORDER BY l.n"
	case own:
		return statement{` FROM heads h CROSS JOIN entry_links l ON l.post_id = h.post_id AND l.locale = ?
			WHERE h.part = '' AND h.by = ? AND h.post_id >= ? AND (l.post_id, l.n) > (?, ?) AND ` + is,
			slices.Concat([]any{tag, view.Actor, string(after.Post)}, key, args)}, " ORDER BY h.post_id, l.n"
	}
	return statement{" FROM entry_links l WHERE l.state = ? AND l.locale = ? AND (l.post_id, l.n) > (?, ?)",
		slices.Concat([]any{string(after.State), tag}, key)}, " ORDER BY l.post_id, l.n"
}

// stateIs is true of the links that are in the state to the view: one to a post that
// does not exist to the actor leads nowhere.
func stateIs(view entry.LinkView, state entry.LinkState) (condition string, args []any) {
	const mine = "EXISTS (SELECT 1 FROM posts t WHERE t.id = l.target AND t.created_by = ?)"
	switch {
	case view.Posts:
		return "l.state = ?", []any{string(state)}
	case state == entry.LinkBroken:
		return "(l.state = 'broken' OR l.state = 'unpublished' AND NOT " + mine + ")", []any{view.Actor}
	case state == entry.LinkUnpublished:
		return "l.state = 'unpublished' AND " + mine, []any{view.Actor}
	}
	return "l.state = ?", []any{string(state)}
}

// reportColumns reads a link with the title of its text and what another server said.
const reportColumns = `SELECT l.post_id, l.locale, l.n, l.state, l.reason, l.href, l.text, l.target, l.language, l.url, l.fragment, l.found, l.count,
	coalesce((SELECT r.doc ->> '$.title' FROM translations t JOIN revisions r ON r.post_id = t.post_id AND r.locale = t.locale AND r.n = t.live
		WHERE t.post_id = l.post_id AND t.locale = l.locale), '')`

// reported reads links, and what other servers said of those to other sites.
func (r reader) reported(ctx context.Context, st statement) ([]entry.ReportedLink, error) {
	var list []entry.ReportedLink
	err := r.each(ctx, func(rows *sql.Rows) error {
		var l entry.ReportedLink
		err := rows.Scan(&l.Post, &l.Locale, &l.N, &l.State, &l.Reason, &l.Href, &l.Text, &l.Target, &l.Language, &l.URL, &l.Fragment, &l.Found, &l.Count, &l.Title)
		list = append(list, l)
		return err
	}, st.query, st.args...)
	if err != nil {
		return nil, err
	}
	var urls []string
	for _, l := range list {
		if l.State == entry.LinkExternal && l.URL != "" {
			urls = append(urls, l.URL)
		}
	}
	said, err := r.Outside(ctx, urls)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if o, ok := said[list[i].URL]; ok && !o.At.IsZero() {
			list[i].Checked = &o
		}
	}
	return list, nil
}
