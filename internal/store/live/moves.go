package live

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	oldSlug = `SELECT s.post_id FROM slugs s WHERE s.locale = ? AND s.slug = ? AND s.state = 'old'
		AND EXISTS (SELECT 1 FROM entries e WHERE e.post_id = s.post_id AND e.locale = s.locale)`
	// UNION, not UNION ALL: a chain that bites its tail ends.
	// A post that readers never saw leads nowhere: changes has a row of each that they did.
	merged = `WITH RECURSIVE chain (id) AS (
			SELECT merged_into FROM posts WHERE id = ? AND merged_into <> ''
				AND EXISTS (SELECT 1 FROM changes c WHERE c.post_id = posts.id)
			UNION
			SELECT p.merged_into FROM chain CROSS JOIN posts p ON p.id = chain.id WHERE p.merged_into <> ''
		)
		SELECT p.id FROM chain CROSS JOIN posts p ON p.id = chain.id WHERE p.merged_into = ''`
	paths = `SELECT p.url, p.post_id, p.locale, p.kind, p.state FROM json_each(?) w
		CROSS JOIN paths p ON p.url = w.value
		WHERE p.state <> 'reserved' AND EXISTS (SELECT 1 FROM entries e WHERE e.post_id = p.post_id AND e.locale = p.locale)`
)

// OldSlug returns the post that a slug belonged to before, if that translation
// is live under another slug now.
func (r *Reader) OldSlug(ctx context.Context, tag locale.Tag, slug string) (post content.PostID, ok bool, err error) {
	ok, err = r.one(ctx, oldSlug, []any{string(tag), slug}, &post)
	return post, ok, err
}

// Merged returns the post that absorbed this one, at the end of the chain.
func (r *Reader) Merged(ctx context.Context, post content.PostID) (into content.PostID, ok bool, err error) {
	ok, err = r.one(ctx, merged, []any{string(post)}, &into)
	return into, ok, err
}

// Paths returns what is known of any of the keys, each a host (or nothing) and a
// decoded path in NFC without final slash, as table paths holds them: only what
// belongs to live translations, current before alias before old.
func (r *Reader) Paths(ctx context.Context, keys ...string) ([]entry.Moved, error) {
	asked, err := json.Marshal(keys)
	if err != nil {
		return nil, fmt.Errorf("encode paths: %w", err)
	}
	var list []entry.Moved
	err = r.each(ctx, paths, []any{string(asked)}, func(rows *sql.Rows) error {
		var m entry.Moved
		var state string
		if err := rows.Scan(&m.Key, &m.Post, &m.Locale, &m.Kind, &state); err != nil {
			return err
		}
		if state == string(content.AddressOld) {
			m.Kind = entry.PathOld
		}
		list = append(list, m)
		return nil
	})
	kinds := []entry.PathKind{entry.PathCurrent, entry.PathAlias, entry.PathOld}
	slices.SortStableFunc(list, func(a, b entry.Moved) int {
		return cmp.Compare(slices.Index(kinds, a.Kind), slices.Index(kinds, b.Kind))
	})
	return list, err
}
