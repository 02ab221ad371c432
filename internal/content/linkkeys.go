package content

import (
	"cmp"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/locale"
)

// SiteLinks reads the links in texts as those of one site. It is made once for
// many links, is never changed, and safe to share.
type SiteLinks struct {
	locales []siteLocale // the default one first
	hosts   []string     // every host of the site once: of the locales, then other and former ones
	media   *url.URL     // what public addresses of files begin with
}

// A siteLocale is what links say of a locale.
type siteLocale struct {
	tag   locale.Tag
	host  string   // of its base URL, or empty
	words []string // that stand before slugs in its paths, in lower case
}

// A LinkKeys is what a link inside the site may lead to. Who holds one of the
// addresses decides: see [LinkKeys.Choose].
type LinkKeys struct {
	// Paths are the keys of table paths ([AddressKey]) that the link may mean, the
	// likeliest first, each once.
	Paths []string
	// Slugs are what the path may mean where nobody holds one of Paths, the likeliest
	// first: Kind is AddressSlug, Locale and Key are set. See [SiteLinks.SlugGuess].
	Slugs []Address
	// Asset is the file of ours whose own bytes, or a picture made of them, the link
	// leads to; Paths and Slugs are then empty.
	Asset   AssetID
	Variant Variant // of Asset
	// Fragment is the link's, escaped, with its #; or empty.
	Fragment string
}

// NewSiteLinks returns a reader of links for a site of the settings and locales.
func NewSiteLinks(site SiteSettings, locales []Locale) *SiteLinks {
	s := &SiteLinks{}
	for _, l := range locales {
		one := siteLocale{tag: l.Tag}
		base, err := url.Parse(l.Settings.BaseURL)
		if err != nil {
			base = &url.URL{}
		}
		one.host = hostKey(base)
		one.words = wordsBefore(base.Path, l.Settings.Paths.Post, l.Settings.Paths.List)
		if l.Tag == site.XDefault {
			s.locales = slices.Insert(s.locales, 0, one)
		} else {
			s.locales = append(s.locales, one)
		}
	}
	for _, l := range s.locales {
		s.addHost(l.host)
	}
	for _, host := range site.Hosts {
		s.addHost(hostKey(&url.URL{Host: host}))
	}
	if media, err := url.Parse(site.MediaURL("")); err == nil {
		s.media = media
	}
	return s
}

func (s *SiteLinks) addHost(host string) {
	if host != "" && !slices.Contains(s.hosts, host) {
		s.hosts = append(s.hosts, host)
	}
}

// wordsBefore returns the fixed words of paths and patterns.
func wordsBefore(patterns ...string) []string {
	var words []string
	for _, p := range patterns {
		for word := range strings.SplitSeq(strings.ToLower(p), "/") {
			if word != "" && !strings.Contains(word, "{") {
				words = append(words, word)
			}
		}
	}
	return words
}

// hostKey returns the host as keys hold it, without a port that its scheme implies.
func hostKey(u *url.URL) string {
	host := strings.ToLower(u.Host)
	switch u.Scheme {
	case "http":
		host = strings.TrimSuffix(host, ":80")
	case "https":
		host = strings.TrimSuffix(host, ":443")
	default:
		host = strings.TrimSuffix(strings.TrimSuffix(host, ":443"), ":80")
	}
	return strings.TrimSuffix(strings.TrimSuffix(host, ":"), ".")
}

