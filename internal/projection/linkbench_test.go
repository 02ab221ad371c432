package projection_test

import (
	"database/sql"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

// linkers makes n posts, live in both languages, whose texts are as long as real ones
// and link to the post "target", half of them by name, half by path.
func (d desk) linkers(n int) {
	d.Helper()
	d.pair("target", content.Shared{}, text("Summer"), text("Été"))
	const perWrite = 100
	for from := 0; from < n; from += perWrite {
		d.write(func(tx *store.Tx) error {
			for i := from; i < min(from+perWrite, n); i++ {
				body := article("x").Body
				if i%2 == 0 {
					body += `<p><a href="cms:post/target">été</a></p>`
				} else {
					body += `<p><a href="/fr/ete/">été</a></p>`
				}
				id := content.PostID(fmt.Sprintf("q%06d", i))
				if err := d.makePair(tx, id, content.Shared{}, linking("Post"+string(id), body), linking("Billet"+string(id), body)); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

// move gives the target another French slug.
func (d desk) move(n int) error {
	return d.db.Write(d.ctx, func(tx *store.Tx) error {
		other := text("Été")
		other.Slug = fmt.Sprintf("ete-%d", n)
		if err := d.saveText(tx, "target", "fr", other); err != nil {
			return err
		}
		return d.publish(tx, "target", "fr")
	})
}

// BenchmarkReferrers gives a post to which 1,000 others link another address, and
// renders these again, as the worker does. Beside it the statements that this takes,
// with the bytes at hand, run through database/sql alone: of each post its rows are
// read, and one entry and one change are written.
func BenchmarkReferrers(b *testing.B) {
	const many = 1000
	d := newDesk(b)
	d.linkers(many)
	n := 0
	b.Run("command", func(b *testing.B) {
		for b.Loop() {
			n++
			if err := d.move(n); err != nil {
				b.Fatal(err)
			}
		}
	})
	d.work()
	b.Run("diptych", func(b *testing.B) {
		began := processor(b)
		for b.Loop() {
			n++
			if err := d.move(n); err != nil {
				b.Fatal(err)
			}
			d.work()
		}
		report(b, began, many)
	})
	d.equal("all lead there", d.rows(`SELECT count(*) FROM entries WHERE locale = 'fr' AND CAST(body AS TEXT) LIKE ?`, fmt.Sprintf(`%%/fr/ete-%d/%%`, n)), fmt.Sprint(many))
	b.Run("bare", func(b *testing.B) { bareReferrers(b, d, many) })
}

// bareReferrers renders by hand, on a copy of the database, 100 posts in a transaction.
func bareReferrers(b *testing.B, d desk, many int) {
	db := copied(b, d)
	var card, body []byte
	if err := db.QueryRow("SELECT card, body FROM entries WHERE post_id = 'q000001' AND locale = 'fr'").Scan(&card, &body); err != nil {
		b.Fatal(err)
	}
	n, began := 0, processor(b)
	for b.Loop() {
		for from := 0; from < many; from += projection.PerTurn {
			n++
			if err := bareTurn(db, from, n, card, body); err != nil {
				b.Fatal(err)
			}
		}
	}
	report(b, began, many)
}

func bareTurn(db *sql.DB, from, n int, card, body []byte) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := drain(tx, "SELECT settings FROM site"); err != nil {
		return err
	}
	if err := drain(tx, "SELECT settings FROM locales"); err != nil {
		return err
	}
	for i := from; i < from+projection.PerTurn; i++ {
		id := fmt.Sprintf("q%06d", i)
		for _, query := range []string{
			"SELECT * FROM posts WHERE id = '%s'", "SELECT * FROM translations WHERE post_id = '%s'",
			"SELECT * FROM shared_revisions WHERE post_id = '%s' AND n = 1", "SELECT * FROM revisions WHERE post_id = '%s' AND n = 1",
			"SELECT locale, etag, slug, date, updated_at, facets, alternates FROM entries WHERE post_id = '%s'",
		} {
			if err := drain(tx, fmt.Sprintf(query, id)); err != nil {
				return err
			}
		}
		if err := drain(tx, "SELECT alternates FROM entries WHERE post_id = 'target' LIMIT 1"); err != nil {
			return err
		}
		_, err := tx.Exec("UPDATE entries SET seq = ?, etag = ?, card = ?, body = ? WHERE post_id = ? AND locale = 'fr'", n, fmt.Sprint(n), card, body, id)
		if err != nil {
			return err
		}
		_, err = tx.Exec("INSERT OR REPLACE INTO changes (post_id, locale, seq, op, cause, by, redirect) VALUES (?, 'fr', ?, 'upsert', 'link_target', 'target', '')", id, n)
		if err != nil {
			return err
		}
	}
	if _, err := tx.Exec("UPDATE site SET seq = seq + 1, outbox_seq = outbox_seq + 1"); err != nil {
		return err
	}
	return tx.Commit()
}

// report tells the processor time of each post: what stays when others work beside.
func report(b *testing.B, began time.Duration, posts int) {
	b.ReportMetric(float64((processor(b)-began).Microseconds())/float64(b.N)/float64(posts), "cpu-µs/post")
}

// processor returns the processor time that the process has used.
func processor(b *testing.B) time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}
