package segment

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

// write does one writing.
func (w *writer) write(one Writing) {
	if len(one.Target) == 0 {
		w.create(one)
		return
	}
	targets := pick(w.fresh, one.Target)
	source, target := Segment{}, Together(targets)
	if w.source != nil {
		source = Together(pick(w.source, one.Source))
	}
	slots := slotsOf(source, target)
	var had map[int]bool
	if !target.Bare() {
		had = make(map[int]bool)
		for i, s := range slots {
			had[i+1] = s.own > 0
		}
	}
	lines := []string{one.Text}
	if len(targets) > 1 {
		if lines = strings.Split(one.Text, "\n"); len(lines) != len(targets) {
			w.wrongly("segment.parts", map[string]any{"want": len(targets), "got": len(lines)})
			return
		}
	}
	pieces, ok := w.judge(lines, slots, had)
	if !ok || w.asItStands(one.Target, pieces, slots) {
		return
	}
	if w.markdown() {
		for i := range pieces {
			pieces[i] = hoisted(pieces[i], slots)
		}
	}
	gaps := make([]gap, len(one.Target))
	for i, at := range one.Target {
		w.expect(at, pieces[i], slots)
		if p := w.fresh.parts[at]; p.isRun() && !w.markdown() {
			gaps[i] = clear(p) // all of them first: a tag may move from one to the other
		}
	}
	for i, at := range one.Target {
		w.put(lineEdit{at: at, writing: w.at, pieces: pieces[i], slots: slots}, lines[i], gaps[i])
	}
}

// asItStands reports whether the pieces say what stands there.
func (w *writer) asItStands(targets []int, pieces [][]Piece, slots []slot) bool {
	offset := 0
	for i, at := range targets {
		s := w.fresh.Segments[at]
		own := renumbered(Compose(pieces[i]), func(n int) int { return slots[n-1].own - offset })
		if own != s.Text {
			return false
		}
		offset += len(s.Tags)
	}
	return true
}

// expect notes what a segment should be.
func (w *writer) expect(at int, pieces []Piece, slots []slot) {
	switch p := w.fresh.parts[at]; {
	case p.field != "":
		w.joined.fields[w.fresh.Segments[at].Place] = w.at
	case p.isRun():
		w.joined.want[at] = written(pieces, slots, w.at)
	case p.attr != "":
		w.joined.spoken = append(w.joined.spoken, wanted{text: Compose(pieces), writing: w.at})
	}
}

// pick returns the segments at these places.
func pick(d *Document, places []int) []Segment {
	list := make([]Segment, len(places))
	for i, at := range places {
		list[i] = d.Segments[at]
	}
	return list
}

// put gives one segment its new text.
func (w *writer) put(one lineEdit, line string, g gap) {
	p := w.fresh.parts[one.at]
	switch {
	case p.field != "":
		setField(&w.text, p, Plain(clean(line)))
	case w.markdown():
		one.attr = p.attr
		w.lines = append(w.lines, one)
	case p.attr != "":
		w.body = true
		setAttribute(p, Plain(Compose(one.pieces)))
	default:
		w.body = true
		w.fresh.parts[one.at] = g.fill(build(one.pieces, one.slots))
	}
}

func (w *writer) markdown() bool { return w.text.Format == content.Markdown }

// setField writes a text that stands beside the body.
func setField(t *content.Text, p part, text string) {
	if p.name != "" {
		setResource(t, p, text)
		return
	}
	switch p.field {
	case "title":
		t.Title = text
	case "summary":
		t.Summary = text
	case "seo/title":
		t.SEO.Title = text
	case "seo/description":
		t.SEO.Description = text
	}
}

func setResource(t *content.Text, p part, text string) {
	// The map is the revision's: nobody else's may change.
	all := make(map[string]content.ResourceText, len(t.Resources)+1)
	for name, r := range t.Resources {
		all[name] = r
	}
	r := all[p.name]
	switch p.field {
	case "title":
		r.Title = text
	case "alt":
		r.Alt = text
	case "caption":
		r.Caption = text
	}
	all[p.name] = r
	t.Resources = all
}

