package store

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Posts returns the posts of a page that the view shows, with all their
// translations. The query's members are asked only of translations that the
// view shows. Posts in the trash and absorbed ones are left out.
func (r reader) Posts(ctx context.Context, view access.View, q content.PostQuery) (content.PostPage, error) {
	g := r.q(ctx).Where("deleted_at = 0 AND merged_into = ''")
	g = seen(g, view)
	g = withParts(g, q)
	g = withTranslation(g, view, q)
	g = sorted(g, q)
	var rows []postRow
	if err := g.Limit(q.Limit + 1).Find(&rows).Error; err != nil {
		return content.PostPage{}, err
	}
	page := content.PostPage{More: len(rows) > q.Limit}
	if page.More {
		rows = rows[:q.Limit]
	}
	var err error
	page.Posts, err = r.postsOf(ctx, rows)
	return page, err
}

// seen keeps the posts that the view shows.
func seen(g *gorm.DB, view access.View) *gorm.DB {
	switch {
	case view.All, view.Posts:
		return g
	case view.Own:
		return g.Where("created_by = ?", view.Actor)
	}
	return g.Where("false")
}

// withParts keeps the posts whose shared part and targets are as asked.
func withParts(g *gorm.DB, q content.PostQuery) *gorm.DB {
	if !q.UpdatedSince.IsZero() {
		g = g.Where("updated_at >= ?", micros(q.UpdatedSince))
	}
	const names = "EXISTS (SELECT 1 FROM shared_revisions s, json_each(s.doc, ?) t WHERE s.post_id = posts.id AND s.n = posts.head AND t.value = ?)"
	if q.Author != "" {
		g = g.Where(names, "$.authors", string(q.Author))
	}
	if q.Tag != "" {
		g = g.Where(names, "$.tags", string(q.Tag))
	}
	if q.Missing != "" {
		g = g.Where("(targets = 'null' OR EXISTS (SELECT 1 FROM json_each(targets) WHERE value = ?))", string(q.Missing)).
			Where("NOT EXISTS (SELECT 1 FROM translations WHERE post_id = posts.id AND locale = ?)", string(q.Missing))
	}
	return g
}

// withTranslation keeps the posts with one translation that the view shows and
// that is as asked.
func withTranslation(g *gorm.DB, view access.View, q content.PostQuery) *gorm.DB {
	var conditions []string
	var values []any
	and := func(condition string, v ...any) {
		conditions = append(conditions, condition)
		values = append(values, v...)
	}
	if q.Locale != "" {
		and("t.locale = ?", string(q.Locale))
	}
	if q.Status != "" {
		and("t.status = ?", string(q.Status))
	}
	if q.Live != nil {
		and("(t.live > 0) = ?", *q.Live)
	}
	if q.Title != "" {
		and("EXISTS (SELECT 1 FROM revisions r WHERE r.post_id = t.post_id AND r.locale = t.locale AND r.n = t.head AND instr(r.title, ?) > 0)",
			fold(q.Title))
	}
	if len(conditions) == 0 {
		return g
	}
	if condition, v := shown(view); condition != "" {
		and(condition, v...)
	}
	return g.Where("EXISTS (SELECT 1 FROM translations t WHERE t.post_id = posts.id AND "+strings.Join(conditions, " AND ")+")", values...)
}

// shown returns the condition on a translation t that the view sets; none if it
// shows every one.
func shown(view access.View) (condition string, values []any) {
	if view.All || slices.Contains(view.Locales, access.Everywhere) {
		return "", nil
	}
	ways := []string{"false"}
	among := func(tags []locale.Tag) string {
		marks := make([]string, len(tags))
		for i, tag := range tags {
			marks[i] = "?"
			values = append(values, string(tag))
		}
		return "t.locale IN (" + strings.Join(marks, ", ") + ")"
	}
	if view.Source {
		ways = append(ways, "t.locale = posts.source_locale")
	}
	if len(view.Locales) > 0 {
		ways = append(ways, among(view.Locales))
	}
	if view.Own {
		values = append(values, view.Actor)
		if slices.Contains(view.OwnIn, access.Everywhere) {
			ways = append(ways, "posts.created_by = ?")
		} else {
			ways = append(ways, "(posts.created_by = ? AND "+among(view.OwnIn)+")")
		}
	}
	return "(" + strings.Join(ways, " OR ") + ")", values
}

// sorted orders the posts as asked and begins after the key.
func sorted(g *gorm.DB, q content.PostQuery) *gorm.DB {
	order, after := "updated_at DESC, id DESC", "(updated_at, id) < (?, ?)"
	switch q.Sort {
	case content.OldestSaved:
		order, after = "updated_at, id", "(updated_at, id) > (?, ?)"
	case content.NewestMade:
		order, after = "created_at DESC, id DESC", "(created_at, id) < (?, ?)"
	case content.OldestMade:
		order, after = "created_at, id", "(created_at, id) > (?, ?)"
	}
	if q.After != nil {
		g = g.Where(after, micros(q.After.At), string(q.After.ID))
	}
	return g.Order(order)
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
