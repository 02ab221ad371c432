package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Revisions returns up to limit revisions of a translation with lower numbers
// than below (0: any), newest first. Of what they say they hold the title alone.
func (r reader) Revisions(ctx context.Context, post content.PostID, tag locale.Tag, below, limit int) ([]content.Revision, error) {
	var list []content.Revision
	err := r.each(ctx, func(rows *sql.Rows) error {
		row := revisionRow{PostID: string(post), Locale: string(tag), Doc: "{}"}
		var title string
		err := rows.Scan(&row.N, &row.Version, &row.At, &row.By, &row.Origin, &row.Note, &row.BasedOn, &row.BasedIn, &row.Minor, &row.Hash,
			&row.Policy, &row.Sense, &title)
		if err != nil {
			return err
		}
		rev, err := revisionOf(row)
		if err == nil {
			rev.Text.Title = title
			list = append(list, *rev)
		}
		return err
	}, `SELECT n, version, at, by, origin, note, based_on, based_in, minor, hash, policy, sense, doc ->> '$.title' FROM revisions
		WHERE post_id = ? AND locale = ? AND (n < ? OR ? = 0) ORDER BY n DESC LIMIT ?`, string(post), string(tag), below, below, limit)
	return list, err
}

// SharedRevisions returns up to limit revisions of a post's shared part with
// lower numbers than below (0: any), newest first, without what they say.
func (r reader) SharedRevisions(ctx context.Context, post content.PostID, below, limit int) ([]content.SharedRevision, error) {
	var list []content.SharedRevision
	err := r.each(ctx, func(rows *sql.Rows) error {
		rev := content.SharedRevision{Post: post}
		var at int64
		err := rows.Scan(&rev.N, &rev.Version, &at, &rev.Meta.By, &rev.Meta.Origin, &rev.Meta.Note)
		rev.Meta.At = instant(at)
		list = append(list, rev)
		return err
	}, `SELECT n, version, at, by, origin, note FROM shared_revisions
		WHERE post_id = ? AND (n < ? OR ? = 0) ORDER BY n DESC LIMIT ?`, string(post), below, below, limit)
	return list, err
}

// RevisionAt returns the revision that was the head while the translation, or the
// shared part if no locale is named, had the version; 0 if that is not known.
func (r reader) RevisionAt(ctx context.Context, post content.PostID, tag locale.Tag, version int64) (n int, err error) {
	query := revisionAt("shared_revisions", "AND ?2 = ''")
	if tag != "" {
		query = revisionAt("revisions", "AND locale = ?2")
	}
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, query, string(post), string(tag), version)
	return n, err
}

// revisionAt looks from the newest that can have the version ?3: no number is
// larger than its version. Another that was pruned behind it could be the one that
// is asked for.
func revisionAt(table, part string) string {
	return `WITH found AS (SELECT n FROM ` + table + ` WHERE post_id = ?1 ` + part + ` AND n <= ?3 AND version BETWEEN 1 AND ?3 ORDER BY n DESC LIMIT 1),
		next AS (SELECT n FROM ` + table + ` WHERE post_id = ?1 ` + part + ` AND n > (SELECT n FROM found) ORDER BY n LIMIT 1)
		SELECT n FROM found WHERE coalesce((SELECT n FROM next), n + 1) = n + 1`
}
