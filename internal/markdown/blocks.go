package markdown

import (
	"bytes"
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/markup"
)

// callNote makes of a footnote's number what calls it, if the element is one.
func callNote(n *html.Node) bool {
	a := n.FirstChild
	if a == nil || a.Data != "a" || !hasClass(a, "footnote-ref") {
		return false
	}
	href, _ := markup.Attr(a, "href")
	_, number, ok := strings.Cut(href, "#fn:")
	if !ok || !isNumber(number) {
		return false
	}
	n.Data, n.DataAtom = noteRef, 0
	n.Attr = []html.Attribute{{Key: "n", Val: number}}
	n.RemoveChild(a)
	return true
}

// listNotes makes of the list of footnotes their texts, without the links that lead
// back.
func listNotes(n *html.Node) {
	if !hasClass(n, "footnotes") {
		return
	}
	var notes []*html.Node
	for li := range n.Descendants() {
		id, _ := markup.Attr(li, "id")
		if number, ok := strings.CutPrefix(id, "fn:"); ok && li.Data == "li" && isNumber(number) {
			markup.SetAttr(li, "n", number)
			notes = append(notes, li)
		}
	}
	if len(notes) == 0 {
		return
	}
	for _, li := range notes {
		li.Parent.RemoveChild(li)
	}
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
	for _, li := range notes {
		li.Data, li.DataAtom = note, 0
		dropBacklinks(li)
		n.AppendChild(li)
	}
}

func dropBacklinks(n *html.Node) {
	var gone []*html.Node
	for a := range n.Descendants() {
		if a.Data == "a" && hasClass(a, "footnote-backref") {
			gone = append(gone, a)
		}
	}
	for _, a := range gone {
		if before := a.PrevSibling; before != nil && before.Type == html.TextNode {
			before.Data = strings.TrimRight(before.Data, " \u00A0\n")
		}
		a.Parent.RemoveChild(a)
	}
}

func renderNoteRef(_ converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	number, _ := markup.Attr(n, "n")
	_, _ = w.WriteString("[^" + number + "]")
	return converter.RenderSuccess
}

func renderNote(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	number, _ := markup.Attr(n, "n")
	_, _ = w.WriteString("\n\n[^" + number + "]: ")
	_, _ = w.Write(hanging(ctx, n))
	_, _ = w.WriteString("\n\n")
	return converter.RenderSuccess
}

// renderDefinitions writes a definition list: the term, and under it what it means
// behind a colon.
func renderDefinitions(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	_, _ = w.WriteString("\n\n")
	before := ""
	for _, part := range definitions(n) {
		if part.Data == "dt" {
			if before == "dd" {
				_, _ = w.WriteString("\n")
			}
			_, _ = w.Write(oneLine(ctx, part))
		} else {
			_, _ = w.WriteString(": ")
			_, _ = w.Write(hanging(ctx, part))
		}
		_, _ = w.WriteString("\n")
		before = part.Data
	}
	_, _ = w.WriteString("\n")
	return converter.RenderSuccess
}

// definitions returns the terms of a definition list and what they mean, at whatever
// depth, but for those that stand in one another.
func definitions(n *html.Node) (parts []*html.Node) {
	for c := range n.ChildNodes() {
		switch {
		case c.Type != html.ElementNode || c.Data == "dl":
		case c.Data == "dt" || c.Data == "dd":
			parts = append(parts, c)
		default:
			parts = append(parts, definitions(c)...)
		}
	}
	return parts
}

// hanging writes the content of an element so that it can stand behind a sign: the
// lines after the first are indented.
func hanging(ctx converter.Context, n *html.Node) []byte {
	var b bytes.Buffer
	ctx.RenderChildNodes(ctx, &b, n)
	text := bytes.Trim(b.Bytes(), " \n")
	var out []byte
	for i, line := range bytes.Split(text, []byte("\n")) {
		if i > 0 {
			out = append(out, '\n')
			if len(bytes.TrimSpace(line)) > 0 {
				out = append(out, "    "...)
			}
		}
		out = append(out, line...)
	}
	return out
}

// oneLine writes the content of an element on one line.
func oneLine(ctx converter.Context, n *html.Node) []byte {
	var b bytes.Buffer
	ctx.RenderChildNodes(ctx, &b, n)
	return bytes.Join(bytes.Fields(b.Bytes()), []byte(" "))
}

func hasClass(n *html.Node, name string) bool {
	value, _ := markup.Attr(n, "class")
	for one := range strings.FieldsSeq(value) {
		if one == name {
			return true
		}
	}
	return false
}

func isNumber(s string) bool {
	return s != "" && len(s) <= 6 && strings.Trim(s, "0123456789") == ""
}
