package store

import (
	"context"
	"database/sql"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// mostWords bounds the words of one search; what follows them is not looked for.
const mostWords = 10

// matchOf writes what FTS5 is asked: every word, the last one as the beginning of
// a word. There is no syntax: words are cut here, without case and accents, and
// quoted. It is empty if there is no word.
func matchOf(text string) string {
	words := strings.FieldsFunc(fold(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsNumber(c) })
	if len(words) == 0 {
		return ""
	}
	words = words[:min(len(words), mostWords)]
	for i, w := range words {
		words[i] = `"` + w + `"`
	}
	// The beginning of one letter would be half of all words.
	if last := len(words) - 1; len([]rune(words[last])) > len(`""`)+1 {
		words[last] += "*"
	}
	return "(" + strings.Join(words, " AND ") + ")"
}

// A hit is a row of words that matches, in the first tier that it does. Where
// titles count they are the first tier and all rows the second, in which those of
// the first come again and are passed over: to let FTS5 leave them out would be to
// read all of them.
type hit struct {
	tier int
	doc  int64
}

// A searcher answers one query with words.
type searcher struct {
	*lister
	tiers []string // what FTS5 is asked, in order
	last  hit      // of the last post of the page
}

// search answers a query with words: newest saved rows first or last, and in the
// order of relevance those with the words in their title before the others. To
// rank by frequency would be to read everything that matches.
func (l *lister) search(ctx context.Context) (headPage, error) {
	match := matchOf(l.q.Text)
	if match == "" {
		return headPage{}, nil
	}
	s := &searcher{lister: l, tiers: []string{match}}
	if l.q.Sort == content.ByRelevance {
		s.tiers = []string{"{title} : " + match, match}
	}
	at, err := s.start()
	if err != nil {
		return headPage{}, err
	}
	var page headPage
	for looked := 0; looked < mostLooked; {
		batch, err := s.batch(ctx, at, l.q.Limit+1)
		if err != nil {
			return page, err
		}
		if len(batch) == 0 {
			return page, nil
		}
		if err := s.take(ctx, &page, batch); err != nil || page.next != nil {
			return page, err
		}
		at = batch[len(batch)-1]
		looked += len(batch)
		if looked >= mostLooked {
			page.next = s.keyOf(at)
		}
	}
	return page, nil
}

// first reports whether hit a comes before b.
func (s *searcher) first(a, b hit) bool {
	switch {
	case a.tier != b.tier:
		return a.tier < b.tier
	case s.q.Sort == content.OldestSaved:
		return a.doc < b.doc
	}
	return a.doc > b.doc
}

// keyOf writes a hit for a cursor; start reads where the page begins.
func (s *searcher) keyOf(h hit) *content.PostKey {
	return &content.PostKey{Key: strconv.Itoa(h.tier), ID: content.PostID(strconv.FormatInt(h.doc, 10))}
}

func (s *searcher) start() (hit, error) {
	if s.q.After == nil {
		if s.q.Sort == content.OldestSaved {
			return hit{doc: math.MinInt64}, nil
		}
		return hit{doc: math.MaxInt64}, nil
	}
	tier, err := strconv.Atoi(s.q.After.Key)
	doc, docErr := strconv.ParseInt(string(s.q.After.ID), 10, 64)
	if err != nil || docErr != nil || tier < 0 || tier >= len(s.tiers) {
		return hit{}, fault.New(fault.Malformed, "list.cursor")
	}
	return hit{tier, doc}, nil
}

// batch returns up to n hits after the given one.
func (s *searcher) batch(ctx context.Context, after hit, n int) (list []hit, err error) {
	query := "SELECT rowid FROM head_words WHERE head_words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?"
	if s.q.Sort == content.OldestSaved {
		query = "SELECT rowid FROM head_words WHERE head_words MATCH ? AND rowid > ? ORDER BY rowid LIMIT ?"
	}
	for tier := after.tier; tier < len(s.tiers) && len(list) < n; tier++ {
		if tier > after.tier {
			after = hit{tier, math.MaxInt64}
		}
		err = s.each(ctx, func(rows *sql.Rows) error {
			h := hit{tier: tier}
			err := rows.Scan(&h.doc)
			list = append(list, h)
			return err
		}, query, s.tiers[tier], after.doc, n-len(list))
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

// take adds those of the hits to the page that are as asked and the first of
// their post, until it is full.
func (s *searcher) take(ctx context.Context, page *headPage, batch []hit) error {
	docs := make([]int64, len(batch))
	for i, h := range batch {
		docs[i] = h.doc
	}
	posts, err := s.postsOfDocs(ctx, docs)
	if err != nil {
		return err
	}
	ids := make([]string, 0, len(posts))
	for _, id := range posts {
		ids = append(ids, string(id))
	}
	verdicts, err := s.judged(ctx, ids)
	if err != nil {
		return err
	}
	firsts, err := s.firsts(ctx, verdicts)
	if err != nil {
		return err
	}
	for _, h := range batch {
		f, ok := verdicts[posts[h.doc]]
		if !ok || firsts[f.at.id] != h {
			continue
		}
		if len(page.found) == s.q.Limit {
			page.next = s.keyOf(s.last)
			return nil
		}
		page.found, s.last = append(page.found, f), h
	}
	return nil
}

// postsOfDocs returns whose words the rows are.
func (s *searcher) postsOfDocs(ctx context.Context, docs []int64) (map[int64]content.PostID, error) {
	list, err := encode(docs)
	if err != nil {
		return nil, err
	}
	of := make(map[int64]content.PostID, len(docs))
	err = s.each(ctx, func(rows *sql.Rows) error {
		var doc int64
		var id content.PostID
		err := rows.Scan(&doc, &id)
		of[doc] = id
		return err
	}, "SELECT doc, post_id FROM heads WHERE doc > 0 AND doc IN (SELECT value FROM json_each(?))", list)
	return of, err
}

// firsts returns of each post the hit that comes first, among the translations
// that are as asked.
func (s *searcher) firsts(ctx context.Context, verdicts map[content.PostID]found) (map[content.PostID]hit, error) {
	of := make(map[int64]content.PostID)
	var docs []int64
	for id, f := range verdicts {
		for _, doc := range f.docs {
			of[doc] = id
			docs = append(docs, doc)
		}
	}
	slices.Sort(docs)
	list, err := encode(docs)
	if err != nil {
		return nil, err
	}
	firsts := make(map[content.PostID]hit, len(verdicts))
	for tier, match := range s.tiers {
		err := s.each(ctx, func(rows *sql.Rows) error {
			h := hit{tier: tier}
			err := rows.Scan(&h.doc)
			id := of[h.doc]
			if have, ok := firsts[id]; !ok || s.first(h, have) {
				firsts[id] = h
			}
			return err
		}, "SELECT rowid FROM head_words WHERE head_words MATCH ? AND rowid IN (SELECT value FROM json_each(?))", match, list)
		if err != nil {
			return nil, err
		}
	}
	return firsts, nil
}
