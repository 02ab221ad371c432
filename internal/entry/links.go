package entry

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A written link is what the href of a text says, whoever holds what it names.
type written struct {
	href     string
	post     content.PostID  // that it names by id
	asset    content.AssetID // likewise
	inside   bool            // an address of the site: keys say which
	keys     content.LinkKeys
	outside  string // an address of another site, as it is asked for; see [Link]
	away     bool   // to another site
	own      bool   // a place in the text itself
	fragment string // decoded, without its #
	referred bool   // what it refers to is written down
	page     *Link  // of an address that no post holds: what is to be noted of it
	noted    *Link  // what was noted of it last
}

// mostInside bounds how many addresses of the site one text refers to: different ones.
// Links to others stay as they are written.
const mostInside = 2000

// A linkReader reads the links of one text.
type linkReader struct {
	in     *Input
	site   *content.SiteLinks
	tag    locale.Tag
	inside int // how many different addresses of the site it has met
}

func (in *Input) reader(rev *content.Revision) *linkReader {
	if in.site == nil {
		in.site = content.NewSiteLinks(in.Site, in.Locales)
	}
	return &linkReader{in: in, site: in.site, tag: rev.Locale}
}

// A linked element is one with a link for readers to follow.
type linked struct {
	node *html.Node
	*written
}

// all reads the links of the text; an href that stands often is read once.
func (r *linkReader) all(t *parsed) {
	seen := make(map[string]*written)
	for n := range t.root.Descendants() {
		if n.Type != html.ElementNode || n.Data != "a" && n.Data != "area" {
			continue
		}
		href, ok := markup.Attr(n, "href")
		if !ok {
			continue
		}
		w := seen[href]
		if w == nil {
			trimmed := strings.Trim(href, " \t\n\f\r")
			w = new(r.parse(trimmed))
			w.href = trimmed
			seen[href] = w
			t.written = append(t.written, w)
		}
		t.links = append(t.links, linked{n, w})
	}
}

func (r *linkReader) parse(href string) written {
	var w written
	switch {
	case strings.HasPrefix(href, "#"):
		w.own, w.fragment = true, unescaped(href)
	case content.IsReference(href):
		ref, _ := content.ParseReference(href)
		w.post, w.asset, w.fragment = ref.Post, ref.Asset, unescaped(ref.Fragment)
	default:
		if w.keys, w.inside = r.site.Read(r.tag, href); w.inside {
			if r.inside++; r.inside > mostInside {
				return written{}
			}
			w.inside = w.keys.Asset == "" // the address of a file leads there as it is
			w.fragment = unescaped(w.keys.Fragment)
			break
		}
		w.keys = content.LinkKeys{}
		if u, err := url.Parse(href); err == nil && u.Host != "" && isWeb(u.Scheme) && !r.in.isOurs(u.Host) {
			w.away, w.outside = true, asked(*u)
		}
	}
	return w
}

// asked returns the address by which another server is asked whether a link leads
// somewhere; empty where it must not be: it holds a password, or is too long.
func asked(u url.URL) string {
	if u.User != nil {
		return ""
	}
	u.Fragment, u.RawFragment = "", ""
	if u.Scheme == "" {
		u.Scheme = "https"
	}
	if s := u.String(); len(s) <= linkSize {
		return s
	}
	return ""
}

func isWeb(scheme string) bool {
	return scheme == "" || strings.EqualFold(scheme, "http") || strings.EqualFold(scheme, "https")
}

