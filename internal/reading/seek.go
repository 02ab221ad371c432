package reading

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/search"
)

// Finder looks into the index of words. It only knows those of live entries.
type Finder interface {
	// Find returns the newest entries that match. whole is false if it took too long:
	// then there may be others.
	Find(ctx context.Context, f search.Finding) (hits []search.Hit, whole bool, err error)
	// Matching counts the entries that match, whatever else is asked of them, up to most.
	// whole is false if that took longer than it may: then it has counted nothing.
	Matching(ctx context.Context, m search.Match, most int, within time.Duration) (n int, whole bool, err error)
	// Vocabulary returns words of live texts, by their tokens, in order.
	Vocabulary(ctx context.Context, s search.Span) ([]search.Counted, error)
	// Wordless reports whether the words of some entries are not written yet.
	Wordless(ctx context.Context) (bool, error)
	// ByRow returns the entries with the ids of rows, by id, with bodies.
	ByRow(ctx context.Context, ids []int64) (map[int64]entry.Stored, error)
}

// A seeker answers one search.
type seeker struct {
	page *page
	src  Source
	text string

	tries   []try    // one for each language of the chain
	mends   bool     // words were mended
	parts   bool     // words that hyphens join are looked for one by one
	partial bool     // what was found has some of the words
	missing []string // terms that nothing of it has
	hits    []search.Hit
	total   int
	exact   bool
	late    bool // the last look had no time for all
	// passing says that the index is being written, or took too long: whoever asks again
	// may be told more.
	passing bool
	far     int // bytes of bodies that were looked into far from their beginning

	patience, spent time.Duration // what it may take of the index, and what it took
	near            lexicon
}

// A try is a query in one language.
type try struct {
	query   search.Query
	begins  search.Begins // what its last word may begin
	unknown []string      // terms that no text has
}

// seek finds what matches, best first.
func (k *seeker) seek(ctx context.Context) error {
	k.exact = true
	for _, tag := range k.page.chain {
		q, err := k.join(ctx, search.Parse(k.text, tag))
		if err != nil {
			return err
		}
		t, err := k.begin(ctx, q)
		if err != nil {
			return err
		}
		k.tries = append(k.tries, t)
	}
	if k.page.none || !k.tries[0].query.Seeks() {
		return nil
	}
	if err := k.look(ctx, false); err != nil || len(k.hits) > 0 {
		return err
	}
	again, err := k.mend(ctx)
	if err != nil {
		return err
	}
	if again {
		if err := k.look(ctx, false); err != nil || len(k.hits) > 0 {
			return err
		}
	}
	return k.some(ctx)
}

// some looks for entries that have some of the words, where there are several.
func (k *seeker) some(ctx context.Context) error {
	if !slices.ContainsFunc(k.tries, func(t try) bool { return len(t.query.Match(nil, false).All) > 1 }) {
		return nil
	}
	if err := k.look(ctx, true); err != nil || len(k.hits) == 0 {
		return err
	}
	k.partial = true
	return k.miss(ctx)
}

// look asks the index in each language; with any, for entries that have some of the
// words. That time ran out before anything was found is a fault: nobody knows then that
// there is nothing.
func (k *seeker) look(ctx context.Context, any bool) error {
	waits, err := k.src.Wordless(ctx)
	if err != nil {
		return err
	}
	k.hits, k.total, k.exact, k.late, k.passing = nil, 0, !waits, false, k.passing || waits
	scores := make(map[int64]float64)
	for i, t := range k.tries {
		hits, err := k.in(ctx, t.query.Match(t.begins, any), k.page.chain[:i])
		if err != nil {
			return err
		}
		newest, err := k.newest(ctx, t.query.Locale)
		if err != nil {
			return err
		}
		for _, h := range hits {
			scores[h.ID] = k.score(h, newest)
		}
		k.hits = append(k.hits, hits...)
	}
	if k.late && len(k.hits) == 0 {
		return fault.New(fault.Unavailable, "search.too_slow")
	}
	slices.SortFunc(k.hits, func(a, b search.Hit) int {
		return cmp.Or(cmp.Compare(scores[b.ID], scores[a.ID]), b.Date.Compare(a.Date), cmp.Compare(a.ID, b.ID))
	})
	return nil
}

// newest returns the date of the newest post of the language.
func (k *seeker) newest(ctx context.Context, tag locale.Tag) (time.Time, error) {
	rows, err := k.src.List(ctx, entry.Range{Locales: []locale.Tag{tag}, Order: entry.NewestFirst, Limit: 1})
	if err != nil || len(rows) == 0 {
		return time.Time{}, err
	}
	return rows[0].Date, nil
}

