package reading

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/locale"
)

// List answers GET /posts. What cannot be asked together is the
// fault.Malformed "list.combination" with what clashes. A term that no live
// post has lists nothing, whether it exists or not.
func (s *Service) List(ctx context.Context, q ListQuery) (Answer, error) {
	a, err := q.read()
	if err != nil {
		return Answer{}, fmt.Errorf("list posts: %w", err)
	}
	// One language named and nothing to look up: one statement gives the page. An empty
	// one may be of a locale that does not exist.
	if tag, ok := q.named(); ok && a.plain() && s.Live != nil {
		p := page{ask: a, chosen: chosen{tag: tag, chain: []locale.Tag{tag}}}
		if answer, err := p.read(ctx, s.Live, q.Cursor); err == nil && p.shown > 0 {
			return answer, nil
		}
	}
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		p, err := prepare(ctx, src, a, q.Choice)
		if err != nil {
			return Answer{}, err
		}
		return p.read(ctx, src, q.Cursor)
	})
	if err != nil {
		return answer, fmt.Errorf("list posts: %w", err)
	}
	return answer, nil
}

// plain reports that the list's rows need nothing but the locale's name.
func (a ask) plain() bool {
	return !a.everywhere && a.slug == "" && a.availableIn == "" && !a.since.day && !a.until.day && !a.total && !a.keep[headField]
}

// A page is one page of a list, ready to be read.
type page struct {
	ask
	chosen
	facet     content.TermID
	none      bool // the term has no post
	available locale.Tag
	zone      *time.Location
	shown     int          // posts on the page, once it is read
	heads     *entry.Heads // nil: no heads are wanted
}

// prepare finds out what the query's names stand for.
func prepare(ctx context.Context, src Source, a ask, c Choice) (*page, error) {
	p := &page{ask: a, chosen: chosen{tag: entry.Everywhere, chain: []locale.Tag{entry.Everywhere}}}
	var err error
	if !a.everywhere {
		if p.chosen, err = choose(ctx, src, c); err != nil {
			return nil, err
		}
	}
	if a.total && len(p.chain) > 2 {
		return nil, clash("total", "fallback")
	}
	if err := p.findAvailable(ctx, src); err != nil {
		return nil, err
	}
	if err := p.findFacet(ctx, src); err != nil {
		return nil, err
	}
	if a.since.day || a.until.day {
		site, err := src.Site(ctx)
		if err != nil {
			return nil, err
		}
		p.zone = site.Settings.Zone()
	}
	if a.keep[headField] {
		p.heads, err = headsOf(ctx, src)
	}
	return p, err
}

// findAvailable checks the other locale asked for. Every post of a locale is
// available in it.
func (p *page) findAvailable(ctx context.Context, src Source) error {
	if p.availableIn == "" {
		return nil
	}
	locales, err := src.Locales(ctx)
	if err != nil {
		return err
	}
	tag, err := existing(locales, p.availableIn)
	if err != nil {
		return err
	}
	if len(p.chain) > 1 || tag != p.tag {
		p.available = tag
	}
	if p.total && len(p.chain) == 2 && p.available != "" && p.available != p.chain[0] && p.available != p.chain[1] {
		return clash("total", "available_in")
	}
	return nil
}

// findFacet finds the term by its slug in the first language that has it. One that no
// live post of the list has is as one that does not exist.
func (p *page) findFacet(ctx context.Context, src Source) error {
	if p.slug == "" {
		return nil
	}
	for _, tag := range p.chain {
		t, ok, err := src.Term(ctx, p.kind, tag, norm.NFC.String(p.slug))
		if err != nil {
			return err
		}
		if ok && p.has(t) {
			p.facet = t.Term.ID
			return nil
		}
	}
	p.none = true
	return nil
}

// has reports whether a live post that the list may show has the term.
func (p *page) has(t entry.Counted) bool {
	if p.everywhere {
		return len(t.Counts) > 0
	}
	return slices.ContainsFunc(p.chain, func(tag locale.Tag) bool { return t.Counts[tag] > 0 })
}

// binding spells out which list it is, for cursors. Page size and fields may
// change on the way.
func (p *page) binding() string {
	var b strings.Builder
	for _, tag := range p.chain {
		b.WriteString(string(tag) + ">")
	}
	for _, part := range []string{string(p.kind), p.slug, string(p.available), p.since.text, p.until.text, string(p.order)} {
		b.WriteString(strconv.Quote(part))
	}
	return b.String()
}

// read reads the page that the cursor begins.
func (p *page) read(ctx context.Context, src Source, from string) (Answer, error) {
	var c cursor
	if from != "" {
		var err error
		if c, err = parseCursor(from, p.binding()); err != nil {
			return Answer{}, err
		}
	}
	var rows []entry.Stored
	if !p.none {
		var err error
		if p.order == entry.ByPlace {
			err = settled(ctx, src, p.chain, p.facet)
		}
		if err == nil {
			rows, err = src.List(ctx, p.span(c))
		}
		if err != nil {
			return Answer{}, err
		}
	}
	posts := byPost(rows)
	more := len(posts) > p.limit
	posts = posts[:min(len(posts), p.limit)]
	if c.backwards {
		slices.Reverse(posts)
	}
	p.shown = len(posts)
	var e edges
	e.Next, e.Previous = p.ends(posts, c, more)
	if p.total {
		n, err := p.count(ctx, src)
		if err != nil {
			return Answer{}, err
		}
		e.Total = &n
	}
	return p.answer(posts, e)
}

// span returns the range to read: one post more than the page shows, to know
// whether there is another page.
func (p *page) span(c cursor) entry.Range {
	r := entry.Range{
		Locales: p.chain, Facet: p.facet, AvailableIn: p.available, Before: p.until.before(p.zone), Order: p.order,
		After: c.key, Backwards: c.backwards, Limit: p.limit + 1, Bodies: p.bodies,
	}
	if p.since.text != "" {
		r.From = p.since.from(p.zone)
	}
	if p.order == entry.ByPlace {
		r.Facet, r.Order = entry.InOrder(p.facet), entry.OldestFirst
	}
	return r
}
