package main

import (
	"context"
	"net/http"
	"strings"

	"github.com/diptych-cms/diptych/pkg/client"
)

const perPage = 6

// own makes the pages that the server knows nothing of; nil if it is none.
func (f *front) own(r *http.Request, langs []language) (*page, error) {
	if r.URL.Path == "/" {
		p := newPage("choice", langs, mainOf(langs))
		p.Hidden, p.Title = true, titles(langs)
		return p, nil
	}
	for _, l := range langs {
		switch r.URL.Path {
		case l.Home + "atom.xml", l.Home + "feed.json":
			return nil, &elsewhere{file: "/content/v1/feeds/" + l.Tag() + "/" + strings.TrimPrefix(r.URL.Path, l.Home)}
		case l.Archives:
			return f.archives(r.Context(), langs, l)
		case l.Search:
			return f.search(r, langs, l)
		case l.Tags:
			return f.terms(r.Context(), client.Tags, langs, l)
		case l.Authors:
			return f.terms(r.Context(), client.Authors, langs, l)
		case l.Series:
			return f.terms(r.Context(), client.Series, langs, l)
		}
	}
	return nil, nil
}

func titles(langs []language) string {
	var all []string
	for _, l := range langs {
		all = append(all, l.Title)
	}
	return strings.Join(all, " · ")
}

// resolved makes the page that the server knows by its public address.
func (f *front) resolved(r *http.Request, langs []language) (*page, error) {
	found, err := f.cms.Resolve(r.Context(), r.URL.EscapedPath())
	if err != nil {
		return nil, err
	}
	if found.Redirect != nil {
		return nil, &elsewhere{status: found.Redirect.Status, url: pathOf(found.Redirect.URL)}
	}
	in := func(tag string) language {
		for _, l := range langs {
			if l.Tag() == tag {
				return l
			}
		}
		return mainOf(langs)
	}
	switch {
	case found.Entry != nil:
		return f.post(r.Context(), *found.Entry, langs, in(found.Entry.Locale))
	case found.Term != nil:
		return f.term(r, *found.Term, langs, in(found.Term.Locale))
	case found.Home.Kind == "feed":
		return nil, &elsewhere{file: "/content/v1/feeds/" + found.Home.Locale + "/rss.xml"}
	}
	return f.home(r, langs, in(found.Home.Locale))
}

// post makes the page of a post, with the head that the server writes.
func (f *front) post(ctx context.Context, known client.Post, langs []language, in language) (*page, error) {
	whole, err := f.cms.Post(ctx, known.ID, client.Choice{Locale: in.Tag(), Head: true})
	if err != nil {
		return nil, err
	}
	p := newPage("post", langs, in)
	p.leadsTo(whole.Alternates)
	p.Path, p.Heading, p.Post = pathOf(whole.URL), whole.Title, dress(whole, langs)
	if whole.Head != nil {
		p.Head = safeHTML(whole.Head.HTML)
	}
	return p, f.around(ctx, p.Post, in)
}

func (f *front) home(r *http.Request, langs []language, in language) (*page, error) {
	p := newPage("list", langs, in)
	p.Path, p.Title, p.Heading, p.Lead, p.Description = in.Home, in.Title, in.Title, in.Description, in.Description
	p.leadsTo(everywhere(langs, func(l language) string { return l.Home }))
	if err := f.list(r, p, client.Query{Locale: in.Tag()}); err != nil || p.Newer != "" {
		return p, err
	}
	// What is borrowed stands apart, and says its language.
	var borrowed []client.Post
	for one, err := range f.cms.Posts(r.Context(), client.Query{Locale: in.Tag(), Fallback: "chain", Limit: 100}) {
		if err != nil {
			return nil, err
		}
		if one.Locale != in.Tag() {
			borrowed = append(borrowed, one)
		}
	}
	p.Borrowed = cards(borrowed, in, false)
	return p, nil
}

func (f *front) term(r *http.Request, t client.Term, langs []language, in language) (*page, error) {
	p := newPage("list", langs, in)
	q := client.Query{Locale: in.Tag()}
	word := ""
	switch t.Kind {
	case "tag":
		word, q.Tag = "postsOn", t.Slug
	case "author":
		word, q.Author = "postsBy", t.Slug
	case "series":
		word, q.Series, q.Sort = "postsIn", t.Slug, client.ByPlace
	}
	p.Path, p.Heading, p.Lead = pathOf(t.URL), say(in.Tag(), word, "name", t.Name), t.Description
	p.Title, p.Description = t.Name+" – "+in.Title, t.Description
	if p.Description == "" {
		p.Description = p.Heading
	}
	p.leadsTo(t.Alternates)
	return p, f.list(r, p, q)
}

// list fills one page of a list. Pages after the first begin at a cursor, which
// is no address that search engines should keep.
func (f *front) list(r *http.Request, p *page, q client.Query) error {
	q.Limit, q.Cursor = perPage, r.URL.Query().Get("cursor")
	posts, err := f.cms.Page(r.Context(), q)
	if err != nil {
		return asMissing(err)
	}
	p.Cards = cards(posts.Items, p.Lang, true)
	p.Hidden = q.Cursor != ""
	p.Older, p.Newer = posts.Next, posts.Previous
	return nil
}

// asMissing takes a query that the server refuses for an address that there is not.
func asMissing(err error) error {
	if p, ok := problemOf(err); ok && p.Status == http.StatusBadRequest {
		return &client.Problem{Status: http.StatusNotFound}
	}
	return err
}

func (f *front) terms(ctx context.Context, kind client.Kind, langs []language, in language) (*page, error) {
	all, err := f.cms.Terms(ctx, kind, in.Tag())
	p := newPage("terms", langs, in)
	path := func(l language) string {
		return map[client.Kind]string{client.Tags: l.Tags, client.Authors: l.Authors, client.Series: l.Series}[kind]
	}
	p.leadsTo(everywhere(langs, path))
	p.Terms, p.Path, p.Heading = all, path(in), say(in.Tag(), string(kind))
	p.Title, p.Description = p.Heading+" – "+in.Title, p.Heading
	return p, err
}

func (f *front) archives(ctx context.Context, langs []language, in language) (*page, error) {
	p := newPage("archives", langs, in)
	p.leadsTo(everywhere(langs, func(l language) string { return l.Archives }))
	p.Path, p.Heading = in.Archives, say(in.Tag(), "archivesOf")
	p.Title, p.Description = say(in.Tag(), "archives")+" – "+in.Title, p.Heading
	all, err := f.cms.Archives(ctx, client.Archive{Locale: in.Tag()})
	if err != nil {
		return nil, err
	}
	for _, m := range all {
		its := monthly{Month: m}
		for one, err := range f.cms.Posts(ctx, client.Query{Locale: in.Tag(), Month: m, Fields: []string{"title", "url", "date"}, Limit: 20}) {
			if err != nil {
				return nil, err
			}
			its.Posts = append(its.Posts, one)
		}
		p.Months = append(p.Months, its)
	}
	return p, nil
}
