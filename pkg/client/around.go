package client

import (
	"context"
	"iter"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Walk is the list that neighbours are looked for in: all posts of a language,
// or those of one tag, author or series. At most one of the three may be set.
type Walk struct {
	Choice
	Tag         string // slug
	Author      string // slug
	Series      string // slug: neighbours are those by place
	AvailableIn string // live in this locale too
}

// Neighbours are the posts before and after one; nil at an end of the list.
type Neighbours struct {
	Previous *Post `json:"previous"` // the older one; in a series the one before
	Next     *Post `json:"next"`
}

// Neighbours returns the posts before and after the one with the id, as cards.
func (c *Client) Neighbours(ctx context.Context, id string, in Walk) (Neighbours, error) {
	return decode[Neighbours](c.raw.ReadNeighbours(ctx, id, &rest.ReadNeighboursParams{
		Locale: given(in.Locale), Fallback: given(in.Fallback),
		Tag: given(in.Tag), Author: given(in.Author), Series: given(in.Series), AvailableIn: given(in.AvailableIn),
	}, c.dress))
}

// Related returns what to read after the post with the id, best first, as cards:
// what its editors chose, then what shares its series and terms. Limit is 20 at
// most; 0: 5.
func (c *Client) Related(ctx context.Context, id string, in Choice, limit int) ([]Post, error) {
	return items[Post](c.raw.ReadRelated(ctx, id, &rest.ReadRelatedParams{
		Locale: given(in.Locale), Fallback: given(in.Fallback), Limit: given(limit),
	}, c.dress))
}

// An Archive chooses the posts that are counted by month. At most one of Tag,
// Author and Series may be set.
type Archive struct {
	Locale string
	Tag    string // slug
	Author string // slug
	Series string // slug
}

// A Month is one that has live posts, in the site's time zone. [Query.Month] takes it.
type Month struct {
	Year  int        `json:"year"`
	Month time.Month `json:"month"`
	Count int        `json:"count"`
	Since string     `json:"since"` // its first day, such as "2026-05-01"
	Until string     `json:"until"` // its last day
}

// Archives returns the months that have live posts, newest first.
func (c *Client) Archives(ctx context.Context, of Archive) ([]Month, error) {
	return items[Month](c.raw.ReadArchives(ctx, &rest.ReadArchivesParams{
		Locale: given(of.Locale), Tag: given(of.Tag), Author: given(of.Author), Series: given(of.Series),
	}, c.dress))
}

// A Moved is an address that the site had, and where it leads now.
type Moved struct {
	From   string `json:"from"`
	To     string `json:"to"`
	Status int    `json:"status"` // HTTP status to send readers on with
	Locale string `json:"locale"`
}

// Redirects returns every old address of the language, or of all of them if it
// is empty, asking for one page at a time. Chains are collapsed; an address holds
// with and without a final slash. It ends at the first error, which comes with a
// zero address.
func (c *Client) Redirects(ctx context.Context, locale string) iter.Seq2[Moved, error] {
	return func(yield func(Moved, error) bool) {
		for cursor := ""; ; {
			page, err := decode[struct {
				Items []Moved `json:"items"`
				Next  string  `json:"next"`
			}](c.raw.ReadRedirects(ctx, &rest.ReadRedirectsParams{Locale: given(locale), Cursor: given(cursor)}, c.dress))
			if err != nil {
				yield(Moved{}, err)
				return
			}
			for _, m := range page.Items {
				if !yield(m, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			if page.Next == cursor {
				yield(Moved{}, errInPlace)
				return
			}
			cursor = page.Next
		}
	}
}

// RedirectsFor returns the same written for a server or a host of static sites, as
// a file: "netlify", "nginx", "apache", "caddy" or "hugo". A site whose languages
// have hosts of their own has one for each.
func (c *Client) RedirectsFor(ctx context.Context, server, locale string) (string, error) {
	body, err := text(c.raw.ReadRedirects(ctx, &rest.ReadRedirectsParams{
		Locale: given(locale), Format: given(rest.ReadRedirectsParamsFormat(server)),
	}, c.dress))
	return string(body), err
}
