package crowd

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/search"
	"github.com/diptych-cms/diptych/internal/store"
)

// Vocabulary is how many words the texts of [Tell] have, of one language.
const Vocabulary = 60_000

// Tell gives every entry of [Fill] a title of seven words and a body of so many, and
// writes the words that it is found by. As in real texts, word k is k times rarer than
// the first (Zipf's law), which nearly every text has.
func Tell(ctx context.Context, db *store.DB, words int) error {
	pool, err := sql.Open("sqlite", "file:"+db.Path()+"?_pragma=synchronous(OFF)&_pragma=busy_timeout(5000)&_pragma=cache_size(-65536)")
	if err != nil {
		return fmt.Errorf("open pool: %w", err)
	}
	pool.SetMaxOpenConns(1)
	err = tell(ctx, pool, words)
	if err := errors.Join(err, pool.Close()); err != nil {
		return fmt.Errorf("tell words: %w", err)
	}
	return nil
}

// A told entry is what its words are written by.
type told struct {
	id     int64
	tag    locale.Tag
	facets []content.TermID
}

// batch is how many entries are told in one transaction.
const batch = 2000

func tell(ctx context.Context, pool *sql.DB, words int) error {
	entries, err := entriesOf(ctx, pool)
	if err != nil {
		return err
	}
	source := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // no secret
	s := teller{zipf: rand.NewZipf(source, 1.07, 3, Vocabulary-1), words: words}
	for some := range slices.Chunk(entries, batch) {
		tx, err := pool.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		for _, e := range some {
			if err := s.tell(ctx, tx, e); err != nil {
				return errors.Join(err, tx.Rollback())
			}
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	return nil
}

// A teller makes texts up.
type teller struct {
	zipf  *rand.Zipf
	words int // of a body
}

func (s teller) say(tag locale.Tag, n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = Word(tag, int(s.zipf.Uint64())) //nolint:gosec // less than Vocabulary
	}
	return strings.Join(list, " ")
}

func (s teller) tell(ctx context.Context, tx *sql.Tx, e told) error {
	d := search.Document{Title: s.say(e.tag, 7), HTML: "<p>" + s.say(e.tag, s.words) + ".</p>"}
	w := d.Words(e.tag, e.facets)
	for _, do := range []struct {
		statement string
		args      []any
	}{
		{"UPDATE entries SET card = CAST(json_set(card, '$.title', ?) AS BLOB), body = CAST(',\"toc\":[],\"body\":\"' || ? || '\"}' AS BLOB) WHERE id = ?", []any{d.Title, d.HTML, e.id}},
		{"INSERT INTO search_words (rowid, title, headings, body, names, facets) VALUES (?, ?, ?, ?, ?, ?)", []any{e.id, w.Title, w.Headings, w.Body, w.Names, w.Facets}},
		{"INSERT INTO search_titles (rowid, title, names) VALUES (?, ?, ?)", []any{e.id, w.Plain.Title, w.Plain.Names}},
		{"INSERT INTO searched (id, sum) VALUES (?, ?)", []any{e.id, w.Sum}},
		{"DELETE FROM unsearched WHERE id = ?", []any{e.id}},
	} {
		if _, err := tx.ExecContext(ctx, do.statement, do.args...); err != nil {
			return err
		}
	}
	return nil
}

func entriesOf(ctx context.Context, pool *sql.DB) ([]told, error) {
	rows, err := pool.QueryContext(ctx, "SELECT id, locale, coalesce((SELECT group_concat(value, ' ') FROM json_each(facets)), '') FROM entries ORDER BY date")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []told
	for rows.Next() {
		var e told
		var facets string
		if err := rows.Scan(&e.id, &e.tag, &facets); err != nil {
			return nil, err
		}
		for f := range strings.FieldsSeq(facets) {
			e.facets = append(e.facets, content.TermID(f))
		}
		list = append(list, e)
	}
	return list, rows.Err()
}

// Word returns the word of a language at a place, from 0, the most frequent first.
func Word(tag locale.Tag, place int) string {
	syllables := "ba co de fi gan hel im jo kar lu mon ne op pra qui ret sol tam ur vel"
	if tag.Base() == "fr" {
		syllables = "ble cha dé eau fran gè hor in jou lais mê nou oi plu que rai son tion un vou"
	}
	list := strings.Fields(syllables)
	var b strings.Builder
	for n := place + len(list); n > 0; n /= len(list) {
		b.WriteString(list[n%len(list)])
	}
	return b.String()
}
