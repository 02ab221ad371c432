package reading

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	defaultRelated = 5
	maxRelated     = 20
	// What is looked at bounds the work, however many posts a term has.
	mostTerms    = 12 // of the post, the rarest
	perTerm      = 12 // posts with the term, on each side of the post in time
	mostLinks    = 24 // in each direction
	mostEditors  = 50 // posts that editors chose
	linkedPosts  = 2  // a link weighs as much as a term that so many posts have
	mostInSeries = 4  // on each side
)

// cards is an answer that shows cards alone.
type cards struct {
	Items []json.RawMessage `json:"items"`
}

// Related answers GET /posts/{id}/related: first the posts that its editors chose, in
// their order, then those around it in its series, then those that share terms with
// it, of which rare ones weigh more, or that one of the two links to. Each is shown in
// the reader's language, or borrowed; none twice, and never the post itself. A post
// that readers do not see is answered as by [Service.Entry].
func (s *Service) Related(ctx context.Context, q RelatedQuery) (Answer, error) {
	limit := defaultRelated
	if q.Limit != "" {
		n, err := strconv.Atoi(q.Limit)
		if err != nil || n < 1 || n > maxRelated {
			return Answer{}, fault.New(fault.Malformed, "list.limit", "limit", q.Limit, "most", maxRelated)
		}
		limit = n
	}
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		c, err := choose(ctx, src, q.Choice)
		if err != nil {
			return Answer{}, err
		}
		j, err := joined(ctx, src, q.Post, c)
		if err != nil {
			return Answer{}, err
		}
		r := relation{src: src, chosen: c, Joined: j, post: q.Post, limit: limit}
		for _, step := range []func(context.Context) error{r.editors, r.series, r.alike} {
			if err := step(ctx); err != nil {
				return Answer{}, err
			}
		}
		return r.answer()
	})
	if err != nil {
		return answer, fmt.Errorf("read related posts: %w", err)
	}
	return answer, nil
}

// A relation gathers the posts that are related to one, best first.
type relation struct {
	src Source
	chosen
	entry.Joined
	post  content.PostID
	limit int
	found []entry.Stored
}

// take adds a post if it is live for the reader, and not there yet. It reports whether
// the reader is shown the post at all.
func (r *relation) take(ctx context.Context, id content.PostID) (shown bool, err error) {
	if len(r.found) == r.limit || r.has(id) {
		return true, nil
	}
	e, ok, err := r.chosen.entry(ctx, r.src, id)
	if ok {
		r.found = append(r.found, e)
	}
	return ok, err
}

// has reports whether the post needs no looking at: it is there, or the post itself.
func (r *relation) has(id content.PostID) bool {
	return id == r.post || slices.ContainsFunc(r.found, func(e entry.Stored) bool { return e.Post == id })
}

// editors takes what its editors chose. A post that was absorbed is the one that
// absorbed it.
func (r *relation) editors(ctx context.Context) error {
	for _, id := range r.Ties.Related[:min(len(r.Ties.Related), mostEditors)] {
		shown, err := r.take(ctx, id)
		if err != nil {
			return err
		}
		if shown {
			continue
		}
		into, ok, err := r.src.Merged(ctx, id)
		if err != nil {
			return err
		}
		if ok {
			if _, err := r.take(ctx, into); err != nil {
				return err
			}
		}
	}
	return nil
}

// series takes the posts around it in its series: those that follow, then those before,
// the nearest first.
func (r *relation) series(ctx context.Context) error {
	if r.Ties.Series == "" {
		return nil
	}
	at := entry.Key{At: entry.Rank(r.Ties.Place, r.Date), Post: r.post}
	for _, order := range []entry.Order{entry.OldestFirst, entry.NewestFirst} {
		rows, err := r.src.List(ctx, entry.Range{
			Locales: r.chain, Facet: entry.InOrder(r.Ties.Series), Order: order, After: &at, Limit: mostInSeries,
		})
		if err != nil {
			return err
		}
		for _, row := range rows {
			if _, err := r.take(ctx, row.Post); err != nil {
				return err
			}
		}
	}
	return nil
}

