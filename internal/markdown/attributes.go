package markdown

import (
	"strings"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/markup"
)

// spelled are the names of the signs that could end what an attribute says, or begin
// something else. Readers of Markdown take names of characters there as in any text
// (CommonMark §2.5), and nothing that begins outside can end in them.
var spelled = strings.NewReplacer(
	"&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&#34;", "'", "&#39;", `\`, "&#92;", "`", "&#96;",
	"[", "&#91;", "]", "&#93;", "*", "&#42;", "_", "&#95;", "~", "&#126;", "|", "&#124;", "{", "&#123;", "}", "&#125;", "\n", " ", "\r", " ",
)

// spell writes an attribute on one line, in signs that mean nothing to Markdown: the
// library writes it as it is.
func spell(n *html.Node, name string) {
	if value, ok := markup.Attr(n, name); ok {
		markup.SetAttr(n, name, spelled.Replace(value))
	}
}

// escaped are the signs that could end an address.
var escaped = strings.NewReplacer("`", "%60", "<", "%3C", ">", "%3E", `\`, "%5C", "(", "%28", ")", "%29", " ", "%20")

// aim escapes the address of a link, of whatever scheme. A link that leads nowhere, as
// where sanitizing took its address, becomes the text that it is.
func aim(n *html.Node) {
	href, _ := markup.Attr(n, "href")
	if href = strings.TrimSpace(href); href == "" {
		n.Data, n.DataAtom = "span", 0
		return
	}
	markup.SetAttr(n, "href", escaped.Replace(href))
}

// brace is the last sign of a heading where Hugo would read attributes of it.
const brace = "closing-brace"

// closeBrace sees to it that a heading which ends with a brace says so.
func closeBrace(n *html.Node) {
	last := n.LastChild
	if last == nil || last.Type != html.TextNode {
		return
	}
	if text, ok := strings.CutSuffix(strings.TrimRight(last.Data, " \n"), "}"); ok {
		last.Data = text
		n.AppendChild(&html.Node{Type: html.ElementNode, Data: brace})
	}
}

func renderBrace(_ converter.Context, w converter.Writer, _ *html.Node) converter.RenderStatus {
	_, _ = w.WriteString(`\}`)
	return converter.RenderSuccess
}
