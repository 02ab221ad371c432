package reading

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Edges are what a page's JSON says beside its items.
type edges struct {
	Previous *string `json:"previous"`
	Next     *string `json:"next"`
	Total    *int    `json:"total,omitempty"`
}

// byPost puts the rows of one post together: they follow each other.
func byPost(rows []entry.Stored) [][]entry.Stored {
	var posts [][]entry.Stored
	for i := 0; i < len(rows); {
		end := i + 1
		for end < len(rows) && rows[end].Post == rows[i].Post {
			end++
		}
		posts = append(posts, rows[i:end])
		i = end
	}
	return posts
}

// ends returns the cursors of the pages beside this one; nil where there is
// none. A page that was emptied since its cursor was written leads back to the
// end that it lies at.
func (p *page) ends(posts [][]entry.Stored, from cursor, more bool) (next, previous *string) {
	write := func(backwards bool, at int) *string {
		c := cursor{backwards: backwards}
		if len(posts) > 0 {
			c.key = p.keyOf(posts[at][0])
		}
		return new(c.String(p.binding()))
	}
	last := max(len(posts)-1, 0)
	forward := more && !from.backwards || from.backwards && from.key != nil
	if forward {
		next = write(false, last)
	}
	backward := more && from.backwards || !from.backwards && from.key != nil
	if backward {
		previous = write(true, 0)
	}
	return next, previous
}

// keyOf returns where the post stands in the list.
func (p *page) keyOf(e entry.Stored) *entry.Key {
	if p.order == entry.RecentlyUpdated {
		return &entry.Key{At: e.UpdatedAt, Post: e.Post}
	}
	return &entry.Key{At: e.Date, Post: e.Post}
}

// count returns how many posts the whole list has. Of two languages: those of
// the first, and those of the second that are not live in the first.
func (p *page) count(ctx context.Context, src Source) (int, error) {
	if p.none {
		return 0, nil
	}
	first := p.chain[0]
	total, err := src.Count(ctx, first, p.facet, except(p.available, first))
	if err != nil || len(p.chain) == 1 {
		return total, err
	}
	if second := p.chain[1]; p.available != first { // else the first has them all
		own, err := src.Count(ctx, second, p.facet, except(p.available, second))
		if err != nil {
			return 0, err
		}
		both, err := src.Count(ctx, second, p.facet, first)
		return total + own - both, err
	}
	return total, nil
}

// except returns the locale, or none if it is the list's own, in which every
// post of it is live.
func except(available, own locale.Tag) locale.Tag {
	if available == own {
		return ""
	}
	return available
}

// answer composes the page. What is borrowed is stored bytes, like the rest.
func (p *page) answer(posts [][]entry.Stored, e edges) (Answer, error) {
	rows := slices.Concat(posts...)
	var seen entry.Generation
	if len(rows) > 0 {
		seen = rows[0].Generation
	}
	a := Answer{Varied: p.varied, Languages: p.spoken(rows...), Keys: listKeys(p.chain), Generation: seen}
	size := 1000 // what stands around the items
	for _, row := range rows {
		size += len(row.Card) + len(row.Body)
	}
	body := append(make([]byte, 0, size), `{"items":[`...)
	for i, row := range rows {
		if i > 0 {
			body = append(body, ',')
		}
		item, err := p.item(row)
		if err != nil {
			return Answer{}, err
		}
		body = append(body, item...)
	}
	rest, err := encode(e)
	if err != nil {
		return Answer{}, err
	}
	a.Body = append(append(body, "],"...), rest[1:]...)
	a.ETag = entry.ETag(a.Body)
	if e.Next != nil {
		a.Next = *e.Next
	}
	if e.Previous != nil {
		a.Previous = *e.Previous
	}
	return a, nil
}

// item returns what the page shows of an entry.
func (p *page) item(e entry.Stored) ([]byte, error) {
	if p.keep == nil {
		return p.card(e), nil
	}
	shown := p.card(e)
	if p.bodies {
		shown = p.whole(e)
	}
	item := trim(shown, p.keep)
	if p.heads == nil {
		return item, nil
	}
	return withHead(item, e, p.chosen, p.heads)
}
