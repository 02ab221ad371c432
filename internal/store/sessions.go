package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
)

const sessionColumns = "id, hash, user_id, address, agent, created_at, seen_at, expires_at"

// AddSession writes a new session and drops the user's oldest ones beyond most.
func (tx *Tx) AddSession(ctx context.Context, s *access.Session, most int) error {
	_, err := tx.put(ctx, "INSERT INTO sessions ("+sessionColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		s.ID, s.Hash[:], s.User, s.Address, s.Agent, micros(s.CreatedAt), micros(s.SeenAt), micros(s.ExpiresAt))
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, `DELETE FROM sessions WHERE id IN (
		SELECT id FROM sessions WHERE user_id = ? ORDER BY created_at DESC, id DESC LIMIT -1 OFFSET ?)`, s.User, most)
	return err
}

// EndSession ends a session of the user, or returns a fault.NotFound.
func (tx *Tx) EndSession(ctx context.Context, user, id string) error {
	ended, err := tx.put(ctx, "DELETE FROM sessions WHERE id = ? AND user_id = ?", id, user)
	if err == nil && ended == 0 {
		return fault.New(fault.NotFound, "session.not_found", "session", id)
	}
	return err
}

// ReplaceSession ends the session whose cookie has the hash, if there is one.
func (tx *Tx) ReplaceSession(ctx context.Context, hash [sha256.Size]byte) error {
	_, err := tx.put(ctx, "DELETE FROM sessions WHERE hash = ?", hash[:])
	return err
}

// SeeSession notes when the session was used.
func (tx *Tx) SeeSession(ctx context.Context, id string, at time.Time) error {
	_, err := tx.put(ctx, "UPDATE sessions SET seen_at = max(seen_at, ?) WHERE id = ?", micros(at), id)
	return err
}

// ForgetOutdated drops up to limit each of sessions that are over and of one-time
// links that nobody took up in time, and returns their number.
func (tx *Tx) ForgetOutdated(ctx context.Context, limit int) (int64, error) {
	sessions, err := tx.put(ctx, "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)",
		micros(tx.now), limit)
	if err != nil {
		return 0, err
	}
	links, err := tx.put(ctx, "DELETE FROM invitations WHERE id IN (SELECT id FROM invitations WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)",
		micros(tx.now), limit)
	return sessions + links, err
}

// SessionByHash returns the session whose cookie has the hash, over or not; ok is
// false if there is none.
func (r reader) SessionByHash(ctx context.Context, hash [sha256.Size]byte) (s access.Session, ok bool, err error) {
	list, err := r.sessions(ctx, "WHERE hash = ?", hash[:])
	if err != nil || len(list) == 0 {
		return access.Session{}, false, err
	}
	return list[0], true, nil
}

// Sessions returns the user's sessions, newest first.
func (r reader) Sessions(ctx context.Context, user string) ([]access.Session, error) {
	return r.sessions(ctx, "WHERE user_id = ? ORDER BY created_at DESC, id DESC", user)
}

func (r reader) sessions(ctx context.Context, where string, args ...any) ([]access.Session, error) {
	var list []access.Session
	err := r.each(ctx, func(rows *sql.Rows) error {
		var s access.Session
		var hash []byte
		var created, seen, expires int64
		err := rows.Scan(&s.ID, &hash, &s.User, &s.Address, &s.Agent, &created, &seen, &expires)
		copy(s.Hash[:], hash)
		s.CreatedAt, s.SeenAt, s.ExpiresAt = instant(created), instant(seen), instant(expires)
		list = append(list, s)
		return err
	}, "SELECT "+sessionColumns+" FROM sessions "+where, args...)
	return list, err
}
