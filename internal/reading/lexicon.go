package reading

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/search"
)

// How much of the vocabulary one search reads for what its misspelt words may mean: words,
// and entries with them, of the latter a third for one beginning.
const nearWords, nearWeight = 20_000, 200_000

// A part of the vocabulary: words of titles and names alone, or of all texts, that begin so.
type part struct {
	tag       locale.Tag
	titles    bool
	beginning string
}

// A lexicon is what a search has read of the vocabulary to mend words: it is read once for
// all of them.
type lexicon struct {
	parts         map[part][]search.Counted
	words, weight int // read so far
}

// alike returns the words of a part of the vocabulary, of a large one the first; none, if
// enough was read before.
func (k *seeker) alike(ctx context.Context, p part) ([]search.Counted, error) {
	if list, ok := k.near.parts[p]; ok {
		return list, nil
	}
	s := search.Span{Titles: p.titles, Most: nearWords - k.near.words, Weight: nearWeight - k.near.weight}
	if !p.titles {
		s.Weight = min(s.Weight, nearWeight/3)
	}
	if s.Most <= 0 || s.Weight <= 0 {
		return nil, nil
	}
	defer k.spend(time.Now())
	list, err := k.words(ctx, p.tag, p.beginning, s)
	if err != nil {
		return nil, err
	}
	k.near.words += len(list)
	for _, w := range list {
		k.near.weight += w.Entries
	}
	if k.near.parts == nil {
		k.near.parts = make(map[part][]search.Counted)
	}
	k.near.parts[p] = list
	return list, nil
}
