package projection_test

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/sanitize"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var _ projection.Tx = (*store.Tx)(nil)

// A desk is a database that an editor sits before, and a second look at its
// file.
type desk struct {
	testing.TB
	ctx context.Context
	db  *store.DB
	raw *sql.DB

	policy *sanitize.Policy
}

func newDesk(tb testing.TB) desk {
	tb.Helper()
	now := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	path := filepath.Join(tb.TempDir(), "diptych.db")
	if err := crowd.Blank(path); err != nil {
		tb.Fatal(err)
	}
	db, err := store.Open(context.Background(), path, store.Options{
		Now: func() time.Time { now = now.Add(time.Second); return now },
		Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		tb.Fatal(err)
	}
	raw, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := raw.Close(); err != nil {
			tb.Error(err)
		}
		if err := db.Close(); err != nil {
			tb.Error(err)
		}
	})
	return desk{tb, context.Background(), db, raw, sanitize.New(sanitize.Options{})}
}

// rows returns the rows that a query finds, their columns joined by spaces.
func (d desk) rows(query string, args ...any) []string {
	d.Helper()
	rows, err := d.raw.Query(query, args...)
	if err != nil {
		d.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		d.Fatal(err)
	}
	list := []string{}
	for rows.Next() {
		values := make([]any, len(columns))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			d.Fatal(err)
		}
		words := make([]string, len(values))
		for i, v := range values {
			if words[i] = fmt.Sprintf("%v", *v.(*any)); words[i] == "" {
				words[i] = "-"
			}
		}
		list = append(list, strings.Join(words, " "))
	}
	if err := rows.Err(); err != nil {
		d.Fatal(err)
	}
	return list
}

// everything returns all rows of the tables.
func (d desk) everything(tables ...string) string {
	d.Helper()
	var b strings.Builder
	for _, table := range tables {
		fmt.Fprintf(&b, "%s\n%s\n", table, strings.Join(d.rows("SELECT * FROM "+table), "\n"))
	}
	return b.String()
}

// readers are the tables that readers see something of.
func readers() []string {
	return []string{"entries", "listing", "listing_counts", "entry_refs", "changes", "outbox", "site"}
}

func (d desk) write(fn func(tx *store.Tx) error) {
	d.Helper()
	if err := d.db.Write(d.ctx, fn); err != nil {
		d.Fatal(err)
	}
}

func meta(tx *store.Tx) content.Meta {
	return content.Meta{At: tx.Now(), By: "test", Origin: content.FromAPI}
}

// saveShared saves a shared part, making the post if there is none.
func (d desk) saveShared(tx *store.Tx, id content.PostID, shared content.Shared) error {
	p, err := tx.Post(d.ctx, id)
	if err != nil {
		p = &content.Post{ID: id, SourceLocale: "en", CreatedBy: "test"}
	}
	prepared, err := draft.PrepareShared("", shared)
	if err != nil {
		return err
	}
	_, err = draft.SaveShared(d.ctx, tx, p, prepared, draft.Options{Meta: meta(tx)})
	return err
}

func (d desk) saveText(tx *store.Tx, id content.PostID, tag locale.Tag, text content.Text) error {
	p, err := tx.Post(d.ctx, id)
	if err != nil {
		return err
	}
	prepared, err := draft.Prepare(d.policy, tag, "", text)
	if err != nil {
		return err
	}
	_, err = draft.Save(d.ctx, tx, p, prepared, draft.Options{Meta: meta(tx)})
	return err
}

// publish makes the heads of the shared part and of the locales live.
func (d desk) publish(tx *store.Tx, id content.PostID, tags ...locale.Tag) error {
	if err := d.live(tx, id, tags...); err != nil {
		return err
	}
	return projection.Refresh(d.ctx, tx, id, entry.ByContent)
}

