package segment

import (
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/markup"
)

// create makes what the source has and the document has not.
func (w *writer) create(one Writing) {
	if w.source == nil || len(one.Source) == 0 {
		w.wrongly("segment.no_place", nil)
		return
	}
	source := Together(pick(w.source, one.Source))
	slots := slotsOf(source, Segment{})
	pieces, ok := w.judge([]string{one.Text}, slots, nil)
	if !ok {
		return
	}
	at := one.Source[0]
	switch p := w.source.parts[at]; {
	case p.field != "":
		w.joined.fields[w.source.Segments[at].Place] = w.at
		setField(&w.text, p, Plain(clean(one.Text)))
	case w.markdown():
		w.createLines(at, lineEdit{at: -1, source: at, writing: w.at, pieces: hoisted(pieces[0], slots), slots: slots})
	case p.attr != "":
		w.speak(p, pieces[0])
	default:
		w.joined.news = append(w.joined.news, written(pieces[0], slots, w.at))
		w.insert(at, pieces[0], slots)
	}
}

// createLines makes in Markdown what the source has and the document has not.
func (w *writer) createLines(at int, one lineEdit) {
	p := w.source.parts[at]
	if p.isRun() {
		w.joined.news = append(w.joined.news, written(one.pieces, one.slots, w.at))
		w.lines = append(w.lines, one)
		return
	}
	text := Compose(one.pieces)
	switch one.twin, one.attr = w.twin(p), p.attr; {
	case one.twin != nil:
		w.lines = append(w.lines, one)
	case w.brings(p.node):
		w.say = append(w.say, saying{p.node, p.attr, Plain(text)})
	default:
		w.wrongly("segment.holder_missing", nil)
		return
	}
	w.joined.spoken = append(w.joined.spoken, wanted{text: text, writing: w.at})
}

// A saying is what an element of the source says in the document.
type saying struct {
	node       *html.Node
	attr, text string
}

// A sayings is what several say.
type sayings []saying

// of returns what an element says by an attribute; nothing by default.
func (list sayings) of(n *html.Node, attr string) string {
	for _, one := range list {
		if one.node == n && one.attr == attr {
			return one.text
		}
	}
	return ""
}

// says reports whether the writing is of what an element says that the document may
// not have yet.
func (w *writer) says(one Writing) bool {
	return w.source != nil && len(one.Target) == 0 && len(one.Source) > 0 && w.source.parts[one.Source[0]].attr != ""
}

// brings reports whether one of the texts that are written brings the element along.
func (w *writer) brings(n *html.Node) bool {
	return slices.ContainsFunc(w.lines, func(one lineEdit) bool {
		return slices.ContainsFunc(one.slots, func(s slot) bool { return s.own == 0 && s.tag.node == n })
	})
}

// speak writes an attribute that the document's element does not have.
func (w *writer) speak(p part, pieces []Piece) {
	n := w.twin(p)
	if n == nil {
		w.wrongly("segment.holder_missing", nil)
		return
	}
	text := Compose(pieces)
	setAttribute(part{node: n, attr: p.attr}, Plain(text))
	w.body = true
	w.joined.spoken = append(w.joined.spoken, wanted{text: text, writing: w.at})
}

// twin returns the element of the document that is the source's: one that shows the
// same thing, else the one at the same place among those of its name, if there are
// as many. It must not say anything yet.
func (w *writer) twin(p part) *html.Node {
	theirs, ours := named(w.source.root, p.node.Data), named(w.fresh.root, p.node.Data)
	src, _ := markup.Attr(p.node, "src")
	place := 0
	for i, n := range theirs {
		if n == p.node {
			place = i
		}
	}
	if len(ours) == len(theirs) {
		if own, _ := markup.Attr(ours[place], "src"); own == src && silent(ours[place], p.attr) {
			return ours[place]
		}
	}
	for _, n := range ours {
		if own, _ := markup.Attr(n, "src"); src != "" && own == src && silent(n, p.attr) {
			return n
		}
	}
	if len(ours) == len(theirs) && silent(ours[place], p.attr) {
		return ours[place]
	}
	return nil
}

func silent(n *html.Node, attr string) bool {
	value, _ := markup.Attr(n, attr)
	return !says(value)
}

func named(root *html.Node, name string) []*html.Node {
	var list []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name {
			list = append(list, n)
		}
	}
	return list
}

