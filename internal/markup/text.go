package markup

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Text returns what the fragment says: words without tags, one line per block
// or line break, runs of white space folded to one space. No-break and thin
// spaces stay. Pictures say nothing.
func Text(fragment string) string { return textOf(tree(fragment)) }

// Words counts the words of the fragment: what stands between white space
// (no-break spaces too) and holds a letter or a digit, so that « » : and – are
// none and l’été is one, as in Hugo. Each Han, Hiragana, Katakana or Thai sign
// is a word.
func Words(fragment string) int { return CountWords(Text(fragment)) }

// firstUnspaced is the first sign of the scripts that put no space between words: Thai's.
const firstUnspaced = 0x0E00

// CountWords is [Words] of a text.
func CountWords(text string) int {
	count := 0
	for field := range strings.FieldsSeq(text) {
		inWord := false
		for _, r := range field {
			switch {
			case r >= firstUnspaced && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
				count++
				inWord = false
			case !inWord && (unicode.IsLetter(r) || unicode.IsDigit(r)):
				count++
				inWord = true
			}
		}
	}
	return count
}

// Excerpt returns the first n characters of the fragment's text on one line. A
// longer text is cut after a whole word and ends in "…". It is never cut at a
// no-break space.
func Excerpt(fragment string, n int) string { return CutText(Text(fragment), n) }

// CutText is [Excerpt] of a text.
func CutText(text string, n int) string {
	line := strings.ReplaceAll(text, "\n", " ")
	if utf8.RuneCountInString(line) <= n {
		return line
	}
	end := len(line)
	count := 0
	for i := range line {
		if count == n {
			end = i
			break
		}
		count++
	}
	cut := line[:end]
	if line[end] != ' ' {
		if i := strings.LastIndexByte(cut, ' '); i > 0 {
			cut = cut[:i]
		}
	}
	return strings.TrimRightFunc(cut, danglesAtCut) + "…"
}

// danglesAtCut tells signs that would hang in the air before an ellipsis.
func danglesAtCut(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("«“‘(,;:–—-", r)
}

func textOf(root *html.Node) string {
	var w folder
	w.walk(root)
	return w.b.String()
}

// A folder writes text with white space folded.
type folder struct {
	b     strings.Builder
	space bool                  // a space is due before the next sign
	line  bool                  // a new line is due before the next sign
	skip  func(*html.Node) bool // what is left out; nil: nothing
}

// walk recurses no deeper than a parsed tree is, which is bounded.
func (w *folder) walk(n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		w.write(n.Data)
		return
	case n.Type != html.ElementNode && n.Type != html.DocumentNode:
		return
	case n.DataAtom == atom.Script || n.DataAtom == atom.Style || n.DataAtom == atom.Template:
		return
	case w.skip != nil && w.skip(n):
		w.line = w.line || block(n)
		return
	}
	breaks := n.DataAtom == atom.Br || block(n)
	w.line = w.line || breaks
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c)
	}
	w.line = w.line || breaks
}

func (w *folder) write(s string) {
	for _, r := range s {
		switch r {
		case ' ', '\t', '\n', '\r', '\f':
			w.space = true
			continue
		}
		if w.b.Len() > 0 && w.line {
			w.b.WriteByte('\n')
		} else if w.b.Len() > 0 && w.space {
			w.b.WriteByte(' ')
		}
		w.space, w.line = false, false
		w.b.WriteRune(r)
	}
}

// block reports whether the element begins a line of its own, by the default
// style sheet of HTML.
func block(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Caption, atom.Center, atom.Dd, atom.Details,
		atom.Div, atom.Dl, atom.Dt, atom.Figcaption, atom.Figure, atom.Footer, atom.H1, atom.H2, atom.H3, atom.H4,
		atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Li, atom.Main, atom.Nav, atom.Ol, atom.P, atom.Pre,
		atom.Section, atom.Summary, atom.Table, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr, atom.Ul:
		return true
	}
	return false
}
