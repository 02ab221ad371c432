package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Course returns the steps of all revisions of the post's translations, and what
// was confirmed of them. It reads an index alone, but for revisions that are older
// than senses are kept.
func (r reader) Course(ctx context.Context, id content.PostID) (content.Course, error) {
	c := content.Course{Steps: make(map[locale.Tag][]content.Step)}
	var old []content.Revision // whose sense was never kept
	err := r.each(ctx, func(rows *sql.Rows) error {
		var tag locale.Tag
		var s content.Step
		if err := rows.Scan(&tag, &s.N, &s.Minor, &s.Sense, &s.BasedOn, &s.BasedIn); err != nil {
			return err
		}
		if s.Sense == "" {
			old = append(old, content.Revision{Locale: tag, N: s.N})
		}
		c.Steps[tag] = append(c.Steps[tag], s)
		return nil
	}, "SELECT locale, n, minor, sense, based_on, based_in FROM revisions WHERE post_id = ? ORDER BY locale, n", string(id))
	if err != nil {
		return c, err
	}
	for _, one := range old {
		rev, err := r.Revision(ctx, id, one.Locale, one.N)
		if err != nil {
			return c, err
		}
		for i, s := range c.Steps[one.Locale] {
			if s.N == one.N {
				c.Steps[one.Locale][i].Sense = rev.Says()
			}
		}
	}
	c.Confirmed, err = r.confirmations(ctx, id)
	return c, err
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
	return n > 0, err
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
	}, `SELECT since, lags FROM ledger WHERE post_id = ? AND what IN ('diverged', 'lagging', 'converged') ORDER BY id DESC LIMIT 1`, string(id))
	if len(p.Lags) == 0 {
		return content.Parting{}, err
	}
	return p, err
}

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
