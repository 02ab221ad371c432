package store

import (
	"context"
	"database/sql"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Sums returns the sums of a pairing, if they are known: from memory, or as a row
// of standings that was made from the very same. Whoever reads them may not change them.
func (r reader) Sums(ctx context.Context, p bitext.Pairing) (sums bitext.Sums, ok bool, err error) {
	if sums, ok = r.sums.find(p); ok {
		return sums, true, nil
	}
	err = r.each(ctx, func(rows *sql.Rows) error {
		var doc string
		if err := rows.Scan(&doc); err != nil {
			return err
		}
		ok = true
		return decode(doc, &sums)
	}, `SELECT doc FROM standings WHERE post_id = ? AND locale = ? AND source = ? AND source_n = ? AND target_n = ? AND decided = ? AND departures = ? LIMIT 1`,
		p.Post, string(p.Target), string(p.Source), p.SourceN, p.TargetN, p.Decided, p.Departures)
	switch {
	case err != nil:
	case ok:
		r.sums.keep(p, sums)
	case r.sums.quick:
		err = &Cold{Of: p}
	}
	return sums, ok, err
}

// KeepSums remembers the sums of a pairing for whoever asks next: of what a
// transaction found out, the others learn when it has committed.
func (r reader) KeepSums(p bitext.Pairing, sums bitext.Sums) { r.sums.keep(p, sums) }

// Errors returns how many errors checks find in a pairing, if somebody looked since
// anything was last changed: texts, settings, the glossary, or what people dismissed.
func (r reader) Errors(ctx context.Context, p bitext.Pairing) (n int, ok bool, err error) {
	asOf, err := r.told(ctx)
	if err != nil {
		return 0, false, err
	}
	if n, ok = r.sums.all.errorsAt(asOf, p); !ok && r.sums.quick {
		err = &Cold{Of: p, Errors: true}
	}
	return n, ok, err
}

// KeepErrors remembers how many errors checks find in a pairing as everything is now.
// What a transaction changes is not told yet: it keeps nothing.
func (r reader) KeepErrors(ctx context.Context, p bitext.Pairing, n int) error {
	if r.sums.own != nil {
		return nil
	}
	asOf, err := r.told(ctx)
	if err == nil {
		r.sums.all.keepErrors(asOf, p, n)
	}
	return err
}

// told returns the number of the last transaction that told something.
func (r reader) told(ctx context.Context) (seq int64, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&seq) }, "SELECT outbox_seq FROM site WHERE id = 1")
	return seq, err
}

// Lineage returns what is kept of the newest revision that has a lineage and is not
// later than n; its N is 0 if there is none. Without a language beside, it has names.
func (r reader) Lineage(ctx context.Context, post content.PostID, tag, beside locale.Tag, n int) (bitext.Lineage, error) {
	var l bitext.Lineage
	err := r.each(ctx, func(rows *sql.Rows) error {
		var doc string
		if err := rows.Scan(&l.N, &l.Decided, &doc); err != nil {
			return err
		}
		return decode(doc, &l)
	}, "SELECT n, decided, doc FROM lineages WHERE post_id = ? AND locale = ? AND beside = ? AND n <= ? ORDER BY n DESC LIMIT 1",
		string(post), string(tag), string(beside), n)
	return l, err
}

// Savings returns what is known of the revisions of a translation without their
// texts, in order: those that are there.
func (r reader) Savings(ctx context.Context, post content.PostID, tag locale.Tag) ([]content.Saving, error) {
	var list []content.Saving
	err := r.each(ctx, func(rows *sql.Rows) error {
		var s content.Saving
		var at int64
		err := rows.Scan(&s.N, &at, &s.By, &s.Origin, &s.Minor, &s.BasedOn, &s.BasedIn)
		s.At = instant(at)
		list = append(list, s)
		return err
	}, `SELECT r.n, r.at, r.by, r.origin, r.minor, r.based_on, CASE WHEN r.based_on > 0 AND r.based_in = '' THEN p.source_locale ELSE r.based_in END
		FROM posts p CROSS JOIN revisions r ON r.post_id = p.id WHERE p.id = ? AND r.locale = ? ORDER BY r.n`, string(post), string(tag))
	return list, err
}

