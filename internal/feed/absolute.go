package feed

import (
	"net/url"

	"github.com/diptych-cms/diptych/internal/markup"
)

// Absolute returns safe HTML with every URL in it resolved against that of its page,
// fragments too: readers of feeds show it elsewhere. It comes back as it was if base
// is not absolute.
func Absolute(fragment, base string) string {
	page, err := url.Parse(base)
	if err != nil || !page.IsAbs() {
		return fragment
	}
	return markup.RewriteURLs(fragment, func(l markup.Link) string { return resolve(page, l.URL) })
}

// AbsoluteURL is [Absolute] of one URL.
func AbsoluteURL(ref, base string) string {
	page, err := url.Parse(base)
	if err != nil || !page.IsAbs() {
		return ref
	}
	return resolve(page, ref)
}

func resolve(page *url.URL, ref string) string {
	u, err := url.Parse(ref)
	if err != nil || u.IsAbs() {
		return ref
	}
	return page.ResolveReference(u).String()
}