// insert makes a run, in blocks like those around it in the source, between what its
// neighbours in the source stand beside.
func (w *writer) insert(at int, pieces []Piece, slots []slot) {
	w.body = true
	own := w.source.parts[at]
	chain := chainOf(own.node)
	beside, after := w.neighbour(at)
	parent, before, depth := w.fresh.root, (*html.Node)(nil), 0
	if beside >= 0 {
		theirs, ours := chainOf(w.source.parts[beside].node), chainOf(w.standing(beside).node)
		for depth < len(chain) && depth < len(theirs) && depth < len(ours) && chain[depth] == theirs[depth] &&
			chain[depth].Data == ours[depth].Data {
			depth++
		}
		if depth > 0 {
			parent = ours[depth-1]
		}
		before = w.spot(beside, parent, after)
	}
	nodes := build(pieces, slots)
	missing := chain[depth:]
	if len(missing) == 0 && takesParagraph(parent) {
		missing = []*html.Node{{Type: html.ElementNode, Data: "p", DataAtom: atom.P}}
	}
	holder := parent
	for i, n := range missing {
		c := wrapper(n)
		if i == 0 {
			parent.InsertBefore(c, spaced(parent, before))
		} else {
			holder.AppendChild(c)
		}
		holder = c
	}
	g := gap{part: part{node: holder}}
	if len(missing) == 0 {
		g.before = before
	}
	w.made[at] = g.fill(nodes)
}

// spaced sees that a new block before another, or at the end, stands on a line of its
// own where the others do; it returns what the block goes before.
func spaced(parent, before *html.Node) *html.Node {
	own := false
	for n := parent.FirstChild; n != nil; n = n.NextSibling {
		own = own || n.Type == html.TextNode && white(n)
	}
	if !own {
		return before
	}
	line := &html.Node{Type: html.TextNode, Data: "\n"}
	if before != nil && !white(before) {
		parent.InsertBefore(line, before)
		return line
	}
	parent.InsertBefore(line, before)
	return before
}

// standing returns where the document has what stands beside a segment of the source.
func (w *writer) standing(source int) part {
	if p, ok := w.made[source]; ok {
		return p
	}
	return w.fresh.parts[w.beads[source]]
}

// spot returns the child of parent that comes after the segment, or that holds it
// or begins with it.
func (w *writer) spot(source int, parent *html.Node, after bool) *html.Node {
	p := w.standing(source)
	n, end := p.first, p.last
	if p.node != parent || n == nil {
		for n = p.node; n.Parent != parent; n = n.Parent {
			if n.Parent == nil {
				return nil
			}
		}
		end = n
	}
	if after {
		return end.NextSibling
	}
	return n
}

// neighbour returns the segment of the source that stands nearest by its blocks and
// that the document has, and whether it comes before: the one before, unless the one
// after shares more blocks with it. -1: there is none.
func (w *writer) neighbour(at int) (beside int, before bool) {
	prev, next := -1, -1
	for i := at - 1; i >= 0 && prev < 0; i-- {
		if w.stands(i) {
			prev = i
		}
	}
	for i := at + 1; i < len(w.source.parts) && next < 0; i++ {
		if w.stands(i) {
			next = i
		}
	}
	if prev < 0 || next >= 0 && w.shared(at, next) > w.shared(at, prev) {
		return next, false
	}
	return prev, true
}

// stands reports whether the document has a run beside one of the source.
func (w *writer) stands(source int) bool {
	if !w.source.parts[source].isRun() {
		return false
	}
	if _, ok := w.made[source]; ok {
		return true
	}
	target, ok := w.beads[source]
	return ok && w.fresh.parts[target].isRun()
}

// shared counts the blocks that two segments of the source stand in together.
func (w *writer) shared(a, b int) int {
	one, other := chainOf(w.source.parts[a].node), chainOf(w.source.parts[b].node)
	n := 0
	for n < len(one) && n < len(other) && one[n] == other[n] {
		n++
	}
	return n
}

// chainOf returns the elements around a run, outermost first.
func chainOf(n *html.Node) []*html.Node {
	var chain []*html.Node
	for ; n != nil && n.Type == html.ElementNode; n = n.Parent {
		chain = append([]*html.Node{n}, chain...)
	}
	return chain
}

// wrapper copies an element of the source without what it holds. Its id would name
// two things, or one in the wrong language.
func wrapper(n *html.Node) *html.Node {
	c := copied(n, false)
	markup.RemoveAttr(c, "id")
	return c
}

// takesParagraph reports whether loose text in the element may stand in a paragraph.
func takesParagraph(n *html.Node) bool {
	switch n.DataAtom {
	case 0, atom.Div, atom.Section, atom.Article, atom.Aside, atom.Header, atom.Footer, atom.Main, atom.Blockquote, atom.Details,
		atom.Figure:
		return true
	}
	return false
}
