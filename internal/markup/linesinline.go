package markup

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	tables "github.com/yuin/goldmark/extension/ast"
)

// An Inline is an inline element as its Markdown wrote it.
type Inline struct {
	Kind  InlineKind
	Open  string // before what it holds; of what stands alone, all of it
	Close string // behind it
	Says  string // of a bare link: what it shows
	Alt   Extent // of a picture: the bytes of its alternative text
}

// An InlineKind says how an element is written.
type InlineKind uint8

// The kinds of inline elements.
const (
	MarkInline  InlineKind = iota // of signs around words: *, **, ~~
	LinkInline                    // [ … ](…)
	BareInline                    // a link that is its own text
	ImageInline                   // ![ … ](…)
	RawInline                     // a tag of HTML
	OtherInline                   // code, a line break, a tick, a note: all of it in Open
)

// inline marks an inline element and those in it. It recurses as deep as elements
// stand in one another, which the reader bounds.
func (m *marker) inline(n ast.Node) {
	number := len(m.lines.Inlines)
	one, ok := m.written(n)
	if ok {
		m.lines.Inlines = append(m.lines.Inlines, one)
	}
	for c := n.FirstChild(); c != nil && one.Kind != ImageInline; {
		next := c.NextSibling()
		m.inline(c)
		c = next
	}
	if ok {
		m.markInline(n, number)
	}
}

// markInline gives the element its number, in the attributes that the renderer
// writes, or by putting in its place what it would write.
func (m *marker) markInline(n ast.Node, number int) {
	attr := MarkAttr + `="` + strconv.Itoa(number) + `"`
	replace := func(html string) {
		s := ast.NewString([]byte(html))
		s.SetCode(true) // written as it is
		n.Parent().ReplaceChild(n.Parent(), n, s)
	}
	switch n := n.(type) {
	case *ast.Text:
		n.SetHardLineBreak(false)
		s := ast.NewString([]byte("<br " + attr + ">\n"))
		s.SetCode(true)
		n.Parent().InsertAfter(n.Parent(), n, s)
	case *tables.TaskCheckBox:
		replace(`<input ` + attr + ` type="checkbox"> `)
	case *tables.FootnoteLink:
		replace(fmt.Sprintf(`<sup %s><a href="#fn:%d" class="footnote-ref">%d</a></sup>`, attr, n.Index, n.Index))
	case *ast.RawHTML:
		tag := m.lines.Inlines[number].Open
		name := strings.IndexAny(tag, " \t\n/>")
		replace(tag[:name] + " " + attr + tag[name:])
	default:
		n.SetAttributeString(MarkAttr, []byte(strconv.Itoa(number)))
	}
}

// written returns how the element was written; ok is false of what is none, or is
// not to be found again.
func (m *marker) written(n ast.Node) (one Inline, ok bool) {
	switch n := n.(type) {
	case *ast.Text:
		if !n.HardLineBreak() {
			return one, false
		}
		one = Inline{Kind: OtherInline, Open: "  \n"}
		if at := n.Segment.Stop; at < len(m.src) && m.src[at] == '\\' {
			one.Open = "\\\n"
		}
		return one, true
	case *ast.Emphasis:
		signs := strings.Repeat(string(m.signAt(n.Pos(), "*_")), n.Level)
		return Inline{Kind: MarkInline, Open: signs, Close: signs}, true
	case *tables.Strikethrough:
		return Inline{Kind: MarkInline, Open: "~~", Close: "~~"}, true
	case *ast.AutoLink:
		label := string(n.Label(m.src))
		one = Inline{Kind: BareInline, Open: label, Says: label}
		if at := n.Pos(); at >= 0 && at < len(m.src) && m.src[at] == '<' {
			one.Open = "<" + label + ">"
		}
		return one, true
	case *ast.Link:
		return m.link(n, n.Reference, "[")
	case *ast.Image:
		return m.link(n, n.Reference, "![")
	case *tables.TaskCheckBox:
		one = Inline{Kind: OtherInline, Open: "[ ]"}
		if n.IsChecked {
			one.Open = "[x]"
		}
		return one, true
	case *tables.FootnoteLink:
		return Inline{Kind: OtherInline, Open: "[^" + m.notes[n.Index] + "]"}, m.notes[n.Index] != ""
	case *ast.CodeSpan:
		return m.code(n)
	case *ast.RawHTML:
		return m.raw(n)
	}
	return one, false
}

