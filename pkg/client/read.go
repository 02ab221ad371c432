package client

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/pkg/client/rest"
)

// A Sort orders a list.
type Sort string

// The orders.
const (
	NewestFirst     Sort = "-date" // the default
	OldestFirst     Sort = "date"
	RecentlyUpdated Sort = "-updated" // without facet and fallback
	ByPlace         Sort = "place"    // of a series, without Since and Until
)

// A Query chooses posts. The zero value means all of them, in the language that
// the server picks. At most one of Tag, Author and Series may be set.
type Query struct {
	Locale      string // BCP 47, or "*" for one card each of every live language
	Fallback    string // "chain", or a locale to borrow from; empty: nothing is borrowed
	Tag         string // slug
	Author      string // slug
	Series      string // slug
	AvailableIn string // live in this locale too
	Since       time.Time
	Until       time.Time
	Month       Month // posts of this month, from [Client.Archives], instead of Since and Until
	Sort        Sort
	Fields      []string // members that items shall have, such as "title"; nil: all but body, toc and head
	Limit       int      // posts a page, at most 100; 0: 20
	Cursor      string   // Next or Previous of another page
	Total       bool     // count the whole list
}

// A Page is one page of a list.
type Page struct {
	Items    []Post `json:"items"`
	Previous string `json:"previous"` // cursor; empty: this is the first
	Next     string `json:"next"`     // cursor; empty: this is the last
	Total    int    `json:"total"`    // if [Query.Total] asked for it
}

// Page returns one page of posts.
func (c *Client) Page(ctx context.Context, q Query) (Page, error) {
	since, until := instant(q.Since), instant(q.Until)
	if q.Month != (Month{}) {
		since, until = given(q.Month.Since), given(q.Month.Until)
	}
	return decode[Page](c.raw.ReadPosts(ctx, &rest.ReadPostsParams{
		Locale: given(q.Locale), Fallback: given(q.Fallback),
		Tag: given(q.Tag), Author: given(q.Author), Series: given(q.Series), AvailableIn: given(q.AvailableIn),
		Since: since, Until: until, Sort: given(rest.ReadPostsParamsSort(q.Sort)),
		Fields: given(strings.Join(q.Fields, ",")), Limit: given(q.Limit), Cursor: given(q.Cursor), Total: given(q.Total),
	}, c.dress))
}

func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC().Format(time.RFC3339Nano))
}

