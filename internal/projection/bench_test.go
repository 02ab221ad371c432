package projection_test

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/store"
)

// article is a text of about 1,200 words, as real posts have.
func article(title string) content.Text {
	paragraph := `<p>Un paragraphe d’environ quarante mots, avec <a href="/fr/autre/">un lien</a>, <em>des accents</em> et des espaces insécables : ` +
		strings.Repeat("quelques mots de plus ", 6) + `!</p>`
	return content.Text{Title: title, Slug: content.MakeSlug(title), Body: strings.Repeat(`<h2 id="titre">Un titre</h2>`+strings.Repeat(paragraph, 5), 6)}
}

// BenchmarkPublishPair makes other revisions of both languages of a post live,
// on disk, in one transaction. The baseline beside it runs the statements that
// this takes, with the bytes at hand, through database/sql alone.
func BenchmarkPublishPair(b *testing.B) {
	d := newDesk(b)
	d.term("cloud", content.Tag, map[locale.Tag]string{"en": "Cloud", "fr": "Nuage"})
	shared := content.Shared{Date: &content.Moment{At: time.Unix(1000, 0)}, Tags: []content.TermID{"cloud"}}
	d.pair("p", shared, article("Summer"), article("Été"))
	d.write(func(tx *store.Tx) error {
		for tag, title := range map[locale.Tag]string{"en": "Summer", "fr": "Été"} {
			other := article(title)
			other.Summary = "Another"
			if err := d.saveText(tx, "p", tag, other); err != nil {
				return err
			}
		}
		return nil
	})
	b.Run("diptych", func(b *testing.B) {
		n := 1
		for b.Loop() {
			n = 3 - n
			err := d.db.Write(d.ctx, func(tx *store.Tx) error {
				p, err := tx.Post(d.ctx, "p")
				if err != nil {
					return err
				}
				for i := range p.Translations {
					p.Translations[i].Live, p.Translations[i].LiveAt = n, tx.Now()
				}
				if err := tx.SaveLive(d.ctx, p); err != nil {
					return err
				}
				return projection.Refresh(d.ctx, tx, "p", entry.ByContent)
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("baseline=statements", func(b *testing.B) { statements(b, d) })
}

// copied returns a copy of the database, as a program without Diptych would open it.
func copied(b *testing.B, d desk) *sql.DB {
	b.Helper()
	path := filepath.Join(b.TempDir(), "copy.db")
	if _, err := d.raw.Exec("VACUUM INTO ?", path); err != nil {
		b.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() }) // it is a copy
	db.SetMaxOpenConns(1)
	return db
}

// statements publishes by hand, on a copy of the database.
func statements(b *testing.B, d desk) {
	db := copied(b, d)
	var card, body []byte
	if err := db.QueryRow("SELECT card, body FROM entries WHERE locale = 'fr'").Scan(&card, &body); err != nil {
		b.Fatal(err)
	}
	n := 1
	for b.Loop() {
		n = 3 - n
		if err := byHand(db, n, card, body); err != nil {
			b.Fatal(err)
		}
	}
}

func byHand(db *sql.DB, n int, card, body []byte) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, query := range []string{
		"SELECT settings FROM site", "SELECT settings FROM locales",
		"SELECT * FROM posts WHERE id = 'p'", "SELECT * FROM translations WHERE post_id = 'p'",
		"SELECT * FROM shared_revisions WHERE post_id = 'p' AND n = 1",
		fmt.Sprintf("SELECT * FROM revisions WHERE post_id = 'p' AND locale IN ('en', 'fr') AND n = %d", n),
		"SELECT * FROM slugs WHERE post_id = 'p'", "SELECT * FROM paths WHERE post_id = 'p'",
		"SELECT * FROM terms JOIN term_texts ON term_id = id WHERE id = 'cloud'",
		"SELECT locale, etag, slug, date, updated_at, facets, alternates FROM entries WHERE post_id = 'p'",
	} {
		if err := drain(tx, query); err != nil {
			return err
		}
	}
	now := time.Now().UnixMicro()
	if _, err := tx.Exec("UPDATE posts SET live = 1, live_at = ? WHERE id = 'p'", now); err != nil {
		return err
	}
	for _, tag := range []string{"en", "fr"} {
		for _, s := range []struct {
			statement string
			args      []any
		}{
			{"UPDATE translations SET live = ?, live_at = ? WHERE post_id = 'p' AND locale = ?", []any{n, now, tag}},
			{"UPDATE entries SET updated_at = ?, text = ?, etag = ?, seq = ?, card = ?, body = ? WHERE post_id = 'p' AND locale = ?", []any{now, n, fmt.Sprint(now), now, card, body, tag}},
			{"INSERT OR REPLACE INTO changes (post_id, locale, seq, op, cause, by, redirect) VALUES ('p', ?, ?, 'upsert', 'content', '', '')", []any{tag, now}},
		} {
			if _, err := tx.Exec(s.statement, s.args...); err != nil {
				return err
			}
		}
	}
	if _, err := tx.Exec("UPDATE site SET seq = seq + 1, outbox_seq = outbox_seq + 1"); err != nil {
		return err
	}
	if _, err := tx.Exec("INSERT INTO outbox (seq, i, type, subject, body, at) VALUES (?, 0, 'content.changed', '', '{}', ?)", now, now); err != nil {
		return err
	}
	return tx.Commit()
}

// drain reads all that a query finds.
func drain(tx *sql.Tx, query string) error {
	rows, err := tx.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return err
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(sql.RawBytes)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// BenchmarkRenameTag renames a tag that 10,000 posts show in two languages. The
// command itself leaves the work for later; a turn renders 100 posts.
func BenchmarkRenameTag(b *testing.B) {
	const posts = 10_000
	d := newDesk(b)
	d.term("cloud", content.Tag, map[locale.Tag]string{"en": "Cloud", "fr": "Nuage"})
	d.many(posts, "cloud")
	b.Run("command", func(b *testing.B) {
		n := 0
		for b.Loop() {
			n++
			d.rename("cloud", "fr", fmt.Sprintf("Nuage %d", n))
		}
	})
	b.Run("turn", func(b *testing.B) {
		n, left := 0, false
		for b.Loop() {
			if !left {
				n++
				d.rename("cloud", "fr", fmt.Sprintf("Brume %d", n))
			}
			d.write(func(tx *store.Tx) (err error) {
				_, _, err = projection.Work(d.ctx, tx)
				return err
			})
			left = len(d.rows("SELECT 1 FROM rerenders")) > 0
		}
		b.ReportMetric(float64(projection.PerTurn)*float64(b.N)/b.Elapsed().Seconds(), "posts/s")
	})
}

// BenchmarkNewPair prepares, saves and publishes short new posts in two
// languages, 100 in a transaction, as an import does.
func BenchmarkNewPair(b *testing.B) {
	d := newDesk(b)
	d.term("cloud", content.Tag, map[locale.Tag]string{"en": "Cloud", "fr": "Nuage"})
	const perWrite = 100
	n := 0
	for b.Loop() {
		d.write(func(tx *store.Tx) error {
			for range perWrite {
				n++
				title := fmt.Sprintf("Post %d", n)
				if err := d.makePair(tx, content.PostID(fmt.Sprintf("p%08d", n)), content.Shared{Tags: []content.TermID{"cloud"}}, text(title), text(title)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	b.ReportMetric(perWrite*float64(b.N)/b.Elapsed().Seconds(), "posts/s")
}
