package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

const threadColumns = "id, post_id, locale, segment, excerpt, of_source, revision, resolved_at, resolved_by"

// Thread returns the thread with its comments, or a fault.NotFound.
func (r reader) Thread(ctx context.Context, id string) (work.Thread, error) {
	list, err := r.threads(ctx, "WHERE id = ?", id)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "comment.not_found", "comment", id)
	}
	if err != nil {
		return work.Thread{}, err
	}
	return list[0], nil
}

// ThreadOf returns the thread that the comment stands in, or a fault.NotFound.
func (r reader) ThreadOf(ctx context.Context, comment string) (work.Thread, error) {
	list, err := r.threads(ctx, "WHERE id = (SELECT thread_id FROM comments WHERE id = ?)", comment)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "comment.not_found", "comment", comment)
	}
	if err != nil {
		return work.Thread{}, err
	}
	return list[0], nil
}

// Threads returns threads about the translation with their comments, the newest first.
func (r reader) Threads(ctx context.Context, post content.PostID, tag locale.Tag, q work.ThreadQuery) ([]work.Thread, error) {
	where, args := "WHERE post_id = ? AND locale = ?", []any{string(post), string(tag)}
	if q.Segment != "" {
		where, args = where+" AND segment = ?", append(args, q.Segment)
	}
	if q.Open != nil && *q.Open {
		where += " AND resolved_at = 0"
	} else if q.Open != nil {
		where += " AND resolved_at > 0"
	}
	if q.Before != "" {
		where, args = where+" AND id < ?", append(args, q.Before)
	}
	return r.threads(ctx, where+" ORDER BY id DESC LIMIT ?", append(args, q.Limit)...)
}

// CountThreads returns how many threads there are about the translation.
func (r reader) CountThreads(ctx context.Context, post content.PostID, tag locale.Tag) (n int, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) },
		"SELECT count(*) FROM threads WHERE post_id = ? AND locale = ?", string(post), string(tag))
	return n, err
}

// OpenThreads returns how many open threads there are about each segment of the
// translation; under "" those about the whole.
func (r reader) OpenThreads(ctx context.Context, post content.PostID, tag locale.Tag) (map[string]int, error) {
	open := make(map[string]int)
	err := r.each(ctx, func(rows *sql.Rows) error {
		var segment string
		var n int
		err := rows.Scan(&segment, &n)
		open[segment] = n
		return err
	}, "SELECT segment, count(*) FROM threads WHERE post_id = ? AND locale = ? AND resolved_at = 0 GROUP BY segment", string(post), string(tag))
	return open, err
}

func (r reader) threads(ctx context.Context, where string, args ...any) ([]work.Thread, error) {
	var list []work.Thread
	at := make(map[string]int)
	var ids []string
	err := r.each(ctx, func(rows *sql.Rows) error {
		var t work.Thread
		var resolved int64
		err := rows.Scan(&t.ID, &t.Post, &t.Locale, &t.Segment, &t.Excerpt, &t.OfSource, &t.Revision, &resolved, &t.ResolvedBy.ID)
		t.ResolvedAt = instant(resolved)
		at[t.ID] = len(list)
		list, ids = append(list, t), append(ids, t.ID)
		return err
	}, "SELECT "+threadColumns+" FROM threads "+where, args...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	doc, err := encode(ids)
	if err != nil {
		return nil, err
	}
	err = r.each(ctx, func(rows *sql.Rows) error {
		var c work.Comment
		var said, edited int64
		err := rows.Scan(&c.ID, &c.Thread, &c.Version, &c.Text, &c.By.ID, &said, &edited)
		c.At, c.EditedAt = instant(said), instant(edited)
		t := &list[at[c.Thread]]
		t.Comments = append(t.Comments, c)
		return err
	}, `SELECT id, thread_id, version, text, by, at, edited_at FROM comments
		WHERE thread_id IN (SELECT value FROM json_each(?)) ORDER BY thread_id, id`, doc)
	return list, err
}

// AddThread writes a new thread, without the comments, which [Tx.AddComment] adds.
func (tx *Tx) AddThread(ctx context.Context, t work.Thread) error {
	_, err := tx.put(ctx, "INSERT INTO threads ("+threadColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		t.ID, string(t.Post), string(t.Locale), t.Segment, t.Excerpt, t.OfSource, t.Revision, micros(t.ResolvedAt), t.ResolvedBy.ID)
	return err
}

// SaveThread writes whether and by whom the thread is resolved.
func (tx *Tx) SaveThread(ctx context.Context, t work.Thread) error {
	_, err := tx.put(ctx, "UPDATE threads SET resolved_at = ?, resolved_by = ? WHERE id = ?", micros(t.ResolvedAt), t.ResolvedBy.ID, t.ID)
	return err
}

// AddComment writes a new comment, as version 1, at the instant of the transaction.
func (tx *Tx) AddComment(ctx context.Context, c *work.Comment) error {
	c.Version, c.At = 1, tx.now
	_, err := tx.put(ctx, "INSERT INTO comments (id, thread_id, version, text, by, at, edited_at) VALUES (?, ?, ?, ?, ?, ?, 0)",
		c.ID, c.Thread, c.Version, c.Text, c.By.ID, micros(c.At))
	return err
}

// SaveComment writes the comment's text if it still has its version, and adds one
// to it; otherwise it returns a fault.Stale.
func (tx *Tx) SaveComment(ctx context.Context, c *work.Comment) error {
	n, err := tx.put(ctx, "UPDATE comments SET text = ?, edited_at = ?, version = version + 1 WHERE id = ? AND version = ?",
		c.Text, micros(c.EditedAt), c.ID, c.Version)
	if err == nil && n == 0 {
		err = etag.Stale("comment.stale", c.Version, c.Version+1)
	}
	if err != nil {
		return err
	}
	c.Version++
	return nil
}

// DropComment deletes the comment, and the thread with its last one.
func (tx *Tx) DropComment(ctx context.Context, c work.Comment) error {
	if _, err := tx.put(ctx, "DELETE FROM comments WHERE id = ?", c.ID); err != nil {
		return err
	}
	_, err := tx.put(ctx, "DELETE FROM threads WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM comments WHERE thread_id = ?1)", c.Thread)
	return err
}
