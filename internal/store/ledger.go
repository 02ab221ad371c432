package store

import (
	"context"
	"database/sql"
	"math"

	"github.com/diptych-cms/diptych/internal/content"
)

// Ledger returns up to limit lines about the post, those before the id, newest
// first; id 0: from the newest on.
func (r reader) Ledger(ctx context.Context, id content.PostID, before int64, limit int) ([]content.Line, error) {
	if before == 0 {
		before = math.MaxInt64
	}
	return r.lines(ctx, ledgerPage, string(id), before, limit)
}

// History returns the lines about the post that say what is live and what lags,
// oldest first.
func (r reader) History(ctx context.Context, id content.PostID) ([]content.Line, error) {
	return r.lines(ctx, history, string(id))
}

const (
	lineColumns = `id, post_id, at, tx, what, cause, rule, by, release_id, schedule_id, locale, revision, since, lags, reason, blockers`
	ledgerPage  = "SELECT " + lineColumns + " FROM ledger WHERE post_id = ? AND id < ? ORDER BY id DESC LIMIT ?"
	history     = "SELECT " + lineColumns + ` FROM ledger WHERE post_id = ?
		AND what IN ('live', 'gone', 'diverged', 'lagging', 'converged') ORDER BY id`
)

// lines reads lines of the ledger by a query for [lineColumns].
func (r reader) lines(ctx context.Context, query string, args ...any) ([]content.Line, error) {
	var list []content.Line
	err := r.each(ctx, func(rows *sql.Rows) error {
		var l content.Line
		var at, since int64
		var lags, blockers string
		err := rows.Scan(&l.ID, &l.Post, &at, &l.Transaction, &l.What, &l.Cause, &l.Rule, &l.By, &l.Release, &l.Schedule,
			&l.Locale, &l.Revision, &since, &lags, &l.Reason, &blockers)
		if err != nil {
			return err
		}
		l.At, l.Since = instant(at), instant(since)
		if err := decode(lags, &l.Lags); err != nil {
			return err
		}
		err = decode(blockers, &l.Blockers)
		list = append(list, l)
		return err
	}, query, args...)
	return list, err
}

// Episodes returns the times that languages of posts were apart, oldest first,
// without titles and names.
func (r reader) Episodes(ctx context.Context, q content.EpisodeQuery) ([]content.Episode, error) {
	from, before, after := int64(math.MinInt64), int64(math.MaxInt64), content.EpisodeKey{ID: -1}
	if !q.From.IsZero() {
		from = micros(q.From)
	}
	if !q.Before.IsZero() {
		before = micros(q.Before)
	}
	if q.After != nil {
		after, from = *q.After, max(from, micros(q.After.DivergedAt))
	}
	var list []content.Episode
	err := r.each(ctx, func(rows *sql.Rows) error {
		var e content.Episode
		var since, ended int64
		var tags string
		var reason *string
		if err := rows.Scan(&e.ID, &e.Post, &e.Rule, &since, &e.By, &e.Transaction, &ended, &tags, &reason); err != nil {
			return err
		}
		e.DivergedAt, e.ConvergedAt = instant(since), instant(ended)
		if reason != nil {
			e.Overridden, e.Reason = true, *reason
		}
		err := decode(tags, &e.Locales)
		list = append(list, e)
		return err
	}, episodes, from, before, micros(after.DivergedAt), after.ID, q.Limit)
	return list, err
}

// episodes finds each line that parts languages, with the one that joined them
// again; which languages lagged in between; and the first override meanwhile,
// which stands before its consequences.
const episodes = `SELECT d.id, d.post_id, d.rule, d.since, d.by, d.tx, coalesce(c.at, 0),
	(SELECT json_group_array(tag) FROM (SELECT DISTINCT v.value ->> 'locale' AS tag FROM ledger l, json_each(l.lags) v
		WHERE l.post_id = d.post_id AND l.id >= d.id AND l.id < coalesce(c.id, 9223372036854775807)
		AND l.what IN ('diverged', 'lagging', 'converged') ORDER BY tag)),
	(SELECT o.reason FROM ledger o WHERE o.post_id = d.post_id AND o.tx >= d.tx AND o.id < coalesce(c.id, 9223372036854775807)
		AND o.what = 'overridden' ORDER BY o.id LIMIT 1)
	FROM ledger d LEFT JOIN ledger c ON c.id = (SELECT n.id FROM ledger n WHERE n.post_id = d.post_id AND n.id > d.id
		AND n.what IN ('diverged', 'lagging', 'converged') AND n.what = 'converged' ORDER BY n.id LIMIT 1)
	WHERE d.what = 'diverged' AND d.since >= ? AND d.since < ? AND (d.since, d.id) > (?, ?)
	ORDER BY d.since, d.id LIMIT ?`
