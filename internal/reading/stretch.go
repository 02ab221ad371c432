package reading

import (
	"context"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// stretchMonths bounds the months of a list that is cut into stretches.
const stretchMonths = 12_000

// A stretch is a bounded part of a list, for archives of feeds and parts of sitemaps:
// the posts of one month of the site's zone, or a part of them. So what comes, moves
// or goes changes the stretches of its own month alone, and all others stay as they are.
type stretch struct {
	year, month int
	part        int // of the month, from 1: the oldest posts
	size        int // the most posts that it has
}

// parts returns how many stretches a month has.
func parts(m entry.Month, size int) int { return (m.Posts + size - 1) / size }

// countStretches returns how many stretches the months have.
func countStretches(months []entry.Month, size int) int {
	n := 0
	for _, m := range months {
		n += parts(m, size)
	}
	return n
}

// stretchAt returns the n-th stretch, counted from the oldest, from 1. months are the
// newest first.
func stretchAt(months []entry.Month, size, n int) (stretch, bool) {
	for i := len(months) - 1; i >= 0 && n > 0; i-- {
		m := months[i]
		if n <= parts(m, size) {
			return stretch{m.Year, m.Month, n, size}, true
		}
		n -= parts(m, size)
	}
	return stretch{}, false
}

// span returns the range of the stretch in a list, the oldest post first; ok is false
// if the month has not so many posts.
func (s stretch) span(ctx context.Context, src Source, zone *time.Location, tag locale.Tag, facet content.TermID) (r entry.Range, ok bool, err error) {
	r = entry.Range{
		Locales: []locale.Tag{tag}, Facet: facet, Order: entry.OldestFirst, Limit: s.size,
		From:   startOfDay(s.year, time.Month(s.month), 1, zone),
		Before: startOfDay(s.year, time.Month(s.month)+1, 1, zone),
	}
	if s.part == 1 {
		return r, true, nil
	}
	last := r
	last.Skip, last.Limit = (s.part-1)*s.size-1, 1
	keys, err := src.Keys(ctx, last)
	if err != nil || len(keys) == 0 {
		return r, false, err
	}
	r.After = &keys[0]
	return r, true, nil
}