// Read reads an href of a text in the locale own: an absolute URL at one of the
// site's hosts (of a locale's base URL, other or former), one without scheme, or
// a path from the root. ok is false for every other link: of another host or
// scheme, a reference, a bare fragment, a path relative to the page, and one with a
// query that may say which page is meant (words of campaigns, such as utm_source,
// do not count).
//
// A host of a locale is exact. A bare path, and one at an other or former host, may
// be held at any host of the site; the text's own comes first. A path counts with or
// without final slashes or index.html, however it is escaped, even twice.
func (s *SiteLinks) Read(own locale.Tag, href string) (keys LinkKeys, ok bool) {
	u, ok := webURL(href)
	if !ok || !utf8.ValidString(u.Path) {
		return LinkKeys{}, false
	}
	host := hostKey(u)
	if host != "" && u.Path == "" {
		u.Path = "/"
	}
	if u.Fragment != "" {
		keys.Fragment = "#" + u.EscapedFragment()
	}
	if keys.Asset, keys.Variant = s.asset(host, u.Path); keys.Asset != "" {
		return keys, u.RawQuery == ""
	}
	hosts, ours := s.Hosts(own, host)
	if !ours || !strings.HasPrefix(u.Path, "/") || tells(u.RawQuery) {
		return LinkKeys{}, false
	}
	paths := PathForms(u.Path)
	for _, p := range paths {
		for _, h := range hosts {
			if key := PathKey(h, p); !slices.Contains(keys.Paths, key) {
				keys.Paths = append(keys.Paths, key)
			}
		}
	}
	keys.Slugs = s.SlugGuess(own, host, paths[len(paths)-1])
	return keys, true
}

