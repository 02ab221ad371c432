package hugo

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/diptych-cms/diptych/internal/porting"
)

const (
	likely = 0.50 // a score that is suggested

	// A lower score is suggested too if it is both documents' best by a margin.
	possible = 0.35
	margin   = 0.15

	maxAlone  = 2000 // documents that are compared: the work grows with their square
	maxSample = 200  // other documents that are read to learn what is common on the site
	maxEach   = 3    // suggestions a document
)

// A match is two documents that may be one work.
type match struct {
	a, b *features
	evidence
}

// suggest looks among the documents that are alone for pairs that the site's own
// rule does not make. It joins nothing.
func (r *reader) suggest(ctx context.Context, documents, alone []found) ([]porting.Suggestion, error) {
	if len(alone) > maxAlone {
		r.notes = append(r.notes, porting.Note{Level: porting.Info, Code: "import.suggestions_bounded",
			Args: map[string]any{"count": len(alone), "limit": maxAlone}})
		alone = alone[:maxAlone]
	}
	if !slices.ContainsFunc(alone, func(d found) bool { return d.language != alone[0].language }) {
		return nil, nil
	}
	lone, err := r.allFeatures(ctx, alone)
	if err != nil {
		return nil, err
	}
	others, err := r.allFeatures(ctx, sample(documents, alone))
	if err != nil {
		return nil, err
	}
	most := weigh(append(slices.Clone(lone), others...))
	best, err := bestMatches(ctx, lone, most)
	if err != nil {
		return nil, err
	}
	return r.choosePairs(lone, best), nil
}

// sample takes documents that are not alone, evenly spread.
func sample(documents, alone []found) []found {
	skip := make(map[string]bool, len(alone))
	for _, d := range alone {
		skip[d.path] = true
	}
	var rest []found
	for _, d := range documents {
		if !skip[d.path] {
			rest = append(rest, d)
		}
	}
	step := max(1, len(rest)/maxSample)
	var some []found
	for i := 0; i < len(rest) && len(some) < maxSample; i += step {
		some = append(some, rest[i])
	}
	return some
}

// allFeatures reads documents. One that has become unreadable is left out: what
// is wrong with it is told when its page is loaded.
func (r *reader) allFeatures(ctx context.Context, documents []found) ([]*features, error) {
	all := make([]*features, len(documents))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for i, d := range documents {
		group.Go(func() error {
			if f, err := r.featuresOf(d); err == nil {
				all[i] = f
			}
			return ctx.Err()
		})
	}
	err := group.Wait()
	return slices.DeleteFunc(all, func(f *features) bool { return f == nil }), err
}

// bestMatches returns for each document its likeliest matches in other languages.
func bestMatches(ctx context.Context, lone []*features, most float64) (map[*features][]match, error) {
	best := make(map[*features][]match, len(lone))
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	for _, a := range lone {
		group.Go(func() error {
			var list []match
			for _, b := range lone {
				if a.language == b.language {
					continue
				}
				if e := compareDocuments(a, b, most); e.score >= possible-margin {
					list = append(list, match{a, b, e})
				}
			}
			slices.SortFunc(list, func(x, y match) int {
				return cmp.Or(cmp.Compare(y.score, x.score), strings.Compare(x.b.path, y.b.path))
			})
			mu.Lock()
			defer mu.Unlock()
			best[a] = list[:min(len(list), maxEach+1)]
			return ctx.Err()
		})
	}
	return best, group.Wait()
}

// choosePairs makes suggestions of matches: for each document that is not in the site's
// default language, and for those in it that no other document names.
func (r *reader) choosePairs(lone []*features, best map[*features][]match) []porting.Suggestion {
	var list []porting.Suggestion
	named := make(map[*features]bool)
	for _, inDefault := range []bool{false, true} {
		for _, f := range lone {
			if (f.language == r.site.standard) != inDefault || inDefault && named[f] {
				continue
			}
			for i, m := range best[f] {
				if i == maxEach || m.score < likely && !(i == 0 && standsOut(m, best)) {
					break
				}
				named[m.b] = true
				list = append(list, porting.Suggestion{Path: m.a.path, With: m.b.path, Score: m.score, Reasons: m.reasons()})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b porting.Suggestion) int { return strings.Compare(a.Path, b.Path) })
	return list
}

// standsOut reports whether a match that is not likely by itself is both documents' best
// by a margin.
func standsOut(m match, best map[*features][]match) bool {
	clear := func(list []match, with *features) bool {
		return len(list) > 0 && list[0].b == with && (len(list) == 1 || list[0].score-list[1].score >= margin)
	}
	return m.score >= possible && clear(best[m.a], m.b) && clear(best[m.b], m.a)
}
