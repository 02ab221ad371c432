package reading

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/feed"
	"github.com/diptych-cms/diptych/internal/locale"
)

// feedItems is how many posts one document of a feed has, at most.
const feedItems = 20

// A FeedQuery asks for a feed of a locale's posts. All members are as the request has
// them; empty means not given.
type FeedQuery struct {
	Locale              string
	File                string // a feed.Format
	Tag, Author, Series string // slugs; at most one
	Content             string // "full", which nothing means too, or "summary"
	Archive             string // a number, from 1: the oldest
}

// Feed answers GET /feeds/{locale}/{file}: the newest posts that are live in the
// locale, or one archive of older ones. Nothing in it is borrowed. What is no feed is
// the fault.NotFound "feed.unknown", "feed.archive", "locale.unknown" or
// "term.unknown"; an old slug of a term still is its feed.
func (s *Service) Feed(ctx context.Context, q FeedQuery) (Answer, error) {
	page, err := q.read()
	if err != nil {
		return Answer{}, fmt.Errorf("read feed: %w", err)
	}
	answer, err := s.readThen(ctx, func(src Source) (making, error) {
		if err := page.open(ctx, src, q.Locale); err != nil {
			return nil, err
		}
		return page.fill(ctx)
	})
	if err != nil {
		return answer, fmt.Errorf("read feed: %w", err)
	}
	return answer, nil
}

// A feedPage is one document of a feed while it is put together.
type feedPage struct {
	furnishings
	ask     // the facet alone
	format  feed.Format
	full    bool
	archive int // 0: the document that is subscribed to

	own    content.Locale
	term   *entry.Counted // the facet's; nil: all posts
	months []entry.Month
}

func (q FeedQuery) read() (*feedPage, error) {
	p := &feedPage{format: feed.Format(q.File)}
	if !slices.Contains(feed.Formats(), p.format) {
		return nil, fault.New(fault.NotFound, "feed.unknown")
	}
	if err := (ListQuery{Tag: q.Tag, Author: q.Author, Series: q.Series}).readFacet(&p.ask); err != nil {
		return nil, err
	}
	switch q.Content {
	case "", "full":
		p.full = true
	case "summary":
	default:
		return nil, fault.New(fault.Malformed, "feed.content", "value", q.Content)
	}
	if q.Archive == "" {
		return p, nil
	}
	n, err := strconv.Atoi(q.Archive)
	if err != nil || n < 1 {
		return nil, fault.New(fault.Malformed, "feed.number", "value", q.Archive)
	}
	p.archive = n
	return p, nil
}

// open finds out what the query's names stand for.
func (p *feedPage) open(ctx context.Context, src Source, tag string) error {
	var c chosen
	var err error
	if p.furnishings, c, err = furnish(ctx, src, Choice{Locale: tag}); err != nil {
		return err
	}
	p.own = p.locales[find(p.locales, c.tag)]
	if p.slug != "" {
		t, err := findTerm(ctx, src, p.kind, c.tag, p.slug)
		if err != nil {
			return err
		}
		p.term = &t
	}
	p.months, err = monthsOf(ctx, src, c.tag, p.facet(), stretchMonths)
	if p.archive == 0 && fault.Is(err, fault.Unavailable) {
		p.months = nil // the newest posts need no archives
		return nil
	}
	return err
}

func (p *feedPage) facet() content.TermID {
	if p.term == nil {
		return ""
	}
	return p.term.Term.ID
}

// archives returns how many archives there are. The newest stretch is none yet: it
// grows, and the document that is subscribed to shows all of it.
func (p *feedPage) archives() int { return max(0, countStretches(p.months, feedItems)-1) }

// rows returns the posts of the document, newest first.
func (p *feedPage) rows(ctx context.Context) ([]entry.Stored, error) {
	r := entry.Range{
		Locales: []locale.Tag{p.own.Tag}, Facet: p.facet(), Order: entry.NewestFirst, Limit: feedItems, Bodies: p.full,
	}
	if p.archive == 0 {
		return p.src.List(ctx, r)
	}
	unknown := fault.New(fault.NotFound, "feed.archive", "count", p.archives())
	s, ok := stretchAt(p.months, feedItems, p.archive)
	if !ok || p.archive > p.archives() {
		return nil, unknown
	}
	r, ok, err := s.span(ctx, p.src, p.site.Settings.Zone(), p.own.Tag, p.facet())
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, unknown
	}
	r.Bodies = p.full
	rows, err := p.src.List(ctx, r)
	slices.Reverse(rows)
	return rows, err
}

// fill reads all that the feed shows, and returns how it is written.
func (p *feedPage) fill(ctx context.Context) (making, error) {
	f, err := p.head(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := p.rows(ctx)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		item, err := p.item(ctx, row)
		if err != nil {
			return nil, err
		}
		f.Items = append(f.Items, item)
		if item.Updated.After(f.Updated) {
			f.Updated = item.Updated
		}
	}
	return func() (Answer, error) { return p.answer(f, rows) }, nil
}

