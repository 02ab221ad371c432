package check

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A link is one in a segment.
type link struct {
	href       string
	post       content.PostID // that it leads to, where that is known
	in         *reading
	start, end int // the signs between its tags
	attrs      map[string]string
}

// linksOf returns the links of a reading that lead somewhere else than to a place
// in the same text.
func linksOf(d *reading) []link {
	var list []link
	for i, m := range d.marks {
		if m.element != "a" || !m.opens || m.number > len(d.segment.Tags) {
			continue
		}
		attrs := d.segment.Tags[m.number-1].Attrs
		href := strings.TrimSpace(attrs["href"])
		if href == "" || strings.HasPrefix(href, "#") {
			continue
		}
		end := len(d.r)
		for _, after := range d.marks[i:] {
			if after.number == m.number && after.closes {
				end = after.at
				break
			}
		}
		list = append(list, link{href: href, in: d, start: m.at, end: end, attrs: attrs})
	}
	return list
}

func (c *checker) linksIn(side []*reading, places []int) []link {
	var list []link
	for _, i := range places {
		list = append(list, linksOf(side[i])...)
	}
	for i := range list {
		list[i].post = c.in.Posts[list[i].href]
		if ref, ok := content.ParseReference(list[i].href); ok {
			list[i].post = ref.Post
		}
	}
	return list
}

// links compares the links of the bead. A link that stands in the bead beside, on
// the other side, has only moved.
func (c *checker) links(b int) {
	source, target := c.linksIn(c.source, c.in.Beads[b].Source), c.linksIn(c.target, c.in.Beads[b].Target)
	for _, t := range target {
		c.linkLanguage(b, t)
	}
	if len(source) > mostPaired || len(target) > mostPaired {
		return
	}
	lost, added := c.apart(source, target)
	lost = slices.DeleteFunc(lost, func(l link) bool { return c.linkedNear(b, l, InTarget) })
	added = slices.DeleteFunc(added, func(l link) bool { return c.linkedNear(b, l, InSource) })
	for len(lost) > 0 && len(added) > 0 {
		l, a := lost[0], added[0]
		lost, added = lost[1:], added[1:]
		if !l.otherPost(a) && c.elsewhere(l.href, a.href) {
			continue
		}
		h := a.hit(c.otherLink(l, a, source), "changed", b)
		h.args["source"] = l.href
		c.report(h)
	}
	for _, l := range lost {
		h := l.hit(Link, "lost", b)
		h.side, h.args = InSource, map[string]any{"source": l.href}
		c.report(h)
	}
	for _, a := range added {
		if a.start < a.end && a.in.say(a.start, a.end) != string(object) { // a picture that leads to itself, larger
			c.report(a.hit(LinkTarget, "added", b))
		}
	}
}

// hit says of a link of the target what a check finds.
func (l link) hit(check Name, code string, bead int) hit {
	return hit{check: check, code: code, bead: bead, at: l.in, side: InTarget, start: l.start, end: l.end, args: map[string]any{"target": l.href}}
}

// elsewhere reports whether two addresses may be one in two languages though their
// sites differ: one of them says that it is in its language, or nobody knows which host
// this site has.
func (c *checker) elsewhere(source, target string) bool {
	if len(c.own) == 0 && (c.site(source) == "" || c.site(target) == "") {
		return true
	}
	from, to := c.in.Source.Locale.Base(), c.in.Target.Locale.Base()
	s, err1 := url.Parse(source)
	t, err2 := url.Parse(target)
	return err1 == nil && err2 == nil && (strings.HasPrefix(s.Host, from+".") || marked(t, to, from)) // en.wikipedia.org; /fr/
}

// otherLink returns the check that finds two addresses of two sites: what leads to
// another post of this site, or where another link of the source leads, is surely
// wrong; another site may have it in the other language.
func (c *checker) otherLink(source, target link, links []link) Name {
	if source.otherPost(target) || slices.ContainsFunc(links, func(l link) bool { return l.address() == target.address() }) {
		return Link
	}
	return LinkTarget
}

// apart takes away the links that both have: first those that lead to the same
// place, then those that lead to the same site, of these first where the words of
// both have one in common, as a name.
func (c *checker) apart(source, target []link) (lost, added []link) {
	lost, added = source, slices.Clone(target)
	for _, same := range []func(a, b link) bool{
		func(a, b link) bool { return a.address() == b.address() },
		func(a, b link) bool { return c.site(a.href) == c.site(b.href) && shareWord(a, b) },
		func(a, b link) bool { return c.site(a.href) == c.site(b.href) },
	} {
		var left []link
		for _, l := range lost {
			i := slices.IndexFunc(added, func(a link) bool { return same(l, a) && !l.otherPost(a) || l.href == a.href })
			if i < 0 {
				left = append(left, l)
				continue
			}
			added = slices.Delete(added, i, i+1)
		}
		lost = left
	}
	return lost, added
}

// shareWord reports whether the words of two links have one of four letters or more
// in common.
func shareWord(a, b link) bool {
	words := func(l link) []string { return strings.Fields(strings.ToLower(l.in.say(l.start, l.end))) }
	other := words(b)
	return slices.ContainsFunc(words(a), func(w string) bool {
		return utf8.RuneCountInString(w) >= 4 && slices.Contains(other, w)
	})
}

// otherPost reports whether two links surely lead to two posts. The other language of
// a post is the same; a path of this site that nobody knows may be any.
func (l link) otherPost(other link) bool {
	return l.post != "" && other.post != "" && l.post != other.post
}

// address returns where the link leads: of a post the place in it does not count, which
// has another name in each language.
func (l link) address() string {
	if l.post != "" {
		return "cms:post/" + string(l.post)
	}
	return address(l.href)
}

