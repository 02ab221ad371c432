package sanitize

import (
	"strings"

	"golang.org/x/net/html"
)

// descriptor is what may follow a URL in a srcset.
var descriptor = late(`^(?:[0-9]{1,6}w|[0-9]{1,6}w [0-9]{1,6}h|[0-9]{0,3}(?:\.[0-9]{1,4})?x)?$`)

// A use is what a browser does with a URL.
type use uint8

const (
	leads use = iota // it goes there when a reader clicks
	loads            // it fetches it by itself
)

// A verdict is what becomes of a URL.
type verdict uint8

const (
	fine verdict = iota
	repaired
	refused
)

// judge decides about a URL and returns it as it may stand. It reads it as the
// URL Standard tells browsers to (§4.4, basic URL parser): spaces and control
// characters around it go, tabs and line breaks in it too, and only then is
// there a scheme.
func judge(raw string, u use) (string, verdict) {
	url := strings.Map(func(r rune) rune {
		if isControl(r) || r == '\t' || r == '\n' {
			return -1
		}
		return r
	}, raw)
	url = strings.Trim(url, " ")
	scheme, rest := schemeOf(url)
	switch scheme {
	case "", "http", "https":
	case "mailto", "tel":
		if u == loads {
			return "", refused
		}
		url = url[:len(scheme)+1] + trimBlanks(rest)
	case "cms":
		if !cmsTarget().MatchString(url) || u == loads && strings.HasPrefix(rest, "post/") {
			return "", refused
		}
	default:
		return "", refused
	}
	if url != raw {
		return url, repaired
	}
	return url, fine
}

// cmsTarget is a reference into this site, which rendering resolves.
var cmsTarget = late(`^cms:(?:post|asset)/[A-Za-z0-9-]+(?:[?#][^\s<>"]*)?$`)

// schemeOf returns the scheme in lower case and what follows it; "" for a
// relative URL. A letter that is not ASCII makes no scheme.
func schemeOf(url string) (scheme, rest string) {
	for i := range len(url) {
		b := url[i] | 0x20
		switch {
		case url[i] == ':' && i > 0:
			return strings.ToLower(url[:i]), url[i+1:]
		case b >= 'a' && b <= 'z':
		case i > 0 && (url[i] >= '0' && url[i] <= '9' || strings.IndexByte("+-.", url[i]) >= 0):
		default:
			return "", url
		}
	}
	return "", url
}

// trimBlanks takes away spaces, plain or escaped, before an address.
func trimBlanks(s string) string {
	for {
		t := strings.TrimPrefix(strings.TrimPrefix(s, "%20"), " ")
		if t == s {
			return s
		}
		s = t
	}
}

// link judges a URL that leads somewhere.
func (c *cleaner) link(t tag, a html.Attribute) (string, bool) {
	url, verdict := judge(a.Val, leads)
	switch verdict {
	case refused:
		c.refuseURL(t, a)
		return "", false
	case repaired:
		c.repaired(t, a, url)
	}
	if name, ok := strings.CutPrefix(url, "#"); ok && c.ids[name] && clobbers(name) {
		url = "#" + idPrefix + name // follows its target
	}
	return url, true
}

// source judges a URL that is fetched.
func (c *cleaner) source(t tag, a html.Attribute) (string, bool) {
	url, verdict := judge(a.Val, loads)
	switch verdict {
	case refused:
		c.refuseURL(t, a)
		return "", false
	case repaired:
		c.repaired(t, a, url)
	}
	return url, true
}

func (c *cleaner) refuseURL(t tag, a html.Attribute) {
	c.add(t, Finding{
		Code: "sanitize.url_removed", Args: map[string]any{"element": t.node.Data, "attribute": a.Key}, Excerpt: excerpt(a.Val),
	})
}

func (c *cleaner) repaired(t tag, a html.Attribute, url string) {
	c.add(t, Finding{
		Code: "sanitize.url_repaired", Excerpt: excerpt(a.Val),
		Args: map[string]any{"element": t.node.Data, "attribute": a.Key, "url": excerpt(url)},
	})
}
