package segment

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

// A part says where a segment stands in its document.
type part struct {
	node  *html.Node // what holds the run, or has the attribute; nil of a field
	attr  string     // the attribute; "" of a run
	first *html.Node // of the run, with last; nil of an empty block
	last  *html.Node
	field string // of fields, and of texts of resources: "title", "alt", …
	name  string // of the resource
}

// A cutter cuts one text.
type cutter struct {
	d      *Document
	root   *html.Node
	hiding map[*html.Node]bool // inline elements that hold blocks
	ids    map[string]int      // how often each id was drawn
}

func (d *Document) cut() {
	c := &cutter{d: d, root: markup.Tree(d.text.HTML), ids: make(map[string]int)}
	c.hiding = hiding(c.root)
	t := &d.text
	c.field(Title, "title", t.Title)
	c.field(Summary, "summary", t.Summary)
	c.field(SEOTitle, "seo/title", t.SEO.Title)
	c.field(SEODescription, "seo/description", t.SEO.Description)
	c.children(c.root, where{place: "/body", kind: Paragraph})
	for _, name := range slices.Sorted(maps.Keys(t.Resources)) {
		c.resource(name, t.Resources[name])
	}
	d.root = c.root
}

// field adds a text that stands beside the body, if there is one.
func (c *cutter) field(kind Kind, field, text string) {
	if text == "" {
		return
	}
	s := Segment{ID: strings.ReplaceAll(string(kind), "_", "-"), Kind: kind, Place: "/" + field, Text: escape.Replace(text)}
	c.add(s, part{field: field})
}

func (c *cutter) resource(name string, t content.ResourceText) {
	at := "/resources/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name) + "/"
	for _, one := range []struct {
		kind        Kind
		field, text string
	}{{ResourceTitle, "title", t.Title}, {ResourceAlt, "alt", t.Alt}, {ResourceCaption, "caption", t.Caption}} {
		if one.text != "" {
			// The name says which it is, whatever its text becomes.
			s := Segment{ID: c.draw(idOf(one.kind, name)), Kind: one.kind, Place: at + one.field, Text: escape.Replace(one.text)}
			c.add(s, part{field: one.field, name: name})
		}
	}
}

// add appends a segment. It draws an id where there is none.
func (c *cutter) add(s Segment, p part) {
	s.Hash = hashOf(s.Text, s.Tags)
	if s.ID == "" {
		s.ID = c.draw(idOf(s.Kind, s.Text))
	}
	c.d.Segments = append(c.d.Segments, s)
	c.d.parts = append(c.d.parts, p)
}

// draw returns an id that no segment of the document has.
func (c *cutter) draw(id string) string {
	c.ids[id]++
	if n := c.ids[id]; n > 1 {
		return id + "-" + strconv.Itoa(n)
	}
	return id
}

// A where is the place that the cutter has come to.
type where struct {
	place string
	path  []string
	kind  Kind
	level int
}

// in returns the place of a block within.
func (w where) in(n *html.Node, i int) where {
	w.place += "/" + strconv.Itoa(i)
	w.path = append(slices.Clip(w.path), n.Data)
	w.kind, w.level = kindIn(n, w.kind), levelOf(n)
	return w
}

// kindIn returns the kind of text that stands in the element, of what it is around it.
// A paragraph of an item is an item, as it is where the list is written tight.
func kindIn(n *html.Node, around Kind) Kind {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return Heading
	case atom.Li:
		return Item
	case atom.Td, atom.Th:
		return Cell
	case atom.Caption, atom.Figcaption:
		return Caption
	case atom.Blockquote:
		return Quote
	case atom.Dt, atom.Dd:
		return Term
	case atom.Summary:
		return Detail
	case atom.Details, atom.Figure:
		return Paragraph
	}
	return around
}

func levelOf(n *html.Node) int {
	if kindIn(n, "") == Heading {
		return int(n.Data[1] - '0')
	}
	return 0
}

