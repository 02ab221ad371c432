package reading

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/search"
)

const (
	// deepest is how many results can be looked at, page by page: who wants more has to
	// say more of what they look for.
	deepest    = 200
	maxResults = 50 // of a page
	// mostRanked bounds how many matching entries are compared: the newest, and those
	// with the words in their title.
	mostRanked = 300
	mostTitled = 100
	// mostWeight is how many entries may have any of the words at all for the rarer ones
	// to weigh more: to count them is what that costs. Beyond, the newest come first.
	mostWeight = 60_000
	// mostCounted is how far matches are counted.
	mostCounted = 10_000

	// What is new is up to a quarter better than what is as old as can be: half of that
	// is gone after two years, counted from the newest post of the language.
	freshness = 0.25
	halfLife  = 2 * 365 * 24 * time.Hour
	borrowed  = 0.8 // of a post that is not in the reader's language
	titled    = 2.0 // of a post that has all of the words in its title
)

// A SearchQuery asks for posts with words. All members are as the request has them.
type SearchQuery struct {
	Choice
	Text                string
	Tag, Author, Series string
	Since, Until        string
	Limit               string
	Cursor              string
}

// found is the answer of GET /search.
type found struct {
	Items        []result `json:"items"`
	Next         *string  `json:"next"`
	Previous     *string  `json:"previous"`
	Query        asked    `json:"query"`
	Total        int      `json:"total"`
	TotalIsExact bool     `json:"totalIsExact"`
}

// A result is a post that was found, with what was found in it marked: safe HTML.
type result struct {
	Post    json.RawMessage `json:"post"`
	Title   string          `json:"title"`
	Snippet string          `json:"snippet"`
}

// asked says how a query was understood.
type asked struct {
	Asked     string   `json:"asked"`
	Used      string   `json:"used"`
	Corrected bool     `json:"corrected"`
	Terms     []string `json:"terms"`
	Partial   bool     `json:"partial"`
	Missing   []string `json:"missing"`
}

// Search answers GET /search: posts with all of the words, best first. Where none has,
// misspelt words are mended, which the answer says; and where that does not help, posts
// with some of the words are found, and the answer says which words none of them has. A
// query without any word finds nothing. Where time runs out before anything is found it is
// the fault.Unavailable "search.too_slow".
func (s *Service) Search(ctx context.Context, q SearchQuery) (Answer, error) {
	answer, err := s.search(ctx, q)
	if err != nil {
		return answer, fmt.Errorf("search posts: %w", err)
	}
	return answer, nil
}

func (s *Service) search(ctx context.Context, q SearchQuery) (Answer, error) {
	a, err := ListQuery{Choice: q.Choice, Tag: q.Tag, Author: q.Author, Series: q.Series, Since: q.Since, Until: q.Until}.read()
	if err != nil {
		return Answer{}, err
	}
	a.everywhere = false
	if a.limit, err = limitOf(q.Limit, defaultLimit, maxResults); err != nil {
		return Answer{}, err
	}
	if utf8.RuneCountInString(q.Text) > search.Longest {
		return Answer{}, fault.New(fault.Malformed, "search.long", "most", search.Longest)
	}
	return s.readThen(ctx, func(src Source) (making, error) {
		p, err := prepare(ctx, src, a, q.Choice)
		if err != nil {
			return nil, err
		}
		k := &seeker{page: p, src: src, text: q.Text, patience: cmp.Or(s.SearchTime, searchTime)}
		from, err := k.place(q.Cursor)
		if err != nil {
			return nil, err
		}
		if err := k.seek(ctx); err != nil {
			return nil, err
		}
		rows, err := k.rows(ctx, k.shown(from))
		return func() (Answer, error) { return k.answer(from, rows) }, err
	})
}

// limitOf reads how many things are asked for.
func limitOf(text string, otherwise, most int) (int, error) {
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, fault.New(fault.Malformed, "list.limit", "limit", text, "most", most)
	}
	return n, nil
}

