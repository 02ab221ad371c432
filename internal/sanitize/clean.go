package sanitize

import (
	"io"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A cleaner takes from a parsed tree what may not stay. The depth of the tree,
// and so of its recursion, is bounded by the parser.
type cleaner struct {
	policy *Policy
	report *report
	places *places         // nil once the body is clean: then there is nothing to find
	ids    map[string]bool // ids of the body, as submitted
	at     int             // where the last element began that has a place
	depth  int             // of the element being cleaned
}

// A tag is an element being cleaned.
type tag struct {
	node  *html.Node
	at    int  // offset in the source
	again bool // the parser made more than one element of one tag
}

// children cleans what a node holds.
func (c *cleaner) children(parent *html.Node) {
	c.depth++
	defer func() { c.depth-- }()
	for n := parent.FirstChild; n != nil; {
		n = c.node(parent, n)
	}
}

// node cleans one node and returns the one to look at next.
func (c *cleaner) node(parent, n *html.Node) *html.Node {
	next := n.NextSibling
	switch n.Type {
	case html.TextNode:
		n.Data = c.visible(n.Data)
		if n.Data == "" {
			parent.RemoveChild(n)
		}
	case html.ElementNode:
		t := c.locate(n)
		switch c.fate(t) {
		case keep:
			c.attributes(t)
			c.children(n)
		case preformat:
			n.Data, n.DataAtom, n.Attr = "pre", atom.Pre, nil
			c.children(n)
		case remove:
			parent.RemoveChild(n)
		case unwrap:
			first := n.FirstChild
			for child := n.FirstChild; child != nil; child = n.FirstChild {
				n.RemoveChild(child)
				parent.InsertBefore(child, next)
			}
			parent.RemoveChild(n)
			if first != nil {
				return first
			}
		}
	case html.CommentNode:
		c.comment(n)
		parent.RemoveChild(n)
	default:
		parent.RemoveChild(n)
	}
	return next
}

// fate decides what becomes of an element and reports what goes with it.
func (c *cleaner) fate(t tag) fate {
	n := t.node
	f := fateOf(n)
	switch {
	case c.depth > maxDepth && (f == keep || f == preformat) && !isVoid(n.DataAtom) && n.DataAtom != atom.Iframe:
		c.note(t, "sanitize.too_deep", "limit", maxDepth)
		return unwrap
	case f == unwrap || f == preformat:
		c.note(t, "sanitize.element_unwrapped", "element", n.Data)
	case f == remove && n.DataAtom == atom.Script && n.Namespace == "":
		c.script(t)
	case f == remove:
		c.noteAll(t, "sanitize.element_removed", "element", n.Data)
	case f == keep && n.DataAtom == atom.Iframe:
		return c.embed(t)
	case f == keep && n.DataAtom == atom.Input:
		// The ticks of a task list say what is done; nothing else of a form is kept.
		if kind, _ := attr(n, "type"); !isCheckbox(kind) {
			c.noteAll(t, "sanitize.element_removed", "element", n.Data)
			return remove
		}
		set(n, "disabled", "")
	case f == keep && n.DataAtom == atom.Img && tracks(n):
		c.noteAll(t, "sanitize.tracker_removed", "element", n.Data)
		return remove
	}
	return f
}

// script reports a script, and says of whom if that is known.
func (c *cleaner) script(t tag) {
	src, _ := attr(t.node, "src")
	code := ""
	if t.node.FirstChild != nil {
		code = t.node.FirstChild.Data
	}
	if hubspot().MatchString(src) || hubspot().MatchString(code) {
		// One line for the pair that loads it and calls it.
		c.note(t, "sanitize.hubspot_removed", "element", t.node.Data)
		return
	}
	c.noteAll(t, "sanitize.element_removed", "element", t.node.Data)
}

var hubspotFrame = late(`(?i)^(?:end )?hubspot call-to-action code$`)

var hubspot = late(`(?i)hbspt\.|hscta\.net|hubspot|hs-scripts|hsforms\.`)

// tracks reports pictures of no size from elsewhere, which exist to be asked for.
func tracks(n *html.Node) bool {
	src, _ := attr(n, "src")
	width, okW := attr(n, "width")
	height, okH := attr(n, "height")
	tiny := func(v string) bool { return v == "0" || v == "1" || v == "0px" || v == "1px" }
	return okW && okH && tiny(width) && tiny(height) && absolute().MatchString(strings.TrimSpace(src))
}

var absolute = late(`^(?i:https?:)?//`)

// comment reports a comment. <!--more--> is not lost: whoever submits a body
// has read it. Nor is what frames a HubSpot call, or ends
// a condition: those are reported themselves.
func (c *cleaner) comment(n *html.Node) {
	says := strings.TrimSpace(n.Data)
	code := "sanitize.comment_removed"
	switch {
	case strings.EqualFold(says, "more"), strings.EqualFold(says, "[endif]"), hubspotFrame().MatchString(says):
		return
	case conditional().MatchString(says):
		code = "sanitize.conditional_removed"
	}
	at, again := c.at, true
	if c.places != nil {
		if offset, seen, ok := c.places.take(c.places.key("#", nil)); ok {
			at, again = offset, seen
		}
	}
	t := tag{node: n, at: at, again: again}
	if code == "sanitize.comment_removed" {
		// One line for all: readers never saw them.
		c.note(t, code)
		return
	}
	c.add(t, Finding{Code: code, Excerpt: excerpt(n.Data)})
}

// conditional comments hold markup that old browsers run.
var conditional = late(`(?i)^\[\s*(?:if\b|endif)|<!\[endif\]$`)

// blanks makes white space of two signs that HTML would read differently the
// next time: they come from character references.
var blanks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\f", " ")

// visible takes control characters out of a text: nobody sees them, and XML
// (feeds, exchange files) cannot hold them.
func (c *cleaner) visible(text string) string {
	if strings.IndexFunc(text, isControl) < 0 {
		return text
	}
	text = blanks.Replace(text)
	if strings.IndexFunc(text, isControl) < 0 {
		return text
	}
	c.report.add(Finding{Code: "sanitize.control_removed"}, c.at)
	return strings.Map(func(r rune) rune {
		if isControl(r) {
			return -1
		}
		return r
	}, text)
}

func isControl(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r == 0x7F || r == 0xFFFE || r == 0xFFFF
}

// locate finds where the tag of an element stands.
func (c *cleaner) locate(n *html.Node) tag {
	t := tag{node: n, at: c.at, again: true}
	if c.places == nil {
		return t
	}
	offset, again, ok := c.places.take(c.places.key(n.Data, n.Attr))
	if !ok {
		return t // implied by other tags, such as tbody
	}
	t.at, t.again = offset, again
	if !again {
		c.at = offset
	}
	return t
}

// note reports a finding at a tag, with the arguments as name, value, … A
// second element of one tag adds nothing to what the first one said.
func (c *cleaner) note(t tag, code string, args ...any) {
	c.add(t, Finding{Code: code, Args: pairs(args)})
}

// noteAll is note with the beginning of the element as excerpt.
func (c *cleaner) noteAll(t tag, code string, args ...any) {
	w := &head{limit: 8 * maxExcerpt}
	// What is cut off is no error of ours.
	_ = html.Render(w, t.node)
	c.add(t, Finding{Code: code, Args: pairs(args), Excerpt: excerpt(string(w.text))})
}

// A head keeps the beginning of what is written.
type head struct {
	text  []byte
	limit int
}

// Write implements [io.Writer].
func (h *head) Write(p []byte) (int, error) {
	if len(h.text) >= h.limit {
		return 0, io.ErrShortWrite
	}
	h.text = append(h.text, p...)
	return len(p), nil
}

func (c *cleaner) add(t tag, f Finding) {
	if t.again && c.report.has(f) {
		return
	}
	c.report.add(f, t.at)
}

func pairs(args []any) map[string]any {
	if len(args) == 0 {
		return nil
	}
	m := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		name, _ := args[i].(string)
		m[name] = args[i+1]
	}
	return m
}

// attr returns an attribute of an element.
func attr(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			return a.Val, true
		}
	}
	return "", false
}

// set gives an element an attribute.
func set(n *html.Node, key, value string) {
	for i, a := range n.Attr {
		if a.Key == key && a.Namespace == "" {
			n.Attr[i].Val = value
			return
		}
	}
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}
