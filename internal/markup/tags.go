package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// EachTag calls fn for each opening tag of the fragment that has attributes, in
// order. Where fn returns true it changed the tag, which is then written anew; every
// byte outside of such tags stays. It reads the fragment without making a tree: fit
// for what [Render] wrote.
func EachTag(fragment string, fn func(tag *html.Token) bool) string {
	z := html.NewTokenizer(strings.NewReader(fragment))
	var out strings.Builder
	kept := 0 // of the fragment: as far as it was written
	at := 0
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		start := at
		at += len(z.Raw())
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			continue
		}
		raw := z.Raw()
		if len(raw) == 0 || strings.IndexByte(fragment[start:at], '=') < 0 {
			continue
		}
		if tag := z.Token(); fn(&tag) {
			out.WriteString(fragment[kept:start] + tag.String())
			kept = at
		}
	}
	if kept == 0 {
		return fragment
	}
	out.WriteString(fragment[kept:])
	return out.String()
}
