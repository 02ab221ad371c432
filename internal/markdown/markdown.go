// Package markdown writes safe HTML as Markdown, for people who write and for
// language models: CommonMark with the tables, struck words, task lists, footnotes and
// definition lists that package markup reads. What a text says is escaped, so that
// none of it becomes markup or raw HTML. What would take too long to write, or become too
// long, stays the safe HTML that it is.
package markdown

import (
	"fmt"
	"regexp"
	"strings"
	"sync"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"github.com/JohannesKaufmann/html-to-markdown/v2/marker"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/base"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/commonmark"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/strikethrough"
	"github.com/JohannesKaufmann/html-to-markdown/v2/plugin/table"
	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/markup"
)

// From returns the Markdown of sanitized HTML, with a line end at its end; nothing of
// what says nothing.
func From(fragment string) (string, error) {
	if len(fragment) > mostBytes || strings.ContainsAny(fragment, inward) {
		return line(asHTML(fragment)), nil
	}
	root := markup.Tree(fragment)
	if !bound(root) {
		return line(asHTML(fragment)), nil
	}
	prepare(root)
	writer := tidy
	if crowded(root) {
		writer = careful
	}
	out, err := writer().ConvertNode(root)
	if err != nil {
		return "", fmt.Errorf("write HTML as Markdown: %w", err)
	}
	if len(out) > mostGrowth*len(fragment)+slack {
		return line(asHTML(fragment)), nil
	}
	return line(string(out)), nil
}

// line ends a text, if there is one.
func line(text string) string {
	if text == "" {
		return ""
	}
	return text + "\n"
}

// tidy escapes the signs that would be markup where they stand. Both writers are made
// at first use and do not change; they may be used by many at once.
var tidy = sync.OnceValue(func() *converter.Converter {
	c := newWriter(true)
	c.Register.EscapedChar(':')
	c.Register.UnEscaper(definition, converter.PriorityStandard)
	c.Register.UnEscaper(delimiter, converter.PriorityEarly)
	return c
})

// careful escapes every sign, wherever it stands: that takes no time that grows faster
// than the text.
var careful = sync.OnceValue(func() *converter.Converter {
	c := newWriter(false)
	c.Register.TextTransformer(func(_ converter.Context, text string) string { return sign.ReplaceAllString(text, `\$0`) }, converter.PriorityLate)
	return c
})

func newWriter(smart bool) *converter.Converter {
	mode := converter.EscapeModeDisabled
	if smart {
		mode = converter.EscapeModeSmart
	}
	c := converter.NewConverter(converter.WithEscapeMode(mode), converter.WithPlugins(
		base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(commonmark.WithHorizontalRule("---")), strikethrough.NewStrikethroughPlugin(),
		table.NewTablePlugin(
			table.WithHeaderPromotion(true), table.WithPresentationTables(true),
			table.WithNewlineBehavior(table.NewlineBehaviorPreserve), table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal),
		),
	))
	c.Register.TextTransformer(func(_ converter.Context, text string) string { return entity.ReplaceAllString(text, "&amp;$1") }, converter.PriorityEarly)
	c.Register.RendererFor(noteRef, converter.TagTypeInline, renderNoteRef, converter.PriorityEarly)
	c.Register.RendererFor(note, converter.TagTypeBlock, renderNote, converter.PriorityEarly)
	c.Register.RendererFor(task, converter.TagTypeInline, renderTask, converter.PriorityEarly)
	c.Register.RendererFor("dl", converter.TagTypeBlock, renderDefinitions, converter.PriorityEarly)
	c.Register.RendererFor(brace, converter.TagTypeInline, renderBrace, converter.PriorityEarly)
	c.Register.RendererFor(kept, converter.TagTypeInline, renderKept, converter.PriorityEarly)
	c.Register.RendererFor(htmlBlock, converter.TagTypeBlock, renderHTML, converter.PriorityEarly)
	return c
}

// mostLooks bounds how many characters tidy looks at: from each sign it may look to the
// end of the line for another that it goes with.
const mostLooks = 50_000_000

// crowded reports whether a text has more signs than tidy should look at.
func crowded(root *html.Node) bool {
	signs, longest := 0, 0
	for block := range root.ChildNodes() {
		text := markup.TextOf(block)
		longest = max(longest, len(text))
		for i := range len(text) {
			if strings.IndexByte("*_[!`~", text[i]) >= 0 {
				signs++
			}
		}
	}
	return signs*longest > mostLooks
}

