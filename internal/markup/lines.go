package markup

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/diptych-cms/diptych/internal/fault"
)

// Lines says where in Markdown its texts stand, so that one can be written back
// into its own lines and nothing else changes.
type Lines struct {
	// HTML is what FromMarkdown makes, with marks: each block of text begins with
	// [Mark] of its place in Blocks, and each inline element that the Markdown wrote has
	// an attribute [MarkAttr] with its place in Inlines.
	HTML    string
	Blocks  []Block
	Inlines []Inline
	Raw     []Extent // blocks of HTML, but for empty paragraphs
}

// MarkAttr names the attribute by which an element is found in [Lines.Inlines].
const MarkAttr = "data-md"

// markStart and markEnd stand around the number of a block, in characters that no
// text means anything by (Unicode's private use).
const markStart, markEnd = "\U000F0000", "\U000F0001"

// Mark returns what marks a block.
func Mark(n int) string { return markStart + strconv.Itoa(n) + markEnd }

// CutMark returns the text without the mark that it begins with, and its number; -1
// if there is none.
func CutMark(text string) (rest string, n int) {
	rest, ok := strings.CutPrefix(text, markStart)
	number, rest, found := strings.Cut(rest, markEnd)
	n, err := strconv.Atoi(number)
	if !ok || !found || err != nil {
		return text, -1
	}
	return rest, n
}

// A Block is a text in Markdown: of a paragraph, a heading, an item, a cell.
type Block struct {
	Kind   BlockKind
	Start  int    // the first byte of its text
	Stop   int    // the byte after its last; of an empty block, Start
	Lead   string // what stands before it on its first line: "- ", "> ", "## "
	Prefix string // what its other lines begin with
	Level  int    // of a heading
	Top    Extent // of the block of the document that it stands in
	Item   Extent // of the item of a list that it stands in; zero if it stands in none
}

// An Extent is some lines, without the end of the last.
type Extent struct{ Start, Stop int }

// A BlockKind says how a block is written.
type BlockKind uint8

// The kinds of blocks.
const (
	ProseBlock  BlockKind = iota // a paragraph, or the text of an item
	HeadBlock                    // a heading after #
	UnderBlock                   // a heading over its underline
	CellBlock                    // of a table
	TermBlock                    // that a list defines
	VacantBlock                  // an empty item or heading: text needs a space before it
	HollowBlock                  // an empty paragraph, which is written <p></p>
)

// ReadLines reads Markdown. What is too complex is refused as by [FromMarkdown].
func ReadLines(src string) (*Lines, error) {
	if tooComplex(src) {
		return nil, fault.New(fault.Invalid, "markdown.too_complex")
	}
	m := &marker{src: []byte(src), lines: new(Lines), notes: make(map[int]string)}
	ctx := parser.NewContext(parser.WithIDs(&headingIDs{newAnchors()}))
	md := markdown()
	doc := md.Parser().Parse(text.NewReader(m.src), parser.WithContext(ctx))
	m.findNotes(doc)
	for c := doc.FirstChild(); c != nil; {
		next := c.NextSibling()
		m.top = m.extent(c)
		m.block(c, Extent{})
		c = next
	}
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, m.src, doc); err != nil {
		return nil, fmt.Errorf("convert Markdown: %w", err)
	}
	m.lines.HTML = b.String()
	return m.lines, nil
}

// A marker marks a document.
type marker struct {
	src   []byte
	lines *Lines
	notes map[int]string // of footnotes: by index their names
	top   Extent
}

// findNotes reads what footnotes are called.
func (m *marker) findNotes(doc ast.Node) {
	// Walk fails only if the function does.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if note, ok := n.(*tables.Footnote); ok && entering {
			m.notes[note.Index] = string(note.Ref)
		}
		return ast.WalkContinue, nil
	})
}

// block marks a block and what stands in it. It recurses as deep as blocks stand in
// one another, which the reader bounds.
func (m *marker) block(n ast.Node, item Extent) {
	switch n := n.(type) {
	case *ast.Heading:
		m.heading(n, item)
		return
	case *ast.Paragraph, *ast.TextBlock:
		m.text(n, ProseBlock, item)
		return
	case *tables.TableCell:
		m.text(n, CellBlock, item)
		return
	case *tables.DefinitionTerm:
		m.text(n, TermBlock, item)
		return
	case *ast.HTMLBlock:
		m.hollow(n, item)
		return
	case *ast.ListItem:
		item = m.extent(n)
		if n.FirstChild() == nil {
			m.vacant(n, item)
			return
		}
	}
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		m.block(c, item)
		c = next
	}
}

// text marks a block that has its text in lines.
func (m *marker) text(n ast.Node, kind BlockKind, item Extent) {
	lines := n.Lines()
	if lines.Len() == 0 {
		return // a cell that a short row leaves out
	}
	b := Block{Kind: kind, Start: lines.At(0).Start, Stop: lines.At(lines.Len() - 1).Stop, Top: m.top, Item: item}
	for b.Start < b.Stop && isBlank(m.src[b.Start]) {
		b.Start++
	}
	for b.Stop > b.Start && isBlank(m.src[b.Stop-1]) {
		b.Stop--
	}
	if kind == CellBlock && b.Start == b.Stop && b.Start > 0 && m.src[b.Start-1] == ' ' {
		b.Start, b.Stop = b.Start-1, b.Stop-1 // an empty cell keeps a space behind what is put in
	}
	b.Lead = string(m.src[m.lineStart(b.Start):b.Start])
	b.Prefix = continued(b.Lead)
	if lines.Len() > 1 {
		second := lines.At(1).Start
		b.Prefix = string(m.src[m.lineStart(second):second])
	}
	m.put(n, b)
}

