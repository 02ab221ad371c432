package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
)

// A turn says when a post is settled.
const (
	atOnce    = 0 // somebody saved it, and looks
	withTime  = 1 // it came with many others
	setAside  = 2 // it could not be settled: when it changes
	unsettles = `INSERT INTO unsettled (post_id, turn) SELECT id, ?2 FROM posts WHERE id = ?1
		ON CONFLICT (post_id) DO UPDATE SET turn = excluded.turn WHERE turn > excluded.turn`
)

// unsettle notes that how the post's translations stand may be otherwise now.
func (tx *Tx) unsettle(ctx context.Context, post content.PostID) error {
	turn := atOnce
	if tx.silent || tx.imports {
		turn = withTime
	}
	_, err := tx.put(ctx, unsettles, string(post), turn)
	return err
}

// unsettleAll notes it of every post that has all of the site's locales for targets,
// since there are others now.
func (tx *Tx) unsettleAll(ctx context.Context) error {
	_, err := tx.put(ctx, "INSERT INTO unsettled (post_id, turn) SELECT id, ? FROM posts WHERE targets = 'null' ON CONFLICT DO NOTHING", withTime)
	return err
}

// Unsettled returns up to limit posts that wait to be settled, those that somebody
// waits for first; hurried leaves out the others.
func (r reader) Unsettled(ctx context.Context, hurried bool, limit int) ([]content.PostID, error) {
	most := withTime
	if hurried {
		most = atOnce
	}
	var list []content.PostID
	err := r.each(ctx, func(rows *sql.Rows) error {
		var id content.PostID
		err := rows.Scan(&id)
		list = append(list, id)
		return err
	}, "SELECT post_id FROM unsettled WHERE turn <= ? ORDER BY turn, post_id LIMIT ?", most, limit)
	return list, err
}

// Waiting returns how many posts wait to be settled.
func (r reader) Waiting(ctx context.Context) (n int, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) }, "SELECT count(*) FROM unsettled")
	return n, err
}

// SetAside lets a post that cannot be settled wait until it changes.
func (tx *Tx) SetAside(ctx context.Context, post content.PostID) error {
	_, err := tx.put(ctx, "UPDATE unsettled SET turn = ? WHERE post_id = ?", setAside, string(post))
	return err
}

// DropStandings forgets all memos of how translations stand, and has every post
// settled anew. Lineages of posts of which a revision was pruned stay: there is nothing
// to make them from.
func (tx *Tx) DropStandings(ctx context.Context) error {
	for _, statement := range []string{
		"DELETE FROM standings",
		`DELETE FROM lineages WHERE NOT EXISTS (SELECT 1 FROM translations t WHERE t.post_id = lineages.post_id
			AND t.head > (SELECT count(*) FROM revisions r WHERE r.post_id = t.post_id AND r.locale = t.locale))`,
		"INSERT INTO unsettled (post_id, turn) SELECT id, 1 FROM posts WHERE merged_into = '' AND deleted_at = 0 ON CONFLICT (post_id) DO UPDATE SET turn = 1",
	} {
		if _, err := tx.put(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}
