package feed

import (
	"slices"
	"time"
)

// The bounds of one sitemap (sitemaps.org).
const (
	MostURLs  = 50_000
	MostBytes = 50 << 20
)

// A Page is one URL of a sitemap. URLs are absolute.
type Page struct {
	URL       string
	Modified  time.Time // the zero time: not known
	Languages []Link    // the page in each of its languages, itself included; not told if it is the only one
	Pictures  []string
}

// A Sitemap is a document that grows page by page, up to [MostURLs].
type Sitemap struct {
	w     xmlWriter
	most  int // bytes
	pages int
	full  bool
}

const (
	sitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9"
	sitemapEnd   = "</urlset>\n"
)

// NewSitemap begins a document of up to so many bytes.
func NewSitemap(most int) *Sitemap {
	s := &Sitemap{most: most}
	s.w.WriteString(declaration)
	s.w.open("urlset", "xmlns", sitemapSpace, "xmlns:xhtml", "http://www.w3.org/1999/xhtml",
		"xmlns:image", "http://www.google.com/schemas/sitemap-image/1.1")
	return s
}

// Add adds a page. It reports false, and leaves the page out, where the document
// would be larger than a sitemap may be.
func (s *Sitemap) Add(p Page) bool {
	before := s.w.Len()
	s.w.open("url")
	s.w.text("loc", p.URL)
	if !p.Modified.IsZero() {
		s.w.text("lastmod", p.Modified.UTC().Format(time.RFC3339))
	}
	if slices.ContainsFunc(p.Languages, func(l Link) bool { return l.URL != p.URL }) {
		for _, l := range p.Languages {
			s.w.empty("xhtml:link", "rel", "alternate", "hreflang", l.Language, "href", l.URL)
		}
	}
	for _, picture := range p.Pictures {
		s.w.open("image:image")
		s.w.text("image:loc", picture)
		s.w.close("image:image")
	}
	s.w.close("url")
	if s.pages == MostURLs || s.w.Len()+len(sitemapEnd) > s.most {
		s.full = true
		s.w.Truncate(before)
		return false
	}
	s.pages++
	return true
}

// Full reports that the document lacks a page that was to be added.
func (s *Sitemap) Full() bool { return s.full }

// Bytes ends the document and returns it.
func (s *Sitemap) Bytes() []byte {
	s.w.close("urlset")
	return s.w.Bytes()
}

// SitemapIndex returns the document that names the parts of a sitemap.
func SitemapIndex(parts []string) []byte {
	var w xmlWriter
	w.WriteString(declaration)
	w.open("sitemapindex", "xmlns", sitemapSpace)
	for _, part := range parts {
		w.open("sitemap")
		w.text("loc", part)
		w.close("sitemap")
	}
	w.close("sitemapindex")
	return w.Bytes()
}
