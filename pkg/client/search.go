package client

import (
	"context"
	"iter"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Search looks for posts by words. At most one of Tag, Author and Series may be set.
type Search struct {
	Words string // as readers type them; a phrase stands in quotation marks
	Choice
	Tag    string // slug
	Author string // slug
	Series string // slug
	Since  time.Time
	Until  time.Time
	Limit  int    // results a page, at most 50; 0: 20
	Cursor string // Next or Previous of another page
}

// Results are one page of what a search found, best first.
type Results struct {
	Items        []Result   `json:"items"`
	Previous     string     `json:"previous"` // cursor; empty: this is the first
	Next         string     `json:"next"`     // cursor; empty: this is the last
	Query        Understood `json:"query"`
	Total        int        `json:"total"`        // of all pages
	TotalIsExact bool       `json:"totalIsExact"` // false: there are more than Total
}

// A Result is one post that was found. Title and Snippet are HTML that is safe to
// show, with what was found inside <mark>.
type Result struct {
	Post    Post   `json:"post"` // as a card
	Title   string `json:"title"`
	Snippet string `json:"snippet"`
}

// Understood says what was searched. Where Corrected, nothing had the words that
// were asked for, and Used has the nearest ones that something has: tell readers.
// Where Partial, no post has all of Terms: what was found has some of them, and nothing
// of it has those that are Missing, which readers should be told as well.
type Understood struct {
	Asked     string   `json:"asked"`
	Used      string   `json:"used"`
	Corrected bool     `json:"corrected"`
	Terms     []string `json:"terms"`
	Partial   bool     `json:"partial"`
	Missing   []string `json:"missing"`
}

// Search returns one page of the posts that have the words.
func (c *Client) Search(ctx context.Context, s Search) (Results, error) {
	return decode[Results](c.raw.SearchPosts(ctx, &rest.SearchPostsParams{
		Q: s.Words, Locale: given(s.Locale), Fallback: given(s.Fallback),
		Tag: given(s.Tag), Author: given(s.Author), Series: given(s.Series),
		Since: instant(s.Since), Until: instant(s.Until), Limit: given(s.Limit), Cursor: given(s.Cursor),
	}, c.dress))
}

// Found returns all results from the search's page on, asking for one page at a
// time. It ends at the first error, which comes with a zero result.
func (c *Client) Found(ctx context.Context, s Search) iter.Seq2[Result, error] {
	return func(yield func(Result, error) bool) {
		for {
			page, err := c.Search(ctx, s)
			if err != nil {
				yield(Result{}, err)
				return
			}
			for _, r := range page.Items {
				if !yield(r, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			if page.Next == s.Cursor {
				yield(Result{}, errInPlace)
				return
			}
			s.Cursor = page.Next
		}
	}
}

// A Suggestion is something that a reader may be about to type, with its page.
type Suggestion struct {
	Text  string `json:"text"` // plain
	Kind  string `json:"kind"` // "post", "tag", "author" or "series"
	URL   string `json:"url"`
	Count int    `json:"count"` // live posts that have it; 1 of a post
}

// Suggest returns titles and names that begin as typed does, best first. Limit is
// 10 at most; 0: 5.
func (c *Client) Suggest(ctx context.Context, typed, locale string, limit int) ([]Suggestion, error) {
	return items[Suggestion](c.raw.SuggestSearches(ctx, &rest.SuggestSearchesParams{
		Q: typed, Locale: given(locale), Limit: given(limit),
	}, c.dress))
}