// Confirmations returns whose word stands that revisions of the post's languages are
// right beside each other, in order.
func (r reader) Confirmations(ctx context.Context, id content.PostID) ([]content.Confirmation, error) {
	return r.confirmations(ctx, id)
}

// PutLineage keeps the lineage of a revision.
func (tx *Tx) PutLineage(ctx context.Context, post content.PostID, tag, beside locale.Tag, l bitext.Lineage) error {
	doc, err := encode(l)
	if err != nil {
		return err
	}
	_, err = tx.put(ctx, `INSERT INTO lineages (post_id, locale, n, beside, decided, doc) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (post_id, locale, n, beside) DO UPDATE SET decided = excluded.decided, doc = excluded.doc`,
		string(post), string(tag), l.N, string(beside), l.Decided, doc)
	return err
}

// DropLineages forgets the lineages of a translation that nobody needs: those of
// revisions that are neither its head nor live, and that come right after another.
func (tx *Tx) DropLineages(ctx context.Context, post content.PostID, tag locale.Tag) error {
	_, err := tx.put(ctx, `DELETE FROM lineages WHERE post_id = ?1 AND locale = ?2
		AND n NOT IN (SELECT head FROM translations WHERE post_id = ?1 AND locale = ?2 UNION ALL SELECT live FROM translations WHERE post_id = ?1 AND locale = ?2)
		AND (n = 1 OR EXISTS (SELECT 1 FROM revisions r WHERE r.post_id = ?1 AND r.locale = ?2 AND r.n = lineages.n - 1))`, string(post), string(tag))
	return err
}

// Stands returns how the translations of a post stand to their source by the rows
// that lists look at.
func (r reader) Stands(ctx context.Context, post content.PostID) ([]bitext.Stand, error) {
	var list []bitext.Stand
	err := r.each(ctx, func(rows *sql.Rows) error {
		s := bitext.Stand{Pairing: bitext.Pairing{Post: string(post)}}
		var since int64
		var doc string
		err := rows.Scan(&s.Target, &s.Live, &s.Source, &s.SourceN, &s.TargetN, &s.Decided, &s.Departures, &s.State, &since, &s.By, &doc)
		if err != nil {
			return err
		}
		s.Since = instant(since)
		err = decode(doc, &s.Sums)
		list = append(list, s)
		return err
	}, `SELECT locale, basis = 'live', source, source_n, target_n, decided, departures, state, since, by, doc FROM standings
		WHERE post_id = ? ORDER BY locale, basis`, string(post))
	return list, err
}

// PutStands makes the list all that lists know of how the post's translations
// stand, and takes the post out of those that wait to be settled.
func (tx *Tx) PutStands(ctx context.Context, post content.PostID, list []bitext.Stand) error {
	if _, err := tx.put(ctx, "DELETE FROM standings WHERE post_id = ?", string(post)); err != nil {
		return err
	}
	for _, s := range list {
		if err := tx.putStand(ctx, s); err != nil {
			return err
		}
	}
	// What it should exist in may be otherwise since its parts were saved.
	if err := tx.headPost(ctx, post); err != nil {
		return err
	}
	tx.reworked(post)
	_, err := tx.put(ctx, "DELETE FROM unsettled WHERE post_id = ?", string(post))
	return err
}

func (tx *Tx) putStand(ctx context.Context, s bitext.Stand) error {
	doc, err := encode(s.Sums)
	if err != nil {
		return err
	}
	basis := "head"
	if s.Live {
		basis = "live"
	}
	n := s.Sums
	_, err = tx.put(ctx, `INSERT INTO standings (post_id, locale, basis, source, source_n, target_n, decided, departures, state, since, by,
		current, minor, substantive, missing, empty, local, omitted, machine, words, words_missing, words_stale, todo, doc)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		s.Post, string(s.Target), basis, string(s.Source), s.SourceN, s.TargetN, s.Decided, s.Departures, string(s.State), micros(s.Since), s.By,
		n.Current, n.Minor, n.Substantive, n.Missing, n.Empty, n.Local, n.Omitted, n.Origins[bitext.MachineUnreviewed],
		n.Words.All, n.Words.Missing, n.Words.Stale, n.Words.Missing+n.Words.Stale, doc)
	return err
}
