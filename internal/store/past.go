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
	table, part, args := "shared_revisions", "", []any{string(post)}
	if tag != "" {
		table, part, args = "revisions", "AND r.locale = ?", append(args, string(tag))
	}
	// The next one came later, or there is none: one that was pruned between the
	// two could be the one that is asked for.
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, `WITH part AS (
			SELECT r.n, r.version, lead(r.n) OVER (ORDER BY r.n) AS next, lead(r.version) OVER (ORDER BY r.n) AS later
			FROM `+table+` r WHERE r.post_id = ? `+part+`)
		SELECT n FROM part WHERE version BETWEEN 1 AND ? AND (next IS NULL OR next = n + 1 AND later > ?)`,
		append(args, version, version)...)
	return n, err
}
