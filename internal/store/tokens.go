package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
)

const tokenColumns = "id, hash, name, owner, scopes, admin, roles, created_at, expires_at, revoked_at, used_at"

// AddToken writes a new token.
func (tx *Tx) AddToken(ctx context.Context, t *access.Token) error {
	roles, err := encode(t.Roles)
	if err != nil {
		return err
	}
	scopes := t.Scopes
	if scopes == nil {
		scopes = []access.Scope{access.ScopeManage}
	}
	list, err := encode(scopes)
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, "INSERT INTO tokens ("+tokenColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		t.ID, t.Hash[:], t.Name, t.Owner, list, t.Admin, roles, micros(t.CreatedAt), micros(t.ExpiresAt), micros(t.RevokedAt), micros(t.UsedAt))
	return err
}

// RevokeToken notes that the token opens nothing from now on, nor do the preview
// links that were made with it. It returns a fault.NotFound if there is no such
// token.
func (tx *Tx) RevokeToken(ctx context.Context, id string) error {
	found, err := tx.put(ctx, "UPDATE tokens SET revoked_at = iif(revoked_at = 0, ?, revoked_at) WHERE id = ?", micros(tx.now), id)
	if err == nil && found == 0 {
		return noToken(id)
	}
	if err != nil {
		return err
	}
	actor := access.TokenActor + id
	_, err = tx.put(ctx, "UPDATE preview_links SET revoked_at = ? WHERE revoked_at = 0 AND (by = ? OR via = ?)", micros(tx.now), actor, actor)
	return err
}

// UseToken notes when the token was used.
func (tx *Tx) UseToken(ctx context.Context, id string, at time.Time) error {
	_, err := tx.put(ctx, "UPDATE tokens SET used_at = max(used_at, ?) WHERE id = ?", micros(at), id)
	return err
}

// Token returns the token, revoked and expired ones too, or a fault.NotFound.
func (r reader) Token(ctx context.Context, id string) (access.Token, error) {
	list, err := r.tokens(ctx, "WHERE id = ?", id)
	if err == nil && len(list) == 0 {
		err = noToken(id)
	}
	if err != nil {
		return access.Token{}, err
	}
	return list[0], nil
}

func noToken(id string) error { return fault.New(fault.NotFound, "token.not_found", "token", id) }

// TokenByHash returns the token whose secret has the hash, revoked and expired
// ones too; ok is false if there is none.
func (r reader) TokenByHash(ctx context.Context, hash [sha256.Size]byte) (t access.Token, ok bool, err error) {
	list, err := r.tokens(ctx, "WHERE hash = ?", hash[:])
	if err != nil || len(list) == 0 {
		return access.Token{}, false, err
	}
	return list[0], true, nil
}

// Tokens returns up to limit tokens, newest first: the owner's, or everybody's if
// there is none named, made before the one with the id.
func (r reader) Tokens(ctx context.Context, owner, before string, limit int) ([]access.Token, error) {
	if before == "" {
		before = after
	}
	if owner == "" {
		return r.tokens(ctx, "WHERE id < ? ORDER BY id DESC LIMIT ?", before, limit)
	}
	return r.tokens(ctx, "WHERE owner <> '' AND owner = ? AND id < ? ORDER BY id DESC LIMIT ?", owner, before, limit)
}

// after is behind every id.
const after = "~"

func (r reader) tokens(ctx context.Context, where string, args ...any) ([]access.Token, error) {
	var list []access.Token
	err := r.each(ctx, func(rows *sql.Rows) error {
		var t access.Token
		var hash []byte
		var scopes, roles string
		var created, expires, revoked, used int64
		if err := rows.Scan(&t.ID, &hash, &t.Name, &t.Owner, &scopes, &t.Admin, &roles, &created, &expires, &revoked, &used); err != nil {
			return err
		}
		copy(t.Hash[:], hash)
		t.CreatedAt, t.ExpiresAt, t.RevokedAt, t.UsedAt = instant(created), instant(expires), instant(revoked), instant(used)
		if err := decode(scopes, &t.Scopes); err != nil {
			return err
		}
		list = append(list, t)
		return decode(roles, &list[len(list)-1].Roles)
	}, "SELECT "+tokenColumns+" FROM tokens "+where, args...)
	return list, err
}
