// Package markdown writes safe HTML as Markdown, for people who write and for
// language models: CommonMark with the tables, struck words, task lists, footnotes and
// definition lists that package markup reads. What a text says is escaped, so that
// none of it becomes markup or raw HTML.
package markdown

import (
	"bytes"
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
	root := markup.Tree(fragment)
	prepare(root)
	out, err := shared().ConvertNode(root)
	if err != nil {
		return "", fmt.Errorf("write HTML as Markdown: %w", err)
	}
	if len(out) == 0 {
		return "", nil
	}
	return string(out) + "\n", nil
}

// shared is made at first use and does not change; it may be used by many at once.
var shared = sync.OnceValue(func() *converter.Converter {
	c := converter.NewConverter(converter.WithPlugins(
		base.NewBasePlugin(), commonmark.NewCommonmarkPlugin(commonmark.WithHorizontalRule("---")), strikethrough.NewStrikethroughPlugin(),
		table.NewTablePlugin(
			table.WithHeaderPromotion(true), table.WithPresentationTables(true),
			table.WithNewlineBehavior(table.NewlineBehaviorPreserve), table.WithCellPaddingBehavior(table.CellPaddingBehaviorMinimal),
		),
	))
	c.Register.TextTransformer(func(_ converter.Context, text string) string { return entity.ReplaceAllString(text, "&amp;$1") }, converter.PriorityEarly)
	c.Register.EscapedChar(':')
	c.Register.UnEscaper(definition, converter.PriorityStandard)
	c.Register.RendererFor(noteRef, converter.TagTypeInline, renderNoteRef, converter.PriorityEarly)
	c.Register.RendererFor(note, converter.TagTypeBlock, renderNote, converter.PriorityEarly)
	c.Register.RendererFor(task, converter.TagTypeInline, renderTask, converter.PriorityEarly)
	c.Register.RendererFor("dl", converter.TagTypeBlock, renderDefinitions, converter.PriorityEarly)
	c.Register.RendererFor(kept, converter.TagTypeInline, renderKept, converter.PriorityEarly)
	return c
})

// entity finds what a reader of Markdown would take for a character's name; the rest
// of its kind is left to the library, which knows it.
var entity = regexp.MustCompile(`&(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]*;)`)

// definition finds a colon that would begin a definition, in the way of the library: it
// returns how many bytes the sign has, or -1 where it is none.
func definition(chars []byte, index int) int {
	line := chars[bytes.LastIndexByte(chars[:index], '\n')+1 : index]
	begins := len(bytes.Trim(line, string(marker.MarkerEscaping)+" ")) == 0
	if begins && (index+1 == len(chars) || chars[index+1] == ' ') {
		return 1
	}
	return -1
}

// Elements that stand for what HTML has no elements for.
const (
	noteRef = "note-ref" // the number of a footnote where it is called
	note    = "note"     // its text
	task    = "task-box"
)

// prepare makes of a tree what the library writes as it should.
func prepare(root *html.Node) {
	markup.RewriteTree(root, func(n *html.Node) {
		switch n.Data {
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
