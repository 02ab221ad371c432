package live

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/search"
)

// How much a word weighs: in the title, in headings and the summary, in the text, and
// in the names of its tags, authors and series (the weights of Okapi BM25).
const weights = "10.0, 3.0, 1.0, 4.0, 0.0"

// The index gives the rows that match in the order of their ids, newest first, without
// sorting: whatever is asked, it stops at the limit.
const (
	hit     = "SELECT e.id, e.post_id, e.locale, e.date, "
	foundIn = ` MATCH ? AND e.date >= ? AND e.date < ?
		AND NOT EXISTS (SELECT 1 FROM json_each(?) w CROSS JOIN entries x ON x.post_id = e.post_id AND x.locale = w.value)
		ORDER BY m.rowid DESC LIMIT ?`
	inWords     = " FROM search_words m CROSS JOIN entries e ON e.id = m.rowid WHERE search_words" + foundIn
	found       = hit + "1.0" + inWords
	foundRanked = hit + "-bm25(search_words, " + weights + ")" + inWords
	foundPlain  = hit + "1.0 FROM search_titles m CROSS JOIN entries e ON e.id = m.rowid WHERE search_titles" + foundIn
	matching    = "SELECT count(*) FROM (SELECT 1 FROM search_words WHERE search_words MATCH ? LIMIT ?)"
	vocabulary  = "SELECT term, doc FROM search_vocabulary WHERE term >= ? AND term < ? LIMIT ?"
	inTitles    = "SELECT term, doc FROM search_title_vocabulary WHERE term >= ? AND term < ? LIMIT ?"
	wordless    = "SELECT EXISTS (SELECT 1 FROM unsearched)"
	byRow       = "SELECT " + bodyColumns + ", e.id FROM json_each(?) w CROSS JOIN entries e ON e.id = w.value"
	titlesIn    = "SELECT rowid FROM search_titles WHERE search_titles MATCH ? ORDER BY rowid DESC LIMIT ?"
	namesOf     = `SELECT x.term_id, x.kind, x.name, x.slug, c.n FROM listing_counts c CROSS JOIN term_texts x ON x.term_id = c.facet AND x.locale = c.locale
		WHERE c.locale = ? AND c.facet > '' AND c.avail = '' AND c.n > 0 LIMIT ?`
)

// rowAt is where byRow has the id.
const rowAt = bodyAt + 1

// Find returns the newest entries that match, newest first. whole is false if it took
// too long: then there may be others.
func (r *Reader) Find(ctx context.Context, f search.Finding) (hits []search.Hit, whole bool, err error) {
	but, err := json.Marshal(f.But)
	if err != nil {
		return nil, false, fmt.Errorf("encode locales: %w", err)
	}
	from, before := int64(math.MinInt64), int64(math.MaxInt64)
	if !f.From.IsZero() {
		from = f.From.UnixMicro()
	}
	if !f.Before.IsZero() {
		before = f.Before.UnixMicro()
	}
	whole, err = r.inTime(ctx, f.Within, finding(f), []any{expression(f.Match, f.Titles), from, before, string(but), f.Limit}, func(rows *sql.Rows) error {
		var h search.Hit
		var date int64
		err := rows.Scan(&h.ID, &h.Post, &h.Locale, &date, &h.Relevance)
		h.Date = instant(date)
		hits = append(hits, h)
		return err
	})
	return hits, whole, err
}

// finding returns the statement that finds. Titles are an index of their own, a twentieth
// of the other, as far as it knows what is looked for.
func finding(f search.Finding) string {
	switch {
	case f.Ranked:
		return foundRanked
	case f.Titles && f.Plain():
		return foundPlain
	}
	return found
}

// inTime calls scan with the rows that a query gives in the time that it may take. whole is
// false if there may be others.
func (r *Reader) inTime(ctx context.Context, within time.Duration, query string, args []any, scan func(*sql.Rows) error) (whole bool, err error) {
	limited, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	err = r.each(limited, query, args, scan)
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return false, nil
	}
	return err == nil, err
}

