package store

import (
	"context"
	"database/sql"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// reheaded notes that parts of the posts changed. What lists look at follows before
// the transaction commits: no write has to think of it.
func (tx *Tx) reheaded(posts ...content.PostID) {
	for _, id := range posts {
		tx.heads[id] = true
	}
}

// relived notes that no more of the post changed than what is live.
func (tx *Tx) relived(post content.PostID) {
	if !tx.heads[post] {
		tx.heads[post] = false
	}
}

// head brings the rows of heads up to date, for every post that was changed.
func (tx *Tx) head(ctx context.Context) error {
	for id, whole := range tx.heads {
		head := tx.headStates
		if whole {
			head = tx.headPost
		}
		if err := head(ctx, id); err != nil {
			return err
		}
		if err := tx.unsettle(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// headStates writes how the post's translations stand to their readers.
func (tx *Tx) headStates(ctx context.Context, id content.PostID) error {
	_, err := tx.put(ctx, `UPDATE heads SET state = l.state FROM head_states l
		WHERE heads.post_id = ?1 AND l.post_id = ?1 AND l.part = heads.part AND l.state <> heads.state`, string(id))
	return err
}

const headColumns = "post_id, part, by, source, state, status, head, title, date, created, updated"

// headPost writes what differs between the post's rows and what they must be,
// and the words of new heads.
func (tx *Tx) headPost(ctx context.Context, id content.PostID) error {
	// A translation that came or went is another row, with other words.
	_, err := tx.put(ctx, `DELETE FROM heads WHERE post_id = ?1 AND NOT EXISTS (SELECT 1 FROM heads_due d
		WHERE d.post_id = ?1 AND d.part = heads.part AND (d.state = 'missing') = (heads.state = 'missing'))`, string(id))
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, "INSERT INTO heads ("+headColumns+") SELECT "+headColumns+` FROM heads_due WHERE post_id = ?
		ON CONFLICT (post_id, part) DO UPDATE SET by = excluded.by, source = excluded.source, state = excluded.state,
			status = excluded.status, head = excluded.head, title = excluded.title, date = excluded.date,
			created = excluded.created, updated = excluded.updated
		WHERE (source, state, status, head, title, date, created, updated) IS NOT
			(excluded.source, excluded.state, excluded.status, excluded.head, excluded.title, excluded.date, excluded.created, excluded.updated)`, string(id))
	if err != nil {
		return err
	}
	if tx.silent {
		return nil
	}
	_, err = tx.word(ctx, "SELECT post_id, part, head, doc FROM heads WHERE post_id = ? AND part <> '' AND worded <> head", string(id))
	return err
}

// word writes the words of the heads that the query finds, and returns their number.
func (tx *Tx) word(ctx context.Context, query string, args ...any) (int, error) {
	type wordless struct {
		post, part string
		head       int
		doc        int64
	}
	var list []wordless
	err := tx.each(ctx, func(rows *sql.Rows) error {
		var w wordless
		err := rows.Scan(&w.post, &w.part, &w.head, &w.doc)
		list = append(list, w)
		return err
	}, query, args...)
	if err != nil {
		return 0, err
	}
	for _, w := range list {
		rev, err := tx.Revision(ctx, content.PostID(w.post), locale.Tag(w.part), w.head)
		if err != nil {
			return 0, err
		}
		doc, err := tx.putWords(ctx, w.doc, rev)
		if err != nil {
			return 0, err
		}
		_, err = tx.put(ctx, "UPDATE heads SET worded = head, doc = ? WHERE post_id = ? AND part = ?", doc, w.post, w.part)
		if err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// putWords writes a revision's words as the newest row, in the place of an old one.
func (tx *Tx) putWords(ctx context.Context, old int64, rev *content.Revision) (doc int64, err error) {
	if old > 0 {
		if _, err := tx.put(ctx, "DELETE FROM head_words WHERE rowid = ?", old); err != nil {
			return 0, err
		}
	}
	values := []any{partWord(rev.Locale)}
	for _, part := range wordsOf(rev.Text) {
		values = append(values, strings.Join(words(part), " "))
	}
	res, err := tx.w.ExecContext(context.WithoutCancel(ctx),
		"INSERT INTO head_words (part, title, slug, summary, body) VALUES (?, ?, ?, ?, ?)", values...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

// WordHeads writes the words of up to limit heads that have none yet, since they
// are older than this table of words or it is being made anew: those saved first,
// first. It returns how many it wrote; 0 means that none is left.
func (tx *Tx) WordHeads(ctx context.Context, limit int) (int, error) {
	return tx.word(ctx, "SELECT post_id, part, head, doc FROM heads WHERE part <> '' AND worded <> head ORDER BY updated, post_id, part LIMIT ?", limit)
}

// DropWords forgets the words of all heads, to make them anew.
func (tx *Tx) DropWords(ctx context.Context) error {
	if _, err := tx.put(ctx, "INSERT INTO head_words (head_words) VALUES ('delete-all')"); err != nil {
		return err
	}
	_, err := tx.put(ctx, "UPDATE heads SET worded = 0, doc = 0 WHERE doc > 0")
	return err
}

// RenewHeads makes what lists look at anew, for up to limit posts whose ids come
// after the given one; their words are left to [Tx.WordHeads], which knows their
// order. It returns the last of them; empty means that none is left.
func (tx *Tx) RenewHeads(ctx context.Context, after content.PostID, limit int) (last content.PostID, err error) {
	tx.silent = true
	ids, err := tx.strings(ctx, "SELECT id FROM posts WHERE id > ? ORDER BY id LIMIT ?", string(after), limit)
	if err != nil {
		return "", err
	}
	for _, id := range ids {
		last = content.PostID(id)
		tx.reheaded(last)
	}
	return last, nil
}

// wordless reports whether some heads have no words yet.
func (r reader) wordless(ctx context.Context) (some bool, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&some) },
		"SELECT EXISTS (SELECT 1 FROM heads WHERE part <> '' AND worded <> head)")
	return some, err
}
