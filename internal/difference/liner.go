package difference

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A liner gathers the tokens of a line.
type liner struct {
	*parser
	kept   bool // white space is shown as it is
	tokens []token

	text strings.Builder // what was read and is not cut yet: a word may go on in the next element
	in   *context        // what stands around it
}

// add adds what the node says; in is what stands around it.
func (l *liner) add(n *html.Node, in *context) {
	switch {
	case n.Type == html.TextNode:
		if in != l.in {
			l.cut()
			l.in = in
		}
		l.text.WriteString(n.Data)
	case n.Type != html.ElementNode:
	case n.FirstChild == nil || solidInline(n):
		l.cut()
		l.tokens = append(l.tokens, token{kind: kindOf(n), text: rendered(n), html: true, in: in})
	default:
		in = l.within(in, n)
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			l.add(c, in)
		}
	}
}

// cut makes tokens of the text that was read.
func (l *liner) cut() {
	text := l.text.String()
	l.text.Reset()
	for text != "" {
		piece, k := l.cutter(text)
		text = text[len(piece):]
		if !l.kept && (k == space || k == newline) {
			if last := len(l.tokens) - 1; last >= 0 && l.tokens[last].kind == space {
				continue
			}
			piece, k = " ", space
		}
		if !l.kept && k == word && (strings.ContainsAny(piece, blank[1:]) || strings.Contains(piece, "  ")) { // of sentences alone
			piece = strings.Join(strings.FieldsFunc(piece, func(r rune) bool { return strings.ContainsRune(blank, r) }), " ")
		}
		l.tokens = append(l.tokens, token{kind: k, text: piece, in: l.in})
	}
}

// end returns the line, and begins another. White space around it is not shown,
// and white space within it belongs to no element that ends or begins there.
func (l *liner) end() []token {
	l.cut()
	tokens := l.tokens
	l.tokens = nil
	if !l.kept {
		for len(tokens) > 0 && tokens[0].kind == space {
			tokens = tokens[1:]
		}
		for len(tokens) > 0 && tokens[len(tokens)-1].kind == space {
			tokens = tokens[:len(tokens)-1]
		}
	}
	for i := range tokens {
		t := &tokens[i]
		if t.kind == space && !l.kept {
			t.in = common(tokens[i-1].in, tokens[i+1].in)
		}
		key := "text "
		if t.html {
			key = "html "
		}
		t.id = l.names.id(key + strconv.Itoa(int(t.in.number())) + " " + t.text)
	}
	return tokens
}

// within returns the context of what the element holds.
func (p *parser) within(parent *context, n *html.Node) *context {
	start := startTag(n)
	id := p.names.id("context " + strconv.Itoa(int(parent.number())) + " " + start)
	c, ok := p.contexts[id]
	if !ok {
		c = &context{parent: parent, depth: parent.level() + 1, id: id, tag: n.Data, start: start}
		p.contexts[id] = c
	}
	return c
}

func (c *context) level() int {
	if c == nil {
		return 0
	}
	return c.depth
}

func (c *context) number() int32 {
	if c == nil {
		return 0
	}
	return c.id
}

// common returns the innermost context that holds both.
func common(a, b *context) *context {
	for a != b {
		if a.level() >= b.level() {
			a = a.parent
		} else {
			b = b.parent
		}
	}
	return a
}

// solidInline reports whether an inline element is compared as a whole.
func solidInline(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Img, atom.Picture, atom.Video, atom.Audio, atom.Iframe, atom.Object, atom.Ruby, atom.Svg, atom.Math,
		atom.Br, atom.Wbr, atom.Input:
		return true
	}
	return false
}

// kindOf returns what an element that is not looked into is to the comparison.
func kindOf(n *html.Node) kind {
	switch n.DataAtom {
	case atom.Br:
		return newline
	case atom.Img, atom.Picture, atom.Video, atom.Audio, atom.Iframe, atom.Object, atom.Ruby, atom.Svg, atom.Math:
		return whole
	}
	return sign
}

// escaped returns the token as HTML.
func (t token) escaped() string {
	if t.html {
		return t.text
	}
	if !strings.ContainsAny(t.text, `&<>"'`) {
		return t.text
	}
	return html.EscapeString(t.text)
}