// answer writes the feed, with the texts of the rows in its items.
func (p *feedPage) answer(f feed.Feed, rows []entry.Stored) (Answer, error) {
	for i := range f.Items {
		if err := p.quote(&f.Items[i], rows[i]); err != nil {
			return Answer{}, err
		}
	}
	a := Answer{Body: feed.Write(p.format, f), Type: p.format.MediaType(), Languages: []locale.Tag{p.own.Tag}}
	a.ETag = entry.ETag(a.Body)
	if len(f.Others) > 0 {
		a.Hreflangs = append(a.Hreflangs, entry.Hreflang{Language: f.Language, URL: f.Self})
	}
	for _, other := range f.Others {
		a.Hreflangs = append(a.Hreflangs, entry.Hreflang(other))
	}
	a.Keys = listKeys(tagsOf(p.locales))
	return a, nil
}

// head returns what the feed says of itself.
func (p *feedPage) head(ctx context.Context) (feed.Feed, error) {
	site := titleOf(p.own)
	f := feed.Feed{
		Language: languageOf(p.own), Title: site, Description: p.own.Settings.Description, Owner: site,
		Home: p.own.Settings.URL(p.own.Settings.Paths.List), Self: p.address(p.own, p.archive),
	}
	if p.term != nil {
		text := p.term.Term.Texts[p.own.Tag]
		f.Title, f.Description = text.Name+" – "+site, ""
		f.Home = termURL(p.own.Settings, p.term.Term, text)
		f.ID = feed.EntryID(string(p.term.Term.ID), string(p.own.Tag))
	} else {
		f.ID = feed.ListID(f.Home)
	}
	if f.Description == "" {
		f.Description = f.Title // RSS wants one
	}
	p.chain(&f)
	var err error
	f.Others, err = p.others(ctx)
	return f, err
}

// chain leads to the archives. A document that shows every post needs none.
func (p *feedPage) chain(f *feed.Feed) {
	older, posts := p.archives(), 0
	for _, m := range p.months {
		posts += m.Posts
	}
	if p.archive == 0 && posts <= feedItems {
		return
	}
	if p.archive > 0 {
		f.Archive, f.Current = true, p.address(p.own, 0)
		older = p.archive - 1
		if p.archive < p.archives() {
			f.Next = p.address(p.own, p.archive+1)
		}
	}
	if older > 0 {
		f.Previous = p.address(p.own, older)
	}
}

// others returns the same feed in the other languages that have posts for it.
func (p *feedPage) others(ctx context.Context) ([]feed.Link, error) {
	var links []feed.Link
	for _, l := range p.locales {
		if l.Tag == p.own.Tag || p.archive > 0 {
			continue
		}
		if p.term != nil && p.term.Term.Texts[l.Tag].Slug == "" {
			continue
		}
		n, err := p.src.Count(ctx, l.Tag, p.facet(), "")
		if err != nil {
			return nil, err
		}
		if n > 0 {
			links = append(links, feed.Link{Language: languageOf(l), URL: p.address(l, 0)})
		}
	}
	return links, nil
}

// address returns where the document is public in a language: the pattern of the site
// leads to the feed of all posts, and front ends pass it on to us; all else has our
// own address.
func (p *feedPage) address(l content.Locale, archive int) string {
	public := content.ExpandPath(l.Settings.Paths.Feed, "", "", time.Time{})
	if p.term == nil && archive == 0 && p.full && public != "" && p.format == formatOf(public) {
		return l.Settings.URL(public)
	}
	q := url.Values{}
	if p.term != nil {
		q.Set(string(p.kind), p.term.Term.Texts[l.Tag].Slug)
	}
	if !p.full {
		q.Set("content", "summary")
	}
	if archive > 0 {
		q.Set("archive", strconv.Itoa(archive))
	}
	address := apiBase(p.site.Settings, l.Settings) + "/content/v1/feeds/" + string(l.Tag) + "/" + string(p.format)
	if len(q) > 0 {
		address += "?" + q.Encode()
	}
	return address
}

// formatOf returns the format that a public path promises.
func formatOf(public string) feed.Format {
	switch name := strings.ToLower(path.Base(public)); {
	case strings.Contains(name, "json"):
		return feed.JSON
	case strings.Contains(name, "atom"):
		return feed.Atom
	}
	return feed.RSS
}

// apiBase returns what stands before our own paths where they are named in public:
// front ends pass on to us either what is below the media's base URL, or below their own.
func apiBase(site content.SiteSettings, l content.LocaleSettings) string {
	if site.MediaBaseURL != "" {
		return site.MediaBaseURL
	}
	return l.BaseURL
}

// titleOf names the site in a language: by its title, else by its host.
func titleOf(l content.Locale) string {
	if l.Settings.Title != "" {
		return l.Settings.Title
	}
	if host := hostOf(l.Settings.BaseURL); host != "" {
		return host
	}
	return string(l.Tag)
}

// languageOf returns how a locale's language is named to machines.
func languageOf(l content.Locale) string {
	if hreflang := l.Hreflang(); hreflang != "" {
		return hreflang
	}
	return string(l.Tag)
}

func tagsOf(locales []content.Locale) []locale.Tag {
	tags := make([]locale.Tag, len(locales))
	for i, l := range locales {
		tags[i] = l.Tag
	}
	return tags
}