// unescaped returns the id that a fragment names.
func unescaped(fragment string) string {
	fragment = strings.TrimPrefix(fragment, "#")
	if id, err := url.PathUnescape(fragment); err == nil {
		return id
	}
	return fragment
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

// links leads each link of the body to where its readers are to go, and reports
// whether it changed one. What leads elsewhere than they would expect is noted.
func (p *page) links() (changed bool) {
	for _, l := range p.text.links {
		n, w := l.node, l.written
		switch {
		case w.post != "":
			p.toPost(n, w, w.post)
			changed = true
		case w.asset != "":
			p.toFile(n, w)
			changed = true
		case w.inside:
			changed = p.toAddress(n, w) || changed
		case w.away:
			p.note(n, w, Link{State: LinkExternal, URL: w.outside})
		case w.own:
			p.toPlace(n, w)
		}
	}
	return changed
}

// toAddress leads a link to an address of the site to the post that holds it, if one
// does. Whoever comes to hold it has the text rendered again.
func (p *page) toAddress(n *html.Node, w *written) (changed bool) {
	if !w.referred {
		for _, key := range w.keys.Paths {
			p.refer(ToPath, key)
		}
		for _, slug := range w.keys.Slugs {
			p.refer(ToSlug, SlugTarget(slug))
		}
	}
	at, ok := w.keys.Choose(p.in.Holders)
	if !ok {
		p.toPage(n, w)
		w.referred = true
		return false
	}
	p.toPost(n, w, at.Post)
	return true
}

// SlugTarget names a slug in references.
func SlugTarget(a content.Address) string { return string(a.Locale) + "/" + a.Key }

// toPost leads a link to the post in the page's language; else to one that is
// live, which the link then names. A post that nobody can read gets no link: its
// words stay.
func (p *page) toPost(n *html.Node, w *written, post content.PostID) {
	if !w.referred {
		p.refer(ToPost, string(post))
		if w.fragment != "" {
			p.refer(ToAnchor, string(post))
		}
		w.referred = true
	}
	said, _ := markup.Attr(n, "hreflang")
	to, ok := p.choose(p.in.Links[post], said)
	link := Link{Target: post, Language: to.Locale, URL: to.URL}
	if !ok {
		link.State, link.Reason = LinkBroken, NoPost
		if p.in.Unread[post] {
			link.State, link.Reason = LinkUnpublished, NotLive
		}
		p.note(n, w, link)
		unlink(n)
		return
	}
	fragment, why := p.fragment(w, post, to.Locale)
	switch own := slices.ContainsFunc(p.in.Links[post], func(a Alternate) bool { return a.Locale == p.rev.Locale }); {
	case why != "":
		link.State, link.Reason = LinkBroken, why
	case to.Locale != p.rev.Locale && own:
		link.State, link.Reason = LinkWrongLanguage, SaysLanguage
	case to.Locale != p.rev.Locale:
		link.State, link.Reason = LinkFallsBack, NotTranslated
	}
	link.URL, link.Found = to.URL+fragment, w.fragment != "" && why == ""
	p.note(n, w, link)
	markup.SetAttr(n, "href", link.URL)
	p.sayLanguage(n, said, to)
}

// sayLanguage says which language a link leads to, where it is not the page's.
func (p *page) sayLanguage(n *html.Node, said string, to Alternate) {
	switch {
	case said != "" && says(said, to):
	case to.Locale == p.rev.Locale:
		markup.RemoveAttr(n, "hreflang") // it would say what is not so
	default:
		markup.SetAttr(n, "hreflang", p.in.hreflang(to.Locale))
		if _, there := markup.Attr(n, "lang"); !there {
			markup.SetAttr(n, "lang", string(to.Locale))
		}
	}
}

// unlink takes a link away and leaves its words.
func unlink(n *html.Node) {
	if n.Data == "area" {
		markup.RemoveAttr(n, "href")
		return
	}
	for c := n.FirstChild; c != nil; c = n.FirstChild {
		n.RemoveChild(c)
		n.Parent.InsertBefore(c, n)
	}
	n.Parent.RemoveChild(n)
}

// fragment returns the end of the URL for the place that a link names, in the
// language that it leads to; and what is wrong with the place, if anything is.
func (p *page) fragment(w *written, post content.PostID, to locale.Tag) (fragment string, why LinkReason) {
	if w.fragment == "" {
		return "", ""
	}
	asWritten := "#" + (&url.URL{Fragment: w.fragment}).EscapedFragment()
	places := p.in.placesOf(post)
	if places == nil || places.groups[to] == nil {
		return asWritten, "" // nobody has looked yet
	}
	for _, id := range []string{w.fragment, sanitize.SafeID(w.fragment)} {
		there, known := places.lead(to, id)
		switch {
		case there != "":
			return "#" + (&url.URL{Fragment: there}).EscapedFragment(), ""
		case known:
			return "", FragmentElse
		}
	}
	return asWritten, NoFragment // the front end may have it
}

// toFile leads a link to a file of the site, and says what kind of file it is.
func (p *page) toFile(n *html.Node, w *written) {
	f, ok := p.in.Files[w.asset]
	if !ok {
		p.note(n, w, Link{State: LinkBroken, Reason: NoFile})
	}
	p.showAsset(n, "href", w.asset)
	if _, said := markup.Attr(n, "type"); !said && f.Type != "" {
		markup.SetAttr(n, "type", f.Type)
	}
}

// toPlace looks whether the text has the place that it links to in itself.
func (p *page) toPlace(n *html.Node, w *written) {
	own := p.in.placesOf(p.in.Live.Post.ID)
	if w.fragment == "" || strings.EqualFold(w.fragment, "top") {
		return
	}
	for _, id := range []string{w.fragment, sanitize.SafeID(w.fragment)} {
		if own.has(p.rev.Locale, id) {
			return
		}
	}
	p.note(n, w, Link{State: LinkBroken, Reason: NoFragment})
}

// choose returns the alternate in the language that a link says, if it says one;
// else in the page's language, else in the first of its fallbacks, else the default
// one, else the first.
func (p *page) choose(list []Alternate, said string) (Alternate, bool) {
	if len(list) == 0 {
		return Alternate{}, false
	}
	if said != "" {
		if i := slices.IndexFunc(list, func(a Alternate) bool { return says(said, a) }); i >= 0 {
			return list[i], true
		}
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

// says reports whether an hreflang that an author wrote names the language of the
// alternate, be it without its region.
func says(said string, a Alternate) bool {
	language, _, _ := strings.Cut(a.Language(), "-")
	return strings.EqualFold(said, a.Language()) || strings.EqualFold(said, string(a.Locale)) || strings.EqualFold(said, language)
}
