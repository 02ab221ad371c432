package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Post returns the post with its translations, or a fault.NotFound. Absorbed
// posts and those in the trash are returned too.
func (r reader) Post(ctx context.Context, id content.PostID) (*content.Post, error) {
	var row postRow
	found := false
	err := r.each(ctx, func(rows *sql.Rows) error {
		found = true
		return rows.Scan(&row.ID, &row.SourceLocale, &row.Targets, &row.Parity, &row.Version, &row.Head, &row.Live, &row.LiveAt,
			&row.CreatedAt, &row.CreatedBy, &row.UpdatedAt, &row.MergedInto, &row.DeletedAt, &row.DeletedBy, &row.Departures)
	}, `SELECT id, source_locale, targets, parity, version, head, live, live_at, created_at, created_by, updated_at,
		merged_into, deleted_at, deleted_by, departures FROM posts WHERE id = ?`, string(id))
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, fault.New(fault.NotFound, "post.not_found", "post", string(id))
	}
	var translations []translationRow
	err = r.each(ctx, func(rows *sql.Rows) error {
		var t translationRow
		err := rows.Scan(&t.Locale, &t.Version, &t.Status, &t.Head, &t.Live, &t.LiveAt, &t.FirstPublishedAt, &t.UpdatedAt, &t.Decided)
		translations = append(translations, t)
		return err
	}, `SELECT locale, version, status, head, live, live_at, first_published_at, updated_at, decided
		FROM translations WHERE post_id = ? ORDER BY locale`, string(id))
	if err != nil {
		return nil, err
	}
	return postOf(row, translations)
}

// postOf joins the rows of a post.
func postOf(row postRow, translations []translationRow) (*content.Post, error) {
	p := &content.Post{
		ID:           content.PostID(row.ID),
		SourceLocale: locale.Tag(row.SourceLocale),
		Parity:       content.Parity(row.Parity),
		Version:      row.Version,
		Head:         row.Head,
		Live:         row.Live,
		LiveAt:       instant(row.LiveAt),
		CreatedAt:    instant(row.CreatedAt),
		CreatedBy:    row.CreatedBy,
		UpdatedAt:    instant(row.UpdatedAt),
		MergedInto:   content.PostID(row.MergedInto),
		DeletedAt:    instant(row.DeletedAt),
		DeletedBy:    row.DeletedBy,
		Departures:   row.Departures,
		Translations: make([]content.Translation, len(translations)),
	}
	for i, t := range translations {
		p.Translations[i] = content.Translation{
			Locale:           locale.Tag(t.Locale),
			Status:           content.Status(t.Status),
			Version:          t.Version,
			Head:             t.Head,
			Live:             t.Live,
			LiveAt:           instant(t.LiveAt),
			FirstPublishedAt: instant(t.FirstPublishedAt),
			UpdatedAt:        instant(t.UpdatedAt),
			Decided:          t.Decided,
		}
	}
	return p, decode(row.Targets, &p.Targets)
}

// SavePost inserts the post's own row if p.Version is 0; else it writes all of
// it but what is live (Live, LiveAt) and who made it when, if the row still has
// p.Version. It adds one to p.Version and sets p.UpdatedAt, at first
// p.CreatedAt too where it is zero. It returns a fault.Stale if another write
// came between. Translations are not written.
func (tx *Tx) SavePost(ctx context.Context, p *content.Post) error {
	targets, err := encode(p.Targets)
	if err != nil {
		return err
	}
	if p.Version == 0 {
		return tx.addPost(ctx, p, targets)
	}
	n, err := tx.put(ctx, `UPDATE posts SET source_locale = ?, targets = ?, parity = ?, version = version + 1, head = ?, updated_at = ?,
		merged_into = ?, deleted_at = ?, deleted_by = ? WHERE id = ? AND version = ?`,
		string(p.SourceLocale), targets, string(p.Parity), p.Head, micros(tx.now),
		string(p.MergedInto), micros(p.DeletedAt), p.DeletedBy, string(p.ID), p.Version)
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.stalePost(ctx, p.ID, p.Version)
	}
	p.Version++
	p.UpdatedAt = tx.now
	tx.reheaded(p.ID)
	return nil
}

