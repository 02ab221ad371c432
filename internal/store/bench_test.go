package store_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

// BenchmarkPublishing compares what publishing a pair writes (live pointers,
// both entries, slugs, lists, references, changes, event) with the same bare
// statements in one transaction of plain database/sql, both on disk.
func BenchmarkPublishing(b *testing.B) {
	const n = 1000
	body := []byte(strings.Repeat("x", 4000))
	b.Run("store", func(b *testing.B) {
		db := crowded(b, n)
		i := 0
		for b.Loop() {
			i++
			id := crowd.Post(i%n/10*10 + 2)
			write(b, db, func(ctx context.Context, tx *store.Tx) error { return publish(ctx, tx, id, i, body) })
		}
	})
	b.Run("bare", func(b *testing.B) {
		db := crowded(b, n)
		pool, err := sql.Open("sqlite", "file:"+db.Path()+"?_pragma=busy_timeout(5000)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_txlock=immediate")
		if err != nil {
			b.Fatal(err)
		}
		pool.SetMaxOpenConns(1)
		b.Cleanup(func() { pool.Close() })
		i := 0
		for b.Loop() {
			i++
			if err := bare(b.Context(), pool, string(crowd.Post(i%n/10*10+2)), i, body); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func crowded(b *testing.B, n int) *store.DB {
	b.Helper()
	db := open(b)
	if err := crowd.Fill(b.Context(), db, n); err != nil {
		b.Fatal(err)
	}
	return db
}

// publish writes what a publication of both languages does.
func publish(ctx context.Context, tx *store.Tx, id content.PostID, i int, body []byte) error {
	p, err := tx.Post(ctx, id)
	if err != nil {
		return err
	}
	if err := tx.SaveLive(ctx, p); err != nil {
		return err
	}
	rows, err := tx.EntryRows(ctx, id)
	if err != nil {
		return err
	}
	var addresses []content.Address
	var changes []entry.Change
	for j := range rows {
		rows[j].Card, rows[j].Body, rows[j].Seq, rows[j].ETag = body[:800], body, 0, fmt.Sprint(i)
		addresses = append(addresses, content.Address{
			Kind: content.AddressSlug, Locale: rows[j].Locale, Key: rows[j].Slug, Post: id, State: content.AddressLive,
		})
		changes = append(changes, entry.Change{Post: id, Locale: rows[j].Locale, Op: entry.Upsert, Cause: entry.ByContent})
	}
	if err := tx.PutAddresses(ctx, addresses); err != nil {
		return err
	}
	if err := tx.WriteEntries(ctx, rows, nil); err != nil {
		return err
	}
	gone, added := placesAt(id, i), placesAt(id, i+1)
	if err := tx.Relist(ctx, gone, added); err != nil {
		return err
	}
	if err := tx.SetRefs(ctx, id, []entry.Ref{{Kind: entry.ToTerm, Target: "t"}, {Kind: entry.ToPath, Target: fmt.Sprint(i)}}); err != nil {
		return err
	}
	return tx.Touch(ctx, changes)
}

// placesAt is where the post stands in the lists of one facet.
func placesAt(id content.PostID, i int) []entry.Place {
	var places []entry.Place
	for _, at := range [][2]locale.Tag{{"en", ""}, {"en", "fr"}, {"fr", ""}, {"fr", "en"}, {"*", ""}, {"*", "en"}, {"*", "fr"}} {
		places = append(places, entry.Place{Locale: at[0], Avail: at[1], Facet: "bench", Date: time.UnixMicro(int64(i)), Post: id})
	}
	return places
}

// bare does the same by one statement a row.
func bare(ctx context.Context, pool *sql.DB, id string, i int, body []byte) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	exec := func(query string, args ...any) {
		if err == nil {
			_, err = tx.ExecContext(ctx, query, args...)
		}
	}
	exec("UPDATE posts SET live = 1 WHERE id = ?", id)
	exec("UPDATE site SET seq = seq + 1, outbox_seq = outbox_seq + 1")
	for _, tag := range []string{"en", "fr"} {
		exec("UPDATE translations SET live = 1 WHERE post_id = ? AND locale = ?", id, tag)
		exec("UPDATE slugs SET state = 'live' WHERE locale = ? AND slug = (SELECT slug FROM entries WHERE post_id = ? AND locale = ?)", tag, id, tag)
		exec("UPDATE entries SET card = ?, body = ?, etag = ?, seq = (SELECT seq FROM site) WHERE post_id = ? AND locale = ?", body[:800], body, fmt.Sprint(i), id, tag)
		exec("UPDATE changes SET seq = (SELECT seq FROM site) WHERE post_id = ? AND locale = ?", id, tag)
	}
	for _, at := range [][2]string{{"en", ""}, {"en", "fr"}, {"fr", ""}, {"fr", "en"}, {"*", ""}, {"*", "en"}, {"*", "fr"}} {
		exec("DELETE FROM listing WHERE locale = ? AND facet = 'bench' AND avail = ? AND date = ? AND post_id = ?", at[0], at[1], i, id)
		exec("INSERT OR REPLACE INTO listing VALUES (?, 'bench', ?, ?, ?)", at[0], at[1], i+1, id)
		exec("INSERT INTO listing_counts VALUES (?, 'bench', ?, 1) ON CONFLICT DO UPDATE SET n = n + 1", at[0], at[1])
	}
	exec("DELETE FROM entry_refs WHERE post_id = ?", id)
	exec("INSERT INTO entry_refs VALUES ('term', 't', ?)", id)
	exec("INSERT INTO entry_refs VALUES ('path', ?, ?)", fmt.Sprint(i), id)
	exec("INSERT INTO outbox SELECT outbox_seq, 0, 'content.changed', '', '{}', 0 FROM site")
	if err != nil {
		return err
	}
	return tx.Commit()
}
