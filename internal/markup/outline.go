package markup

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"

	"github.com/diptych-cms/diptych/internal/fault"
)

// MarkdownSkeleton is [Skeleton] of Markdown, in Markdown: headings, lists,
// quotes, tables, rules, fences, pictures, embeds and shortcodes stay, empty.
// Markdown has no empty paragraph: where one stood there is nothing. What would
// take too long to read is refused as by [FromMarkdown].
func MarkdownSkeleton(src string) (string, error) {
	if tooComplex(src) {
		return "", fault.New(fault.Invalid, "markdown.too_complex")
	}
	o := outliner{src: []byte(src)}
	// The ids that headings get are not used; goldmark's own would take the square of
	// their number to draw.
	ctx := parser.NewContext(parser.WithIDs(&headingIDs{newAnchors()}))
	blocks := o.blocks(markdown().Parser().Parse(text.NewReader(o.src), parser.WithContext(ctx)))
	if len(blocks) == 0 {
		return "", nil
	}
	return strings.Join(blocks, "\n\n") + "\n", nil
}

// shortcode is a placeholder of Hugo or of WordPress, which stands for something
// without words; or one of WordPress in doubled brackets, which is words.
var shortcode = regexp.MustCompile(`\{\{[<%].*?[%>]\}\}|\[gallery(?:\s[^\]]*)?\]|\[embed(?:\s[^\]]*)?\].*?\[/embed\]|\[\[(?:gallery|embed)(?:\s[^\]]*)?\]`)

// An outliner writes the blocks of one text without their words.
type outliner struct{ src []byte }

// blocks returns what is left of each block in n. It recurses as deep as blocks
// stand in one another, which the reader bounds.
func (o outliner) blocks(n ast.Node) []string {
	var list []string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if block := o.block(c); block != "" {
			list = append(list, block)
		}
	}
	return list
}

func (o outliner) block(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Heading:
		return strings.Repeat("#", n.Level)
	case *ast.Paragraph, *ast.TextBlock:
		return o.inside(n)
	case *ast.ThematicBreak:
		return "---"
	case *ast.FencedCodeBlock:
		return fence(string(n.Language(o.src)))
	case *ast.CodeBlock:
		return "```\n```"
	case *ast.Blockquote:
		return indented("> ", "> ", o.blocks(n))
	case *ast.List:
		return o.list(n)
	case *ast.HTMLBlock:
		return o.raw(n)
	case *tables.Table:
		return table(n)
	}
	return ""
}

// inside returns the pictures and shortcodes of a paragraph.
func (o outliner) inside(n ast.Node) string {
	var kept []string
	// Walk fails only if the function does.
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if picture, ok := n.(*ast.Image); ok && entering {
			kept = append(kept, "![](<"+strings.NewReplacer("<", "%3C", ">", "%3E").Replace(string(picture.Destination))+">)")
			return ast.WalkSkipChildren, nil
		}
		return ast.WalkContinue, nil
	})
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		for _, found := range shortcode.FindAllString(string(line.Value(o.src)), -1) {
			if !strings.HasPrefix(found, "[[") {
				kept = append(kept, found)
			}
		}
	}
	return strings.Join(kept, "\n")
}

// fence returns an empty fence. Only one of tildes may have a backtick in its language.
func fence(language string) string {
	if strings.Contains(language, "`") {
		return "~~~ " + language + "\n~~~"
	}
	return "```" + language + "\n```"
}

// raw returns what is left of HTML as it stands in Markdown, if it shows
// something: a lone tag that another block closes shows nothing.
func (o outliner) raw(n *ast.HTMLBlock) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(o.src))
	}
	if n.HasClosure() {
		b.Write(n.ClosureLine.Value(o.src))
	}
	for _, shows := range []string{"img", "video", "audio", "iframe", "table"} {
		if HasElement(b.String(), shows) {
			return strings.TrimRight(Skeleton(b.String()), "\n")
		}
	}
	return ""
}

// mostNumber is the highest number that an item of a list may have.
const mostNumber = 999_999_999

func (o outliner) list(n *ast.List) string {
	var items []string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		marker := string(n.Marker)
		if n.IsOrdered() {
			marker = fmt.Sprintf("%d%c", min(n.Start+len(items), mostNumber), n.Marker)
		}
		items = append(items, indented(marker+" ", strings.Repeat(" ", len(marker)+1), o.blocks(c)))
	}
	return strings.Join(items, "\n")
}

// indented puts blocks into a container that marks its first line, and the
// others, with these.
func indented(first, others string, blocks []string) string {
	lines := strings.Split(strings.Join(blocks, "\n\n"), "\n")
	for i, line := range lines {
		mark := others
		if i == 0 {
			mark = first
		}
		lines[i] = strings.TrimRight(mark+line, " ")
	}
	return strings.Join(lines, "\n")
}

// table returns a table with empty cells.
func table(n *tables.Table) string {
	columns := max(1, len(n.Alignments))
	var rule strings.Builder // a row of a megabyte has more columns than can be added one to another
	rule.WriteByte('|')
	for i := range columns {
		cell := " --- |"
		if i < len(n.Alignments) {
			switch n.Alignments[i] {
			case tables.AlignLeft:
				cell = " :-- |"
			case tables.AlignRight:
				cell = " --: |"
			case tables.AlignCenter:
				cell = " :-: |"
			}
		}
		rule.WriteString(cell)
	}
	empty := "|" + strings.Repeat("  |", columns)
	lines := []string{empty, rule.String()}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Kind() == tables.KindTableRow {
			lines = append(lines, empty)
		}
	}
	return strings.Join(lines, "\n")
}