func (tx *Tx) addPost(ctx context.Context, p *content.Post, targets string) error {
	if p.CreatedAt.IsZero() {
		p.CreatedAt = tx.now
	}
	n, err := tx.put(ctx, `INSERT INTO posts (id, source_locale, targets, parity, version, head, live, live_at, created_at, created_by, updated_at,
		merged_into, deleted_at, deleted_by) VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		string(p.ID), string(p.SourceLocale), targets, string(p.Parity), p.Head, p.Live, micros(p.LiveAt), micros(p.CreatedAt), p.CreatedBy,
		micros(tx.now), string(p.MergedInto), micros(p.DeletedAt), p.DeletedBy)
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.stalePost(ctx, p.ID, 0)
	}
	p.Version, p.UpdatedAt = 1, tx.now
	tx.reheaded(p.ID)
	return nil
}

// stalePost says which version the post has now, or that there is none.
func (tx *Tx) stalePost(ctx context.Context, id content.PostID, have int64) error {
	p, err := tx.Post(ctx, id)
	if err != nil {
		return err
	}
	return etag.Stale("post.stale", have, p.Version)
}

// SaveTranslation inserts the row of a translation if t.Version is 0; else it
// writes Status, Head and UpdatedAt if the row still has t.Version: Live,
// LiveAt and FirstPublishedAt stay as they are. It adds one to t.Version and
// sets t.UpdatedAt. It returns a fault.Stale if another write came between. Of
// the post it notes when it was saved, and no row of another translation is
// touched.
func (tx *Tx) SaveTranslation(ctx context.Context, post content.PostID, t *content.Translation) error {
	var n int64
	var err error
	if t.Version == 0 {
		n, err = tx.put(ctx, `INSERT INTO translations (post_id, locale, version, status, head, live, live_at, first_published_at, updated_at)
			VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
			string(post), string(t.Locale), string(t.Status), t.Head, t.Live, micros(t.LiveAt), micros(t.FirstPublishedAt), micros(tx.now))
	} else {
		n, err = tx.put(ctx, "UPDATE translations SET version = version + 1, status = ?, head = ?, updated_at = ? WHERE post_id = ? AND locale = ? AND version = ?",
			string(t.Status), t.Head, micros(tx.now), string(post), string(t.Locale), t.Version)
	}
	if err != nil {
		return err
	}
	if n == 0 {
		return tx.staleTranslation(ctx, post, t.Locale, t.Version)
	}
	t.Version++
	t.UpdatedAt = tx.now
	tx.reheaded(post)
	_, err = tx.put(ctx, "UPDATE posts SET updated_at = ? WHERE id = ?", micros(tx.now), string(post))
	return err
}

// staleTranslation says which version the translation has now, or that there
// is none.
func (tx *Tx) staleTranslation(ctx context.Context, post content.PostID, tag locale.Tag, have int64) error {
	p, err := tx.Post(ctx, post)
	if err != nil {
		return err
	}
	t := p.Translation(tag)
	if t == nil {
		return fault.New(fault.NotFound, "translation.not_found", "post", string(post), "locale", string(tag))
	}
	return etag.Stale("translation.stale", have, t.Version)
}

// SaveLive writes the live pointers of the post and of all its translations,
// with their instants (Live, LiveAt, FirstPublishedAt). It changes no version
// and writes nothing else.
func (tx *Tx) SaveLive(ctx context.Context, p *content.Post) error {
	n, err := tx.put(ctx, "UPDATE posts SET live = ?, live_at = ? WHERE id = ?", p.Live, micros(p.LiveAt), string(p.ID))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "post.not_found", "post", string(p.ID))
	}
	tx.relived(p.ID)
	for _, t := range p.Translations {
		_, err := tx.put(ctx, "UPDATE translations SET live = ?, live_at = ?, first_published_at = ? WHERE post_id = ? AND locale = ?",
			t.Live, micros(t.LiveAt), micros(t.FirstPublishedAt), string(p.ID), string(t.Locale))
		if err != nil {
			return err
		}
	}
	return nil
}

// Populated reports whether the database has any post, the trash included.
func (r reader) Populated(ctx context.Context) (bool, error) {
	var n int
	err := r.q(ctx).Raw("SELECT EXISTS (SELECT 1 FROM posts)").Scan(&n).Error
	return n > 0, err
}