// signAt returns the sign at a place if it is one of these, else the first of them.
func (m *marker) signAt(at int, signs string) byte {
	if at >= 0 && at < len(m.src) && strings.IndexByte(signs, m.src[at]) >= 0 {
		return m.src[at]
	}
	return signs[0]
}

// code returns a piece of code with its backticks.
func (m *marker) code(n ast.Node) (Inline, bool) {
	at := n.Pos()
	if at < 0 || at >= len(m.src) || m.src[at] != '`' {
		return Inline{}, false
	}
	ticks := run(m.src[at:], '`')
	for i := at + ticks; i < len(m.src); i++ {
		if m.src[i] != '`' {
			continue
		}
		found := run(m.src[i:], '`')
		if found == ticks {
			return Inline{Kind: OtherInline, Open: oneLine(m.src[at : i+found])}, true
		}
		i += found - 1
	}
	return Inline{}, false
}

// raw returns a tag of HTML that opens an element.
func (m *marker) raw(n *ast.RawHTML) (Inline, bool) {
	var b bytes.Buffer
	for i := range n.Segments.Len() {
		segment := n.Segments.At(i)
		b.Write(segment.Value(m.src))
	}
	tag := oneLine(b.Bytes())
	if len(tag) < 3 || !isLetter(tag[1]) {
		return Inline{}, false
	}
	name := tag[1:strings.IndexAny(tag, " \t/>")]
	return Inline{Kind: RawInline, Open: tag, Close: "</" + name + ">"}, true
}

// link returns what stands around the text of a link or a picture.
func (m *marker) link(n ast.Node, ref *ast.ReferenceLink, open string) (Inline, bool) {
	one := Inline{Kind: LinkInline, Open: open}
	if open == "![" {
		one.Kind = ImageInline
	}
	at := n.Pos() + len(open)
	if n.Pos() < 0 || at > len(m.src) || string(m.src[n.Pos():at]) != open {
		return one, false
	}
	end := at
	if last := n.LastChild(); last != nil {
		end = m.end(last)
	}
	for end < len(m.src) && m.src[end] != ']' {
		end++
	}
	one.Alt = Extent{at, end}
	if end >= len(m.src) {
		return one, false
	}
	if ref != nil { // a short name is spelt out, since it is no longer the text
		one.Close = "][" + string(ref.Value) + "]"
		return one, !bytes.ContainsAny(ref.Value, "\n")
	}
	size := destination(m.src[end+1:])
	if size == 0 {
		return one, false
	}
	one.Close = oneLine(m.src[end : end+1+size])
	return one, true
}

// end returns the byte after an inline node.
func (m *marker) end(n ast.Node) int {
	end := n.Pos()
	if last := n.LastChild(); last != nil {
		end = m.end(last)
	}
	switch n := n.(type) {
	case *ast.Text:
		return n.Segment.Stop
	case *ast.Emphasis:
		return end + n.Level
	case *tables.Strikethrough:
		return end + run(m.src[min(end, len(m.src)):], '~')
	case *ast.CodeSpan:
		for end < len(m.src) && m.src[end] != '`' {
			end++
		}
		return end + run(m.src[end:], '`')
	case *ast.RawHTML:
		if n.Segments.Len() > 0 {
			return n.Segments.At(n.Segments.Len() - 1).Stop
		}
	case *ast.Image, *ast.Link:
		for end < len(m.src) && m.src[end] != ']' {
			end++
		}
		return end + 1 + destination(m.src[min(end+1, len(m.src)):])
	}
	return end
}

// destination returns the length of the destination of a link in round brackets,
// with its title: 0 if there is none.
func destination(src []byte) int {
	if len(src) == 0 || src[0] != '(' {
		return 0
	}
	depth, quote := 0, byte(0)
	for i := 0; i < len(src); i++ {
		c := src[i]
		switch {
		case c == '\\':
			i++
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '<' && i+1 < len(src) && onlySpace(src[1:i]):
			quote = '>'
		case (c == '"' || c == '\'') && isBlank(src[i-1]):
			quote = c
		case c == '(':
			depth++
		case c == ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

func onlySpace(b []byte) bool { return len(bytes.TrimSpace(b)) == 0 }

// run counts how often a sign stands at the beginning.
func run(b []byte, sign byte) int {
	n := 0
	for n < len(b) && b[n] == sign {
		n++
	}
	return n
}

// oneLine returns source with line ends, and what the next line begins with, as one
// space.
func oneLine(b []byte) string {
	lines := strings.Split(string(b), "\n")
	for i := 1; i < len(lines); i++ {
		lines[i] = strings.TrimLeft(lines[i], " \t>")
	}
	return strings.Join(lines, " ")
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