// linkedNear reports whether a bead beside has the link on that side.
func (c *checker) linkedNear(b int, l link, side Field) bool {
	for _, n := range []int{b - 1, b + 1} {
		if n < 0 || n >= len(c.in.Beads) {
			continue
		}
		near, here := c.linksIn(c.target, c.in.Beads[n].Target), c.linksIn(c.source, c.in.Beads[n].Source)
		if side == InSource {
			near, here = here, near
		}
		same := func(o link) bool { return o.address() == l.address() }
		if slices.ContainsFunc(near, same) && !slices.ContainsFunc(here, same) {
			return true
		}
	}
	return false
}

// address returns a URL without what does not change where it leads: its scheme,
// "www.", a slash at its end.
func address(href string) string {
	u, err := url.Parse(href)
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
		return href
	}
	host := strings.TrimPrefix(strings.ToLower(u.Host), "www.")
	a := host + strings.TrimSuffix(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		a += "?" + u.RawQuery
	}
	if u.Fragment != "" {
		a += "#" + u.Fragment
	}
	return a
}

// site returns what two languages of one site mostly have in common: the last
// two parts of the host, or the scheme of what is no web address. What has no host
// is of this site.
func (c *checker) site(href string) string {
	u, err := url.Parse(href)
	switch {
	case err != nil:
		return href
	case u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "cms":
		return u.Scheme
	case u.Host == "", c.own[strings.ToLower(u.Host)]:
		return ""
	case strings.EqualFold(u.Host, "youtu.be"):
		return "youtube.com"
	}
	parts := strings.Split(strings.ToLower(u.Hostname()), ".")
	if len(parts) > 2 {
		parts = parts[len(parts)-2:]
	}
	return strings.Join(parts, ".")
}

// linkLanguage finds a link that leads to a page in the source's language: by the
// site's own hosts and paths, else by what an address says of itself.
func (c *checker) linkLanguage(b int, l link) {
	from, to := c.in.Source.Locale.Base(), c.in.Target.Locale.Base()
	if l.post != "" { // readers are led to the page in their language, whatever is written
		return
	}
	if from == to || strings.EqualFold(l.attrs["hreflang"], from) || strings.HasPrefix(strings.ToLower(l.attrs["hreflang"]), from+"-") || saysLanguage(l, from) {
		return
	}
	u, err := url.Parse(l.href)
	if err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || plainFile(u.Path) && !marked(u, from, to) {
		return
	}
	owner := c.owner(u)
	switch {
	case owner != "" && owner != c.in.Source.Locale:
		return
	case owner == "" && !marked(u, from, to):
		return
	}
	c.report(l.hit(LinkLanguage, "other", b))
}

// saysLanguage reports whether the words in or after the link say that it is in
// the other language: « (en anglais) », "(in French only)".
func saysLanguage(l link, lang string) bool {
	after := strings.ToLower(l.in.say(l.start, min(len(l.in.r), l.end+40)))
	names := map[string]string{"en": "anglais", "fr": "french"}
	return names[lang] != "" && strings.Contains(after, names[lang])
}

// owner returns the locale of the site whose host and path the address has, ""
// if no locale or several have it.
func (c *checker) owner(u *url.URL) (tag locale.Tag) {
	best := 0
	for _, l := range c.in.Locales {
		base, err := url.Parse(l.Settings.BaseURL)
		if err != nil || u.Host != "" && !strings.EqualFold(u.Host, base.Host) && !(base.Host == "" && slices.Contains(c.in.Hosts, u.Host)) {
			continue
		}
		prefix := base.Path + fixedPart(l.Settings.Paths)
		if !strings.HasPrefix(u.Path+"/", prefix) {
			continue
		}
		switch n := len(prefix) + 1; {
		case n > best:
			best, tag = n, l.Tag
		case n == best:
			tag = ""
		}
	}
	if u.Host == "" && best <= 2 { // a path at the root: whose it is, only a prefix would say
		return ""
	}
	return tag
}

// fixedPart returns the first folder of a locale's paths if it has one for all,
// such as "/fr/"; else "/".
func fixedPart(p content.Paths) string {
	first := func(path string) string {
		head, rest, ok := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		if !ok && rest == "" || strings.Contains(head, "{") {
			return "/"
		}
		return "/" + head + "/"
	}
	if a := first(p.Post); a == first(p.Tag) && a == first(p.Author) {
		return a
	}
	return "/"
}

// plainFile reports whether a path is that of a file, which is of no language.
func plainFile(path string) bool {
	last := path[strings.LastIndexByte(path, '/')+1:]
	dot := strings.LastIndexByte(last, '.')
	return dot > 0 && len(last)-dot <= 5 && !strings.HasPrefix(last[dot:], ".htm")
}

// marked reports whether an address says by itself that it is in the language:
// en.wikipedia.org, /en/, ?lang=en, -eng.html.
func marked(u *url.URL, from, to string) bool {
	three := map[string]string{"en": "eng", "fr": "fra"}
	is := func(s, lang string) bool {
		s = strings.ToLower(s)
		return s == lang || s == three[lang] || s == lang+"-ca" || s == lang+"_ca"
	}
	has := func(lang string) bool {
		host, _, _ := strings.Cut(u.Host, ".")
		q := u.Query()
		if is(host, lang) || is(q.Get("lang"), lang) || is(q.Get("hl"), lang) || is(q.Get("locale"), lang) {
			return true
		}
		for part := range strings.SplitSeq(u.Path, "/") {
			name, _, _ := strings.Cut(part, ".")
			if is(part, lang) || three[lang] != "" && strings.HasSuffix(strings.ToLower(name), "-"+three[lang]) {
				return true
			}
		}
		return false
	}
	return has(from) && !has(to)
}
