package reading

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/feed"
	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	// mostInPart bounds the URLs of one part of a sitemap: a search engine fetches a part
	// whole when one of its pages changed, and whoever writes or reads it holds it in
	// memory.
	mostInPart = 10_000
	// pagesPart is the part of the pages that are no posts.
	pagesPart = "pages"
	partEnd   = ".xml"
)

// A mapScale says when a sitemap is cut, and how large the parts are.
type mapScale struct {
	whole int // the most URLs of a sitemap in one document
	bytes int // likewise, of this and of a part
	part  int // of a part
}

func fullScale() mapScale {
	return mapScale{whole: feed.MostURLs, bytes: feed.MostBytes, part: mostInPart}
}

// Sitemap answers GET /sitemap.xml: every page that search engines are to keep, of the
// languages that have a base URL, or beyond [feed.MostURLs] the index of its parts.
// Without any base URL there is none: the fault.NotFound "sitemap.base_url".
func (s *Service) Sitemap(ctx context.Context) (Answer, error) {
	return s.sitemap(ctx, fullScale(), "")
}

// SitemapPart answers GET /sitemaps/{part}. What the index of so many pages would not
// name is the fault.NotFound "sitemap.part".
func (s *Service) SitemapPart(ctx context.Context, name string) (Answer, error) {
	return s.sitemap(ctx, fullScale(), name)
}

// sitemap returns a part of the sitemap, or under no name what leads to all.
func (s *Service) sitemap(ctx context.Context, scale mapScale, name string) (Answer, error) {
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		m, err := openSitemap(ctx, src, scale)
		if err != nil {
			return Answer{}, err
		}
		if name == "" || strings.HasPrefix(name, pagesPart) {
			if m.pages, err = m.lists(ctx); err != nil {
				return Answer{}, err
			}
		}
		switch {
		case name != "":
			return m.partNamed(ctx, name)
		case m.many():
			return m.index(ctx)
		}
		return m.all(ctx)
	})
	if err != nil {
		return answer, fmt.Errorf("read sitemap %q: %w", name, err)
	}
	return answer, nil
}

// A sitemap is the map of a site while it is put together.
type sitemap struct {
	furnishings
	mapScale
	base   string // what stands before our own paths
	counts map[locale.Tag]int
	pages  []feed.Page // that are no posts, where they are asked for
}

func openSitemap(ctx context.Context, src Source, scale mapScale) (*sitemap, error) {
	f, _, err := furnish(ctx, src, Choice{})
	if err != nil {
		return nil, err
	}
	m := &sitemap{furnishings: f, mapScale: scale, counts: make(map[locale.Tag]int)}
	for _, l := range f.locales {
		if m.counts[l.Tag], err = src.Count(ctx, l.Tag, "", ""); err != nil {
			return nil, err
		}
		if l.Settings.BaseURL != "" && (m.base == "" || l.Tag == f.site.Settings.XDefault) {
			m.base = apiBase(f.site.Settings, l.Settings)
		}
	}
	if m.base == "" {
		return nil, fault.New(fault.NotFound, "sitemap.base_url")
	}
	return m, nil
}

// many reports that the site may have more pages than one sitemap.
func (m *sitemap) many() bool {
	n := len(m.pages)
	for _, posts := range m.counts {
		n += posts
	}
	return n > m.whole
}

// all returns everything as one document, or the index where that would be too large.
func (m *sitemap) all(ctx context.Context) (Answer, error) {
	doc := feed.NewSitemap(m.bytes)
	for _, p := range m.pages {
		doc.Add(p)
	}
	for _, l := range m.reachable() {
		r := entry.Range{Locales: []locale.Tag{l.Tag}, Order: entry.OldestFirst, Limit: feed.MostURLs}
		if _, err := m.posts(ctx, doc, r); err != nil {
			return Answer{}, err
		}
	}
	if doc.Full() {
		return m.index(ctx)
	}
	return m.answer(doc.Bytes()), nil
}

// index returns the parts: those of the pages that are no posts, then of each month of
// each language.
func (m *sitemap) index(ctx context.Context) (Answer, error) {
	var names []string
	for n := 1; n == 1 || (n-1)*m.part < len(m.pages); n++ {
		names = append(names, numbered(pagesPart, n))
	}
	for _, l := range m.reachable() {
		months, err := monthsOf(ctx, m.src, l.Tag, "", stretchMonths)
		if err != nil {
			return Answer{}, err
		}
		for i := len(months) - 1; i >= 0; i-- {
			for n := range parts(months[i], m.part) {
				names = append(names, numbered(monthName(l.Tag, months[i].Year, months[i].Month), n+1))
			}
		}
	}
	names = names[:min(len(names), feed.MostURLs)]
	for i, name := range names {
		names[i] = m.base + "/content/v1/sitemaps/" + name
	}
	return m.answer(feed.SitemapIndex(names)), nil
}

