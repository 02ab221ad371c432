package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// family returns the term and those that it absorbed: the ids that documents and
// references may name it by.
func (r reader) family(ctx context.Context, id content.TermID) ([]content.TermID, error) {
	ids := []content.TermID{id}
	err := r.each(ctx, func(rows *sql.Rows) error {
		var one content.TermID
		err := rows.Scan(&one)
		ids = append(ids, one)
		return err
	}, "SELECT id FROM terms WHERE merged_into = ? AND merged_into <> '' ORDER BY id", string(id))
	return ids, err
}

// The posts that name a term. A use is one of a head that the view shows; a live
// one is of what anybody reads, of a post that the view shows.
const (
	usesOfHeads = "FROM term_uses u CROSS JOIN posts ON posts.id = u.post_id AND posts.merged_into = '' AND posts.deleted_at = 0 WHERE "
	usesInTrash = "FROM term_uses u CROSS JOIN posts ON posts.id = u.post_id AND posts.merged_into = '' AND posts.deleted_at > 0 WHERE "
	usesOfLive  = "FROM entry_refs u CROSS JOIN posts ON posts.id = u.post_id WHERE u.kind = 'term' AND "
)

// visible returns the conditions that the view sets on a post, and beside it on
// a part u of it that names something.
func visible(view access.View) (post, part string, postArgs, partArgs []any) {
	switch {
	case view.All, view.Posts:
		post = "true"
	case view.Own:
		post, postArgs = "posts.created_by = ?", []any{view.Actor}
	default:
		post = "false"
	}
	part = "true"
	if condition, args := shown(view); condition != "" {
		part = "(u.part = '' OR EXISTS (SELECT 1 FROM translations t WHERE t.post_id = u.post_id AND t.locale = u.part AND " + condition + "))"
		partArgs = args
	}
	return post, part, postArgs, partArgs
}

// TermUsage returns how many posts that the view shows use the term, itself or by
// one that it absorbed.
func (r reader) TermUsage(ctx context.Context, id content.TermID, view access.View) (content.TermUsage, error) {
	var usage content.TermUsage
	ids, err := r.family(ctx, id)
	if err != nil {
		return usage, err
	}
	list, err := encode(ids)
	if err != nil {
		return usage, err
	}
	post, part, postArgs, partArgs := visible(view)
	among := "IN (SELECT value FROM json_each(?)) AND "
	of := slices.Concat([]any{list}, postArgs, partArgs)
	for _, count := range []struct {
		into  *int
		query string
		args  []any
	}{
		{&usage.Heads, usesOfHeads + "u.term_id " + among + post + " AND " + part, of},
		{&usage.Trash, usesInTrash + "u.term_id " + among + post + " AND " + part, of},
		{&usage.Live, usesOfLive + "u.target " + among + post, slices.Concat([]any{list}, postArgs)},
	} {
		err := r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(count.into) }, "SELECT count(DISTINCT u.post_id) "+count.query, count.args...)
		if err != nil {
			return usage, err
		}
	}
	return usage, nil
}

// TermUsed reports whether a head or readers' text names the term, itself or by
// one that it absorbed, posts in the trash included.
func (r reader) TermUsed(ctx context.Context, id content.TermID) (used bool, err error) {
	ids, err := r.family(ctx, id)
	if err != nil {
		return false, err
	}
	list, err := encode(ids)
	if err != nil {
		return false, err
	}
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&used) }, `SELECT
		EXISTS (SELECT 1 FROM json_each(?1) w CROSS JOIN term_uses u ON u.term_id = w.value
			CROSS JOIN posts p ON p.id = u.post_id AND p.merged_into = '')
		OR EXISTS (SELECT 1 FROM json_each(?1) w CROSS JOIN entry_refs e ON e.kind = 'term' AND e.target = w.value)`, list)
	return used, err
}

// TermUses returns up to limit posts that the view shows and that use the term,
// itself or by one that it absorbed: the newest first, those before the given one
// alone. Posts in the trash are left out.
func (r reader) TermUses(ctx context.Context, id content.TermID, view access.View, before content.PostID, limit int) ([]content.TermUse, error) {
	ids, err := r.family(ctx, id)
	if err != nil {
		return nil, err
	}
	var posts []content.PostID
	take := func(rows *sql.Rows) error {
		var post content.PostID
		err := rows.Scan(&post)
		posts = append(posts, post)
		return err
	}
	post, part, postArgs, partArgs := visible(view)
	const page = " AND (?1 = '' OR u.post_id < ?1) ORDER BY u.post_id DESC LIMIT ?2"
	// One range of an index for each id: what a term absorbed may be many posts.
	for _, one := range ids {
		for _, query := range []struct {
			text string
			args []any
		}{
			{usesOfHeads + "u.term_id = ?3 AND " + post + " AND " + part + page, slices.Concat(postArgs, partArgs)},
			{usesOfLive + "u.target = ?3 AND " + post + page, postArgs},
		} {
			args := slices.Concat([]any{string(before), limit, string(one)}, query.args)
			if err := r.each(ctx, take, "SELECT DISTINCT u.post_id "+query.text, args...); err != nil {
				return nil, err
			}
		}
	}
	slices.Sort(posts)
	posts = slices.Compact(posts)
	slices.Reverse(posts)
	return r.usesOf(ctx, ids, posts[:min(limit, len(posts))], view)
}

// usesOf says how each of the posts uses any of the terms.
func (r reader) usesOf(ctx context.Context, terms []content.TermID, posts []content.PostID, view access.View) ([]content.TermUse, error) {
	uses, place := make([]content.TermUse, len(posts)), make(map[content.PostID]int, len(posts))
	for i, post := range posts {
		uses[i].Post, place[post] = post, i
	}
	names, err := encode(terms)
	if err != nil {
		return nil, err
	}
	list, err := encode(posts)
	if err != nil {
		return nil, err
	}
	_, part, _, partArgs := visible(view)
	const among = " u.post_id IN (SELECT value FROM json_each(?)) AND "
	err = r.each(ctx, func(rows *sql.Rows) error {
		var post content.PostID
		var tag locale.Tag
		err := rows.Scan(&post, &tag)
		uses[place[post]].Parts = append(uses[place[post]].Parts, tag)
		return err
	}, "SELECT DISTINCT u.post_id, u.part FROM term_uses u CROSS JOIN posts ON posts.id = u.post_id WHERE"+among+
		"u.term_id IN (SELECT value FROM json_each(?)) AND "+part+" ORDER BY u.post_id, u.part", slices.Concat([]any{list, names}, partArgs)...)
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, func(rows *sql.Rows) error {
		var post content.PostID
		err := rows.Scan(&post)
		uses[place[post]].Live = true
		return err
	}, "SELECT DISTINCT u.post_id FROM entry_refs u WHERE"+among+"u.kind = 'term' AND u.target IN (SELECT value FROM json_each(?))", list, names)
	return uses, err
}
