package store

import (
	"cmp"
	"context"
	"database/sql"
	"path"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Lacking returns up to limit posts that the view shows and that lack a target
// locale: the newest first, those after the key alone. That a language is lacking
// says whether there is a draft in it: only who may read it is told.
func (r reader) Lacking(ctx context.Context, view access.View, after *content.PairKey, limit int) ([]content.Lacking, error) {
	tags, err := r.strings(ctx, "SELECT tag FROM locales ORDER BY tag")
	if err != nil {
		return nil, err
	}
	key := []any{int64(0), ""}
	if after != nil {
		key = []any{micros(after.At), string(after.ID)}
	}
	var list []content.Lacking
	for _, tag := range tags { // one range of an index each
		may := view
		if !view.Reads(locale.Tag(tag)) {
			may = access.View{Actor: view.Actor, Own: view.ReadsOwn(locale.Tag(tag))}
		}
		post, _, postArgs, _ := visible(may)
		err := r.each(ctx, func(rows *sql.Rows) error {
			var one content.Lacking
			var created int64
			err := rows.Scan(&one.ID, &created)
			one.At, one.Missing = instant(created), []locale.Tag{locale.Tag(tag)}
			list = append(list, one)
			return err
		}, `SELECT h.post_id, h.created FROM heads h CROSS JOIN posts ON posts.id = h.post_id
			WHERE h.part = ?3 AND h.state = 'missing' AND (?2 = '' OR (h.created, h.post_id) < (?1, ?2)) AND `+post+`
			ORDER BY h.created DESC, h.post_id DESC LIMIT ?4`, slices.Concat(key, []any{tag, limit}, postArgs)...)
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(list, func(a, b content.Lacking) int {
		return cmp.Or(b.At.Compare(a.At), cmp.Compare(b.ID, a.ID))
	})
	var posts []content.Lacking
	for _, one := range list {
		if n := len(posts); n > 0 && posts[n-1].ID == one.ID {
			posts[n-1].Missing = append(posts[n-1].Missing, one.Missing...)
			continue
		}
		posts = append(posts, one)
	}
	return posts[:min(limit, len(posts))], nil
}

const (
	mostNear  = 20  // posts that are found near another by one thing
	mostLooks = 500 // rows that are looked at for it: what everything has tells nothing
)

// fitting keeps the candidates c that could be one work with post ?1: they have a
// language that it lacks, and none that it has.
const fitting = `SELECT DISTINCT c.post_id FROM (%s LIMIT ?2) c CROSS JOIN posts p ON p.id = c.post_id
	WHERE p.id <> ?1 AND p.deleted_at = 0 AND p.merged_into = ''
	AND NOT EXISTS (SELECT 1 FROM translations a CROSS JOIN translations b ON b.post_id = c.post_id AND b.locale = a.locale WHERE a.post_id = ?1)
	AND EXISTS (SELECT 1 FROM heads h CROSS JOIN translations b ON b.post_id = c.post_id AND b.locale = h.part
		WHERE h.post_id = ?1 AND h.state = 'missing')
	LIMIT ?3`

// Near returns posts that could be one work with the post, since something of
// them is near: a file that both use and few others do, the day, the name of the
// imported file, the beginning of the slug. How near is not judged, and of what
// is near to very many not all are found.
func (r reader) Near(ctx context.Context, id content.PostID) ([]content.PostID, error) {
	queries := []string{
		`SELECT o.post_id FROM asset_uses u CROSS JOIN asset_uses o ON o.asset_id = u.asset_id WHERE u.post_id = ?1 AND ?4 = ?5
			AND (SELECT count(*) FROM (SELECT DISTINCT x.post_id FROM asset_uses x WHERE x.asset_id = u.asset_id LIMIT 21)) <= 20`,
		`SELECT o.post_id FROM heads s CROSS JOIN heads o ON o.part = '' AND o.state = 'post'
			AND o.date BETWEEN s.date - 86400000000 AND s.date + 86400000000 WHERE s.post_id = ?1 AND s.part = '' AND ?4 = ?5`,
	}
	ranges := [][2]string{{"", ""}, {"", ""}}
	const bySlug = `SELECT s.post_id FROM heads h CROSS JOIN slugs s ON s.locale = h.part AND s.slug BETWEEN ?4 AND ?5
		WHERE h.post_id = ?1 AND h.state = 'missing'`
	const byPath = `SELECT i.post_id FROM (SELECT DISTINCT source FROM imports WHERE post_id = ?1) s
		CROSS JOIN imports i ON i.source = s.source AND i.path BETWEEN ?4 AND ?5 AND i.post_id <> ''`
	slugs, err := r.strings(ctx, "SELECT slug FROM slugs WHERE post_id = ? AND state <> 'old' ORDER BY locale, slug LIMIT 20", string(id))
	if err != nil {
		return nil, err
	}
	for _, slug := range slugs {
		queries, ranges = append(queries, bySlug), append(ranges, beginning(slug))
	}
	paths, err := r.importPaths(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, p := range paths {
		queries, ranges = append(queries, byPath), append(ranges, beginning(p))
	}
	var found []content.PostID
	for i, query := range queries {
		near, err := r.strings(ctx, strings.Replace(fitting, "%s", query, 1), string(id), mostLooks, mostNear, ranges[i][0], ranges[i][1])
		if err != nil {
			return nil, err
		}
		for _, one := range near {
			found = append(found, content.PostID(one))
		}
	}
	slices.Sort(found)
	return slices.Compact(found), nil
}

// beginning returns the range of texts that begin as s does, without the latter
// half of its last part.
func beginning(s string) [2]string {
	base := []rune(path.Base(s))
	from := strings.TrimSuffix(s, string(base)) + string(base[:min(len(base), max(3, len(base)/2))])
	return [2]string{from, from + "\U0010FFFF"}
}

// importPaths returns where files like those that an import took of the post
// would stand in the languages that it lacks: a folder that is named for the
// language stands for the other one.
func (r reader) importPaths(ctx context.Context, id content.PostID) ([]string, error) {
	missing, err := r.strings(ctx, "SELECT part FROM heads WHERE post_id = ? AND state = 'missing' ORDER BY part", string(id))
	if err != nil {
		return nil, err
	}
	files, err := r.ImportFiles(ctx, id)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, f := range files {
		paths = append(paths, f.Path)
		for _, other := range missing {
			parts := strings.Split(f.Path, "/")
			for i, part := range parts {
				if strings.EqualFold(part, string(f.Locale)) || strings.EqualFold(part, f.Locale.Base()) {
					parts[i] = other
				}
			}
			paths = append(paths, strings.Join(parts, "/"))
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths), nil
}

// ImportFiles returns the files that imports took of the post, some of very many,
// without their hashes.
func (r reader) ImportFiles(ctx context.Context, id content.PostID) ([]content.Imported, error) {
	var files []content.Imported
	err := r.each(ctx, func(rows *sql.Rows) error {
		f := content.Imported{Post: id}
		err := rows.Scan(&f.Source, &f.Path, &f.Locale)
		files = append(files, f)
		return err
	}, "SELECT source, path, locale FROM imports WHERE post_id = ? ORDER BY locale, source, path LIMIT 20", string(id))
	return files, err
}
