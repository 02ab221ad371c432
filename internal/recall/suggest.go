package recall

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
)

const (
	mostAlike  = 20 // entries with the same key that are looked at
	oneReading = 80 // entries that are read at a time
)

// mostLooking is how many queries at once look for texts that are like theirs. Those
// that come after have what is the very same.
const mostLooking = 300

// Suggest returns what the memory has for each of the queries, best first: from
// every direction between the two languages, whatever their regions. Where nothing is
// the very same, sentences that are make one together.
func Suggest(ctx context.Context, r MemoryReads, queries []memory.Query) ([][]memory.Suggestion, error) {
	directions, err := r.MemoryDirections(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the memory's directions: %w", err)
	}
	found := make([][]memory.Suggestion, len(queries))
	for i, q := range queries {
		l := looking{r: r, directions: directions}
		if found[i], err = l.answer(ctx, q, i < mostLooking); err != nil {
			return nil, fmt.Errorf("look into the memory from %s to %s: %w", q.Source, q.Target, err)
		}
	}
	return found, nil
}

// Scores returns for each query the score of the best entry with the very words of its
// text, numbers, tags and signs set aside; 0 if there is none. It is quick: it looks
// for nothing that is only like the text.
func Scores(ctx context.Context, r MemoryReads, queries []memory.Query) ([]int, error) {
	directions, err := r.MemoryDirections(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the memory's directions: %w", err)
	}
	scores := make([]int, len(queries))
	for i, q := range queries {
		l := looking{r: r, directions: directions}
		list, err := l.one(ctx, q, memory.Read(q.Text, q.Source), false)
		if err != nil {
			return nil, fmt.Errorf("look into the memory from %s to %s: %w", q.Source, q.Target, err)
		}
		if len(list) > 0 {
			scores[i] = list[0].Score
		}
	}
	return scores, nil
}

// answer answers one query; alike says whether it may look for what is like its text.
func (l looking) answer(ctx context.Context, q memory.Query, alike bool) ([]memory.Suggestion, error) {
	text := memory.Read(q.Text, q.Source)
	list, err := l.one(ctx, q, text, alike && q.Alike(text))
	if err != nil || len(list) > 0 && list[0].Score >= memory.Exact || q.Threshold >= memory.Exact {
		return list, err
	}
	sentences := memory.Sentences(text.Plain, q.Tags, q.Source)
	best := make([][]memory.Suggestion, len(sentences))
	for i, s := range sentences {
		one := q
		one.Text, one.Tags, one.Limit = s.Text, s.Tags, 1
		if best[i], err = l.one(ctx, one, memory.Read(s.Text, q.Source), false); err != nil || len(best[i]) == 0 {
			return list, err
		}
	}
	if whole, ok := q.Assembled(text, sentences, best); ok {
		list = q.With(list, whole)
	}
	return list, nil
}

// one looks for one text in every direction between the languages.
func (l looking) one(ctx context.Context, q memory.Query, text *memory.Text, alike bool) ([]memory.Suggestion, error) {
	l.q, l.text, l.alike = q, text, alike
	for _, d := range l.directions {
		if d.Source.Base() != q.Source.Base() || d.Target.Base() != q.Target.Base() {
			continue
		}
		if err := l.look(ctx, d); err != nil {
			return nil, err
		}
	}
	return q.Judge(text, l.candidates), nil
}

// A looking is one query on its way through the memory.
type looking struct {
	r          MemoryReads
	directions []bitext.Direction
	q          memory.Query
	text       *memory.Text
	alike      bool           // look for what is like the text, too
	known      map[int64]bool // entries that were looked at
	candidates []memory.Candidate
}

// look gathers the candidates of one direction.
func (l *looking) look(ctx context.Context, d bitext.Direction) error {
	same, err := l.r.MemoryByKey(ctx, d, l.text.Key, l.q.Text, mostAlike)
	if err != nil {
		return err
	}
	uses, err := l.uses(ctx, same)
	if err != nil {
		return err
	}
	l.known = make(map[int64]bool, len(same))
	for _, e := range same {
		l.add(e, uses[e.ID])
	}
	if !l.alike {
		return nil
	}
	return l.like(ctx, d)
}

// add makes a candidate of the entry, if it is like the text.
func (l *looking) add(e bitext.Entry, uses []bitext.Use) {
	l.known[e.ID] = true
	if c, ok := l.q.Candidate(l.text, e); ok {
		c.Uses = uses
		l.candidates = append(l.candidates, c)
	}
}

// uses returns of the entries those uses that are at the place of the text, or in its
// surroundings.
func (l *looking) uses(ctx context.Context, entries []bitext.Entry) (map[int64][]bitext.Use, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	list, err := l.r.MemoryUses(ctx, ids, bitext.Use{Post: l.q.Post, Segment: l.q.Segment, Before: l.q.Before, After: l.q.After})
	if err != nil {
		return nil, err
	}
	uses := make(map[int64][]bitext.Use)
	for _, u := range list {
		uses[u.Entry] = append(uses[u.Entry], u)
	}
	return uses, nil
}

// like gathers entries of the direction whose words are like those asked for.
func (l *looking) like(ctx context.Context, d bitext.Direction) error {
	stems := l.text.Stems()
	counts, err := l.r.MemoryCounts(ctx, d, stems)
	if err != nil {
		return err
	}
	search := l.q.NewSearch(l.text, counts)
	for {
		stem, more := search.Next()
		if !more {
			break
		}
		postings, err := l.r.MemoryPostings(ctx, d, stem)
		if err != nil {
			return err
		}
		search.Take(postings)
	}
	return l.compare(ctx, d, search.Ranked())
}

// compare reads entries until no other one can be better than those that it has.
func (l *looking) compare(ctx context.Context, d bitext.Direction, ranked []memory.Ranked) error {
	for len(ranked) > 0 && ranked[0].Most >= l.q.Bar(l.candidates) {
		batch := ranked[:min(len(ranked), oneReading)]
		ranked = ranked[len(batch):]
		ids := make([]int64, 0, len(batch))
		for _, c := range batch {
			if !l.known[c.ID] {
				ids = append(ids, c.ID)
			}
		}
		entries, err := l.r.MemoryByID(ctx, d, ids)
		if err != nil {
			return err
		}
		for _, e := range entries {
			l.add(e, nil)
		}
	}
	return nil
}
