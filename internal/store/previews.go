package store

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"errors"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
)

// AddPreviewLink writes a new link.
func (tx *Tx) AddPreviewLink(ctx context.Context, l *access.PreviewLink) error {
	locales, err := encode(l.Locales)
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, `INSERT INTO preview_links
		(id, hash, post_id, locales, note, by, via, created_at, expires_at, revoked_at, used_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		l.ID, l.Hash[:], string(l.Post), locales, l.Note, l.By, l.Via,
		micros(l.CreatedAt), micros(l.ExpiresAt), micros(l.RevokedAt), micros(l.UsedAt))
	return err
}

// RevokePreviewLink notes when the link was revoked, the first time alone.
func (tx *Tx) RevokePreviewLink(ctx context.Context, id string, at time.Time) error {
	_, err := tx.put(ctx, "UPDATE preview_links SET revoked_at = ? WHERE id = ? AND revoked_at = 0", micros(at), id)
	return err
}

// UsePreviewLink notes when the link last opened the door.
func (tx *Tx) UsePreviewLink(ctx context.Context, id string, at time.Time) error {
	_, err := tx.put(ctx, "UPDATE preview_links SET used_at = ? WHERE id = ?", micros(at), id)
	return err
}

// ForgetPreviewLinks deletes up to limit links that ended before the instant, and
// returns their number.
func (tx *Tx) ForgetPreviewLinks(ctx context.Context, before time.Time, limit int) (int64, error) {
	return tx.put(ctx, `DELETE FROM preview_links WHERE id IN
		(SELECT id FROM preview_links WHERE expires_at < ? ORDER BY expires_at LIMIT ?)`, micros(before), limit)
}

// previewLinks reads links l, each with whether the token that it was made with was
// revoked since.
const previewLinks = `SELECT l.id, l.hash, l.post_id, l.locales, l.note, l.by, l.via, l.created_at, l.expires_at, l.revoked_at, l.used_at,
	l.via LIKE 'token:%' AND NOT EXISTS (SELECT 1 FROM tokens t WHERE t.id = substr(l.via, 7) AND t.revoked_at = 0)
	FROM preview_links l `

// PreviewLink returns the link, dead ones too; ok is false if there is none.
func (r reader) PreviewLink(ctx context.Context, id string) (l access.PreviewLink, ok bool, err error) {
	return r.previewLink(ctx, previewLinks+"WHERE l.id = ?", id)
}

// PreviewLinkByHash returns the link whose secret has the hash, dead ones too; ok
// is false if there is none.
func (r reader) PreviewLinkByHash(ctx context.Context, hash [sha256.Size]byte) (l access.PreviewLink, ok bool, err error) {
	return r.previewLink(ctx, previewLinks+"WHERE l.hash = ?", hash[:])
}

func (r reader) previewLink(ctx context.Context, query string, key any) (l access.PreviewLink, ok bool, err error) {
	list, err := r.previewLinks(ctx, query, key)
	if err != nil || len(list) == 0 {
		return access.PreviewLink{}, false, err
	}
	return list[0], true, nil
}

// PreviewLinks returns the links to the post that have not ended by the instant,
// newest first.
func (r reader) PreviewLinks(ctx context.Context, post content.PostID, at time.Time) ([]access.PreviewLink, error) {
	return r.previewLinks(ctx, previewLinks+`WHERE l.post_id = ? AND l.revoked_at = 0 AND l.expires_at > ?
		ORDER BY l.created_at DESC, l.id DESC`, string(post), micros(at))
}

func (r reader) previewLinks(ctx context.Context, query string, args ...any) ([]access.PreviewLink, error) {
	var list []access.PreviewLink
	err := r.each(ctx, func(rows *sql.Rows) error {
		var l access.PreviewLink
		var hash []byte
		var locales string
		var created, expires, revoked, used int64
		err := rows.Scan(&l.ID, &hash, &l.Post, &locales, &l.Note, &l.By, &l.Via, &created, &expires, &revoked, &used, &l.Withdrawn)
		if err != nil {
			return err
		}
		copy(l.Hash[:], hash)
		l.CreatedAt, l.ExpiresAt, l.RevokedAt, l.UsedAt = instant(created), instant(expires), instant(revoked), instant(used)
		list = append(list, l)
		return decode(locales, &list[len(list)-1].Locales)
	}, query, args...)
	return list, err
}

// PreviewKey returns the key with which addresses of previewed files are signed.
func (r reader) PreviewKey(ctx context.Context) (key []byte, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&key) }, "SELECT key FROM preview_key WHERE id = 1")
	if err == nil && len(key) == 0 {
		err = errors.New("the database has no preview key")
	}
	return key, err
}

// makePreviewKey gives a database without a preview key one.
func (tx *Tx) makePreviewKey(ctx context.Context) error {
	var n int
	if err := tx.q(ctx).Raw("SELECT count(*) FROM preview_key").Scan(&n).Error; err != nil || n > 0 {
		return err
	}
	key := make([]byte, 32)
	rand.Read(key) // never fails: it would end the process
	_, err := tx.put(ctx, "INSERT INTO preview_key (id, key) VALUES (1, ?)", key)
	return err
}
