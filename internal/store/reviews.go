package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/work"
)

// Approved reports whether revision n of the translation is approved: the last
// that was decided of it is that it is right.
func (r reader) Approved(ctx context.Context, post content.PostID, tag locale.Tag, n int) (approved bool, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&approved) },
		"SELECT decision = 'approve' FROM reviews WHERE post_id = ? AND locale = ? AND n = ? ORDER BY id DESC LIMIT 1",
		string(post), string(tag), n)
	return approved, err
}

// Approvals returns the revisions of the translation that are approved, in order.
func (r reader) Approvals(ctx context.Context, post content.PostID, tag locale.Tag) ([]work.Approval, error) {
	var list []work.Approval
	err := r.each(ctx, func(rows *sql.Rows) error {
		var a work.Approval
		var at int64
		err := rows.Scan(&a.N, &a.By, &at)
		a.At = instant(at)
		list = append(list, a)
		return err
	}, approvals, string(post), string(tag))
	return list, err
}

const approvals = `SELECT n, by, at FROM reviews r WHERE post_id = ?1 AND locale = ?2 AND decision = 'approve'
	AND NOT EXISTS (SELECT 1 FROM reviews x WHERE x.post_id = ?1 AND x.locale = ?2 AND x.n = r.n AND x.id > r.id) ORDER BY n`

// Reviews returns up to limit steps of the translation's reviews, the newest first.
func (r reader) Reviews(ctx context.Context, post content.PostID, tag locale.Tag, limit int) ([]work.Review, error) {
	var list []work.Review
	err := r.each(ctx, func(rows *sql.Rows) error {
		var step work.Review
		var at int64
		err := rows.Scan(&step.N, &step.Decision, &step.By, &at, &step.Thread)
		step.At = instant(at)
		list = append(list, step)
		return err
	}, "SELECT n, decision, by, at, thread FROM reviews WHERE post_id = ? AND locale = ? ORDER BY n DESC, id DESC LIMIT ?",
		string(post), string(tag), limit)
	return list, err
}

// AddReview writes a step of a review, at the instant of the transaction. It counts
// among the words given on the translation: what a machine wrote is reviewed when the
// whole is approved.
func (tx *Tx) AddReview(ctx context.Context, post content.PostID, tag locale.Tag, step work.Review) error {
	tx.reheaded(post)
	_, err := tx.put(ctx, "INSERT INTO reviews (post_id, locale, n, decision, at, by, thread) VALUES (?, ?, ?, ?, ?, ?, ?)",
		string(post), string(tag), step.N, string(step.Decision), micros(tx.now), step.By, step.Thread)
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, "UPDATE translations SET decided = decided + 1 WHERE post_id = ? AND locale = ?", string(post), string(tag))
	return err
}

// WrittenBy reports whether the actor saved a revision of the translation after
// the one with the number.
func (r reader) WrittenBy(ctx context.Context, part content.Part, after int, actor string) (did bool, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&did) },
		"SELECT EXISTS (SELECT 1 FROM revisions WHERE post_id = ? AND locale = ? AND n > ? AND by = ?)",
		string(part.Post), string(part.Locale), after, actor)
	return did, err
}
