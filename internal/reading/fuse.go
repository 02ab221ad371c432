package reading

import (
	"context"

	"github.com/diptych-cms/diptych/internal/search"
)

// fused returns the query with one word in the place of those that are joined and are no
// words by themselves, "O'Brein": the one that they make, if texts have it, or the nearest.
// It reports whether the nearest was taken for any.
func (k *seeker) fused(ctx context.Context, q search.Query) (_ search.Query, mended bool, err error) {
	for i, term := range q.Terms {
		if term.Whole == nil || term.Not {
			continue
		}
		apart, err := k.apart(ctx, q, i)
		if err != nil {
			return q, false, err
		}
		if apart {
			continue
		}
		n, known, err := k.matching(ctx, search.Match{All: []search.Choice{q.Says(i, nil)}}, 1)
		if err != nil {
			return q, false, err
		}
		if !known {
			k.passing = true
			continue
		}
		if n > 0 {
			q = q.Fused(i)
			continue
		}
		word, found, err := k.nearest(ctx, q.Locale, term.Whole.Exact)
		if err != nil {
			return q, false, err
		}
		if found {
			q, mended = q.Instead(i, word), true
		}
	}
	return q, mended, nil
}

// apart reports whether the words that are joined in term i may be looked for one by one:
// texts have each, or one near to it. Where an apostrophe joins them, texts have them as one
// word, and what is near to its parts is so by chance: "O'Brein" has nothing of a brain.
func (k *seeker) apart(ctx context.Context, q search.Query, i int) (bool, error) {
	term := q.Terms[i]
	q, _ = search.Query{Locale: q.Locale, Terms: []search.Term{term}}.Apart()
	t := try{query: q}
	var err error
	if term.Begun {
		if t, err = k.begin(ctx, q); err != nil {
			return false, err
		}
	}
	t, mended, err := k.mended(ctx, t)
	return len(t.unknown) == 0 && !(mended && term.Apostrophe()), err
}
