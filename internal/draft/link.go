package draft

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
)

// mostLinks bounds how many links of a text are looked for: different ones.
const mostLinks = 2_000

// Finds is what [Link] reads, in a snapshot or in a transaction.
type Finds interface {
	Settings
	// Holders returns the addresses of any post that have one of the wanted keys
	// (of slugs, in the same locale), whatever their kind and state.
	Holders(ctx context.Context, wanted []content.Address) ([]content.Address, error)
	// Missing returns those of the named that do not exist, or are another kind of
	// term. A post in the trash does not exist.
	Missing(ctx context.Context, n content.Named) (content.Named, error)
}

// Link puts references in the place of links to what the site has: a link to an
// address that a post has or had becomes cms:post/{id} with the link's fragment, one
// to the public address of a file cms:asset/{id}. What nobody has, or only a post in
// the trash, stays as written. It belongs between [Prepare] and [Save], for every
// text. Of a Markdown body the HTML alone is changed: rendering it again links it again.
//
// own is the actor that writes, if to it only its own posts exist and those that
// readers see; empty: all exist. To such a one an address that no reader can find
// is nobody's.
func Link(ctx context.Context, r Finds, own string, texts ...*Prepared) error {
	l := &linking{r: r, own: own, links: make(map[place]content.LinkKeys)}
	for _, p := range texts {
		if !mayLink(p.Text.HTML) {
			continue
		}
		if err := l.open(ctx); err != nil {
			return fmt.Errorf("link texts: %w", err)
		}
		l.gather(p)
	}
	if len(l.links) == 0 {
		return nil
	}
	if err := l.find(ctx); err != nil {
		return fmt.Errorf("link texts: %w", err)
	}
	for _, p := range texts {
		l.write(p)
	}
	return nil
}

// Linked reports whether [Link] changed the text's HTML.
func (p *Prepared) Linked() bool { return p.written != "" }

// A place is a link as a text of one language has it.
type place struct {
	tag  locale.Tag // of the text
	href string
}

// A linking is one call of [Link] at work.
type linking struct {
	r       Finds
	own     string
	site    *content.SiteLinks
	links   map[place]content.LinkKeys
	holders content.Holders
	gone    content.Named // of what the links lead to
}

// mayLink spares most bodies the looking: it reports whether the HTML, as [Prepare]
// makes it, has a web address or a path from the root.
func mayLink(html string) bool { return strings.Contains(html, `="/`) || strings.Contains(html, "//") }

// open reads the settings, once.
func (l *linking) open(ctx context.Context) error {
	if l.site != nil {
		return nil
	}
	site, err := l.r.Site(ctx)
	if err != nil {
		return err
	}
	locales, err := l.r.Locales(ctx)
	if err != nil {
		return err
	}
	l.site = content.NewSiteLinks(site.Settings, locales)
	return nil
}

// gather notes the links of a text that may lead to something of the site.
func (l *linking) gather(p *Prepared) {
	seen := 0
	markup.EachTag(p.Text.HTML, func(tag *html.Token) bool {
		for _, a := range tag.Attr {
			if !leads(tag, a.Key) || seen == mostLinks {
				continue
			}
			at := place{p.Locale, a.Val}
			if _, known := l.links[at]; known || content.IsReference(a.Val) {
				continue
			}
			if keys, ok := l.site.Read(p.Locale, a.Val); ok {
				l.links[at] = keys
				seen++
			}
		}
		return false
	})
}

// leads reports whether the attribute is a link's, or the source of what a page shows.
func leads(tag *html.Token, key string) bool {
	switch key {
	case "href":
		return tag.Data == "a" || tag.Data == "area"
	case "src", "poster":
		return tag.Data != "iframe"
	}
	return false
}

// find asks who has what the links may lead to.
func (l *linking) find(ctx context.Context) error {
	var wanted []content.Address
	var named content.Named
	for _, keys := range l.links {
		wanted = append(wanted, keys.Wanted()...)
		if keys.Asset != "" {
			named.Assets = appendOnce(named.Assets, keys.Asset)
		}
	}
	list, err := l.r.Holders(ctx, wanted)
	if err != nil {
		return err
	}
	if l.own != "" {
		list = slices.DeleteFunc(list, func(a content.Address) bool { return a.State == content.AddressReserved })
	}
	for _, a := range list {
		named.Posts = append(named.Posts, a.Post)
	}
	slices.Sort(named.Posts)
	named.Posts, named.Own = slices.Compact(named.Posts), l.own
	l.holders = content.HoldersOf(list)
	if named.Empty() {
		return nil
	}
	l.gone, err = l.r.Missing(ctx, named)
	return err
}

// write puts the references into a text.
func (l *linking) write(p *Prepared) {
	found := make(map[string]bool)
	changed := markup.EachTag(p.Text.HTML, func(tag *html.Token) bool {
		some := false
		for i, a := range tag.Attr {
			if !leads(tag, a.Key) {
				continue
			}
			keys, ok := l.links[place{p.Locale, a.Val}]
			if !ok {
				continue
			}
			if name, ok := p.reference(l, keys, a.Key, found); ok {
				tag.Attr[i].Val, some = name, true
			}
		}
		if some && tag.Data == "img" {
			l.dropSizes(p.Locale, tag)
		}
		return some
	})
	if changed == p.Text.HTML {
		return
	}
	p.written, p.writtenSense = p.Text.HTML, p.Sense
	p.Text.HTML = changed
	if p.Text.Format == content.HTML {
		p.Text.Body = changed
	}
	p.Sense = p.Text.Sense()
}

// dropSizes takes away the sizes that a picture of ours was delivered in: rendering
// gives those that there are.
func (l *linking) dropSizes(own locale.Tag, tag *html.Token) {
	i := slices.IndexFunc(tag.Attr, func(a html.Attribute) bool { return a.Key == "srcset" })
	if i < 0 {
		return
	}
	for _, c := range markup.Srcset(tag.Attr[i].Val) {
		if keys, ok := l.site.Read(own, c.URL); !ok || keys.Asset == "" {
			return
		}
	}
	tag.Attr = slices.DeleteFunc(tag.Attr, func(a html.Attribute) bool { return a.Key == "srcset" || a.Key == "sizes" })
}

// reference returns what names the thing that the link leads to, and notes that the
// text names it.
func (p *Prepared) reference(l *linking, keys content.LinkKeys, attribute string, found map[string]bool) (string, bool) {
	var name string
	var named naming
	switch a, ok := keys.Choose(l.holders); {
	case keys.Asset != "":
		if slices.Contains(l.gone.Assets, keys.Asset) || keys.Variant.Height > 0 || attribute == "href" && keys.Variant.Width > 0 {
			return "", false
		}
		name, named = "cms:asset/"+string(keys.Asset), assetNaming(p.at+"/body", keys.Asset)
	case !ok || attribute != "href" || slices.Contains(l.gone.Posts, a.Post):
		return "", false
	default:
		name, named = "cms:post/"+string(a.Post), postNaming(p.at+"/body", a.Post)
	}
	if !found[name] {
		found[name] = true
		p.named = append(p.named, named)
	}
	if keys.Asset == "" {
		name += keys.Fragment
	}
	return name, true
}
