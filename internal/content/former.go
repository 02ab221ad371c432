package content

import (
	"net/url"
	"slices"
	"strings"
)

// mostFormer bounds the places that a language remembers.
const mostFormer = 40

// The kinds of pages that stand at a pattern and are no post's: those of terms have the
// term's kind, and each language has a list and a feed.
const (
	ListPages = "list"
	FeedPages = "feed"
)

// FormerPages say where the pages of a kind stood before settings moved them: readers
// have these addresses in their bookmarks, and search engines in their indexes.
type FormerPages struct {
	Kind    string `json:"kind"`    // of terms, [ListPages] or [FeedPages]
	Base    string `json:"base"`    // the base URL of the language
	Pattern string `json:"pattern"` // as in [Paths]
}

// KeptLocale is what is kept of a locale, as JSON: its settings, and what stood where
// under earlier ones.
type KeptLocale struct {
	LocaleSettings
	Former []FormerPages `json:"former,omitempty"`
}

// PagesOf returns where the pages of every kind stand.
func (l LocaleSettings) PagesOf() []FormerPages {
	p := l.Paths
	list := []FormerPages{
		{string(Tag), l.BaseURL, p.Tag}, {string(Author), l.BaseURL, p.Author}, {string(Series), l.BaseURL, p.Series},
		{ListPages, l.BaseURL, p.List}, {FeedPages, l.BaseURL, p.Feed},
	}
	return slices.DeleteFunc(list, func(f FormerPages) bool { return f.Pattern == "" })
}

// Left returns the former places of the locale's pages once it has other settings, those
// that were left last first. Where pages of the kind stand now is none of them.
func (l Locale) Left(now LocaleSettings) []FormerPages {
	var left []FormerPages
	for _, was := range append(l.Settings.PagesOf(), l.Former...) {
		known := func(f FormerPages) bool { return f.same(was) }
		if !slices.ContainsFunc(now.PagesOf(), known) && !slices.ContainsFunc(left, known) && len(left) < mostFormer {
			left = append(left, was)
		}
	}
	return left
}

// same reports that both are one place to readers: without a host it is at the
// language's, whichever that is.
func (f FormerPages) same(other FormerPages) bool {
	host, path := f.place()
	host2, path2 := other.place()
	return f.Kind == other.Kind && path == path2 && (host == host2 || host == "" || host2 == "")
}

// place returns the host, empty without base URL, and the pattern behind it without
// final slash.
func (f FormerPages) place() (host, pattern string) {
	u, err := url.Parse(f.Base)
	if err != nil {
		return "", f.Pattern
	}
	return strings.ToLower(u.Host), strings.TrimRight(u.Path+f.Pattern, "/")
}
