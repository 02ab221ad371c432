package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/JohannesKaufmann/html-to-markdown/v2/converter"
	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/markup"
)

// kept is an element that stays one of HTML.
const kept = "kept-element"

// keep keeps an element that Markdown has no signs for.
func keep(n *html.Node) {
	n.Attr = []html.Attribute{{Key: "as", Val: n.Data}}
	n.Data, n.DataAtom = kept, 0
}

// keepEmphasis keeps what is stressed as HTML where asterisks would stay asterisks:
// between a letter and a sign of punctuation that is stressed they open and close
// nothing (CommonMark §6.2).
func keepEmphasis(n *html.Node) {
	first, last := ends(n)
	before, after := ' ', ' '
	if p := n.PrevSibling; p != nil && p.Type == html.TextNode {
		before, _ = utf8.DecodeLastRuneInString(p.Data)
	}
	if p := n.NextSibling; p != nil && p.Type == html.TextNode {
		after, _ = utf8.DecodeRuneInString(p.Data)
	}
	if isWord(before) && isSign(first) || isSign(last) && isWord(after) {
		keep(n)
	}
}

// ends returns the first and the last sign of what an element says, or spaces.
func ends(n *html.Node) (first, last rune) {
	first, last = ' ', ' '
	for part := range n.Descendants() {
		text := strings.Trim(part.Data, " \t\n\r\f")
		if part.Type != html.TextNode || text == "" {
			continue
		}
		if first == ' ' {
			first, _ = utf8.DecodeRuneInString(text)
		}
		last, _ = utf8.DecodeLastRuneInString(text)
	}
	return first, last
}

func isWord(r rune) bool { return !unicode.IsSpace(r) && !isSign(r) && r != utf8.RuneError }

func isSign(r rune) bool { return unicode.IsPunct(r) || unicode.IsSymbol(r) }

func renderKept(ctx converter.Context, w converter.Writer, n *html.Node) converter.RenderStatus {
	name, _ := markup.Attr(n, "as")
	_, _ = w.WriteString("<" + name + ">")
	ctx.RenderChildNodes(ctx, w, n)
	_, _ = w.WriteString("</" + name + ">")
	return converter.RenderSuccess
}