// children cuts what an element holds: blocks one by one, and what stands between
// them, run by run. It recurses no deeper than a parsed tree is, which is bounded.
func (c *cutter) children(n *html.Node, w where) {
	i := 0
	for child := n.FirstChild; child != nil; {
		if c.blocky(child) {
			c.block(child, w.in(child, i))
			i++
			child = child.NextSibling
			continue
		}
		first, last := child, child
		for last.NextSibling != nil && !c.blocky(last.NextSibling) {
			last = last.NextSibling
		}
		child = last.NextSibling
		if first, last = trimmed(first, last); first != nil {
			loose := w
			if c.blocks(n) {
				loose.place += "/" + strconv.Itoa(i)
			}
			c.run(n, first, last, loose)
			i++
		}
	}
}

// block cuts one block.
func (c *cutter) block(n *html.Node, w where) {
	if translate, _ := markup.Attr(n, "translate"); strings.EqualFold(translate, "no") {
		return
	}
	c.attributes(n, w)
	switch {
	case n.DataAtom == atom.Pre || n.DataAtom == atom.Hr:
	case holdsText(n) && blank(n):
		s := Segment{Kind: w.kind, Level: w.level, Place: w.place, Path: w.path}
		c.add(s, part{node: n})
	default:
		c.children(n, w)
	}
}

// run cuts inline nodes that stand together in one element, if they show words or
// pictures, and then what their attributes say.
func (c *cutter) run(in, first, last *html.Node, w where) {
	r := newReader()
	for n := first; ; n = n.NextSibling {
		r.node(n)
		if n == last {
			break
		}
	}
	if r.shows {
		text := r.text()
		s := Segment{Kind: w.kind, Level: w.level, Place: w.place, Path: w.path, Text: text, Tags: r.tags}
		c.add(s, part{node: in, first: first, last: last})
	}
	for n := first; ; n = n.NextSibling {
		c.inside(n, w)
		if n == last {
			break
		}
	}
}

// inside adds what the attributes of an inline element say, and of those in it.
func (c *cutter) inside(n *html.Node, w where) {
	if n.Type == html.ElementNode {
		c.attributes(n, w)
	}
	for d := range n.Descendants() {
		if d.Type == html.ElementNode {
			c.attributes(d, w)
		}
	}
}

// spoken are the attributes that readers see or hear.
var spoken = []string{"alt", "title", "aria-label"}

// attributes adds what the attributes of an element say.
func (c *cutter) attributes(n *html.Node, w where) {
	for _, key := range spoken {
		value, ok := markup.Attr(n, key)
		if !ok || !says(value) {
			continue
		}
		kind := Tooltip
		if key == "alt" {
			kind = Alt
		}
		path := append(slices.Clip(w.path), n.Data)
		c.add(Segment{Kind: kind, Place: w.place + "/" + key, Path: path, Text: spoke(value)}, part{node: n, attr: key})
	}
}

// spoke returns what an attribute says: white space in it is folded, as it is where
// it is heard.
func spoke(value string) string {
	pieces := folded([]Piece{{Role: Said, Words: clean(value)}})
	return Compose(pieces)
}

// trimmed returns the run without white space at its ends; nil if nothing is left.
func trimmed(first, last *html.Node) (from, to *html.Node) {
	for ; white(first); first = first.NextSibling {
		if first == last {
			return nil, nil
		}
	}
	for white(last) {
		last = last.PrevSibling
	}
	return first, last
}

// white reports whether the node shows nothing: white space that HTML collapses, or
// a comment.
func white(n *html.Node) bool {
	return n.Type == html.CommentNode || n.Type == html.TextNode && strings.Trim(n.Data, asciiSpace) == ""
}

const asciiSpace = " \t\n\r\f"

// says reports whether a text has a sign that can be seen.
func says(text string) bool {
	for _, r := range text {
		if !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Cc) {
			return true
		}
	}
	return false
}
