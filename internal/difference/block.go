package difference

import (
	"encoding/binary"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/markup"
)

// A block is a part of a body that begins a line of its own: an element with
// blocks in it, or a line, which is what stands between them.
type block struct {
	id     int32 // the same for equal blocks
	kind   int32 // the same for those that may be one block that was changed
	tag    string
	start  string   // its start tag; of a whole element all of its HTML; "" of a line
	blocks []*block // what it holds; nil of a line
	tokens []token  // what a line holds
	shape  shape
	sketch sketch
}

// A shape says how a block is compared and marked.
type shape uint8

const (
	flow  shape = iota // may stand in ins and del
	inner              // must stay where it is: what it holds is marked
	row                // holds blocks that hold what is marked
	solid              // is not looked into
	line
)

// A context is an inline element around a token. Those of both bodies are
// interned: equal elements in equal contexts are one.
type context struct {
	parent *context // nil for none
	depth  int      // 1 without parent
	id     int32
	tag    string
	start  string
}

// A parser reads two bodies into blocks that can be compared.
type parser struct {
	names    intern
	contexts map[int32]*context
	cutter   cutter
}

// parse reads a body. The texts that it inserted and deleted by itself become
// underlined and struck ones, as browsers show them: ins and del are kept for
// what the comparison says.
func (p *parser) parse(body string) *block {
	root := markup.Tree(body)
	markup.RewriteTree(root, func(n *html.Node) {
		switch n.DataAtom {
		case atom.Ins:
			n.Data, n.DataAtom = "u", atom.U
		case atom.Del:
			n.Data, n.DataAtom = "s", atom.S
		}
	})
	b := &block{shape: flow}
	p.fill(b, root, false)
	return b
}

// fill reads what the element holds into its block.
func (p *parser) fill(b *block, n *html.Node, kept bool) {
	l := liner{parser: p, kept: kept}
	end := func() {
		if tokens := l.end(); len(tokens) > 0 {
			b.blocks = append(b.blocks, p.line(tokens))
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode || !blocky(c) {
			l.add(c, nil)
			continue
		}
		end()
		if one := p.block(c, kept); one.shape != row || len(one.blocks) > 0 { // an empty row shows nothing
			b.blocks = append(b.blocks, one)
		}
	}
	end()
	b.number(p.names)
}

// block reads an element that is one.
func (p *parser) block(n *html.Node, kept bool) *block {
	b := &block{tag: n.Data, start: startTag(n), shape: shapeOf(n)}
	if b.shape == solid {
		b.start = rendered(n)
		b.id = p.names.id("solid " + b.start)
		b.kind = b.id // another one is never the same, changed
		return b
	}
	p.fill(b, n, kept || n.DataAtom == atom.Pre)
	return b
}

func (p *parser) line(tokens []token) *block {
	b := &block{shape: line, tokens: tokens}
	b.number(p.names)
	return b
}

// number names the block by all that it holds, and sketches it.
func (b *block) number(names intern) {
	b.kind = names.id("kind " + b.start)
	var key strings.Builder
	key.WriteString("block ")
	put := func(id int32) {
		var buf [4]byte
		binary.LittleEndian.PutUint32(buf[:], uint32(id))
		key.Write(buf[:])
	}
	put(b.kind)
	for _, t := range b.tokens {
		put(t.id)
	}
	for _, c := range b.blocks {
		put(c.id)
	}
	b.id = names.id(key.String())
	b.sketch = sketched(b)
}

// blocky reports whether the element begins a line: by its name, or since it
// holds one that does.
func blocky(n *html.Node) bool {
	if named(n) {
		return true
	}
	if solidInline(n) {
		return false
	}
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && named(c) {
			return true
		}
	}
	return false
}

func named(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Caption, atom.Center, atom.Col, atom.Colgroup, atom.Dd,
		atom.Details, atom.Div, atom.Dl, atom.Dt, atom.Figcaption, atom.Figure, atom.Footer, atom.H1, atom.H2, atom.H3,
		atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Li, atom.Main, atom.Menu, atom.Nav, atom.Ol,
		atom.P, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead,
		atom.Tr, atom.Ul:
		return true
	}
	return false
}

// shapeOf decides by the name; a table that is not made of rows and cells alone
// is taken as a whole, since ins and del can stand only in cells.
func shapeOf(n *html.Node) shape {
	switch n.DataAtom {
	case atom.Li, atom.Dt, atom.Dd, atom.Td, atom.Th, atom.Caption, atom.Figcaption, atom.Summary:
		return inner
	case atom.Tr, atom.Thead, atom.Tbody, atom.Tfoot:
		return row
	case atom.Hr, atom.Colgroup, atom.Col:
		return solid
	case atom.Table:
		if !regular(n) {
			return solid
		}
	}
	return flow
}

// regular reports whether the table, or the part of one, holds only what can be
// marked inside.
func regular(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode && strings.Trim(c.Data, blank) == "" {
			continue
		}
		s := shapeOf(c)
		if c.Type != html.ElementNode || s != inner && s != row || s == row && !regular(c) {
			return false
		}
	}
	return true
}

// rendered returns the HTML of a node.
func rendered(n *html.Node) string {
	if n.Parent == nil {
		return markup.Render(n)
	}
	var b strings.Builder
	if err := html.Render(&b, n); err != nil { // the parser makes nothing that cannot be rendered
		return ""
	}
	return b.String()
}

// startTag returns the start tag of the element, attributes in order of name.
func startTag(n *html.Node) string {
	attributes := slices.Clone(n.Attr)
	slices.SortStableFunc(attributes, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
	var b strings.Builder
	b.WriteString("<" + n.Data)
	for _, a := range attributes {
		b.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
	}
	b.WriteString(">")
	return b.String()
}
