package segment

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/diptych-cms/diptych/internal/markup"
)

// A reader reads a run of inline nodes into the small markup. White space is folded
// where browsers fold it: several into the first, none at the ends of a line.
type reader struct {
	pieces []Piece
	words  strings.Builder // of the piece that is being read
	tags   []Tag
	shows  bool // a word, or a picture
	start  bool // of a line: white space vanishes
	spaced bool // the last sign is white space
	space  int  // with spaced, the piece that ends in it; -1: it is in words
}

func newReader() *reader { return &reader{start: true} }

// text returns what was read.
func (r *reader) text() string {
	r.endLine()
	r.end()
	return Compose(r.pieces)
}

// node reads one node. It recurses no deeper than a parsed tree is, which is bounded.
func (r *reader) node(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		r.say(n.Data)
	case n.Type != html.ElementNode:
	case opaque(n):
		r.alone(Tag{Opaque: true, Text: strings.TrimSpace(markup.TextOf(n))}, n)
	case void(n):
		if n.DataAtom == atom.Br {
			r.endLine()
		}
		r.alone(Tag{Void: true}, n)
		r.start = n.DataAtom == atom.Br
	default:
		r.tag(Tag{}, n)
		number := len(r.tags)
		r.piece(Piece{Role: Opens, N: number})
		for child := n.FirstChild; child != nil; child = child.NextSibling {
			r.node(child)
		}
		r.piece(Piece{Role: Closes, N: number})
	}
}

// say reads words.
func (r *reader) say(text string) {
	for _, sign := range clean(text) {
		if sign == ' ' || sign == '\t' || sign == '\n' || sign == '\r' || sign == '\f' {
			if !r.start && !r.spaced {
				r.words.WriteByte(' ')
				r.spaced, r.space = true, -1
			}
			continue
		}
		r.words.WriteRune(sign)
		r.start, r.spaced = false, false
		r.shows = r.shows || !unicode.IsSpace(sign) && !unicode.In(sign, unicode.Cf, unicode.Cc)
	}
}

// alone reads an element that stands alone.
func (r *reader) alone(t Tag, n *html.Node) {
	r.tag(t, n)
	r.piece(Piece{Role: Alone, N: len(r.tags)})
	if n.DataAtom != atom.Wbr {
		r.start, r.spaced = false, false
	}
	r.shows = r.shows || n.DataAtom == atom.Img || n.DataAtom == atom.Picture
}

// tag numbers an element.
func (r *reader) tag(t Tag, n *html.Node) {
	t.Element, t.node, t.reference = n.Data, n, note(n)
	t.Attrs = attrs(n)
	r.tags = append(r.tags, t)
}

// attrs returns the attributes of an element. A film or a picture of several
// sources has the first as its own.
func attrs(n *html.Node) map[string]string {
	m := make(map[string]string, len(n.Attr))
	for _, a := range n.Attr {
		m[a.Key] = a.Val
	}
	if _, ok := m["src"]; !ok && opaque(n) {
		for d := range n.Descendants() {
			if src, ok := markup.Attr(d, "src"); ok && d.DataAtom != atom.Source || ok && n.DataAtom != atom.Picture {
				m["src"] = src
				break
			}
		}
	}
	if len(m) == 0 {
		return nil
	}
	return m
}

// piece ends the words and adds a tag.
func (r *reader) piece(p Piece) {
	r.end()
	r.pieces = append(r.pieces, p)
}

// end makes a piece of the words that were read.
func (r *reader) end() {
	if r.words.Len() == 0 {
		return
	}
	r.pieces = append(r.pieces, Piece{Role: Said, Words: r.words.String()})
	r.words.Reset()
	if r.spaced && r.space < 0 {
		r.space = len(r.pieces) - 1
	}
}

// endLine takes the white space away that ends a line.
func (r *reader) endLine() {
	r.end()
	if r.spaced {
		r.pieces[r.space].Words = strings.TrimSuffix(r.pieces[r.space].Words, " ")
		r.spaced = false
	}
}

// opaque reports whether the inline element stands as a whole: what is in it is
// not translated.
func opaque(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Code, atom.Kbd, atom.Samp, atom.Var, atom.Tt, atom.Picture, atom.Video, atom.Audio, atom.Iframe, atom.Script,
		atom.Style, atom.Template, atom.Noscript, atom.Object, atom.Svg, atom.Math, atom.Textarea, atom.Select, atom.Button:
		return true
	}
	translate, _ := markup.Attr(n, "translate")
	return strings.EqualFold(translate, "no") || note(n)
}

// void reports whether the inline element has no content.
func void(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Img, atom.Br, atom.Wbr, atom.Input, atom.Source, atom.Track, atom.Embed, atom.Param, atom.Area:
		return true
	}
	return false
}

// note reports whether the element is a number that leads to a note, or the way
// back from it: made by a converter, and numbered anew by it.
func note(n *html.Node) bool {
	if n.DataAtom == atom.Sup && n.FirstChild != nil && n.FirstChild == n.LastChild {
		n = n.FirstChild
	}
	class, _ := markup.Attr(n, "class")
	return n.DataAtom == atom.A && (class == "footnote-ref" || class == "footnote-backref")
}
