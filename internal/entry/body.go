package entry

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A body is the part of an entry that only whole entries show, and what the
// card says about it.
type body struct {
	html    string
	toc     []Heading
	words   int
	excerpt string
}

// part returns the body as [Join] takes it.
func (b body) part() []byte {
	toc, text := compact(b.toc), compact(b.html)
	out := make([]byte, 0, len(toc)+len(text)+20)
	out = append(append(out, `,"toc":`...), toc...)
	out = append(append(out, bodyMember[:len(bodyMember)-1]...), text...)
	return append(out, '}')
}

// body renders the live HTML: references become URLs, headings get ids. What
// needs neither stays as it is, to the byte. What an older policy let through is
// sanitized again, so that a new one reaches every text.
func (p *page) body() body {
	b := body{html: p.rev.Text.HTML, toc: []Heading{}}
	if p.rev.Policy != sanitize.Version {
		site := p.in.Site
		b.html = sanitize.New(sanitize.Options{DeniedClasses: site.DeniedClasses, EmbedHosts: site.EmbedHosts}).Body(b.html).HTML
	}
	root := markup.Tree(b.html)
	p.paths(root)
	changed := strings.Contains(b.html, "cms:")
	if changed {
		markup.RewriteTree(root, p.resolve)
	}
	if markup.IdentifyHeadings(root, sanitize.SafeID) || changed {
		b.html = markup.Render(root)
	}
	for _, h := range markup.HeadingsOf(root) {
		b.toc = append(b.toc, Heading{ID: h.ID, Level: h.Level, Text: h.Text})
	}
	text := markup.TextOf(root)
	b.words = markup.CountWords(text)
	if p.rev.Text.Summary == "" {
		b.excerpt = markup.CutText(text, excerptLength)
	}
	return b
}

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

// resolve puts URLs in the place of references.
func (p *page) resolve(n *html.Node) {
	for _, key := range []string{"src", "poster", "href"} {
		value, ok := markup.Attr(n, key)
		if !ok || !content.IsReference(value) {
			continue
		}
		ref, ok := content.ParseReference(value)
		switch {
		case ok && ref.Asset != "":
			p.showAsset(n, key, ref.Asset)
		case ok && ref.Post != "" && n.Data == "a" && key == "href":
			p.linkPost(n, ref)
		default:
			markup.RemoveAttr(n, key)
		}
	}
	if value, ok := markup.Attr(n, "srcset"); ok && strings.Contains(value, "cms:") {
		p.srcset(n, value)
	}
}

// showAsset puts an asset's URL, and its size where a picture says none.
func (p *page) showAsset(n *html.Node, key string, id content.AssetID) {
	p.refer(ToAsset, string(id))
	f, ok := p.in.Files[id]
	if !ok {
		markup.RemoveAttr(n, key)
		return
	}
	markup.SetAttr(n, key, p.in.mediaURL(id))
	if n.Data != "img" || key != "src" {
		return
	}
	if _, said := markup.Attr(n, "alt"); !said { // an empty one is said: the picture decorates
		markup.SetAttr(n, "alt", f.Texts[p.rev.Locale].Alt)
	}
	_, wide := markup.Attr(n, "width")
	_, high := markup.Attr(n, "height")
	if !wide && !high && f.Width > 0 && f.Height > 0 {
		markup.SetAttr(n, "width", strconv.Itoa(f.Width))
		markup.SetAttr(n, "height", strconv.Itoa(f.Height))
	}
}

// srcset puts URLs of assets into a srcset and leaves out what is gone.
func (p *page) srcset(n *html.Node, value string) {
	var kept []markup.Candidate
	for _, c := range markup.Srcset(value) {
		if ref, ok := content.ParseReference(c.URL); ok && ref.Asset != "" {
			p.refer(ToAsset, string(ref.Asset))
			if _, there := p.in.Files[ref.Asset]; !there {
				continue
			}
			c.URL = p.in.mediaURL(ref.Asset)
		}
		if !content.IsReference(c.URL) {
			kept = append(kept, c)
		}
	}
	if len(kept) == 0 {
		markup.RemoveAttr(n, "srcset")
		return
	}
	markup.SetAttr(n, "srcset", markup.JoinSrcset(kept))
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
