package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// A Link is one URL that a fragment names.
type Link struct {
	Element   string // "a", "img", …
	Attribute string // "href", "src", "srcset" or "poster"
	URL       string // as written, without white space around it
}

// Links returns the URLs of the fragment in document order, each candidate of a
// srcset as a link of its own. Empty ones are left out.
func Links(fragment string) []Link { return LinksOf(tree(fragment)) }

// LinksOf is [Links] of a tree.
func LinksOf(root *html.Node) []Link {
	var found []Link
	for n := range root.Descendants() {
		eachURL(n, func(l Link) string {
			if l.URL != "" {
				found = append(found, l)
			}
			return l.URL
		})
	}
	return found
}

// RewriteURLs replaces each URL that [Links] would name by what fn returns for
// it. The fragment comes back as it was if fn changes none.
func RewriteURLs(fragment string, fn func(Link) string) string {
	root := tree(fragment)
	changed := false
	for n := range root.Descendants() {
		eachURL(n, func(l Link) string {
			if l.URL == "" {
				return ""
			}
			url := fn(l)
			changed = changed || url != l.URL
			return url
		})
	}
	if !changed {
		return fragment
	}
	return Render(root)
}

// eachURL calls fn for each URL of the element and writes back what differs.
func eachURL(n *html.Node, fn func(Link) string) {
	if n.Type != html.ElementNode {
		return
	}
	for i, a := range n.Attr {
		switch {
		case a.Namespace != "":
		case a.Key == "srcset":
			candidates := Srcset(a.Val)
			before := slices.Clone(candidates)
			for j, c := range candidates {
				candidates[j].URL = fn(Link{Element: n.Data, Attribute: a.Key, URL: c.URL})
			}
			if !slices.Equal(before, candidates) {
				n.Attr[i].Val = JoinSrcset(candidates)
			}
		case a.Key == "href" || a.Key == "src" || a.Key == "poster":
			url := strings.Trim(a.Val, asciiSpace)
			if got := fn(Link{Element: n.Data, Attribute: a.Key, URL: url}); got != url {
				n.Attr[i].Val = got
			}
		}
	}
}

// asciiSpace is what HTML calls white space.
const asciiSpace = " \t\n\f\r"

// A Candidate is one picture of a srcset.
type Candidate struct {
	URL        string
	Descriptor string // "640w", "2x", or ""
}

// Srcset splits a srcset attribute by the rules of HTML (§4.8.4.2.1,
// "parsing a srcset attribute"): a comma inside a URL is part of it.
func Srcset(value string) []Candidate {
	var found []Candidate
	rest := value
	for {
		rest = strings.TrimLeft(rest, asciiSpace+",")
		if rest == "" {
			return found
		}
		end := strings.IndexAny(rest, asciiSpace)
		if end < 0 {
			end = len(rest)
		}
		url := rest[:end]
		rest = rest[end:]
		if trimmed := strings.TrimRight(url, ","); trimmed != url {
			if trimmed != "" {
				found = append(found, Candidate{URL: trimmed})
			}
			continue
		}
		descriptor, after := cutDescriptor(rest)
		rest = after
		found = append(found, Candidate{URL: url, Descriptor: descriptor})
	}
}

// cutDescriptor returns what stands before the next comma outside parentheses.
func cutDescriptor(s string) (descriptor, rest string) {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			depth++
		case ')':
			depth = max(0, depth-1)
		case ',':
			if depth == 0 {
				return strings.Join(strings.Fields(s[:i]), " "), s[i+1:]
			}
		}
	}
	return strings.Join(strings.Fields(s), " "), ""
}

// JoinSrcset writes a srcset attribute.
func JoinSrcset(candidates []Candidate) string {
	parts := make([]string, 0, len(candidates))
	for _, c := range candidates {
		if c.Descriptor != "" {
			c.URL += " " + c.Descriptor
		}
		parts = append(parts, c.URL)
	}
	return strings.Join(parts, ", ")
}