// webURL parses an href as browsers do: white space around it and line breaks in it
// do not count. ok is false for what is no web page's.
func webURL(href string) (u *url.URL, ok bool) {
	href = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(trimASCII(href))
	u, err := url.Parse(href)
	if err != nil || u.Opaque != "" || u.User != nil {
		return nil, false
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Host == "" {
		return u, u.Scheme == ""
	}
	return u, u.Scheme == "" || u.Scheme == "http" || u.Scheme == "https"
}

// tells reports whether a query may say which page is meant.
func tells(query string) bool {
	for pair := range strings.FieldsFuncSeq(query, func(r rune) bool { return r == '&' || r == ';' }) {
		name, _, _ := strings.Cut(strings.ToLower(pair), "=")
		if !strings.HasPrefix(name, "utm_") && !slices.Contains([]string{"fbclid", "gclid", "mc_cid", "mc_eid", "_hsenc", "_hsmi"}, name) {
			return true
		}
	}
	return false
}

// Hosts returns the hosts that an address at the host may be kept under, the
// likeliest first for a text in the locale own; ours is false if the host is not the
// site's. An empty host is that of a bare path.
func (s *SiteLinks) Hosts(own locale.Tag, host string) (hosts []string, ours bool) {
	if host != "" && !slices.Contains(s.hosts, host) {
		return nil, false
	}
	if host != "" && slices.ContainsFunc(s.locales, func(l siteLocale) bool { return l.host == host }) {
		return []string{host, ""}, true
	}
	hosts = []string{host}
	if i := s.find(own); i >= 0 {
		hosts = append(hosts, s.locales[i].host)
	}
	hosts = append(append(hosts, s.hosts...), "")
	if host == "" { // a bare path is the text's own host's first
		hosts = hosts[1:]
	}
	return hosts, true
}

func (s *SiteLinks) find(tag locale.Tag) int {
	return slices.IndexFunc(s.locales, func(l siteLocale) bool { return l.tag == tag })
}

// PathForms returns the paths that a decoded path may stand for, as written first.
func PathForms(p string) []string {
	forms := []string{p}
	add := func(form string) {
		if form != "" && !slices.Contains(forms, form) {
			forms = append(forms, form)
		}
	}
	if twice, err := url.PathUnescape(p); err == nil && utf8.ValidString(twice) {
		add(twice)
	}
	last := path.Clean(forms[len(forms)-1]) // neither // nor ..
	add(last)
	if dir, name := path.Split(last); strings.EqualFold(name, "index.html") || strings.EqualFold(name, "index.htm") {
		add(path.Clean(dir))
	}
	if bare := strings.TrimRight(forms[len(forms)-1], ").,;"); strings.HasSuffix(bare, "/") { // of the sentence around it
		add(path.Clean(bare))
	}
	add(strings.ToLower(forms[len(forms)-1]))
	return forms
}

// asset returns the file and the variant whose public address it is, or "".
func (s *SiteLinks) asset(host, p string) (AssetID, Variant) {
	if s.media == nil {
		return "", Variant{}
	}
	if at := hostKey(s.media); host != "" && host != at && (at != "" || !slices.Contains(s.hosts, host)) {
		return "", Variant{}
	}
	// What MediaURL makes of no id: "…/content/v1/media/" and "/original".
	rest, ok := strings.CutPrefix(p, strings.TrimSuffix(s.media.Path, "/original"))
	if host == "" && !ok { // the address without the media base URL
		rest, ok = strings.CutPrefix(p, strings.TrimSuffix(SiteSettings{}.MediaURL(""), "/original"))
	}
	id, name, _ := strings.Cut(rest, "/")
	variant, known := ParseVariant(name)
	if !ok || !known || len(id) != 64 || strings.Trim(id, "0123456789abcdef") != "" {
		return "", Variant{}
	}
	return AssetID(id), variant
}

// SlugGuess returns the slugs that a decoded path at the host may mean by its
// shape alone, where nobody holds the path itself: the last segment, if every
// other one is a number of a date, a tag of one of the locales, a fixed word of
// a locale's base URL or of its pattern of posts or of its list, or "blog": /slug,
// /2019/03/04/slug, /blog/slug, /fr/blog/slug, and never /products/slug. The
// language that a tag or the host names comes first, then the text's own, then the
// default one.
func (s *SiteLinks) SlugGuess(own locale.Tag, host, p string) []Address {
	segments := strings.FieldsFunc(p, func(r rune) bool { return r == '/' })
	if len(segments) == 0 {
		return nil
	}
	slug := norm.NFC.String(segments[len(segments)-1])
	if s.fixed(slug) || slices.ContainsFunc(segments[:len(segments)-1], func(w string) bool { return !s.fixed(w) }) {
		return nil
	}
	order := slices.Clone(s.locales)
	rank := func(l siteLocale) int {
		switch {
		case slices.ContainsFunc(segments, func(w string) bool { return saysLanguage(l.tag, w) }):
			return 0
		case host != "" && l.host == host:
			return 1
		case l.tag == own:
			return 2
		}
		return 3
	}
	slices.SortStableFunc(order, func(a, b siteLocale) int { return cmp.Compare(rank(a), rank(b)) })
	var guesses []Address
	for _, l := range order {
		guesses = append(guesses, Address{Kind: AddressSlug, Locale: l.tag, Key: slug})
	}
	return guesses
}

// fixed reports whether a segment of a path is a number of a date, a language, or a
// word that stands before slugs.
func (s *SiteLinks) fixed(segment string) bool {
	if len(segment) <= 4 && strings.Trim(segment, "0123456789") == "" || strings.EqualFold(segment, "blog") || strings.EqualFold(segment, "blogue") {
		return true
	}
	return slices.ContainsFunc(s.locales, func(l siteLocale) bool {
		return saysLanguage(l.tag, segment) || slices.Contains(l.words, strings.ToLower(segment))
	})
}

// saysLanguage reports whether a segment of a path names the language: fr-CA by itself or as fr.
func saysLanguage(tag locale.Tag, segment string) bool {
	language, _, _ := strings.Cut(string(tag), "-")
	return strings.EqualFold(segment, string(tag)) || strings.EqualFold(segment, language)
}

// Wanted returns every address that the link may mean, as holders are asked for.
func (k LinkKeys) Wanted() []Address {
	wanted := make([]Address, 0, len(k.Paths)+len(k.Slugs))
	for _, key := range k.Paths {
		wanted = append(wanted, Address{Kind: AddressPage, Key: key})
	}
	return append(wanted, k.Slugs...)
}

// Holders are addresses by what they are found by.
type Holders map[Address]Address

// HoldersOf returns the addresses of the list, the first one of each key.
func HoldersOf(list []Address) Holders {
	h := make(Holders, len(list))
	for _, a := range list {
		key := Address{Kind: AddressPage, Key: a.Key}
		if a.Kind == AddressSlug {
			key = Address{Kind: AddressSlug, Locale: a.Locale, Key: a.Key}
		}
		if _, there := h[key]; !there {
			h[key] = a
		}
	}
	return h
}

// Choose returns the address that the link leads to: of the holders, of this link's
// addresses or of others, the one that comes first in Paths, else in Slugs.
func (k LinkKeys) Choose(h Holders) (Address, bool) {
	for _, wanted := range k.Wanted() {
		if a, ok := h[wanted]; ok {
			return a, true
		}
	}
	return Address{}, false
}