// Matching counts the entries that match, whatever else is asked of them, up to most.
// whole is false if that took longer than it may: then it has counted nothing.
func (r *Reader) Matching(ctx context.Context, m search.Match, most int, within time.Duration) (n int, whole bool, err error) {
	whole, err = r.inTime(ctx, within, matching, []any{expression(m, false), most}, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, whole, err
}

// errEnough ends the reading of words.
var errEnough = errors.New("enough words")

// Vocabulary returns words of live texts, by their tokens, in order: with the first
// ones, where they are many. It never has a word that no live text has.
func (r *Reader) Vocabulary(ctx context.Context, s search.Span) ([]search.Counted, error) {
	query := vocabulary
	if s.Titles {
		query = inTitles
	}
	var list []search.Counted
	weight := 0
	err := r.few(ctx, query, []any{s.From, s.Before, s.Most}, func(v row) error {
		c := search.Counted{Word: v.text(0), Entries: int(v.number(1))}
		if c.Entries > 0 {
			list = append(list, c)
		}
		if weight += c.Entries; weight > s.Weight {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return list, err
}

// Wordless reports whether the words of some entries are not written yet.
func (r *Reader) Wordless(ctx context.Context) (some bool, err error) {
	_, err = r.one(ctx, wordless, nil, &some)
	return some, err
}

// ByRow returns the entries with the ids of rows, by id, with bodies.
func (r *Reader) ByRow(ctx context.Context, ids []int64) (map[int64]entry.Stored, error) {
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, fmt.Errorf("encode ids: %w", err)
	}
	got := make(map[int64]entry.Stored, len(ids))
	err = r.few(ctx, byRow, []any{string(list)}, func(v row) error {
		got[v.number(rowAt)] = stored(v)
		return nil
	})
	return got, err
}

// Titles returns the ids of the newest entries that have all of the words in their
// title or names, the last one as the beginning of a word.
func (r *Reader) Titles(ctx context.Context, tokens []string, limit int) (ids []int64, err error) {
	if len(tokens) == 0 {
		return nil, nil
	}
	match := `{title} : ("` + strings.Join(tokens, `" AND "`) + `" *)`
	err = r.each(ctx, titlesIn, []any{match, limit}, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// Names returns up to limit terms with a name and a live post in the language.
func (r *Reader) Names(ctx context.Context, tag locale.Tag, limit int) ([]search.Name, error) {
	var list []search.Name
	err := r.each(ctx, namesOf, []any{string(tag), limit}, func(rows *sql.Rows) error {
		var n search.Name
		err := rows.Scan(&n.ID, &n.Kind, &n.Name, &n.Slug, &n.Entries)
		list = append(list, n)
		return err
	})
	return list, err
}

// expression writes a match for FTS5. Tokens are letters, digits and the signs that
// package search puts before them: no sign of FTS5 is ever among them, and they are
// quoted all the same.
func expression(m search.Match, titles bool) string {
	var b strings.Builder
	if titles {
		b.WriteString("{title} : ")
	}
	b.WriteByte('(')
	for i, c := range m.All {
		if i > 0 {
			b.WriteString(" AND ")
		}
		either(&b, c)
	}
	b.WriteByte(')')
	if len(m.Close) > 0 && !titles {
		b.WriteString(" OR ")
		either(&b, search.Choice{m.Close})
	}
	out := b.String()
	if m.Facet != "" {
		out = "(" + out + `) AND ({facets} : "` + m.Facet + `")`
	}
	if len(m.Not) > 0 {
		b.Reset()
		either(&b, m.Not)
		out = "(" + out + ") NOT " + b.String()
	}
	return out
}

// either writes that one of the phrases is there.
func either(b *strings.Builder, c search.Choice) {
	b.WriteByte('(')
	for i, p := range c {
		if i > 0 {
			b.WriteString(" OR ")
		}
		b.WriteString(`"` + strings.Join(p, " ") + `"`)
	}
	b.WriteByte(')')
}
