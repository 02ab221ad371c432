package recall

import (
	"context"
	"fmt"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/memory"
)

const (
	mostAlike  = 20 // entries with the same key that are looked at
	mostUses   = 20 // of one entry
	oneReading = 80 // entries that are read at a time
)

// Suggest returns what the memory has for each of the queries, best first: from
// every direction between the two languages, whatever their regions.
func Suggest(ctx context.Context, r MemoryReads, queries []memory.Query) ([][]memory.Suggestion, error) {
	directions, err := r.MemoryDirections(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the memory's directions: %w", err)
	}
	found := make([][]memory.Suggestion, len(queries))
	for i, q := range queries {
		l := looking{r: r, q: q, text: memory.Read(q.Text, q.Source)}
		for _, d := range directions {
			if d.Source.Base() != q.Source.Base() || d.Target.Base() != q.Target.Base() {
				continue
			}
			if err := l.look(ctx, d); err != nil {
				return nil, fmt.Errorf("look into the memory %s to %s: %w", d.Source, d.Target, err)
			}
		}
		found[i] = q.Judge(l.text, l.candidates)
	}
	return found, nil
}

// A looking is one query on its way through the memory.
type looking struct {
	r          MemoryReads
	q          memory.Query
	text       *memory.Text
	known      map[int64]bool // entries that were looked at
	candidates []memory.Candidate
}

// look gathers the candidates of one direction.
func (l *looking) look(ctx context.Context, d bitext.Direction) error {
	same, err := l.r.MemoryByKey(ctx, d, l.text.Key, mostAlike)
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
	if !l.q.Alike(l.text) {
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

// uses returns where the entries stand now.
func (l *looking) uses(ctx context.Context, entries []bitext.Entry) (map[int64][]bitext.Use, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	list, err := l.r.MemoryUses(ctx, ids, mostUses)
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
