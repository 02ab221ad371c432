package reading

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
)

// neighbours is the answer of GET /posts/{id}/neighbours: cards, or null.
type neighbours struct {
	Previous json.RawMessage `json:"previous"`
	Next     json.RawMessage `json:"next"`
}

// Neighbours answers GET /posts/{id}/neighbours: the posts on either side of one, in
// the list that the query describes, by date, or of a series by place. A post that
// readers see and that is not in the list is the fault.NotFound "neighbours.elsewhere";
// one that they do not see is answered as by [Service.Entry].
func (s *Service) Neighbours(ctx context.Context, q NeighboursQuery) (Answer, error) {
	a, err := ListQuery{Choice: q.Choice, Tag: q.Tag, Author: q.Author, Series: q.Series, AvailableIn: q.AvailableIn}.read()
	if err != nil {
		return Answer{}, fmt.Errorf("read neighbours: %w", err)
	}
	a.everywhere = false // a post has its neighbours in a language
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		p, err := prepare(ctx, src, a, q.Choice)
		if err != nil {
			return Answer{}, err
		}
		return p.around(ctx, src, q.Post)
	})
	if err != nil {
		return answer, fmt.Errorf("read neighbours: %w", err)
	}
	return answer, nil
}

// around reads the posts on both sides of one in the page's list.
func (p *page) around(ctx context.Context, src Source, post content.PostID) (Answer, error) {
	j, err := joined(ctx, src, post, p.chosen)
	if err != nil {
		return Answer{}, err
	}
	in, err := p.holds(ctx, src, post, j)
	if err != nil {
		return Answer{}, err
	}
	if !in {
		return Answer{}, fault.New(fault.NotFound, "neighbours.elsewhere", "post", string(post))
	}
	if p.kind == content.Series && p.facet != "" {
		if err := settled(ctx, src, p.chain, p.facet); err != nil {
			return Answer{}, err
		}
	}
	at := &entry.Key{At: j.Date, Post: post}
	if p.kind == content.Series && j.Ties.Series == p.facet {
		p.facet, at.At = entry.InOrder(p.facet), entry.Rank(j.Ties.Place, j.Date)
	}
	var found neighbours
	var shown []entry.Stored
	for _, side := range []struct {
		order entry.Order
		card  *json.RawMessage
	}{{entry.NewestFirst, &found.Previous}, {entry.OldestFirst, &found.Next}} {
		rows, err := src.List(ctx, entry.Range{
			Locales: p.chain, Facet: p.facet, AvailableIn: p.available, Order: side.order, After: at, Limit: 1,
		})
		if err != nil {
			return Answer{}, err
		}
		if len(rows) > 0 {
			*side.card = p.card(rows[0])
			shown = append(shown, rows[0])
		}
	}
	answer, err := compose(found)
	answer.Languages, answer.Varied = p.spoken(shown...), p.varied
	answer.Keys = listKeys(p.chain, entry.PostKey(post))
	return answer, err
}

// holds reports whether the post is in the page's list.
func (p *page) holds(ctx context.Context, src Source, post content.PostID, j entry.Joined) (bool, error) {
	if p.none || p.facet != "" && !slices.Contains(j.Facets, p.facet) {
		return false, nil
	}
	if p.available == "" || p.available == j.Locale {
		return true, nil
	}
	_, ok, err := src.Joined(ctx, post, p.available)
	return ok, err
}

// joined returns what joins the post, as the reader is shown it, to others; or the
// fault that says where it went.
func joined(ctx context.Context, src Source, post content.PostID, c chosen) (entry.Joined, error) {
	j, ok, err := src.Joined(ctx, post, c.chain...)
	if err != nil || ok {
		return j, err
	}
	_, err = findByID(ctx, src, post, c)
	return j, err
}