// live writes which revisions are live, and nothing that follows from it.
func (d desk) live(tx *store.Tx, id content.PostID, tags ...locale.Tag) error {
	p, err := tx.Post(d.ctx, id)
	if err != nil {
		return err
	}
	pub := content.Publication{Shared: p.Head, Translations: map[locale.Tag]int{}}
	for _, tag := range tags {
		pub.Translations[tag] = p.Translation(tag).Head
	}
	if _, err := p.Publish(tx.Now(), pub); err != nil {
		return err
	}
	return tx.SaveLive(d.ctx, p)
}

func (d desk) unpublish(tx *store.Tx, id content.PostID, tags ...locale.Tag) error {
	p, err := tx.Post(d.ctx, id)
	if err != nil {
		return err
	}
	pub := content.Publication{Translations: map[locale.Tag]int{}}
	for _, tag := range tags {
		pub.Translations[tag] = p.Translation(tag).Live
	}
	if _, err := p.Unpublish(pub); err != nil {
		return err
	}
	if err := tx.SaveLive(d.ctx, p); err != nil {
		return err
	}
	return projection.Refresh(d.ctx, tx, id, entry.ByContent)
}

// pair makes a post live in both languages.
func (d desk) pair(id content.PostID, shared content.Shared, en, fr content.Text) {
	d.Helper()
	d.write(func(tx *store.Tx) error { return d.makePair(tx, id, shared, en, fr) })
}

func (d desk) makePair(tx *store.Tx, id content.PostID, shared content.Shared, en, fr content.Text) error {
	if err := d.saveShared(tx, id, shared); err != nil {
		return err
	}
	if err := d.saveText(tx, id, "en", en); err != nil {
		return err
	}
	if err := d.saveText(tx, id, "fr", fr); err != nil {
		return err
	}
	return d.publish(tx, id, "en", "fr")
}

func (d desk) term(id content.TermID, kind content.TermKind, names map[locale.Tag]string) {
	d.Helper()
	d.write(func(tx *store.Tx) error {
		t := &content.Term{ID: id, Kind: kind, Texts: map[locale.Tag]content.TermText{}}
		for tag, name := range names {
			t.Texts[tag] = content.TermText{Name: name, Slug: content.MakeSlug(name)}
		}
		return tx.AddTerm(d.ctx, t)
	})
}

func (d desk) rename(id content.TermID, tag locale.Tag, name string) {
	d.Helper()
	d.write(func(tx *store.Tx) error {
		t, err := tx.Term(d.ctx, id)
		if err != nil {
			return err
		}
		t.Texts[tag] = content.TermText{Name: name, Slug: content.MakeSlug(name)}
		if err := tx.SaveTerm(d.ctx, t); err != nil {
			return err
		}
		return projection.RefreshTerm(d.ctx, tx, id)
	})
}

// body returns the stored HTML part of an entry.
func (d desk) body(id content.PostID, tag locale.Tag) string {
	d.Helper()
	return strings.Join(d.rows("SELECT CAST(body AS TEXT) FROM entries WHERE post_id = ? AND locale = ?", id, tag), "")
}

// since returns the changes after a seq, as "post locale op cause by redirect".
func (d desk) since(seq int64) []string {
	d.Helper()
	return d.rows(`SELECT post_id, locale, op, cause, by, redirect FROM changes WHERE seq > ? ORDER BY post_id, locale`, seq)
}

func (d desk) seq() (seq int64) {
	d.Helper()
	if err := d.raw.QueryRow("SELECT seq FROM site").Scan(&seq); err != nil {
		d.Fatal(err)
	}
	return seq
}

func (d desk) equal(what string, got []string, want ...string) {
	d.Helper()
	if !slices.Equal(got, want) {
		d.Errorf("%s:\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func text(title string) content.Text {
	return content.Text{Title: title, Body: "<p>" + title + "</p>"}
}

// dated gives a locale a pattern with dates, for the texts rendered from now on.
func (d desk) dated(tx *store.Tx, tag locale.Tag) error {
	l, err := tx.Locale(d.ctx, tag)
	if err != nil {
		return err
	}
	l.Settings.Paths.Post = "/{year}/{month}/{day}/{slug}/"
	return tx.SaveLocale(d.ctx, l)
}
