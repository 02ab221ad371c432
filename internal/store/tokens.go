package store

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
)

// AddToken writes a new token.
func (tx *Tx) AddToken(ctx context.Context, t *access.Token) error {
	roles, err := encode(t.Roles)
	if err != nil {
		return err
	}
	row := tokenRow{
		ID: t.ID, Hash: t.Hash[:], Name: t.Name, Roles: roles,
		CreatedAt: micros(t.CreatedAt),
		ExpiresAt: micros(t.ExpiresAt), RevokedAt: micros(t.RevokedAt),
	}
	if t.Admin {
		row.Admin = 1
	}
	return tx.q(ctx).Create(&row).Error
}

// RevokeToken notes when the token was revoked, the first time alone. It
// returns a fault.NotFound if there is no such token.
func (tx *Tx) RevokeToken(ctx context.Context, id string, at time.Time) error {
	res := tx.q(ctx).Exec("UPDATE tokens SET revoked_at = iif(revoked_at = 0, ?, revoked_at) WHERE id = ?", micros(at), id)
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.NotFound, "token.not_found", "token", id)
	}
	return res.Error
}

// TokenByHash returns the token whose secret has the hash, revoked and expired
// ones too; ok is false if there is none.
func (r reader) TokenByHash(ctx context.Context, hash [sha256.Size]byte) (t access.Token, ok bool, err error) {
	var row tokenRow
	err = r.q(ctx).Where("hash = ?", hash[:]).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return access.Token{}, false, nil
	}
	if err != nil {
		return access.Token{}, false, err
	}
	t, err = tokenOf(row)
	return t, err == nil, err
}

// Tokens returns every token, oldest first.
func (r reader) Tokens(ctx context.Context) ([]access.Token, error) {
	var rows []tokenRow
	if err := r.q(ctx).Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, err
	}
	tokens := make([]access.Token, len(rows))
	for i, row := range rows {
		t, err := tokenOf(row)
		if err != nil {
			return nil, err
		}
		tokens[i] = t
	}
	return tokens, nil
}

func tokenOf(row tokenRow) (access.Token, error) {
	t := access.Token{
		ID: row.ID, Name: row.Name, Admin: row.Admin != 0,
		CreatedAt: instant(row.CreatedAt),
		ExpiresAt: instant(row.ExpiresAt), RevokedAt: instant(row.RevokedAt),
	}
	copy(t.Hash[:], row.Hash)
	return t, decode(row.Roles, &t.Roles)
}
