package content

import (
	"github.com/diptych-cms/diptych/internal/locale"
)

// SiteLinks reads the links in texts as those of one site. It is made once for
// many links, is never changed, and safe to share.
type SiteLinks struct {
	site    SiteSettings
	locales []Locale // the default one first
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
	// Asset is the file of ours whose own bytes the link leads to; Paths and Slugs
	// are then empty.
	Asset AssetID
	// Fragment is the link's, as written, with its #; or empty.
	Fragment string
}

// NewSiteLinks returns a reader of links for a site of the settings and locales.
func NewSiteLinks(site SiteSettings, locales []Locale) *SiteLinks {
	return &SiteLinks{site: site, locales: locales}
}

// Read reads an href of a text in the locale own: an absolute URL at one of the
// site's hosts (of a locale's base URL, other or former), one without scheme, or
// a path from the root. ok is false for every other link: of another host or
// scheme, a reference, a bare fragment, a path relative to the page, and one with a
// query that may say which page is meant (only words of campaigns, such as
// utm_source, do not count).
func (s *SiteLinks) Read(own locale.Tag, href string) (keys LinkKeys, ok bool) {
	return LinkKeys{}, false
}

// SlugGuess returns the slugs that a decoded path at the host may mean by its
// shape alone, where nobody holds the path itself: the last segment, if every
// other one is a number of a date, a tag of one of the locales, or a fixed word of
// a locale's pattern of posts or of its list: /slug, /2019/03/04/slug, /blog/slug,
// /fr/blog/slug, and never /products/slug. The language that the host or a tag
// names comes alone; else the text's own comes first.
func (s *SiteLinks) SlugGuess(own locale.Tag, host, path string) []Address {
	return nil
}

// Wanted returns every address that the link may mean, as holders are asked for.
func (k LinkKeys) Wanted() []Address {
	return nil
}

// Choose returns the address that the link leads to: of the holders of any
// wanted addresses, of this link or of others, the one that comes first in Paths,
// else in Slugs.
func (k LinkKeys) Choose(holders []Address) (Address, bool) {
	return Address{}, false
}
