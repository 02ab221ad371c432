package markdown

import (
	"strconv"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/markup"
)

// What is written as Markdown. What goes beyond stays the HTML that it is, which is
// Markdown too (CommonMark §4.6): whoever publishes a text must not decide how long its
// readers keep the server busy. No text that people write comes near.
const (
	mostBytes  = 384 << 10 // of a text
	mostNodes  = 20_000    // elements, and texts between them, of a text
	mostNested = 64        // elements in one another
	mostLevels = 8         // lists, quotes and definitions in one another: each writes again what is in it
	mostGrowth = 2         // as many times as long as the HTML a text may become,
	slack      = 1000      // and so many bytes longer
)

// inward are signs that the library uses for itself, and would take out or misread.
const inward = "\a\uF002"

// bound takes blocks out of the tree that go beyond what is written as Markdown, and puts
// their HTML in their place. It reports whether it could; else all of the text is to stay.
func bound(root *html.Node) bool {
	nodes := 0
	for range root.Descendants() {
		if nodes++; nodes > mostNodes {
			return false
		}
	}
	return boundIn(root, place{})
}

func boundIn(parent *html.Node, at place) bool {
	var next *html.Node
	for n := parent.FirstChild; n != nil; n = next {
		next = n.NextSibling
		if wraps(n) && at.depth < mostNested {
			if !boundIn(n, at.in(n)) {
				return false
			}
			continue
		}
		var w weight
		if w.add(n, at); !w.beyond() {
			continue
		}
		if !markup.IsBlock(n) || holdsNotes(n) {
			return false
		}
		stay(n)
	}
	return true
}

// wraps reports elements that only hold the blocks of a text.
func wraps(n *html.Node) bool {
	switch n.Data {
	case "div", "section", "article", "main":
		return n.Type == html.ElementNode
	}
	return false
}

// holdsNotes reports footnotes, and what calls them: they must be written in one way.
func holdsNotes(block *html.Node) bool {
	for n := range block.Descendants() {
		id, _ := markup.Attr(n, "id")
		if strings.HasPrefix(id, "fn:") || hasClass(n, "footnote-ref") {
			return true
		}
	}
	return false
}

// A place is where an element stands.
type place struct {
	depth  int  // elements around it
	levels int  // those that Markdown indents
	indent int  // bytes before each of its lines
	pre    bool // in a pre
}

// in returns the place of what is in an element.
func (p place) in(n *html.Node) place {
	p.depth++
	switch n.Data {
	case "blockquote":
		p.indent += len("> ")
	case "li":
		p.indent += len("- ")
		if n.Parent.Data == "ol" {
			start, _ := markup.Attr(n.Parent, "start")
			p.indent += len("1.") + len(start)
		}
	case "dd":
		p.indent += len("    ")
	case "pre":
		p.pre = true
		return p
	default:
		return p
	}
	p.levels++
	return p
}

// A weight is what it takes to write a block.
type weight struct {
	bytes   int  // of its HTML, about
	indents int  // bytes that stand before its lines
	over    bool // something in it is no Markdown, or too much
}

func (w *weight) beyond() bool { return w.over || w.indents > mostGrowth*w.bytes+slack }

// add weighs a node with all that it holds.
func (w *weight) add(n *html.Node, at place) {
	if n.Type == html.TextNode {
		w.bytes += len(n.Data)
		if at.pre {
			w.indents += strings.Count(n.Data, "\n") * at.indent
		}
		return
	}
	w.bytes += len("<></>") + 2*len(n.Data)
	for _, a := range n.Attr {
		w.bytes += len(` =""`) + len(a.Key) + len(a.Val)
	}
	switch {
	case n.Data == "br" || n.Data == "li":
		w.indents += at.indent
	case markup.IsBlock(n):
		w.indents += 2 * at.indent // a blank line is before it
	}
	within := at.in(n)
	w.over = w.over || within.depth > mostNested || within.levels > mostLevels ||
		n.Data == "table" && ragged(n) || n.Data == "ol" && !counts(n)
	for c := n.FirstChild; c != nil && !w.over; c = c.NextSibling {
		w.add(c, within)
	}
}

// counts reports whether Markdown can begin a list with the number that it begins with: it
// has nine digits at most, and no sign (CommonMark §5.2). The items that follow may need
// one more.
func counts(list *html.Node) bool {
	said, ok := markup.Attr(list, "start")
	if !ok {
		return true
	}
	start, err := strconv.Atoi(said)
	return err == nil && start >= 0 && start < 99_999_999
}

// stay puts in the place of a block its HTML.
func stay(n *html.Node) {
	block := &html.Node{Type: html.ElementNode, Data: htmlBlock, Attr: []html.Attribute{{Key: "html", Val: asHTML(markup.Render(n))}}}
	n.Parent.InsertBefore(block, n)
	n.Parent.RemoveChild(n)
}

func renderHTML(_ converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	text, _ := markup.Attr(n, "html")
	_, _ = w.WriteString("\n\n" + text + "\n\n")
	return converter.RenderSuccess
}

// asHTML returns safe HTML as a block of Markdown. Such a block ends with a blank line, so
// the line breaks that would make one are written as the characters that they are.
func asHTML(fragment string) string {
	if strings.TrimSpace(fragment) == "" {
		return ""
	}
	var b strings.Builder
	b.Grow(len(fragment) + len("<div></div>"))
	b.WriteString("<div>")
	blank := false // so far the line is
	for line := range strings.Lines(fragment) {
		text, ended := strings.CutSuffix(line, "\n")
		b.WriteString(text)
		blank = blank && strings.TrimSpace(text) == ""
		switch {
		case ended && blank:
			b.WriteString("&#10;")
			blank = false
		case ended:
			b.WriteByte('\n')
			blank = true
		}
	}
	b.WriteString("</div>")
	return b.String()
}