// in returns what matches in one language, of posts that are live in none of those
// before it: if they are too many to be compared, those with the words in their titles,
// and the newest.
func (k *seeker) in(ctx context.Context, m search.Match, but []locale.Tag) ([]search.Hit, error) {
	if len(m.All) == 0 {
		return nil, nil
	}
	f := k.finding(m, but)
	var err error
	if f.Ranked, err = k.light(ctx, f.Match); err != nil {
		return nil, err
	}
	if !f.Ranked {
		f.Limit, f.Close = deepest, nil
	}
	hits, whole, err := k.find(ctx, f)
	if err != nil {
		return nil, err
	}
	k.exact, k.late, k.passing = k.exact && whole, k.late || !whole, k.passing || !whole
	if whole && len(hits) == 0 {
		return nil, nil
	}
	all := whole && len(hits) < f.Limit
	byTitle := f
	byTitle.Titles, byTitle.Ranked, byTitle.Limit = true, f.Ranked && !all, mostTitled
	titled, asked, err := k.find(ctx, byTitle)
	if err != nil {
		return nil, err
	}
	k.passing = k.passing || !asked // another time, those whose titles have the words may stand first
	hits = merge(titled, hits)
	if all || !whole { // there is no time to count what there was no time to find
		k.total += len(hits)
		return hits, nil
	}
	return hits, k.count(ctx, f, len(hits))
}

// finding is what the index is asked for a match, with what else the reader asks for.
func (k *seeker) finding(m search.Match, but []locale.Tag) search.Finding {
	if k.page.facet != "" {
		m.Facet = search.Facet(k.page.facet)
	}
	f := search.Finding{Match: m, Before: k.page.until.before(k.page.zone), But: but, Limit: mostRanked}
	if k.page.since.text != "" {
		f.From = k.page.since.from(k.page.zone)
	}
	return f
}

// light reports whether the words are rare enough to be weighed against each other.
func (k *seeker) light(ctx context.Context, m search.Match) (bool, error) {
	left := mostWeight
	seen := make(map[string]bool)
	for _, c := range m.All {
		for _, p := range c {
			for _, token := range p {
				if seen[token] {
					continue
				}
				seen[token] = true
				words, err := k.src.Vocabulary(ctx, search.Span{From: token, Before: token + "\x00", Most: 1, Weight: left})
				if err != nil {
					return false, err
				}
				for _, w := range words {
					left -= w.Entries
				}
				if left < 0 {
					return false, nil
				}
			}
		}
	}
	return true, nil
}

// count counts what matches where not all was looked at. With bounds of time, in a language
// that is borrowed, or if it takes too long, as many as were seen are as good as is known.
func (k *seeker) count(ctx context.Context, f search.Finding, seen int) error {
	if !f.From.IsZero() || !f.Before.IsZero() || len(f.But) > 0 {
		k.total, k.exact = k.total+seen, false
		return nil
	}
	m := f.Match
	m.Close = nil
	n, whole, err := k.matching(ctx, m, mostCounted+1)
	if n > mostCounted || !whole {
		n, k.exact = min(n, mostCounted), false
	}
	k.total += max(n, seen)
	return err
}

// merge returns all hits, each once, and says which are among those by title. These
// have a relevance of their own only where they may not be among the others.
func merge(titled, hits []search.Hit) []search.Hit {
	byTitle := make(map[int64]search.Hit, len(titled))
	for _, h := range titled {
		h.Titled = true
		byTitle[h.ID] = h
	}
	for i, h := range hits {
		if _, ok := byTitle[h.ID]; ok {
			hits[i].Titled = true
			delete(byTitle, h.ID)
		}
	}
	for _, h := range titled {
		if h, ok := byTitle[h.ID]; ok {
			hits = append(hits, h)
		}
	}
	return hits
}

// marker returns what marks the words of the query in texts of a language.
func (k *seeker) marker(tag locale.Tag) *search.Marker {
	for _, t := range k.tries {
		if t.query.Locale == tag {
			return search.NewMarker(t.query, t.begins)
		}
	}
	return search.NewMarker(search.Query{Locale: tag}, nil)
}

// asked says how the query was understood, in the reader's language.
func (k *seeker) asked() asked {
	q := k.tries[0].query
	a := asked{Asked: k.text, Used: k.text, Corrected: k.mends, Terms: []string{}, Partial: k.partial, Missing: k.missing}
	if k.mends || k.parts {
		a.Used = q.String()
	}
	if a.Missing == nil {
		a.Missing = []string{}
	}
	for _, t := range q.Terms {
		if !t.Not && !t.Empty {
			a.Terms = append(a.Terms, t.Text)
		}
	}
	return a
}
