package markup

import (
	"bytes"
	"fmt"
	"strings"
	"sync"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/diptych-cms/diptych/internal/fault"
)

// FromMarkdown makes HTML of Markdown as Hugo 0.165 does by default, so that an
// imported page keeps its blocks, links and anchors: CommonMark with tables,
// strikethrough, bare links (https), task lists, definition lists, footnotes,
// and {#id .class} after headings; ids of headings keep their accents. Three
// things differ: raw HTML is kept (package sanitize judges it), signs stay as
// typed (no typographer), and code is not coloured.
//
// The result is not safe to show before it was sanitized. Markdown that would
// take longer to convert than anything a person writes is refused
// (fault.Invalid, "markdown.too_complex").
func FromMarkdown(src string) (string, error) {
	if tooComplex(src) {
		return "", fault.New(fault.Invalid, "markdown.too_complex")
	}
	var b bytes.Buffer
	ctx := parser.NewContext(parser.WithIDs(&headingIDs{newAnchors()}))
	if err := markdown().Convert([]byte(src), &b, parser.WithContext(ctx)); err != nil {
		return "", fmt.Errorf("convert Markdown: %w", err)
	}
	return b.String(), nil
}

// markdown is made at first use and does not change; it may be used by many at once.
var markdown = sync.OnceValue(func() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(
			extension.GFM,
			extension.DefinitionList,
			extension.NewFootnote(extension.WithFootnoteBacklinkHTML("&#x21a9;&#xfe0e;")),
		),
		goldmark.WithParserOptions(
			parser.WithAttribute(),
			parser.WithASTTransformers(util.Prioritized(hugoWays{}, 100)),
		),
		goldmark.WithRendererOptions(html.WithUnsafe()),
	)
})

// hugoWays changes the tree where Hugo departs from goldmark.
type hugoWays struct{}

// Transform implements [parser.ASTTransformer].
func (hugoWays) Transform(doc *ast.Document, reader text.Reader, ctx parser.Context) {
	// Walk fails only if the function does.
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			identify(n, reader.Source(), ctx)
		case *ast.AutoLink:
			// The protocol is set only where the writer gave none (www.…).
			if len(n.Protocol) > 0 {
				n.Protocol = []byte("https")
			}
		}
		return ast.WalkContinue, nil
	})
}

// identify gives a heading an id, from its own attributes or from its text.
func identify(n *ast.Heading, source []byte, ctx parser.Context) {
	if id, ok := n.AttributeString("id"); ok {
		if id, ok := id.([]byte); ok {
			ctx.IDs().Put(id)
		}
		return
	}
	says := plain(n, source)
	if n.Lines().Len() > 1 {
		// Of a heading over several lines, the last one gives the id.
		says = says[strings.LastIndexByte(says, '\n')+1:]
	}
	if says != "" {
		n.SetAttributeString("id", ctx.IDs().Generate([]byte(says), ast.KindHeading))
	}
}

// plain is the text that Hugo makes an id of. Of nested inlines it takes the
// first child alone, as Hugo does: links to the id were made with that.
func plain(n ast.Node, source []byte) string {
	var b bytes.Buffer
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		for leaf := c; leaf != nil; leaf = leaf.FirstChild() {
			switch t := leaf.(type) {
			case *ast.String:
				b.Write(t.Value)
			case *ast.Text:
				b.Write(t.Segment.Value(source))
				if t.HardLineBreak() || t.SoftLineBreak() {
					b.WriteByte('\n')
				}
			}
		}
	}
	return string(util.ResolveEntityNames(b.Bytes()))
}

// headingIDs draws the ids of headings. It implements [parser.IDs].
type headingIDs struct{ *anchors }

// Generate implements [parser.IDs].
func (ids *headingIDs) Generate(value []byte, _ ast.NodeKind) []byte {
	return []byte(ids.draw(string(value), "heading"))
}

// Put implements [parser.IDs].
func (ids *headingIDs) Put(value []byte) { ids.put(string(value)) }