// Posts returns all posts from the query's page on, asking for one page at a
// time. It ends at the first error, which comes with a zero post.
func (c *Client) Posts(ctx context.Context, q Query) iter.Seq2[Post, error] {
	return func(yield func(Post, error) bool) {
		for {
			page, err := c.Page(ctx, q)
			if err != nil {
				yield(Post{}, err)
				return
			}
			for _, p := range page.Items {
				if !yield(p, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			if page.Next == q.Cursor {
				yield(Post{}, errInPlace)
				return
			}
			q.Cursor, q.Total = page.Next, false
		}
	}
}

// errInPlace says that a list names the page that was read as the next one. To go on
// would never end.
var errInPlace = errors.New("diptych: the next page is the same again")

// A Choice is the language that something is wanted in.
type Choice struct {
	Locale   string // BCP 47; empty: the server picks
	Fallback string // as in [Query]
	Head     bool   // with what belongs into the head of the page: [Post].Head
}

// Post returns a post by its id.
func (c *Client) Post(ctx context.Context, id string, in Choice) (Post, error) {
	return decode[Post](c.raw.ReadPost(ctx, id, &rest.ReadPostParams{
		Locale: given(in.Locale), Fallback: given(in.Fallback), Include: included[rest.ReadPostParamsInclude](in.Head),
	}, c.dress))
}

// PostBySlug returns the post that has the slug in the language. An old slug is
// a [Problem] with its Redirect; a post that only other languages have is one with their
// Alternates.
func (c *Client) PostBySlug(ctx context.Context, slug string, in Choice) (Post, error) {
	return decode[Post](c.raw.ReadPostBySlug(ctx, slug, &rest.ReadPostBySlugParams{
		Locale: given(in.Locale), Fallback: given(in.Fallback), Include: included[rest.ReadPostBySlugParamsInclude](in.Head),
	}, c.dress))
}

func included[T ~string](head bool) *T {
	if !head {
		return nil
	}
	return new(T("head"))
}

// Markdown returns a post by its id as Markdown with front matter (YAML).
func (c *Client) Markdown(ctx context.Context, id string, in Choice) (string, error) {
	body, err := text(c.raw.ReadPost(ctx, id, &rest.ReadPostParams{Locale: given(in.Locale), Fallback: given(in.Fallback)}, c.dress,
		func(_ context.Context, r *http.Request) error {
			r.Header.Set("Accept", "text/markdown")
			return nil
		}))
	return string(body), err
}

// Resolve returns what the public address leads to: a path, or a whole URL.
func (c *Client) Resolve(ctx context.Context, url string) (Resolution, error) {
	return decode[Resolution](c.raw.ResolveURL(ctx, &rest.ResolveURLParams{Url: url}, c.dress))
}

// Switch returns where a reader of the public address goes who wants another
// language: the page itself if it is in that language, else a Redirect to its
// alternate. One that has none is a [Problem] with the Alternates that there are.
func (c *Client) Switch(ctx context.Context, url, locale string) (Resolution, error) {
	return decode[Resolution](c.raw.ResolveURL(ctx, &rest.ResolveURLParams{Url: url, Locale: given(locale)}, c.dress))
}

// Site returns the site in a language; empty: the one that the server picks.
func (c *Client) Site(ctx context.Context, locale string) (Site, error) {
	return decode[Site](c.raw.ReadSite(ctx, &rest.ReadSiteParams{Locale: given(locale)}, c.dress))
}

// Locales returns the languages of the site, ordered by tag.
func (c *Client) Locales(ctx context.Context) ([]Locale, error) {
	return items[Locale](c.raw.ReadLocales(ctx, c.dress))
}

// A Kind tells tags, authors and series apart.
type Kind string

// The kinds of terms.
const (
	Tags    Kind = "tags"
	Authors Kind = "authors"
	Series  Kind = "series"
)

// Terms returns the terms of the kind that live posts in the language have,
// ordered by name.
func (c *Client) Terms(ctx context.Context, kind Kind, locale string) ([]Term, error) {
	switch kind {
	case Tags:
		return items[Term](c.raw.ReadTags(ctx, &rest.ReadTagsParams{Locale: given(locale)}, c.dress))
	case Authors:
		return items[Term](c.raw.ReadAuthors(ctx, &rest.ReadAuthorsParams{Locale: given(locale)}, c.dress))
	case Series:
		return items[Term](c.raw.ReadSeriesList(ctx, &rest.ReadSeriesListParams{Locale: given(locale)}, c.dress))
	}
	return nil, fmt.Errorf("diptych: there is no kind of terms %q", kind)
}

// Term returns the term that has the slug in the language. An old slug is a
// [Problem] with its Redirect.
func (c *Client) Term(ctx context.Context, kind Kind, slug, locale string) (Term, error) {
	switch kind {
	case Tags:
		return decode[Term](c.raw.ReadTag(ctx, slug, &rest.ReadTagParams{Locale: given(locale)}, c.dress))
	case Authors:
		return decode[Term](c.raw.ReadAuthor(ctx, slug, &rest.ReadAuthorParams{Locale: given(locale)}, c.dress))
	case Series:
		return decode[Term](c.raw.ReadSeries(ctx, slug, &rest.ReadSeriesParams{Locale: given(locale)}, c.dress))
	}
	return Term{}, fmt.Errorf("diptych: there is no kind of terms %q", kind)
}
