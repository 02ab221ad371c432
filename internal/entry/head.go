package entry

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Head is what the page of an entry says of itself to browsers, search engines and
// whoever shows a preview of a link. It follows from the card and the settings of the
// site. An address that has to be absolute there, such as that of Open Graph, is left
// out on a site without base URL; others are relative to the root then.
type Head struct {
	Title     string     `json:"title"`     // of the entry, as search engines are told it
	PageTitle string     `json:"pageTitle"` // the same with the site's behind it, for the element title
	Meta      []Meta     `json:"meta"`
	Links     []HeadLink `json:"links"` // the canonical address, the language versions ([Hreflangs]), the feed
	JSONLD    Posting    `json:"jsonLd"`
	HTML      string     `json:"html"` // all of it, to be put into a page as it is
}

// A Meta is one element meta: it has a name or, as Open Graph wants it, a property.
type Meta struct {
	Name     string `json:"name,omitempty"`
	Property string `json:"property,omitempty"`
	Content  string `json:"content"`
}

// A HeadLink is one element link.
type HeadLink struct {
	Rel      string `json:"rel"`
	Href     string `json:"href"`
	Hreflang string `json:"hreflang,omitempty"`
	Type     string `json:"type,omitempty"`  // media type, of the feed
	Title    string `json:"title,omitempty"` // likewise
}

// Heads makes the heads of a site's entries.
type Heads struct {
	Site    content.SiteSettings
	Locales []content.Locale
	Preview bool // of drafts: nobody is to keep the pages
}

// A HeadOf is an entry that a head is made for.
type HeadOf struct {
	Card     Card
	Borrowed bool // its page is another language's: the canonical address is the entry's own, and it is no language version
}

// Head returns the head of the entry's page, in the entry's own language.
func (h Heads) Head(of HeadOf) Head {
	p := h.page(of)
	head := Head{
		Title: p.Card.SEO.Title, PageTitle: p.pageTitle(),
		Meta: p.meta(), Links: p.links(), JSONLD: p.posting(),
	}
	head.HTML = head.html()
	return head
}

// A headPage is one page while its head is made.
type headPage struct {
	Heads
	HeadOf
	own      content.LocaleSettings
	language string // as hreflang calls it
	url      string // absolute, else empty
	image    headImage
}

func (h Heads) page(of HeadOf) headPage {
	p := headPage{Heads: h, HeadOf: of}
	l := h.locale(p.Card.Locale)
	p.own, p.language = l.Settings, cmp.Or(l.Settings.Hreflang, string(l.Tag))
	p.url, p.image = p.absolute(p.Card.URL), p.picture()
	return p
}

// locale returns the settings of a language.
func (h Heads) locale(tag locale.Tag) content.Locale {
	i := slices.IndexFunc(h.Locales, func(l content.Locale) bool { return l.Tag == tag })
	if i < 0 {
		return content.Locale{Tag: tag}
	}
	return h.Locales[i]
}

// pageTitle puts the site's title behind the entry's, unless it stands there already.
func (p headPage) pageTitle() string {
	title := p.Card.SEO.Title
	if p.own.Title == "" || strings.HasSuffix(title, p.own.Title) {
		return title
	}
	return title + " – " + p.own.Title
}

// resolved returns an address as a browser on the entry's page understands it; empty
// for what is none of the web.
func (p headPage) resolved(address string) string {
	if address == "" || !content.IsWebURL(address) {
		return ""
	}
	base, err := url.Parse(p.Card.URL)
	if err != nil {
		return ""
	}
	u, err := base.Parse(address)
	if err != nil {
		return ""
	}
	return u.String()
}

// absolute returns the address with its host, or nothing where no host is known.
func (p headPage) absolute(address string) string {
	address = p.resolved(address)
	if u, err := url.Parse(address); err != nil || u.Scheme == "" || u.Host == "" {
		return ""
	}
	return address
}

// canonical returns the address that search engines should keep.
func (p headPage) canonical() string {
	return cmp.Or(p.resolved(p.Card.SEO.Canonical), p.Card.URL)
}

func (p headPage) links() []HeadLink {
	list := []HeadLink{{Rel: "canonical", Href: p.canonical()}}
	if p.Borrowed || p.Preview {
		return list
	}
	for _, one := range Hreflangs(p.Card.Locale, p.Card.Alternates) {
		list = append(list, HeadLink{Rel: "alternate", Href: one.URL, Hreflang: one.Language})
	}
	if feed := p.own.Paths.Feed; feed != "" {
		list = append(list, HeadLink{Rel: "alternate", Href: p.own.URL(feed), Type: feedType(feed), Title: p.own.Title})
	}
	return list
}

// feedType guesses the media type of a feed from its path.
func feedType(path string) string {
	switch {
	case strings.HasSuffix(path, ".json"):
		return "application/feed+json"
	case strings.Contains(path, "atom"):
		return "application/atom+xml"
	}
	return "application/rss+xml"
}

// published is the date that the page shows.
func (p headPage) published() time.Time { return p.Card.Date.UTC() }

func (p headPage) modified() time.Time {
	return Modified(p.Card.LastMod, p.Card.UpdatedAt, p.Card.Date)
}

// Modified returns when a text changed, as pages, feeds and sitemaps all tell it: what its
// editors say, else when what readers see was last published; never before its date.
func Modified(lastMod *time.Time, updated, date time.Time) time.Time {
	if lastMod != nil {
		updated = *lastMod
	}
	return later(updated, date).UTC()
}

// list returns the absolute address of the page of a term; nothing where its pattern
// asks for more than a slug.
func (p headPage) list(pattern string, t Term) string {
	path := content.ExpandPath(pattern, "", t.Slug, time.Time{})
	if path == "" || strings.Contains(pattern, "{id}") {
		return ""
	}
	return p.absolute(p.own.URL(path))
}
