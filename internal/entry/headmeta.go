package entry

import (
	"cmp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"github.com/diptych-cms/diptych/internal/content"
)

// meta returns what the page says in elements meta: to search engines, as Open Graph
// (https://ogp.me) and as cards of X.
func (p headPage) meta() []Meta {
	var list metas
	list.name("description", p.Card.SEO.Description)
	list.name("robots", p.robots())
	for _, a := range p.Card.Authors {
		list.name("author", a.Name)
	}
	p.openGraph(&list)
	p.article(&list)
	list.name("twitter:card", p.image.card())
	list.name("twitter:title", p.Card.SEO.Title)
	list.name("twitter:description", p.Card.SEO.Description)
	list.name("twitter:image", p.image.url)
	list.name("twitter:image:alt", p.image.alt)
	return list
}

// robots returns what search engines may do: of a page that they may keep, show its
// pictures as large as they like.
func (p headPage) robots() string {
	switch {
	case p.Preview:
		return "noindex, nofollow"
	case p.Card.SEO.NoIndex:
		return "noindex"
	}
	return "max-image-preview:large"
}

func (p headPage) openGraph(list *metas) {
	list.property("og:type", "article")
	list.property("og:title", p.Card.SEO.Title)
	list.property("og:description", p.Card.SEO.Description)
	list.property("og:url", p.absolute(p.canonical()))
	list.property("og:site_name", p.own.Title)
	own := openGraphLocale(p.locale(p.Card.Locale))
	list.property("og:locale", own)
	for _, a := range p.Card.Alternates {
		if other := openGraphLocale(p.locale(a.Locale)); a.Locale != p.Card.Locale && other != own {
			list.property("og:locale:alternate", other)
		}
	}
	if p.image.url == "" {
		return
	}
	list.property("og:image", p.image.url)
	list.property("og:image:type", p.image.kind)
	if p.image.width > 0 {
		list.property("og:image:width", strconv.Itoa(p.image.width))
		list.property("og:image:height", strconv.Itoa(p.image.height))
	}
	list.property("og:image:alt", p.image.alt)
}

func (p headPage) article(list *metas) {
	list.property("article:published_time", p.published().Format(time.RFC3339))
	list.property("article:modified_time", p.modified().Format(time.RFC3339))
	for _, a := range p.Card.Authors {
		list.property("article:author", p.list(p.own.Paths.Author, a))
	}
	if p.Card.Series != nil {
		list.property("article:section", p.Card.Series.Name)
	}
	for _, t := range p.Card.Tags {
		list.property("article:tag", t.Name)
	}
}

// openGraphLocale names a language as Open Graph does, with a territory: that of its
// hreflang or tag, else that of its typography, else the likeliest.
func openGraphLocale(l content.Locale) string {
	tag := language.Make(cmp.Or(l.Settings.Hreflang, string(l.Tag)))
	base, _ := tag.Base()
	region, sure := tag.Region()
	if from, err := language.Parse(l.Settings.Typography); sure != language.Exact && err == nil {
		if b, _ := from.Base(); b == base {
			region, _ = from.Region()
		}
	}
	return base.String() + "_" + region.String()
}

// metas collects elements; those without content are none.
type metas []Meta

func (m *metas) name(name, content string) {
	if content = strings.TrimSpace(content); content != "" {
		*m = append(*m, Meta{Name: name, Content: content})
	}
}

func (m *metas) property(property, content string) {
	if content = strings.TrimSpace(content); content != "" {
		*m = append(*m, Meta{Property: property, Content: content})
	}
}
