package main

import (
	"context"
	"embed"
	"html/template"
	"net/url"
	"strings"

	"github.com/diptych-cms/diptych/pkg/client"
)

// A page is what one template shows.
type page struct {
	Kind        string // which template: "list", "post", "terms", "archives", "search", "choice" or "missing"
	Lang        language
	Langs       []language
	Path        string
	Title       string // of the window; of a post it stands in Head
	Heading     string
	Description string
	Lead        string
	Head        template.HTML      // of a post, from the server
	Alternates  []client.Alternate // none of a page that search engines are not to keep
	Switch      []choice
	Hidden      bool // from search engines
	Draft       bool // for one reader alone

	Cards    []card
	Borrowed []card
	Post     *post
	Terms    []client.Term
	Months   []monthly
	Found    *found
	Older    string // the next page of a list
	Newer    string
}

// A choice is where the language switch leads for one language: to the same page,
// or where there is none to that language's home.
type choice struct {
	Lang       language
	Path       string
	Translated bool
}

// A card is a post in a list.
type card struct {
	client.Post
	On   string // the language of the page
	Zone string
	Soon bool // seen at once
}

// Borrowed is the card's language, if it is not that of the page.
func (c card) Borrowed() string {
	if c.Locale == c.On {
		return ""
	}
	return c.Locale
}

// A post is one with what stands around it.
type post struct {
	client.Post
	Body    template.HTML
	Cover   *client.Resource
	Updated bool
	Behind  bool
	Around  client.Neighbours
	Related []card
}

type monthly struct {
	client.Month
	Posts []client.Post
}

func newPage(kind string, langs []language, in language) *page {
	p := &page{Kind: kind, Lang: in, Langs: langs}
	p.leadsTo(nil)
	return p
}

// leadsTo sets the languages that the page is to be had in, itself included.
func (p *page) leadsTo(alternates []client.Alternate) {
	p.Alternates, p.Switch = alternates, nil
	for _, l := range others(p.Langs, p.Lang.Tag()) {
		to := choice{Lang: l, Path: l.Home}
		for _, a := range alternates {
			if a.Locale == l.Tag() {
				to.Path, to.Translated = pathOf(a.URL), true
			}
		}
		p.Switch = append(p.Switch, to)
	}
}

// everywhere makes alternates of a page that each language has.
func everywhere(langs []language, path func(language) string) []client.Alternate {
	var all []client.Alternate
	for _, l := range langs {
		all = append(all, client.Alternate{Locale: l.Tag(), Hreflang: l.Hreflang, URL: originOf(l) + path(l), XDefault: l.XDefault})
	}
	return all
}

// originOf is where the language is public, such as "https://example.org".
func originOf(l language) string {
	u, err := url.Parse(l.URL)
	if err != nil || u.Host == "" {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// Canonical is the page's own public address.
func (p *page) Canonical() string { return originOf(p.Lang) + p.Path }

// cards makes cards of posts for a page in the language.
func cards(posts []client.Post, on language, soon bool) []card {
	all := make([]card, 0, len(posts))
	for n, p := range posts {
		all = append(all, card{Post: p, On: on.Tag(), Zone: on.Site.TimeZone, Soon: soon && n < 3})
	}
	return all
}

// dress makes of a post what its page shows.
func dress(p client.Post, langs []language) *post {
	at := &post{Post: p}
	at.Updated = p.LastMod != nil && p.LastMod.Format("20060102") > p.Date.Format("20060102")
	at.Behind = p.Translation.State == "stale" && p.Translation.Change == "substantive"
	for _, r := range p.Resources {
		if r.Src != "" && r.Width > 0 && (r.Role == "cover" || r.Role == "thumbnail" && r.Width >= 480 && at.Cover == nil) {
			at.Cover = new(r)
		}
	}
	if at.Cover != nil && strings.Contains(p.Body, above(strings.ReplaceAll(at.Cover.Src, "/original", "/{"))) {
		at.Cover = nil // the text shows it
	}
	body := p.Body
	for _, l := range langs {
		if origin := originOf(l); origin != "" { // links work wherever this runs
			body = strings.ReplaceAll(body, `href="`+origin+`/`, `href="/`)
		}
	}
	at.Body = template.HTML(body) //nolint:gosec // sanitized by the server
	return at
}

// around adds what to read before, after and next.
func (f *front) around(ctx context.Context, at *post, in language) error {
	var err error
	if at.Around, err = f.cms.Neighbours(ctx, at.ID, client.Walk{Choice: client.Choice{Locale: in.Tag()}}); err != nil {
		return err
	}
	related, err := f.cms.Related(ctx, at.ID, client.Choice{Locale: in.Tag()}, 3)
	at.Related = cards(related, in, false)
	return err
}

// pathOf returns the path of a public address.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "/"
	}
	return u.EscapedPath()
}

//go:embed templates
var templates embed.FS

// parsePages reads one set of templates for each kind of page.
func parsePages(style string) (map[string]*template.Template, error) {
	base := template.New("").Funcs(template.FuncMap{
		"say": say, "count": count, "day": day, "month": month, "path": pathOf,
		"safe":  func(html string) template.HTML { return template.HTML(html) }, //nolint:gosec // of the server, which says that it is
		"style": func() string { return style },
	})
	pages := make(map[string]*template.Template)
	for _, kind := range []string{"list", "post", "terms", "archives", "search", "choice", "missing"} {
		t, err := template.Must(base.Clone()).ParseFS(templates, "templates/layout.html", "templates/parts.html", "templates/"+kind+".html")
		if err != nil {
			return nil, err
		}
		pages[kind] = t
	}
	return pages, nil
}
