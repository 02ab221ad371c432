package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// ProseOf returns the sentences of a tree as a text, for those who show a few of them
// elsewhere: a line for each paragraph and each quotation. A text without any has those of
// its lists, else whatever stands in it. What furnishes a page is no sentence: headings,
// tables, blocks of code, captions, struck words, footnotes and their numbers.
func ProseOf(root *html.Node) string {
	for _, parts := range [][]atom.Atom{{atom.P, atom.Blockquote}, {atom.Li, atom.Dd}, nil} {
		w := folder{skip: furnishes}
		w.walkParts(root, parts)
		if w.b.Len() > 0 {
			return w.b.String()
		}
	}
	return ""
}

// walkParts writes the outermost elements of these names; without names, all.
func (w *folder) walkParts(n *html.Node, parts []atom.Atom) {
	if parts == nil || slices.Contains(parts, n.DataAtom) {
		w.walk(n)
		return
	}
	if furnishes(n) {
		return
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walkParts(c, parts)
	}
}

// furnishes reports whether an element belongs to the page rather than to its sentences.
func furnishes(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Table, atom.Pre, atom.Figcaption, atom.Nav:
		return true
	}
	if struck(n.DataAtom) {
		return true
	}
	for _, a := range n.Attr {
		if a.Key == "class" && (marksNote(n.DataAtom, a.Val) || hasWord(a.Val, "footnotes", "wp-block-footnotes")) {
			return true
		}
	}
	return false
}

// struck reports whether an element says that its words do not hold any more.
func struck(tag atom.Atom) bool { return tag == atom.Del || tag == atom.S || tag == atom.Strike }

// marksNote reports whether an element of the class is the number that calls a footnote, or
// the sign that leads back: as goldmark writes them, as Hugo does, and as WordPress.
func marksNote(tag atom.Atom, class string) bool {
	return tag == atom.A && hasWord(class, "footnote-ref", "footnote-backref") || tag == atom.Sup && hasWord(class, "fn")
}

// hasWord reports whether one of the words is in a value that holds several.
func hasWord(value string, words ...string) bool {
	for word := range strings.FieldsSeq(value) {
		if slices.Contains(words, word) {
			return true
		}
	}
	return false
}