// setAttribute writes what an element says. A picture whose text goes says that it
// has none.
func setAttribute(p part, text string) {
	if text == "" && p.attr != "alt" {
		markup.RemoveAttr(p.node, p.attr)
		return
	}
	markup.SetAttr(p.node, p.attr, text)
}

// build makes nodes of pieces. Elements of the document move to where they stand
// now; those of the source are copied, without what they say in its language.
func build(pieces []Piece, slots []slot) []*html.Node {
	root := &html.Node{Type: html.DocumentNode}
	at := root
	for _, p := range pieces {
		switch p.Role {
		case Said:
			if p.Words != "" {
				at.AppendChild(&html.Node{Type: html.TextNode, Data: p.Words})
			}
		case Closes:
			at = at.Parent
		case Opens:
			n := taken(slots[p.N-1])
			for n.FirstChild != nil {
				n.RemoveChild(n.FirstChild)
			}
			at.AppendChild(n)
			at = n
		case Alone:
			at.AppendChild(taken(slots[p.N-1]))
		}
	}
	var nodes []*html.Node
	for root.FirstChild != nil {
		n := root.FirstChild
		root.RemoveChild(n)
		nodes = append(nodes, n)
	}
	return nodes
}

// taken returns the element of a slot, to be put into a tree.
func taken(s slot) *html.Node {
	n := s.tag.node
	if s.own == 0 {
		return copied(n, true)
	}
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
	return n
}

// copied returns a copy of an element of the source, with what is in it if deep.
func copied(n *html.Node, deep bool) *html.Node {
	c := &html.Node{Type: n.Type, Data: n.Data, DataAtom: n.DataAtom, Namespace: n.Namespace}
	for _, a := range n.Attr {
		if !speaks(a.Key) {
			c.Attr = append(c.Attr, a)
		}
	}
	for child := n.FirstChild; deep && child != nil; child = child.NextSibling {
		c.AppendChild(copied(child, true))
	}
	return c
}

// speaks reports whether an attribute says something in the language of its text.
func speaks(key string) bool {
	switch key {
	case "alt", "title", "aria-label", "summary", "abbr", "label":
		return true
	}
	return false
}

// A gap is where a run stood. The white space around it, which shows nothing, stays.
type gap struct {
	part
	before      *html.Node // what follows; nil at the end
	lead, trail string
}

// clear takes a run out of its tree.
func clear(p part) gap {
	g := gap{part: p}
	if p.first == nil {
		for p.node.FirstChild != nil {
			p.node.RemoveChild(p.node.FirstChild)
		}
		return g
	}
	g.before = p.last.NextSibling
	if p.first.Type == html.TextNode {
		g.lead = p.first.Data[:len(p.first.Data)-len(strings.TrimLeft(p.first.Data, asciiSpace))]
	}
	if p.last.Type == html.TextNode {
		g.trail = p.last.Data[len(strings.TrimRight(p.last.Data, asciiSpace)):]
	}
	for n := p.first; n != g.before; {
		next := n.NextSibling
		p.node.RemoveChild(n)
		n = next
	}
	return g
}

// fill puts nodes into the gap, and returns where they stand.
func (g gap) fill(nodes []*html.Node) part {
	p := g.part
	p.first, p.last = nil, nil
	put := func(n *html.Node) { p.node.InsertBefore(n, g.before) }
	if g.lead != "" {
		put(&html.Node{Type: html.TextNode, Data: g.lead})
	}
	for _, n := range nodes {
		put(n)
		if p.first == nil {
			p.first = n
		}
		p.last = n
	}
	if g.trail != "" {
		put(&html.Node{Type: html.TextNode, Data: g.trail})
	}
	return p
}