// binding names the search that its cursors belong to.
func (k *seeker) binding() string { return "search " + k.page.binding() + " " + k.text }

// place reads the cursor: how many results come before the page.
func (k *seeker) place(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	c, err := parseCursor(text, k.binding())
	if err != nil || c.key == nil {
		return 0, fault.New(fault.Malformed, "list.cursor")
	}
	at := int(c.key.At.UnixMicro())
	if at < 0 || at >= deepest {
		return 0, fault.New(fault.Malformed, "list.cursor")
	}
	return at, nil
}

// cursorAt writes the cursor of the page after so many results.
func (k *seeker) cursorAt(n int) *string {
	return new(cursor{key: &entry.Key{At: time.UnixMicro(int64(n))}}.String(k.binding()))
}

// shown returns the hits that the page has.
func (k *seeker) shown(from int) []search.Hit {
	last := min(len(k.hits), deepest)
	to := min(from+k.page.limit, last)
	return k.hits[min(from, to):to]
}

// answer composes the page of what was found.
func (k *seeker) answer(from int, rows []entry.Stored) (Answer, error) {
	f := found{Items: []result{}, Query: k.asked(), Total: k.total, TotalIsExact: k.exact}
	if to := from + k.page.limit; to < min(len(k.hits), deepest) {
		f.Next = k.cursorAt(to)
	}
	if from > 0 {
		f.Previous = k.cursorAt(max(0, from-k.page.limit))
	}
	markers := make(map[locale.Tag]*search.Marker)
	for _, row := range rows {
		m := markers[row.Locale]
		if m == nil {
			m = k.marker(row.Locale)
			markers[row.Locale] = m
		}
		r, err := k.result(row, m)
		if err != nil {
			return Answer{}, err
		}
		f.Items = append(f.Items, r)
	}
	a, err := compose(f)
	if err != nil {
		return Answer{}, err
	}
	a.Languages, a.Varied = k.page.spoken(rows...), k.page.varied
	a.Keys, a.Passing = listKeys(k.page.chain), k.passing
	if f.Next != nil {
		a.Next = *f.Next
	}
	if f.Previous != nil {
		a.Previous = *f.Previous
	}
	return a, nil
}

// rows reads the entries that are shown, in their order.
func (k *seeker) rows(ctx context.Context, hits []search.Hit) ([]entry.Stored, error) {
	if len(hits) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	byID, err := k.src.ByRow(ctx, ids)
	if err != nil {
		return nil, err
	}
	rows := make([]entry.Stored, 0, len(hits))
	for _, id := range ids {
		if row, ok := byID[id]; ok {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// result shows one of them. What was found may stand in the summary alone.
func (k *seeker) result(row entry.Stored, m *search.Marker) (result, error) {
	doc, err := search.Read(row.Card, row.Body)
	if err != nil {
		return result{}, err
	}
	summary := markup.PlainOf(doc.Summary).Text
	snippet, marks := k.snippet(doc.HTML, m)
	if instead, more := m.Snippet(summary); summary != "" && more >= marks {
		snippet = instead
	}
	r := result{Post: k.page.card(row), Title: m.Title(doc.Title), Snippet: snippet}
	if k.page.borrows(row.Locale) {
		r.Title, r.Snippet = spokenIn(row.Locale, r.Title), spokenIn(row.Locale, r.Snippet)
	}
	return r, nil
}

// spokenIn says of a line of HTML which language it is in.
func spokenIn(tag locale.Tag, line string) string {
	if line == "" {
		return ""
	}
	return `<span lang="` + html.EscapeString(string(tag)) + `">` + line + `</span>`
}

// score orders what matches: by relevance, what is new a little before what is old.
func (k *seeker) score(h search.Hit, newest time.Time) float64 {
	score := h.Relevance * (1 + freshness*math.Exp2(-float64(newest.Sub(h.Date))/float64(halfLife)))
	if h.Titled {
		score *= titled
	}
	if h.Locale != k.page.tag {
		score *= borrowed
	}
	return score
}
