package live

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	leftPaths = `SELECT p.url, p.post_id, e.slug, CAST(e.card AS TEXT) ->> '$.url' FROM paths p
		CROSS JOIN entries e ON e.post_id = p.post_id AND e.locale = p.locale
		WHERE p.locale = ? AND (p.state = 'old' OR p.kind = 'alias') AND p.state <> 'reserved' AND p.url > ? ORDER BY p.url LIMIT ?`
	leftTermSlugs = `SELECT s.slug, s.term_id, x.slug FROM term_slugs s
		CROSS JOIN listing_counts c ON c.locale = s.locale AND c.facet = s.term_id AND c.avail = ''
		CROSS JOIN term_texts x ON x.term_id = s.term_id AND x.locale = s.locale AND x.slug <> ''
		WHERE s.kind = ? AND s.locale = ? AND s.slug > ? AND s.seen = 1 AND NOT EXISTS (
			SELECT 1 FROM term_texts o WHERE o.kind = s.kind AND o.locale = s.locale AND o.slug = s.slug)
		ORDER BY s.slug LIMIT ?`
)

// LeftPaths returns up to limit addresses after the key that live translations of the
// locale had, and their aliases, in order of key.
func (r *Reader) LeftPaths(ctx context.Context, tag locale.Tag, after string, limit int) ([]entry.LeftPath, error) {
	var list []entry.LeftPath
	err := r.each(ctx, leftPaths, []any{string(tag), after, limit}, func(rows *sql.Rows) error {
		var l entry.LeftPath
		if err := rows.Scan(&l.Key, &l.Post, &l.Slug, &l.URL); err != nil {
			return err
		}
		list = append(list, l)
		return nil
	})
	return list, err
}

// LeftTermSlugs returns up to limit slugs after the one named that terms of the kind had
// in the locale, in order, with the one that they have: of terms with live posts.
func (r *Reader) LeftTermSlugs(ctx context.Context, kind content.TermKind, tag locale.Tag, after string, limit int) ([]entry.LeftSlug, error) {
	var list []entry.LeftSlug
	err := r.each(ctx, leftTermSlugs, []any{string(kind), string(tag), after, limit}, func(rows *sql.Rows) error {
		var l entry.LeftSlug
		if err := rows.Scan(&l.Slug, &l.Term, &l.Now); err != nil {
			return err
		}
		list = append(list, l)
		return nil
	})
	return list, err
}