// sign is what Markdown may read as more than itself. "<", ">" and "&" are written as
// the names of characters by then.
var sign = regexp.MustCompile("[\\\\`*_\\[\\]#|~!:+.)(-]")

// entity finds what a reader of Markdown would take for a character's name; the rest
// of its kind is left to the library, which knows it.
var entity = regexp.MustCompile(`&(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]*;)`)

// definition finds a colon that would begin a definition, in the way of the library: it
// returns how many bytes the sign has, or -1 where it is none. Before the colon stand at
// most three spaces, and the mark that it may have to be escaped.
func definition(chars []byte, index int) int {
	start := index
	for start > 0 && index-start < 4 && (chars[start-1] == ' ' || chars[start-1] == byte(marker.MarkerEscaping)) {
		start--
	}
	begins := start == 0 || chars[start-1] == '\n'
	if begins && (index+1 == len(chars) || chars[index+1] == ' ') {
		return 1
	}
	return -1
}

// delimiter finds what could begin or end code, stress and struck words, in the way of
// the library. That finds only what could begin them, but what the text says may stand
// in an element that it would end; and of a fence it takes the first sign alone.
func delimiter(chars []byte, index int) int {
	switch chars[index] {
	case '`':
		return 1
	case '*', '~':
		if !isBlank(chars, index-2) || !isBlank(chars, index+1) { // the byte before is the library's mark
			return 1
		}
	}
	return -1
}

// isBlank reports whether white space stands at an index, or nothing.
func isBlank(chars []byte, index int) bool {
	return index < 0 || index >= len(chars) || chars[index] == ' ' || chars[index] == '\n'
}

// Elements that stand for what HTML has no elements for.
const (
	noteRef = "note-ref" // the number of a footnote where it is called
	note    = "note"     // its text
	task    = "task-box"

	htmlBlock = "html-block" // a block that stays HTML
)

// prepare makes of a tree what the library writes as it should.
func prepare(root *html.Node) {
	markup.RewriteTree(root, func(n *html.Node) {
		switch n.Data {
		case "a":
			spell(n, "title")
			aim(n)
		case "img":
			spell(n, "alt")
			spell(n, "title")
		case "h1", "h2", "h3", "h4", "h5", "h6":
			closeBrace(n)
		case "sup":
			if !callNote(n) {
				keep(n)
			}
		case "sub":
			keep(n)
		case "em", "i", "strong", "b":
			keepEmphasis(n)
		case "div", "section":
			listNotes(n)
		case "input":
			tick(n)
		case "th", "td":
			align(n)
			narrow(n)
		case "iframe", "video", "audio":
			lead(n)
		}
	})
}

// tick makes a box of a task list what Markdown writes for it.
func tick(n *html.Node) {
	if kind, _ := markup.Attr(n, "type"); kind == "checkbox" {
		n.Data, n.DataAtom = task, 0
	}
}

func renderTask(_ converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	box := "[ ] "
	if _, checked := markup.Attr(n, "checked"); checked {
		box = "[x] "
	}
	_, _ = w.WriteString(box)
	return converter.RenderSuccess
}

// align says the alignment of a column where the library looks for it.
func align(n *html.Node) {
	style, _ := markup.Attr(n, "style")
	for declaration := range strings.SplitSeq(style, ";") {
		if name, value, _ := strings.Cut(declaration, ":"); strings.TrimSpace(name) == "text-align" {
			markup.SetAttr(n, "align", strings.TrimSpace(value))
		}
	}
}

// lead puts a link in the place of what Markdown cannot show.
func lead(n *html.Node) {
	at, _ := markup.Attr(n, "src")
	for c := range n.ChildNodes() {
		if src, ok := markup.Attr(c, "src"); ok && at == "" {
			at = src
		}
	}
	title, _ := markup.Attr(n, "title")
	if title == "" {
		title = at
	}
	if at == "" || n.Parent == nil {
		return
	}
	a := &html.Node{Type: html.ElementNode, Data: "a", Attr: []html.Attribute{{Key: "href", Val: at}}}
	a.AppendChild(&html.Node{Type: html.TextNode, Data: title})
	n.Parent.InsertBefore(a, n)
	n.Parent.RemoveChild(n)
}