// continued returns what the further lines of a block begin with whose first line
// begins with lead: quotes go on, markers of items become spaces.
func continued(lead string) string {
	return strings.Map(func(r rune) rune {
		if r == '>' || r == '\t' {
			return r
		}
		return ' '
	}, lead)
}

func (m *marker) heading(n *ast.Heading, item Extent) {
	kind := HeadBlock
	if n.Lines().Len() > 0 {
		stop := n.Lines().At(n.Lines().Len() - 1).Stop
		if pos := n.Pos(); pos < 0 || pos >= len(m.src) || m.src[pos] != '#' {
			kind = UnderBlock
		}
		m.text(n, kind, item)
		b := &m.lines.Blocks[len(m.lines.Blocks)-1]
		b.Level = n.Level
		if kind == UnderBlock {
			b.Item = Extent{b.Item.Start, b.Item.Stop}
			b.Top.Stop = max(b.Top.Stop, m.lineEnd(min(stop+1, len(m.src))))
		}
		return
	}
	at := n.Pos() + n.Level
	if n.Pos() < 0 || at > len(m.src) {
		return
	}
	m.put(n, Block{
		Kind: VacantBlock, Start: at, Stop: at, Lead: string(m.src[m.lineStart(at):at]), Level: n.Level, Top: m.top, Item: item,
	})
}

// vacant marks an item that holds nothing.
func (m *marker) vacant(n *ast.ListItem, item Extent) {
	at := n.Pos()
	if at < 0 || at >= len(m.src) {
		return
	}
	for at < len(m.src) && !isBlank(m.src[at]) {
		at++
	}
	holder := ast.NewTextBlock()
	n.AppendChild(n, holder)
	lead := string(m.src[m.lineStart(at):at])
	m.put(holder, Block{Kind: VacantBlock, Start: at, Stop: at, Lead: lead, Prefix: continued(lead) + " ", Top: m.top, Item: item})
}

// hollow marks an empty paragraph that is written in HTML.
func (m *marker) hollow(n *ast.HTMLBlock, item Extent) {
	if n.Lines().Len() == 0 {
		return
	}
	line := n.Lines().At(0)
	written := string(line.Value(m.src))
	if n.Lines().Len() != 1 || n.HasClosure() || strings.TrimSpace(written) != Hollow {
		m.lines.Raw = append(m.lines.Raw, Extent{line.Start, m.extent(n).Stop})
		return
	}
	at := line.Start + strings.Index(written, Hollow)
	holder := ast.NewParagraph()
	n.Parent().ReplaceChild(n.Parent(), n, holder)
	lead := string(m.src[m.lineStart(at):at])
	m.put(holder, Block{
		Kind: HollowBlock, Start: at, Stop: at + len(Hollow), Lead: lead, Prefix: continued(lead), Top: m.top, Item: item,
	})
}

// Hollow is an empty paragraph in Markdown, which has none of its own.
const Hollow = "<p></p>"

// put notes a block and puts its mark before what it holds.
func (m *marker) put(n ast.Node, b Block) {
	for c := n.FirstChild(); c != nil; {
		next := c.NextSibling()
		m.inline(c)
		c = next
	}
	mark := ast.NewString([]byte(Mark(len(m.lines.Blocks))))
	mark.SetCode(true)
	if first := n.FirstChild(); first != nil {
		n.InsertBefore(n, first, mark)
	} else {
		n.AppendChild(n, mark)
	}
	m.lines.Blocks = append(m.lines.Blocks, b)
}

// extent returns the lines of a block.
func (m *marker) extent(n ast.Node) Extent {
	start := n.Pos()
	if start < 0 || start > len(m.src) {
		return Extent{}
	}
	stop := start
	// Walk fails only if the function does.
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering || n.Type() == ast.TypeInline {
			return ast.WalkSkipChildren, nil
		}
		if lines := n.Lines(); lines != nil && lines.Len() > 0 {
			stop = max(stop, lines.At(lines.Len()-1).Stop-1)
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			if lines := n.Lines(); lines.Len() > 0 { // and the fence below
				stop = max(stop, min(m.lineEnd(lines.At(lines.Len()-1).Stop), len(m.src)))
			}
		case *ast.HTMLBlock:
			if n.HasClosure() {
				stop = max(stop, n.ClosureLine.Stop-1)
			}
		}
		return ast.WalkContinue, nil
	})
	return Extent{Start: m.lineStart(start), Stop: m.lineEnd(stop)}
}

// lineStart returns where the line begins that holds the byte.
func (m *marker) lineStart(at int) int { return bytes.LastIndexByte(m.src[:at], '\n') + 1 }

// lineEnd returns where the line ends that holds the byte, before its line end.
func (m *marker) lineEnd(at int) int {
	at = min(max(at, 0), len(m.src))
	if i := bytes.IndexByte(m.src[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(m.src)
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
