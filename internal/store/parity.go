package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Course returns the steps of the post's revisions that are live, of those named,
// of those that were confirmed, and of all that these stand on; and what was
// confirmed. It finds each by its key, however many revisions there are.
func (r reader) Course(ctx context.Context, id content.PostID, also ...content.StepKey) (content.Course, error) {
	var c content.Course
	keys, err := encode(append([]content.StepKey{}, also...)) // a list, never null
	if err != nil {
		return c, err
	}
	err = r.each(ctx, func(rows *sql.Rows) error {
		var tag locale.Tag
		var s content.Step
		err := rows.Scan(&tag, &s.N, &s.Means, &s.Sense, &s.BasedOn, &s.BasedIn)
		c.Put(tag, s)
		return err
	}, steps, string(id), keys)
	if err != nil {
		return c, err
	}
	c.Confirmed, err = r.confirmations(ctx, id)
	return c, err
}

// steps finds what is asked for; of all that mean the same, one for each revision
// that they are based on; and what these are based on.
const steps = `WITH asked (locale, n) AS (
		SELECT locale, live FROM translations WHERE post_id = ?1 AND live > 0
		UNION SELECT value ->> 'Locale', value ->> 'N' FROM json_each(?2)
		UNION SELECT locale, n FROM confirmations WHERE post_id = ?1
		UNION SELECT beside, beside_n FROM confirmations WHERE post_id = ?1
	), found (locale, n, means, sense, based_on, based_in) AS (
		SELECT r.locale, r.n, r.means, r.sense, r.based_on, r.based_in
		FROM asked a CROSS JOIN revisions r ON r.post_id = ?1 AND r.locale = a.locale AND r.n = a.n
	), kin AS (
		SELECT * FROM found
		UNION
		SELECT r.locale, min(r.n), r.means, r.sense, r.based_on, r.based_in
		FROM (SELECT DISTINCT locale, means FROM found) f
		CROSS JOIN revisions r ON r.post_id = ?1 AND r.locale = f.locale AND r.means = f.means AND r.means > 0
		GROUP BY r.locale, r.means, r.based_in, r.based_on
	), known (locale, n, means, sense, based_on, based_in) AS (
		SELECT k.locale, k.n, k.means, k.sense, k.based_on,
			CASE WHEN k.based_on > 0 AND k.based_in = '' THEN p.source_locale ELSE k.based_in END
		FROM kin k CROSS JOIN posts p ON p.id = ?1
	)
	SELECT locale, n, CASE means WHEN 0 THEN n ELSE means END, sense, based_on, based_in FROM known
	UNION
	SELECT r.locale, r.n, CASE r.means WHEN 0 THEN r.n ELSE r.means END, r.sense, 0, ''
	FROM known k CROSS JOIN revisions r ON r.post_id = ?1 AND r.locale = k.based_in AND r.n = k.based_on
	WHERE k.based_on > 0 AND NOT EXISTS (SELECT 1 FROM known o WHERE o.locale = r.locale AND o.n = r.n)`

// MeaningOf returns what the newest revision of the translation means that has
// the sense; 0 if none has.
func (r reader) MeaningOf(ctx context.Context, post content.PostID, tag locale.Tag, sense string) (means int, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&means) },
		`SELECT CASE means WHEN 0 THEN n ELSE means END FROM revisions
		WHERE post_id = ? AND locale = ? AND sense = ? AND sense <> '' ORDER BY n DESC LIMIT 1`, string(post), string(tag), sense)
	return means, err
}

func (r reader) confirmations(ctx context.Context, id content.PostID) ([]content.Confirmation, error) {
	var list []content.Confirmation
	err := r.each(ctx, func(rows *sql.Rows) error {
		var said content.Confirmation
		var at int64
		err := rows.Scan(&said.Locale, &said.N, &said.Beside, &said.BesideN, &at, &said.By)
		said.At = instant(at)
		list = append(list, said)
		return err
	}, "SELECT locale, n, beside, beside_n, at, by FROM confirmations WHERE post_id = ? ORDER BY at, locale, n", string(id))
	return list, err
}

// AddConfirmation writes somebody's word at the instant of the transaction.
// Whoever said the same first keeps it: fresh is false then.
func (tx *Tx) AddConfirmation(ctx context.Context, id content.PostID, said content.Confirmation) (fresh bool, err error) {
	n, err := tx.put(ctx, `INSERT INTO confirmations (post_id, locale, n, beside, beside_n, at, by)
		VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		string(id), string(said.Locale), said.N, string(said.Beside), said.BesideN, micros(tx.now), said.By)
	if err != nil || n == 0 {
		return false, err
	}
	tx.relived(id)
	_, err = tx.put(ctx, "UPDATE translations SET decided = decided + 1 WHERE post_id = ? AND locale IN (?, ?)", string(id), string(said.Locale), string(said.Beside))
	return true, err
}

// Parting returns the time that the languages of the post are apart by the last
// lines of the ledger; the zero one if they are not.
func (r reader) Parting(ctx context.Context, id content.PostID) (content.Parting, error) {
	var p content.Parting
	err := r.each(ctx, func(rows *sql.Rows) error {
		var since int64
		var lags string
		if err := rows.Scan(&since, &lags); err != nil {
			return err
		}
		p.Since = instant(since)
		return decode(lags, &p.Lags)
	}, parting, string(id))
	if len(p.Lags) == 0 {
		return content.Parting{}, err
	}
	return p, err
}

const parting = `SELECT since, lags FROM ledger WHERE post_id = ? AND what IN ('diverged', 'lagging', 'converged') ORDER BY id DESC LIMIT 1`

// AddLines writes lines into the ledger, in order, at the instant of the
// transaction and with the number that its events have in the outbox.
func (tx *Tx) AddLines(ctx context.Context, lines []content.Line) error {
	if len(lines) == 0 {
		return nil
	}
	seq, err := tx.outbox(ctx)
	if err != nil {
		return err
	}
	for _, l := range lines {
		lags, err := encode(append([]content.Lag{}, l.Lags...)) // a list, never null
		if err != nil {
			return err
		}
		blockers, err := encode(append([]content.Blocker{}, l.Blockers...))
		if err != nil {
			return err
		}
		_, err = tx.put(ctx, `INSERT INTO ledger
			(post_id, at, tx, what, cause, rule, by, release_id, schedule_id, locale, revision, since, lags, reason, blockers)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
			string(l.Post), micros(tx.now), seq, string(l.What), string(l.Cause), string(l.Rule), l.By, l.Release, l.Schedule,
			string(l.Locale), l.Revision, micros(l.Since), lags, l.Reason, blockers)
		if err != nil {
			return err
		}
	}
	return nil
}
