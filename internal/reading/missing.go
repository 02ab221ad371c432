package reading

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/search"
)

// miss finds out which terms of the query nothing has of what has some of them: they were
// left out, and the reader is told so.
func (k *seeker) miss(ctx context.Context) error {
	for _, t := range k.tries[0].query.Terms {
		if t.Not || t.Empty {
			continue
		}
		there, err := k.there(ctx, t.Text)
		if err != nil {
			return err
		}
		if !there {
			k.missing = append(k.missing, t.Text)
		}
	}
	return nil
}

// there reports whether anything that may be found has the term. Where there is no time
// left to know, nobody says that it is missing.
func (k *seeker) there(ctx context.Context, text string) (bool, error) {
	for n, t := range k.tries {
		i := slices.IndexFunc(t.query.Terms, func(term search.Term) bool { return term.Text == text && !term.Not && !term.Empty })
		if i < 0 || slices.Contains(t.unknown, text) {
			continue
		}
		if k.left() <= 0 {
			k.passing = true
			return true, nil
		}
		m := search.Match{All: []search.Choice{t.query.Says(i, t.begins)}, Not: t.query.Match(nil, false).Not}
		f := k.finding(m, k.page.chain[:n])
		f.Limit = 1
		hits, whole, err := k.find(ctx, f)
		if err != nil {
			return false, err
		}
		k.passing = k.passing || !whole
		if len(hits) > 0 || !whole {
			return true, nil
		}
	}
	return false, nil
}