// reachable returns the languages that have a base URL, and posts.
func (m *sitemap) reachable() []content.Locale {
	return slices.DeleteFunc(slices.Clone(m.locales), func(l content.Locale) bool {
		return l.Settings.BaseURL == "" || m.counts[l.Tag] == 0
	})
}

// numbered names the n-th part of what has a name.
func numbered(name string, n int) string {
	if n > 1 {
		return fmt.Sprintf("%s-%d%s", name, n, partEnd)
	}
	return name + partEnd
}

// partNamed returns the part of a name as the index writes it.
func (m *sitemap) partNamed(ctx context.Context, name string) (Answer, error) {
	doc := feed.NewSitemap(m.bytes)
	add := m.addMonth
	if strings.HasPrefix(name, pagesPart) {
		add = m.addPages
	}
	ok, err := add(ctx, doc, name)
	if err != nil {
		return Answer{}, err
	}
	if !ok {
		return Answer{}, fault.New(fault.NotFound, "sitemap.part")
	}
	return m.answer(doc.Bytes()), nil
}

// addPages adds the part of the pages that are no posts; ok is false if it has no such
// name.
func (m *sitemap) addPages(_ context.Context, doc *feed.Sitemap, name string) (ok bool, err error) {
	n := 1
	if _, err := fmt.Sscanf(name, pagesPart+"-%d", &n); err != nil {
		n = 1
	}
	first := (n - 1) * m.part
	if n < 1 || n > feed.MostURLs || name != numbered(pagesPart, n) || n > 1 && first >= len(m.pages) {
		return false, nil
	}
	for _, p := range m.pages[first:min(len(m.pages), first+m.part)] {
		doc.Add(p)
	}
	return true, nil
}

// addMonth adds the part of a month of a language, or of a part of it; ok is false if it
// has no such name, or no posts.
func (m *sitemap) addMonth(ctx context.Context, doc *feed.Sitemap, name string) (ok bool, err error) {
	for _, l := range m.reachable() {
		rest, ok := strings.CutPrefix(name, string(l.Tag)+"-")
		if !ok {
			continue
		}
		s := stretch{part: 1, size: m.part}
		// The scan ends where the name has no number.
		_, _ = fmt.Sscanf(rest, "%d-%d-%d", &s.year, &s.month, &s.part)
		if s.month < 1 || s.month > 12 || s.part < 1 || s.part > feed.MostURLs || name != numbered(monthName(l.Tag, s.year, s.month), s.part) {
			continue
		}
		r, ok, err := s.span(ctx, m.src, m.site.Settings.Zone(), l.Tag, "")
		if err != nil || !ok {
			return false, err
		}
		n, err := m.posts(ctx, doc, r)
		return n > 0, err
	}
	return false, nil
}

func monthName(tag locale.Tag, year, month int) string {
	return fmt.Sprintf("%s-%04d-%02d", tag, year, month)
}

func (m *sitemap) answer(body []byte) Answer {
	return Answer{Body: body, Type: "application/xml; charset=utf-8", ETag: entry.ETag(body), Keys: listKeys(tagsOf(m.locales))}
}

// lists returns the pages that are no posts: the list of each language that has posts,
// and those of its terms that have.
func (m *sitemap) lists(ctx context.Context) ([]feed.Page, error) {
	var pages []feed.Page
	var homes []entry.Alternate
	for _, l := range m.locales {
		if m.counts[l.Tag] > 0 {
			homes = append(homes, entry.Alternate{
				Locale: l.Tag, URL: l.Settings.URL(l.Settings.Paths.List), Hreflang: l.Hreflang(), XDefault: l.Tag == m.site.Settings.XDefault,
			})
		}
	}
	for _, l := range m.reachable() {
		pages = append(pages, feed.Page{URL: l.Settings.URL(l.Settings.Paths.List), Languages: languages(l.Tag, homes)})
		for _, kind := range []content.TermKind{content.Tag, content.Author, content.Series} {
			terms, err := m.terms(ctx, kind, l.Tag)
			if err != nil {
				return nil, err
			}
			pages = append(pages, terms...)
		}
	}
	return pages, nil
}
