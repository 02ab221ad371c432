package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/once"
)

// Once returns what the actor's key stands for, outdated or not; ok is false if
// it was not used.
func (r reader) Once(ctx context.Context, actor, key string) (was once.Record, ok bool, err error) {
	was = once.Record{Actor: actor, Key: key}
	err = r.each(ctx, func(rows *sql.Rows) error {
		var hash, result []byte
		var until int64
		if err := rows.Scan(&hash, &result, &until); err != nil {
			return err
		}
		ok, was.Result, was.Until = true, result, instant(until)
		copy(was.Hash[:], hash)
		return nil
	}, "SELECT hash, result, expires_at FROM once WHERE actor = ? AND key = ?", actor, key)
	return was, ok, err
}

// PutOnce remembers a key, in the place of an outdated one.
func (tx *Tx) PutOnce(ctx context.Context, r once.Record) error {
	_, err := tx.put(ctx, `INSERT INTO once (actor, key, hash, result, expires_at) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (actor, key) DO UPDATE SET hash = excluded.hash, result = excluded.result, expires_at = excluded.expires_at`,
		r.Actor, r.Key, r.Hash[:], string(r.Result), micros(r.Until))
	return err
}

// ForgetOnce drops up to limit outdated keys and returns their number.
func (tx *Tx) ForgetOnce(ctx context.Context, limit int) (int64, error) {
	return tx.put(ctx, `DELETE FROM once WHERE (actor, key) IN
		(SELECT actor, key FROM once WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`, micros(tx.now), limit)
}
