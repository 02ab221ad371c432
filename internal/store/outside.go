package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/diptych-cms/diptych/internal/entry"
)

const outsideColumns = "o.url, o.host, o.checked_at, o.status, o.why, o.moved, o.tries, o.next_at"

// Outside returns what other servers said of the addresses, of those that were ever
// wanted.
func (r reader) Outside(ctx context.Context, urls []string) (map[string]entry.Outside, error) {
	said := make(map[string]entry.Outside)
	if len(urls) == 0 {
		return said, nil
	}
	list, err := encode(urls)
	if err != nil {
		return nil, err
	}
	found, err := r.outside(ctx, "json_each(?) w CROSS JOIN outside_links o ON o.url = w.value", list)
	for _, o := range found {
		said[o.URL] = o
	}
	return said, err
}

// OutsideDue returns up to limit addresses that are to be asked, those that wait longest
// first.
func (r reader) OutsideDue(ctx context.Context, now time.Time, limit int) ([]entry.Outside, error) {
	return r.outside(ctx, "outside_links o WHERE o.next_at > 0 AND o.next_at <= ? ORDER BY o.next_at, o.url LIMIT ?", micros(now), limit)
}

// OutsideAsked returns how many addresses were asked since.
func (r reader) OutsideAsked(ctx context.Context, since time.Time) (n int, err error) {
	err = r.each(ctx, func(rows *sql.Rows) error { return rows.Scan(&n) },
		"SELECT count(*) FROM outside_links WHERE checked_at > 0 AND checked_at >= ?", micros(since))
	return n, err
}

// OutsideLinks returns up to limit addresses of other sites that live texts link to, in
// order, after the given one, whether they were ever asked or not.
func (r reader) OutsideLinks(ctx context.Context, after string, limit int) ([]string, error) {
	var urls []string
	err := r.each(ctx, func(rows *sql.Rows) error {
		var u string
		err := rows.Scan(&u)
		urls = append(urls, u)
		return err
	}, "SELECT DISTINCT url FROM entry_links WHERE state = 'external' AND url <> '' AND url > ? ORDER BY url LIMIT ?", after, limit)
	return urls, err
}

// LinkedOutside reports whether a live text links to the address.
func (r reader) LinkedOutside(ctx context.Context, url string) (linked bool, err error) {
	err = r.each(ctx, func(*sql.Rows) error {
		linked = true
		return nil
	}, "SELECT 1 FROM entry_links WHERE state = 'external' AND url <> '' AND url = ? LIMIT 1", url)
	return linked, err
}

// PutOutside writes what is known of an address.
func (tx *Tx) PutOutside(ctx context.Context, o entry.Outside) error {
	_, err := tx.put(ctx, `INSERT INTO outside_links (url, host, checked_at, status, why, moved, tries, next_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET checked_at = excluded.checked_at, status = excluded.status, why = excluded.why,
		moved = excluded.moved, tries = excluded.tries, next_at = excluded.next_at`,
		o.URL, o.Host, micros(o.At), o.Status, string(o.Why), o.Moved, o.Tries, micros(o.Next))
	return err
}

// DropOutside forgets an address.
func (tx *Tx) DropOutside(ctx context.Context, url string) error {
	_, err := tx.put(ctx, "DELETE FROM outside_links WHERE url = ?", url)
	return err
}

func (r reader) outside(ctx context.Context, from string, args ...any) ([]entry.Outside, error) {
	var list []entry.Outside
	err := r.each(ctx, func(rows *sql.Rows) error {
		var o entry.Outside
		var at, next int64
		err := rows.Scan(&o.URL, &o.Host, &at, &o.Status, &o.Why, &o.Moved, &o.Tries, &next)
		o.At, o.Next = instant(at), instant(next)
		list = append(list, o)
		return err
	}, "SELECT "+outsideColumns+" FROM "+from, args...)
	return list, err
}
