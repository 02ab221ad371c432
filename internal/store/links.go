package store

import (
	"context"
	"crypto/sha256"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
)

const linkColumns = "id, hash, kind, user_id, email, folded, name, admin, roles, created_at, created_by, expires_at"

// AddLink writes a new one-time link. Earlier ones of its kind for the same person
// are dead from now on.
func (tx *Tx) AddLink(ctx context.Context, l *access.Link) error {
	roles, err := encode(l.Roles)
	if err != nil {
		return err
	}
	if _, err := tx.put(ctx, "DELETE FROM invitations WHERE kind = ? AND user_id = ? AND folded = ?", string(l.Kind), l.User, l.Folded); err != nil {
		return err
	}
	_, err = tx.put(ctx, "INSERT INTO invitations ("+linkColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		l.ID, l.Hash[:], string(l.Kind), l.User, l.Email, l.Folded, l.Name, l.Admin, roles, micros(l.CreatedAt), l.CreatedBy, micros(l.ExpiresAt))
	return err
}

// TakeLink takes a one-time link up, so that nobody else can. ok is false if there
// is none with the hash.
func (tx *Tx) TakeLink(ctx context.Context, hash [sha256.Size]byte) (l access.Link, ok bool, err error) {
	l, ok, err = tx.LinkByHash(ctx, hash)
	if err != nil || !ok {
		return l, ok, err
	}
	_, err = tx.put(ctx, "DELETE FROM invitations WHERE hash = ?", hash[:])
	return l, true, err
}

// DropInvitation takes an invitation back, or returns a fault.NotFound.
func (tx *Tx) DropInvitation(ctx context.Context, id string) error {
	dropped, err := tx.put(ctx, "DELETE FROM invitations WHERE id = ? AND kind = 'invite'", id)
	if err == nil && dropped == 0 {
		return fault.New(fault.NotFound, "invitation.not_found", "invitation", id)
	}
	return err
}

// LinkByHash returns the one-time link whose secret has the hash, outdated or
// not; ok is false if there is none.
func (r reader) LinkByHash(ctx context.Context, hash [sha256.Size]byte) (l access.Link, ok bool, err error) {
	list, err := r.links(ctx, "WHERE hash = ?", hash[:])
	if err != nil || len(list) == 0 {
		return access.Link{}, false, err
	}
	return list[0], true, nil
}

// Invitations returns up to limit invitations that are open, newest first, made
// before the one with the id.
func (r reader) Invitations(ctx context.Context, before string, limit int) ([]access.Link, error) {
	if before == "" {
		before = after
	}
	return r.links(ctx, "WHERE id < ? AND kind = 'invite' AND expires_at > ? ORDER BY id DESC LIMIT ?", before, micros(r.asOf), limit)
}

func (r reader) links(ctx context.Context, where string, args ...any) ([]access.Link, error) {
	var list []access.Link
	err := r.each(ctx, func(rows *sql.Rows) error {
		var l access.Link
		var hash []byte
		var roles string
		var created, expires int64
		err := rows.Scan(&l.ID, &hash, &l.Kind, &l.User, &l.Email, &l.Folded, &l.Name, &l.Admin, &roles, &created, &l.CreatedBy, &expires)
		if err != nil {
			return err
		}
		copy(l.Hash[:], hash)
		l.CreatedAt, l.ExpiresAt = instant(created), instant(expires)
		list = append(list, l)
		return decode(roles, &list[len(list)-1].Roles)
	}, "SELECT "+linkColumns+" FROM invitations "+where, args...)
	return list, err
}