// A candidate is a post that has something in common with the one asked for.
type candidate struct {
	entry.Key
	weight float64
}

// alike takes the posts that have most in common with it.
func (r *relation) alike(ctx context.Context) error {
	if len(r.found) == r.limit {
		return nil
	}
	posts, err := r.src.Count(ctx, r.Locale, "", "")
	if err != nil {
		return err
	}
	common := make(map[content.PostID]*candidate)
	if err := r.shareTerms(ctx, posts, common); err != nil {
		return err
	}
	if err := r.shareLinks(ctx, posts, common); err != nil {
		return err
	}
	best := slices.SortedFunc(maps.Values(common), func(a, b *candidate) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), b.At.Compare(a.At), cmp.Compare(b.Post, a.Post))
	})
	for _, c := range best {
		if _, err := r.take(ctx, c.Post); err != nil {
			return err
		}
	}
	return nil
}

// rarity is what something weighs that so many of all posts have in common. It is the
// information in it (Spärck Jones 1972), in bits.
func rarity(posts, all int) float64 { return math.Log2(float64(all+1) / float64(max(posts, 1))) }

// shareTerms weighs the posts nearest in time that have terms of the post.
func (r *relation) shareTerms(ctx context.Context, all int, common map[content.PostID]*candidate) error {
	type term struct {
		id     content.TermID
		weight float64
	}
	var terms []term
	for _, id := range r.Facets {
		if id == r.Ties.Series {
			continue
		}
		n, err := r.src.Count(ctx, r.Locale, id, "")
		if err != nil {
			return err
		}
		terms = append(terms, term{id, rarity(n, all)})
	}
	slices.SortStableFunc(terms, func(a, b term) int { return cmp.Compare(b.weight, a.weight) })
	for _, t := range terms[:min(len(terms), mostTerms)] {
		keys, err := r.nearest(ctx, t.id)
		if err != nil {
			return err
		}
		for id, at := range keys {
			weigh(common, id, at, t.weight)
		}
	}
	return nil
}

// nearest returns the posts with the term that are nearest to the post in time, of
// every language that the reader may be shown.
func (r *relation) nearest(ctx context.Context, term content.TermID) (map[content.PostID]time.Time, error) {
	found := make(map[content.PostID]time.Time)
	at := entry.Key{At: r.Date, Post: r.post}
	for _, tag := range r.chain {
		for _, order := range []entry.Order{entry.OldestFirst, entry.NewestFirst} {
			keys, err := r.src.Keys(ctx, entry.Range{Locales: []locale.Tag{tag}, Facet: term, Order: order, After: &at, Limit: perTerm})
			if err != nil {
				return nil, err
			}
			for _, k := range keys {
				found[k.Post] = k.At
			}
		}
	}
	return found, nil
}

// shareLinks weighs the posts that link to the post, or that it links to.
func (r *relation) shareLinks(ctx context.Context, all int, common map[content.PostID]*candidate) error {
	to, from, err := r.src.Linked(ctx, r.post, mostLinks)
	if err != nil {
		return err
	}
	for _, id := range slices.Concat(to, from) {
		if c, ok := common[id]; ok {
			c.weight += rarity(linkedPosts, all)
			continue
		}
		j, ok, err := r.src.Joined(ctx, id, r.chain...)
		if err != nil {
			return err
		}
		if ok {
			weigh(common, id, j.Date, rarity(linkedPosts, all))
		}
	}
	return nil
}

func weigh(common map[content.PostID]*candidate, id content.PostID, at time.Time, weight float64) {
	c, ok := common[id]
	if !ok {
		c = &candidate{Key: entry.Key{At: at, Post: id}}
		common[id] = c
	}
	c.weight += weight
}

func (r *relation) answer() (Answer, error) {
	items := make([]json.RawMessage, len(r.found))
	further := []string{entry.PostKey(r.post)}
	for i, e := range r.found {
		items[i] = r.card(e)
		further = append(further, entry.PostKey(e.Post))
	}
	answer, err := compose(cards{Items: items})
	answer.Languages, answer.Varied = r.spoken(r.found...), r.varied
	answer.Keys = listKeys(r.chain, further...)
	return answer, err
}
