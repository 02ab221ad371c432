package entry

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
)

// paths notes which paths of the site the body links to, whoever owns them.
func (p *page) paths(root *html.Node) {
	own := host(p.in.locale(p.rev.Locale).Settings.BaseURL)
	for _, link := range markup.LinksOf(root) {
		if link.Attribute != "href" || content.IsReference(link.URL) {
			continue
		}
		u, err := url.Parse(link.URL)
		switch {
		case err != nil || u.Opaque != "":
		case u.Host == "" && u.Scheme == "" && strings.HasPrefix(u.Path, "/"):
			p.refer(ToPath, content.PathKey(own, u.Path))
		case u.Host != "" && p.in.isOurs(u.Host):
			if key, ok := content.AddressKey(link.URL); ok {
				p.refer(ToPath, key)
			}
		}
	}
}

// isOurs reports whether the host is the public site's, now or formerly.
func (in *Input) isOurs(name string) bool {
	same := func(ours string) bool { return ours != "" && strings.EqualFold(ours, name) }
	return slices.ContainsFunc(in.Site.Hosts, same) ||
		slices.ContainsFunc(in.Locales, func(l content.Locale) bool { return same(host(l.Settings.BaseURL)) })
}

func host(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return ""
	}
	return u.Host
}

// linkPost leads a link to the post in the page's language; else to one that is
// live, which the link then names. A post that nobody can read gets no link: its
// words stay.
func (p *page) linkPost(n *html.Node, ref content.Reference) {
	p.refer(ToPost, string(ref.Post))
	to, ok := p.choose(p.in.Links[ref.Post])
	if !ok {
		for c := n.FirstChild; c != nil; c = n.FirstChild {
			n.RemoveChild(c)
			n.Parent.InsertBefore(c, n)
		}
		n.Parent.RemoveChild(n)
		return
	}
	markup.SetAttr(n, "href", to.URL+ref.Fragment)
	if to.Locale == p.rev.Locale {
		return
	}
	if _, there := markup.Attr(n, "hreflang"); !there {
		markup.SetAttr(n, "hreflang", p.in.hreflang(to.Locale))
	}
	if _, there := markup.Attr(n, "lang"); !there {
		markup.SetAttr(n, "lang", string(to.Locale))
	}
}

// choose returns the alternate in the page's language, else in the first of its
// fallbacks, else the default one, else the first.
func (p *page) choose(list []Alternate) (Alternate, bool) {
	if len(list) == 0 {
		return Alternate{}, false
	}
	for _, tag := range append([]locale.Tag{p.rev.Locale}, p.in.locale(p.rev.Locale).Settings.Fallback...) {
		if i := slices.IndexFunc(list, func(a Alternate) bool { return a.Locale == tag }); i >= 0 {
			return list[i], true
		}
	}
	if i := slices.IndexFunc(list, func(a Alternate) bool { return a.XDefault }); i >= 0 {
		return list[i], true
	}
	return list[0], true
}
