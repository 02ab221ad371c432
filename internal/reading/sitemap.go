package reading

import (
	"context"
	"fmt"
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

// Sitemap answers GET /sitemap.xml: every page that search engines are to keep, of the
// languages that have a base URL, or beyond [feed.MostURLs] the index of its parts.
// Without any base URL there is none: the fault.NotFound "sitemap.base_url".
func (s *Service) Sitemap(ctx context.Context) (Answer, error) {
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		m, err := openSitemap(ctx, src)
		if err != nil {
			return Answer{}, err
		}
		if m.many() {
			return m.index(ctx)
		}
		return m.whole(ctx)
	})
	if err != nil {
		return answer, fmt.Errorf("read sitemap: %w", err)
	}
	return answer, nil
}

// SitemapPart answers GET /sitemaps/{part}. What the index does not name is the
// fault.NotFound "sitemap.part".
func (s *Service) SitemapPart(ctx context.Context, name string) (Answer, error) {
	answer, err := s.over(ctx, func(src Source) (Answer, error) {
		m, err := openSitemap(ctx, src)
		if err != nil {
			return Answer{}, err
		}
		return m.part(ctx, name)
	})
	if err != nil {
		return answer, fmt.Errorf("read sitemap %q: %w", name, err)
	}
	return answer, nil
}

// A sitemap is the map of a site while it is put together.
type sitemap struct {
	furnishings
	base   string // what stands before our own paths
	counts map[locale.Tag]int
	pages  []feed.Page // that are no posts
}

func openSitemap(ctx context.Context, src Source) (*sitemap, error) {
	f, _, err := furnish(ctx, src, Choice{})
	if err != nil {
		return nil, err
	}
	m := &sitemap{furnishings: f, counts: make(map[locale.Tag]int)}
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
	m.pages, err = m.lists(ctx)
	return m, err
}

// postsInPart returns how many posts one part has, all their languages counted.
func (m *sitemap) postsInPart() int { return max(1, mostInPart/len(m.locales)) }

// many reports that the site may have more pages than one sitemap.
func (m *sitemap) many() bool {
	n := len(m.pages)
	for _, posts := range m.counts {
		n += posts
	}
	return n > feed.MostURLs
}

// whole returns everything as one document.
func (m *sitemap) whole(ctx context.Context) (Answer, error) {
	doc := feed.NewSitemap()
	for _, p := range m.pages {
		doc.Add(p)
	}
	r := entry.Range{Locales: []locale.Tag{entry.Everywhere}, Order: entry.OldestFirst, Limit: feed.MostURLs}
	if err := m.posts(ctx, doc, r); err != nil {
		return Answer{}, err
	}
	return m.answer(doc.Bytes()), nil
}

// index returns the parts: those of the pages that are no posts, then of each month.
func (m *sitemap) index(ctx context.Context) (Answer, error) {
	months, err := m.src.Months(ctx, entry.Everywhere, "", stretchMonths)
	if err != nil {
		return Answer{}, err
	}
	var names []string
	for n := 1; n == 1 || (n-1)*mostInPart < len(m.pages); n++ {
		names = append(names, numbered(pagesPart, n))
	}
	for i := len(months) - 1; i >= 0; i-- {
		for n := range parts(months[i], m.postsInPart()) {
			names = append(names, numbered(fmt.Sprintf("%04d-%02d", months[i].Year, months[i].Month), n+1))
		}
	}
	names = names[max(0, len(names)-feed.MostURLs):]
	for i, name := range names {
		names[i] = m.base + "/content/v1/sitemaps/" + name
	}
	return m.answer(feed.SitemapIndex(names)), nil
}

// numbered names the n-th part of what has a name.
func numbered(name string, n int) string {
	if n > 1 {
		return fmt.Sprintf("%s-%d%s", name, n, partEnd)
	}
	return name + partEnd
}

// part returns the part of a name as the index writes it.
func (m *sitemap) part(ctx context.Context, name string) (Answer, error) {
	unknown := fault.New(fault.NotFound, "sitemap.part")
	doc := feed.NewSitemap()
	if strings.HasPrefix(name, pagesPart) {
		n := 1
		if _, err := fmt.Sscanf(name, pagesPart+"-%d", &n); err != nil {
			n = 1
		}
		first := (n - 1) * mostInPart
		if name != numbered(pagesPart, n) || n < 1 || first > 0 && first >= len(m.pages) {
			return Answer{}, unknown
		}
		for _, p := range m.pages[first:min(len(m.pages), first+mostInPart)] {
			doc.Add(p)
		}
		return m.answer(doc.Bytes()), nil
	}
	s := stretch{part: 1, size: m.postsInPart()}
	// The scan ends where the name has no number.
	_, _ = fmt.Sscanf(name, "%d-%d-%d", &s.year, &s.month, &s.part)
	if s.month < 1 || s.month > 12 || s.part < 1 || name != numbered(fmt.Sprintf("%04d-%02d", s.year, s.month), s.part) {
		return Answer{}, unknown
	}
	r, ok, err := s.span(ctx, m.src, m.site.Settings.Zone(), entry.Everywhere, "")
	if err != nil {
		return Answer{}, err
	}
	if !ok {
		return Answer{}, unknown
	}
	if err := m.posts(ctx, doc, r); err != nil {
		return Answer{}, err
	}
	return m.answer(doc.Bytes()), nil
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
	for _, l := range m.locales {
		if l.Settings.BaseURL == "" || m.counts[l.Tag] == 0 {
			continue
		}
		pages = append(pages, feed.Page{URL: l.Settings.URL(l.Settings.Paths.List), Languages: m.languages(l.Tag, homes)})
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
