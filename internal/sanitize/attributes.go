package sanitize

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/markup"
)

// attributes cleans the attributes of an element that stays.
func (c *cleaner) attributes(t tag) {
	n := t.node
	broken := brokenTag(n)
	if broken {
		// One line says it all: what looks like attributes is the rest of a text.
		c.add(t, Finding{Code: "sanitize.tag_broken", Args: map[string]any{"element": n.Data}, Excerpt: c.written(t)})
	}
	kept := make([]html.Attribute, 0, len(n.Attr))
	allowed := elementRules[n.DataAtom]
	for _, a := range n.Attr {
		a.Val = c.visibleValue(a)
		rule, ok := allowed[a.Key]
		if !ok {
			rule, ok = globalRules[a.Key]
		}
		switch {
		case ok && rule == nil:
			if a.Val, ok = c.attribute(t, a, broken); ok {
				kept = append(kept, a)
			}
		case ok && rule(a.Val), isAria(a.Key):
			kept = append(kept, c.pointed(a))
		case !broken:
			c.refuse(t, a)
		}
	}
	n.Attr = kept
	if n.DataAtom == atom.A {
		c.opener(n)
	}
}

// attribute judges an attribute that takes more than a pattern. It returns its
// value, and whether it stays.
func (c *cleaner) attribute(t tag, a html.Attribute, broken bool) (string, bool) {
	switch a.Key {
	case "class":
		return c.class(t, a.Val)
	case "style":
		return c.style(t, a.Val, broken)
	case "id":
		return c.id(t, a)
	case "name":
		return c.id(t, a)
	case "href", "cite":
		return c.link(t, a)
	case "src", "poster":
		return c.source(t, a)
	case "srcset":
		return c.srcset(t, a.Val)
	case "target":
		return c.target(t, a.Val)
	case "rel":
		return c.rel(t, a.Val)
	}
	// What is left is of iframes, and was judged when the embed was let in.
	return a.Val, true
}

// refuse reports an attribute that goes.
func (c *cleaner) refuse(t tag, a html.Attribute) {
	code := "sanitize.attribute_removed"
	switch {
	case strings.HasPrefix(a.Key, "on"):
		code = "sanitize.handler_removed"
	case strings.HasPrefix(a.Key, "data-"):
		a.Val = "" // hooks of scripts: one line for all pictures of a gallery
	}
	c.add(t, Finding{
		Code: code, Args: map[string]any{"element": t.node.Data, "attribute": excerpt(a.Key)}, Excerpt: excerpt(a.Val),
	})
}

// visibleValue is visible, but for URLs, which drop control characters as browsers do.
func (c *cleaner) visibleValue(a html.Attribute) string {
	switch a.Key {
	case "href", "src", "poster", "cite":
		return a.Val
	}
	return c.visible(a.Val)
}

// written is the beginning of a tag as it was submitted.
func (c *cleaner) written(t tag) string {
	rest := c.report.source[t.at:]
	rest, _, _ = strings.Cut(rest[:min(len(rest), 8*maxExcerpt)], ">")
	return excerpt(rest)
}

// brokenTag reports a tag with a quote missing or of the wrong kind, such as
// style="…” src="…": its attributes are then pieces of text.
func brokenTag(n *html.Node) bool {
	for _, a := range n.Attr {
		if strings.ContainsAny(a.Key, "\"'<”“’‘") {
			return true
		}
	}
	return false
}

// class keeps the tokens of a class attribute that may stay.
func (c *cleaner) class(t tag, value string) (string, bool) {
	tokens := strings.Fields(value)
	kept := make([]string, 0, len(tokens))
	for _, token := range tokens {
		family := c.policy.family(token)
		switch {
		case family != "":
			c.note(t, "sanitize.hook_removed", "name", family)
		case c.policy.deniedClasses[token] || !isClass(token):
			c.note(t, "sanitize.class_removed", "class", excerpt(token))
		default:
			kept = append(kept, token)
		}
	}
	switch {
	case len(kept) == len(tokens):
		return value, true
	case len(kept) == 0:
		return "", false
	}
	return strings.Join(kept, " "), true
}

// family returns the denied family that a class or an id belongs to, or "". A
// tracker finds its places by either.
func (p *Policy) family(name string) string {
	for _, prefix := range p.deniedPrefixes {
		if strings.HasPrefix(name, prefix) {
			return prefix + "*"
		}
	}
	return ""
}

// isClass takes [A-Za-z][A-Za-z0-9_-]*.
func isClass(token string) bool {
	for i := range len(token) {
		b := token[i]
		letter := b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
		if !letter && (i == 0 || !(b >= '0' && b <= '9' || b == '_' || b == '-')) {
			return false
		}
	}
	return token != ""
}

// target keeps where a link may open: nowhere but in its own window, around
// it, or in a new one. Another name would reach into a window of that name.
func (c *cleaner) target(t tag, value string) (string, bool) {
	if value == "" {
		return "", false
	}
	if oneOf(value, "_blank", "_self", "_top", "_parent") {
		return value, true
	}
	c.add(t, Finding{Code: "sanitize.target_changed", Args: map[string]any{"element": t.node.Data}, Excerpt: excerpt(value)})
	return "_blank", true
}

// rel keeps the tokens that describe a link. Those that make the browser fetch
// something, or give the other page a hold on this one, go.
func (c *cleaner) rel(t tag, value string) (string, bool) {
	tokens := strings.Fields(value)
	kept := make([]string, 0, len(tokens))
	for _, token := range tokens {
		if !isClass(token) || oneOf(token, "opener", "prefetch", "dns-prefetch", "preconnect", "preload", "modulepreload", "prerender") {
			c.refuse(t, html.Attribute{Key: "rel", Val: token})
			continue
		}
		kept = append(kept, token)
	}
	if len(kept) == len(tokens) {
		return value, len(tokens) > 0
	}
	return strings.Join(kept, " "), len(kept) > 0
}

// opener keeps a page that opens in a new window from reaching back.
func (c *cleaner) opener(n *html.Node) {
	if target, _ := attr(n, "target"); !strings.EqualFold(target, "_blank") {
		return
	}
	rel, _ := attr(n, "rel")
	for _, token := range strings.Fields(rel) {
		if strings.EqualFold(token, "noopener") {
			return
		}
	}
	set(n, "rel", strings.TrimLeft(rel+" noopener", " "))
}

// srcset keeps the candidates that may stay.
func (c *cleaner) srcset(t tag, value string) (string, bool) {
	candidates := markup.Srcset(value)
	kept := make([]markup.Candidate, 0, len(candidates))
	changed := false
	for _, one := range candidates {
		url, verdict := judge(one.URL, loads)
		if verdict == refused || !descriptor().MatchString(one.Descriptor) || strings.ContainsAny(url, " ") {
			c.add(t, Finding{
				Code: "sanitize.srcset_removed", Args: map[string]any{"element": t.node.Data},
				Excerpt: excerpt(strings.TrimSpace(one.URL + " " + one.Descriptor)),
			})
			changed = true
			continue
		}
		if verdict == repaired {
			c.repaired(t, html.Attribute{Key: "srcset", Val: one.URL}, url)
			changed = true
		}
		kept = append(kept, markup.Candidate{URL: url, Descriptor: one.Descriptor})
	}
	if !changed {
		return value, len(kept) > 0
	}
	return markup.JoinSrcset(kept), len(kept) > 0
}
