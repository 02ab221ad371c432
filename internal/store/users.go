package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/etag"
	"github.com/diptych-cms/diptych/internal/fault"
)

const userColumns = "id, email, folded, name, admin, roles, password, version, created_at, disabled_at, seen_at"

// AddUser writes somebody new, at version 1. An address that somebody has is a
// Conflict, "user.email_taken".
func (tx *Tx) AddUser(ctx context.Context, u *access.User) error {
	if err := tx.freeEmail(ctx, *u); err != nil {
		return err
	}
	roles, err := encode(u.Roles)
	if err != nil {
		return err
	}
	u.Version = 1
	_, err = tx.put(ctx, "INSERT INTO users ("+userColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		u.ID, u.Email, u.Folded, u.Name, u.Admin, roles, u.Password, u.Version, micros(u.CreatedAt), micros(u.DisabledAt), micros(u.SeenAt))
	return err
}

// SaveUser writes the user if nobody has since it was read, and adds one to its
// version. It returns the faults of AddUser, and a fault.Stale.
func (tx *Tx) SaveUser(ctx context.Context, u *access.User) error {
	if err := tx.freeEmail(ctx, *u); err != nil {
		return err
	}
	roles, err := encode(u.Roles)
	if err != nil {
		return err
	}
	changed, err := tx.put(ctx, `UPDATE users SET email = ?, folded = ?, name = ?, admin = ?, roles = ?, password = ?, disabled_at = ?,
		version = version + 1 WHERE id = ? AND version = ?`,
		u.Email, u.Folded, u.Name, u.Admin, roles, u.Password, micros(u.DisabledAt), u.ID, u.Version)
	if err != nil {
		return err
	}
	if changed == 0 {
		now, err := tx.User(ctx, u.ID)
		if err != nil {
			return err
		}
		return etag.Stale("user.stale", u.Version, now.Version)
	}
	u.Version++
	return nil
}

func (tx *Tx) freeEmail(ctx context.Context, u access.User) error {
	other, taken, err := tx.UserByEmail(ctx, u.Folded)
	if err == nil && taken && other.ID != u.ID {
		return fault.New(fault.Conflict, "user.email_taken", "email", u.Email, "user", other.ID)
	}
	return err
}

// SeeUser notes that the user signed in.
func (tx *Tx) SeeUser(ctx context.Context, id string, at time.Time) error {
	_, err := tx.put(ctx, "UPDATE users SET seen_at = max(seen_at, ?) WHERE id = ?", micros(at), id)
	return err
}

// Rehash writes another form of the user's present password.
func (tx *Tx) Rehash(ctx context.Context, id, old, phc string) error {
	_, err := tx.put(ctx, "UPDATE users SET password = ? WHERE id = ? AND password = ?", phc, id, old)
	return err
}

// EndCredentials ends all that the user signs in with, at once: sessions but the
// one that is kept, tokens, one-time links, and the preview links of the user.
func (tx *Tx) EndCredentials(ctx context.Context, user, keep string) error {
	actor, now := access.UserActor+user, micros(tx.now)
	for _, end := range []struct {
		statement string
		args      []any
	}{
		{"DELETE FROM sessions WHERE user_id = ? AND id <> ?", []any{user, keep}},
		{"UPDATE tokens SET revoked_at = ? WHERE owner <> '' AND owner = ? AND revoked_at = 0", []any{now, actor}},
		{"DELETE FROM invitations WHERE user_id = ? AND kind = 'reset'", []any{user}},
		{"UPDATE preview_links SET revoked_at = ? WHERE by = ? AND revoked_at = 0", []any{now, actor}},
	} {
		if _, err := tx.put(ctx, end.statement, end.args...); err != nil {
			return err
		}
	}
	return nil
}

// OtherAdmins returns how many admins may sign in, the user left out.
func (r reader) OtherAdmins(ctx context.Context, user string) (n int, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) },
		"SELECT count(*) FROM users WHERE admin = 1 AND disabled_at = 0 AND id <> ?", user)
	return n, err
}

// Peopled reports whether anybody or anything can ask over HTTP: a user, or a
// token of the command line.
func (r reader) Peopled(ctx context.Context) (users, tokens bool, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&users, &tokens) },
		"SELECT EXISTS (SELECT 1 FROM users), EXISTS (SELECT 1 FROM tokens)")
	return users, tokens, err
}

// User returns the user, disabled or not, or a fault.NotFound.
func (r reader) User(ctx context.Context, id string) (access.User, error) {
	list, err := r.users(ctx, "WHERE id = ?", id)
	if err == nil && len(list) == 0 {
		err = fault.New(fault.NotFound, "user.not_found", "user", id)
	}
	if err != nil {
		return access.User{}, err
	}
	return list[0], nil
}

// UserByEmail returns whose folded address it is; ok is false if nobody's.
func (r reader) UserByEmail(ctx context.Context, folded string) (u access.User, ok bool, err error) {
	list, err := r.users(ctx, "WHERE folded = ?", folded)
	if err != nil || len(list) == 0 {
		return access.User{}, false, err
	}
	return list[0], true, nil
}

// Users returns up to limit users in the order of their coming, after the one
// with the id.
func (r reader) Users(ctx context.Context, after string, limit int) ([]access.User, error) {
	return r.users(ctx, "WHERE id > ? ORDER BY id LIMIT ?", after, limit)
}

func (r reader) users(ctx context.Context, where string, args ...any) ([]access.User, error) {
	var list []access.User
	err := r.each(ctx, func(rows *sql.Rows) error {
		var u access.User
		var roles string
		var created, disabled, seen int64
		err := rows.Scan(&u.ID, &u.Email, &u.Folded, &u.Name, &u.Admin, &roles, &u.Password, &u.Version, &created, &disabled, &seen)
		if err != nil {
			return err
		}
		u.CreatedAt, u.DisabledAt, u.SeenAt = instant(created), instant(disabled), instant(seen)
		list = append(list, u)
		return decode(roles, &list[len(list)-1].Roles)
	}, "SELECT "+userColumns+" FROM users "+where, args...)
	return list, err
}
