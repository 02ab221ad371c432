package store

import (
	"cmp"
	"context"
	"database/sql"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	// mostLooked bounds how many rows of an index one page looks at, whether they
	// are as asked or not.
	mostLooked = 1000
	// mostRare bounds how many posts are read at once and put in order here.
	mostRare = 1000
)

// Posts returns the posts of a page that the view shows, with all their
// translations. The query's members are asked only of parts that the view shows,
// and the order is by these alone. Absorbed posts are left out, and those in the
// trash unless they are asked for.
//
// There are three ways to an answer, and one judge for all ([lister.judge]): by
// words; from the few posts that something rare in the query leaves, put in order
// here; else along an index in the order asked for.
func (r reader) Posts(ctx context.Context, view access.View, q content.PostQuery) (content.PostPage, error) {
	l, possible, err := r.lister(ctx, view, q)
	if err != nil || !possible {
		return content.PostPage{}, err
	}
	var page headPage
	if q.Text != "" {
		page, err = l.search(ctx)
	} else {
		page, err = l.find(ctx)
	}
	if err != nil {
		return content.PostPage{}, err
	}
	out := content.PostPage{Next: page.next}
	if q.Text != "" {
		if out.Partial, err = r.wordless(ctx); err != nil {
			return content.PostPage{}, err
		}
	}
	ids := make([]string, len(page.found))
	for i, f := range page.found {
		ids[i] = string(f.at.id)
		out.Matched = append(out.Matched, f.tags)
	}
	if out.Posts, err = r.postsByID(ctx, ids); err != nil {
		return content.PostPage{}, err
	}
	out.Heads, err = r.headsOf(ctx, ids)
	return out, err
}

// A lister answers one query.
type lister struct {
	reader
	view    access.View
	q       content.PostQuery
	locales []locale.Tag // that the view may show anything in, and that are asked for
	some    bool         // these are not all of the site's
	terms   []string     // of each term asked for: its id and those that it absorbed, a JSON list
	states  []string     // of the translations that are as asked
	one     bool         // one translation must be as asked
}

// lister prepares for the query; possible is false if nothing can be as asked.
func (r reader) lister(ctx context.Context, view access.View, q content.PostQuery) (l *lister, possible bool, err error) {
	q.Sort = cmp.Or(q.Sort, content.NewestSaved)
	l = &lister{reader: r, view: view, q: q}
	l.states = statesOf(q)
	l.one = q.Locale != "" || q.Status != "" || q.Live != nil || q.Text != "" ||
		q.State != "" && q.State != content.StateTrashed
	for _, t := range q.Terms {
		list, known, err := r.termIDs(ctx, t)
		if err != nil || !known {
			return nil, false, err
		}
		l.terms = append(l.terms, list)
	}
	tags, err := r.strings(ctx, "SELECT tag FROM locales")
	for _, tag := range tags {
		if l.may(locale.Tag(tag)) && (q.Locale == "" || q.Locale == locale.Tag(tag)) {
			l.locales = append(l.locales, locale.Tag(tag))
		}
	}
	l.some = len(l.locales) < len(tags)
	return l, len(l.states) > 0, err
}

// termIDs returns the ids that the term goes by, a JSON list: its own, that of the one
// that absorbed it, and those that that one absorbed.
func (r reader) termIDs(ctx context.Context, t content.NamedTerm) (list string, known bool, err error) {
	ids, err := r.strings(ctx, `WITH meant (id) AS (
			SELECT iif(merged_into = '', id, merged_into) FROM terms WHERE id = ?1 AND kind = ?2)
		SELECT id FROM meant
		UNION ALL SELECT t.id FROM meant CROSS JOIN terms t ON t.merged_into = meant.id AND t.merged_into <> ''`, string(t.ID), string(t.Kind))
	if err != nil || len(ids) == 0 {
		return "", false, err
	}
	list, err = encode(ids)
	return list, true, err
}

// statesOf returns the states that the query leaves to a translation.
func statesOf(q content.PostQuery) []string {
	if q.State == content.StateTrashed {
		return []string{"trashed"}
	}
	states := []string{"draft", "live", "behind"}
	switch q.State {
	case content.StateDraft:
		states = states[:1]
	case content.StateLive:
		states = states[1:]
	case content.StateBehind:
		states = states[2:]
	}
	return slices.DeleteFunc(slices.Clone(states), func(s string) bool { return q.Live != nil && (s != "draft") != *q.Live })
}

// strings returns the only column of what the query finds.
func (r reader) strings(ctx context.Context, query string, args ...any) (list []string, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		list = append(list, s)
		return err
	}, query, args...)
	return list, err
}

// postsByID reads the posts with their translations, in the order of the ids.
func (r reader) postsByID(ctx context.Context, ids []string) ([]*content.Post, error) {
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	var rows []postRow
	if err := r.q(ctx).Where("id IN (SELECT value FROM json_each(?))", list).Find(&rows).Error; err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b postRow) int { return slices.Index(ids, a.ID) - slices.Index(ids, b.ID) })
	return r.postsOf(ctx, rows)
}

// postsOf reads the translations of the posts, in the order of the rows.
func (r reader) postsOf(ctx context.Context, rows []postRow) ([]*content.Post, error) {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	var translations []translationRow
	err = r.q(ctx).Where("post_id IN (SELECT value FROM json_each(?))", list).Order("post_id, locale").Find(&translations).Error
	if err != nil {
		return nil, err
	}
	of := make(map[string][]translationRow, len(rows))
	for _, t := range translations {
		of[t.PostID] = append(of[t.PostID], t)
	}
	posts := make([]*content.Post, len(rows))
	for i, row := range rows {
		if posts[i], err = postOf(row, of[row.ID]); err != nil {
			return nil, err
		}
	}
	return posts, nil
}

// headsOf reads the heads of the posts, in the order of the ids.
func (r reader) headsOf(ctx context.Context, ids []string) ([]content.PostHeads, error) {
	list, err := encode(ids)
	if err != nil {
		return nil, err
	}
	heads := make([]content.PostHeads, len(ids))
	err = r.each(ctx, func(rows *sql.Rows) error {
		var id, doc string
		var at int64
		if err := rows.Scan(&id, &at, &doc); err != nil {
			return err
		}
		h := &heads[slices.Index(ids, id)]
		h.SharedAt = instant(at)
		return decode(doc, &h.Shared)
	}, `SELECT p.id, s.at, s.doc FROM posts p JOIN shared_revisions s ON s.post_id = p.id AND s.n = p.head
		WHERE p.id IN (SELECT value FROM json_each(?))`, list)
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, func(rows *sql.Rows) error {
		var id, doc string
		var tag locale.Tag
		if err := rows.Scan(&id, &tag, &doc); err != nil {
			return err
		}
		var text content.Text
		if err := decode(doc, &text); err != nil {
			return err
		}
		h := &heads[slices.Index(ids, id)]
		if h.Texts == nil {
			h.Texts = make(map[locale.Tag]content.Text)
		}
		h.Texts[tag] = text
		return nil
	}, `SELECT t.post_id, t.locale, json_remove(r.doc, '$.body', '$.html') FROM translations t
		JOIN revisions r ON r.post_id = t.post_id AND r.locale = t.locale AND r.n = t.head
		WHERE t.post_id IN (SELECT value FROM json_each(?))`, list)
	return heads, err
}
