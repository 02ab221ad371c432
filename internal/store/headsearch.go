package store

import (
	"context"
	"database/sql"
	"math"
	"strconv"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A hit is a row of words that matches, in a tier. Where titles count, the first
// tier are the rows whose title matches, and the second all that match: those of
// the first come again there and are passed over. To let FTS5 leave them out would
// be to read them all.
type hit struct {
	tier int
	doc  int64
}

// A searcher answers one query with words.
type searcher struct {
	*lister
	words search
	tiers []string // what FTS5 is asked, in order
	last  hit      // of the last post of the page
}

// search answers a query with words: newest saved rows first or last, and in the
// order of relevance those with the words in their title before the others. To
// rank by frequency would be to read everything that matches.
func (l *lister) search(ctx context.Context) (headPage, error) {
	s := &searcher{lister: l, words: searchOf(l.q.Text)}
	match := s.words.match("title slug summary body")
	if match == "" || len(l.locales) == 0 {
		return headPage{}, nil
	}
	s.tiers = []string{match}
	if l.q.Sort == content.ByRelevance {
		s.tiers = []string{s.words.match("title"), match}
	}
	if l.some {
		for i, tier := range s.tiers {
			s.tiers[i] = "(" + among(l.locales) + ") AND (" + tier + ")"
		}
	}
	at, err := s.start()
	if err != nil {
		return headPage{}, err
	}
	// FTS5 gathers all that begins with the last word before it gives the first
	// row: it is asked once for all that the page may look at.
	hits, err := s.hits(ctx, at, mostLooked)
	if err != nil {
		return headPage{}, err
	}
	var page headPage
	whole := len(hits) < mostLooked
	for n := l.q.Limit + 1; len(hits) > 0 && page.next == nil; n = mostLooked / 4 {
		batch := hits[:min(len(hits), n)]
		if err := s.take(ctx, &page, batch); err != nil {
			return page, err
		}
		at, hits = batch[len(batch)-1], hits[len(batch):]
	}
	if page.next == nil && !whole {
		page.next = s.keyOf(at)
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

// hits returns up to n hits after the given one.
func (s *searcher) hits(ctx context.Context, after hit, n int) (list []hit, err error) {
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
	for _, h := range batch {
		f, ok := verdicts[posts[h.doc]]
		if !ok {
			continue
		}
		if first, err := s.leads(ctx, h, f); err != nil || !first {
			if err != nil {
				return err
			}
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

// leads reports whether the hit is a translation that is as asked, and comes
// before those others of its post that are so too and have the words. It reads
// them: to ask FTS5 for single rows would be to gather everything again for each.
func (s *searcher) leads(ctx context.Context, h hit, f found) (bool, error) {
	among := false
	for _, t := range f.rows {
		have, ok := hit{doc: t.doc}, true
		if t.doc != h.doc || h.tier > 0 {
			var err error
			if have.tier, ok, err = s.tierOf(ctx, t); err != nil {
				return false, err
			}
		}
		switch {
		case t.doc == h.doc && ok && have.tier < h.tier:
			return false, nil // it was there among the titles
		case t.doc == h.doc:
			among = true
		case ok && s.first(have, h):
			return false, nil
		}
	}
	return among, nil
}

// tierOf returns the first tier in which the words of a translation match.
func (s *searcher) tierOf(ctx context.Context, t headRow) (tier int, ok bool, err error) {
	rev, err := s.Revision(ctx, t.post, t.part, t.head)
	if err != nil {
		return 0, false, err
	}
	last := len(s.tiers) - 1
	if last > 0 && s.words.in(rev.Text.Title) {
		return 0, true, nil
	}
	w := wordsOf(rev.Text)
	return last, s.words.in(w[:]...), nil
}
