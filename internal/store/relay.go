package store

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/event"
)

// EnlistConsumer makes the consumer known, if it is not yet: it is told what happens from now
// on. In any case it notes that there is a process which tells it.
func (tx *Tx) EnlistConsumer(ctx context.Context, consumer string) error {
	_, err := tx.put(ctx, `INSERT INTO consumers (name, seq, i, holder, leased_until, seen_at)
		SELECT ?, outbox_seq, 1 << 30, '', 0, ? FROM site WHERE true
		ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at`, consumer, micros(tx.now))
	return err
}

// LeaseConsumer gives the consumer to the holder until the instant, unless another process has
// it; ok is false then.
func (tx *Tx) LeaseConsumer(ctx context.Context, consumer, holder string, until time.Time) (ok bool, err error) {
	n, err := tx.put(ctx, "UPDATE consumers SET holder = ?, leased_until = ?, seen_at = ? WHERE name = ? AND (holder = ? OR leased_until <= ?)",
		holder, micros(until), micros(tx.now), consumer, holder, micros(tx.now))
	return n > 0, err
}

// OutboxBatch returns what the consumer, which wants events of the types, has to take next:
// up to limit that are tried again, and those among the next limit of the outbox.
func (r reader) OutboxBatch(ctx context.Context, consumer string, types []string, limit int) (b event.Batch, err error) {
	b.Again, err = r.deliveries(ctx, `SELECT o.seq, o.i, o.type, o.subject, o.body, o.at, d.tries, 0 FROM deliveries d
		CROSS JOIN outbox o ON o.seq = d.seq AND o.i = d.i
		WHERE d.consumer = ?1 AND d.dead = 0 AND d.due <= ?2 AND (d.subject = '' OR NOT EXISTS (
			SELECT 1 FROM deliveries e WHERE e.consumer = ?1 AND e.dead = 0 AND e.subject = d.subject AND (e.seq, e.i) < (d.seq, d.i)))
		ORDER BY d.due, d.seq, d.i LIMIT ?3`, consumer, micros(r.asOf), limit)
	if err != nil {
		return b, err
	}
	b.New, err = r.deliveries(ctx, `SELECT o.seq, o.i, o.type, o.subject, o.body, o.at, 0, o.subject <> '' AND EXISTS (
			SELECT 1 FROM deliveries d WHERE d.consumer = c.name AND d.dead = 0 AND d.subject = o.subject)
		FROM consumers c CROSS JOIN outbox o ON (o.seq, o.i) > (c.seq, c.i)
		WHERE c.name = ? ORDER BY o.seq, o.i LIMIT ?`, consumer, limit)
	if err != nil || len(b.New) == 0 {
		return b, err
	}
	b.UpTo = b.New[len(b.New)-1].Position
	b.New = slices.DeleteFunc(b.New, func(d event.Delivery) bool { return !slices.Contains(types, d.Type) })
	return b, nil
}

func (r reader) deliveries(ctx context.Context, query string, args ...any) ([]event.Delivery, error) {
	var list []event.Delivery
	err := r.each(ctx, func(rows *sql.Rows) error {
		var d event.Delivery
		var subject string
		var at int64
		err := rows.Scan(&d.Seq, &d.I, &d.Type, &subject, &d.Body, &at, &d.Tries, &d.Behind)
		d.Subject, d.At = content.PostID(subject), instant(at)
		list = append(list, d)
		return err
	}, query, args...)
	return list, err
}

// SettleDeliveries writes what became of a batch, if the holder still has the consumer; ok is
// false if it has not, and nothing is written.
func (tx *Tx) SettleDeliveries(ctx context.Context, consumer, holder string, s event.Settlement) (ok bool, err error) {
	statement, args := "UPDATE consumers SET seq = seq WHERE name = ? AND holder = ?", []any{consumer, holder}
	if s.UpTo != (event.Position{}) {
		statement, args = "UPDATE consumers SET seq = ?, i = ? WHERE name = ? AND holder = ?", []any{s.UpTo.Seq, s.UpTo.I, consumer, holder}
	}
	n, err := tx.put(ctx, statement, args...)
	if n == 0 || err != nil {
		return false, err
	}
	for _, a := range s.Attempts {
		if a.Taken {
			_, err = tx.put(ctx, "DELETE FROM deliveries WHERE consumer = ? AND seq = ? AND i = ?", consumer, a.Seq, a.I)
		} else {
			_, err = tx.put(ctx, `INSERT INTO deliveries (consumer, seq, i, subject, tries, due, dead, why) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
				ON CONFLICT DO UPDATE SET tries = excluded.tries, due = excluded.due, dead = excluded.dead, why = excluded.why`,
				consumer, a.Seq, a.I, string(a.Subject), a.Tries, micros(a.Due), a.Dead, a.Why)
		}
		if err != nil {
			return false, err
		}
	}
	return true, nil
}

// Undelivered returns how many events wait to be tried again, and how many are dead, of
// all consumers.
func (r reader) Undelivered(ctx context.Context) (waiting, dead int, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&waiting, &dead) },
		"SELECT coalesce(sum(dead = 0), 0), coalesce(sum(dead), 0) FROM deliveries")
	return waiting, dead, err
}

// PruneOutbox deletes up to limit events that happened before the instant and that every
// consumer has taken which a process told since; dead deliveries of that age go with
// them. It returns how many events it deleted.
func (tx *Tx) PruneOutbox(ctx context.Context, before time.Time, limit int) (int, error) {
	_, err := tx.put(ctx, "DELETE FROM deliveries WHERE dead = 1 AND (seq, i) IN (SELECT seq, i FROM outbox WHERE at < ? ORDER BY at LIMIT ?)", micros(before), limit)
	if err != nil {
		return 0, err
	}
	_, err = tx.put(ctx, "DELETE FROM deliveries WHERE consumer IN (SELECT name FROM consumers WHERE seen_at < ?)", micros(before))
	if err != nil {
		return 0, err
	}
	n, err := tx.put(ctx, `DELETE FROM outbox WHERE (seq, i) IN (
			SELECT o.seq, o.i FROM outbox o WHERE o.at < ?1
				AND NOT EXISTS (SELECT 1 FROM consumers c WHERE c.seen_at >= ?1 AND (c.seq, c.i) < (o.seq, o.i))
				AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.seq = o.seq AND d.i = o.i)
			ORDER BY o.at LIMIT ?2)`, micros(before), limit)
	return int(n), err
}
