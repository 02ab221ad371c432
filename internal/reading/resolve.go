package reading

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

// How a URL was understood.
const (
	matchEntry    = "entry"    // it is where an entry stands
	matchTerm     = "term"     // it is the page of a tag, an author or a series
	matchPage     = "page"     // it is the list of a language, or its feed
	matchRedirect = "redirect" // what was there, or the language that is wanted, stands elsewhere
)

// A resolved URL is the answer of GET /resolve: an entry, a term, a page or a redirect.
type resolved struct {
	Match      string            `json:"match"`
	Entry      json.RawMessage   `json:"entry,omitempty"`
	Term       *term             `json:"term,omitempty"`
	Page       *sitePage         `json:"page,omitempty"`
	Redirect   *Redirect         `json:"redirect,omitempty"`
	Alternates []entry.Alternate `json:"alternates"` // of what was found, or of what the redirect leads to; itself included
}

// The kinds of pages that a language has whatever is live.
const (
	pageList = content.ListPages
	pageFeed = content.FeedPages
)

// A sitePage is one of them.
type sitePage struct {
	Kind   string     `json:"kind"`
	Locale locale.Tag `json:"locale"`
	URL    string     `json:"url"`
	Title  string     `json:"title"` // of the site in the language
}

// Resolve answers GET /resolve. What is no URL of the public site is the
// fault.NotFound "resolve.unknown", as is a URL where readers find nothing. What is
// there, but not in the language that is wanted, is "resolve.not_translated" with
// "alternates".
func (s *Service) Resolve(ctx context.Context, q ResolveQuery) (Answer, error) {
	key, ok := content.AddressKey(q.URL)
	if !ok {
		return Answer{}, fault.New(fault.Malformed, "resolve.url", "url", q.URL)
	}
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		r := resolver{src: src}
		if err := r.open(ctx, key); err != nil {
			return Answer{}, err
		}
		var want locale.Tag
		if q.Locale != "" {
			tag, err := existing(r.locales, q.Locale)
			if err != nil {
				return Answer{}, err
			}
			want = tag
		}
		found, err := r.find(ctx)
		if err != nil {
			return Answer{}, err
		}
		if found, err = found.in(want); err != nil {
			return Answer{}, err
		}
		return found.answer()
	})
	if err != nil {
		return answer, fmt.Errorf("resolve %q: %w", q.URL, err)
	}
	return answer, nil
}

// A place is what was found: an entry, a term, a page, or else a redirect.
type place struct {
	entry      *entry.Stored
	term       *term
	page       *sitePage
	redirect   Redirect
	alternates []entry.Alternate
}

// leading is the place of what went to where the entry is.
func leading(e entry.Stored, status int) place {
	return place{redirect: redirectTo(e, status), alternates: e.Alternates}
}

// tag returns the language that the reader finds.
func (p place) tag() locale.Tag {
	switch {
	case p.entry != nil:
		return p.entry.Locale
	case p.term != nil:
		return p.term.Locale
	case p.page != nil:
		return p.page.Locale
	}
	return p.redirect.Locale
}

// post returns the post that was found, or is led to.
func (p place) post() content.PostID {
	if p.entry != nil {
		return p.entry.Post
	}
	return p.redirect.ID
}

// in returns the place in the language that is wanted: a redirect to it, for now,
// where the URL is another one's.
func (p place) in(want locale.Tag) (place, error) {
	if want == "" || p.tag() == want {
		return p, nil
	}
	for _, a := range p.alternates {
		if a.Locale == want {
			to := Redirect{Status: 302, URL: a.URL, Locale: want, Slug: a.Slug, ID: p.post()}
			return place{redirect: to, alternates: p.alternates}, nil
		}
	}
	return place{}, fault.New(fault.NotFound, "resolve.not_translated", "locale", string(want)).With("alternates", p.alternates)
}

func (p place) answer() (Answer, error) {
	body := resolved{Match: matchRedirect, Term: p.term, Page: p.page, Alternates: p.alternates}
	var a Answer
	switch {
	case p.entry != nil:
		body.Match, body.Entry = matchEntry, entry.Join(p.entry.Card, p.entry.Body)
		a.Keys = keysOf([]locale.Tag{p.tag()}, entry.PostKey(p.entry.Post))
	case p.term != nil:
		body.Match = matchTerm
		a.Keys = appendNew(absentKeys(), termKeys(*p.term)...)
	case p.page != nil:
		body.Match = matchPage
		a.Keys = absentKeys()
	default:
		body.Redirect = &p.redirect
		a.Keys = absentKeys()
	}
	made, err := compose(body)
	a.Body, a.ETag = made.Body, made.ETag
	if body.Redirect == nil {
		a.Languages, a.Hreflangs = []locale.Tag{p.tag()}, entry.Hreflangs(p.tag(), p.alternates)
	}
	return a, err
}
