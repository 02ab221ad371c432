package markup

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"
)

// Saying returns what the fragment says, in a form to be compared: two fragments
// with one saying differ at most in case, punctuation, spaces, typography and
// markup. It holds the words, numbers and symbols in order, then the targets of
// links, the sources of pictures, and the texts of attributes.
//
// Accents count ("a" and "à" are two words), and so do signs of numbers, what
// stands between digits ("3.5", "12:30"), and raised ones (10⁶ is not 106).
// Ligatures are their letters. Code is taken as it stands, but for its spaces.
func Saying(fragment string) string {
	var t teller
	t.walk(tree(fragment), false)
	t.flush()
	return t.said.String() + "\x00" + t.aside.String()
}

// SayingOfText is [Saying] of a text without markup.
func SayingOfText(text string) string {
	var t teller
	t.tell(text, false)
	t.flush()
	return t.said.String()
}

// A teller writes what a fragment says, one word a line.
type teller struct {
	said  strings.Builder
	aside strings.Builder // targets and attributes: they stand between no words

	open   bool // a word is being written
	digit  bool // its last sign is a digit
	join   rune // what followed that digit: part of the number if another digit follows; 0 for none
	minus  bool // a dash stands before the next sign
	before rune // the sign before; 0 at the beginning
	raised bool // the next sign stands higher or lower than the one before
}

// walk recurses no deeper than a parsed tree is, which is bounded.
func (t *teller) walk(n *html.Node, code bool) {
	switch {
	case n.Type == html.TextNode:
		t.tell(n.Data, code)
		return
	case n.Type != html.ElementNode && n.Type != html.DocumentNode:
		return
	}
	breaks := block(n)
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template:
		return
	case atom.Br, atom.Img, atom.Iframe, atom.Video, atom.Audio:
		breaks = true
	case atom.Code, atom.Pre, atom.Kbd, atom.Samp:
		code = true
	case atom.Sup, atom.Sub:
		t.raised = true
		defer func() { t.raised = true }()
	}
	t.attributes(n)
	if breaks {
		t.flush()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		t.walk(c, code)
	}
	if breaks {
		t.flush()
	}
}

// attributes notes what the element's attributes say. A srcset shows what src
// does, in other sizes.
func (t *teller) attributes(n *html.Node) {
	for _, a := range n.Attr {
		if a.Namespace != "" {
			continue
		}
		switch a.Key {
		case "href", "src", "poster":
			t.aside.WriteString(a.Key + " " + strings.Trim(a.Val, asciiSpace) + "\n")
		case "alt", "title", "aria-label":
			if says := SayingOfText(a.Val); says != "" {
				t.aside.WriteString(a.Key + "\n" + says + "\n")
			}
		}
	}
}

// tell writes the words of a text; one may go on in the next text.
func (t *teller) tell(s string, code bool) {
	for _, r := range norm.NFC.String(s) {
		switch {
		case unicode.Is(unicode.Cf, r): // soft hyphens, joiners: typography
			continue
		case unicode.In(r, unicode.L, unicode.M, unicode.N):
			t.sign(r, code)
		case t.digit && t.join == 0 && joiner(r) != 0:
			t.join = joiner(r)
		default:
			t.between(r, code)
		}
		t.before = r
	}
}

// sign adds a letter or a digit to the word.
func (t *teller) sign(r rune, code bool) {
	digit := unicode.IsDigit(r)
	switch {
	case t.join != 0 && digit && !t.raised:
		t.said.WriteRune(t.join)
	case t.join != 0, t.raised && t.digit && digit:
		t.flush()
	}
	if !t.open && t.minus && digit {
		t.said.WriteByte('-')
	}
	t.join, t.minus, t.raised = 0, false, false
	t.open, t.digit = true, digit
	switch {
	case code:
		t.said.WriteRune(r)
	case r == 'œ' || r == 'Œ':
		t.said.WriteString("oe")
	case r == 'æ' || r == 'Æ':
		t.said.WriteString("ae")
	default:
		t.said.WriteRune(unicode.ToLower(unicode.ToUpper(r))) // by way of the capital: ς is σ
	}
}

// between ends the word at a sign that is part of none.
func (t *teller) between(r rune, code bool) {
	first := t.before == 0 || unicode.IsSpace(t.before) || unicode.In(t.before, unicode.Ps, unicode.Pi)
	t.flush()
	t.minus = first && dash(r)
	if meant(r) || code && unicode.IsPunct(r) {
		t.said.WriteRune(r)
		t.said.WriteByte('\n')
	}
}

// flush ends the word, if there is one.
func (t *teller) flush() {
	if t.open {
		t.said.WriteByte('\n')
	}
	t.open, t.digit, t.join, t.minus, t.before = false, false, 0, false, 0
}

// joiner returns the sign as part of a number, 0 if it is none.
func joiner(r rune) rune {
	switch {
	case strings.ContainsRune(".,:/", r):
		return r
	case r == '⁄':
		return '/'
	case dash(r):
		return '-'
	}
	return 0
}

// dash reports whether r can be a minus: authors write any of these.
func dash(r rune) bool { return r == '-' || r == '−' || r == '–' || r == '‑' }

// meant reports whether the sign says something by itself: %, $, =, +, an emoji.
func meant(r rune) bool {
	return strings.ContainsRune("%‰#&@", r) || unicode.In(r, unicode.Sc, unicode.Sm, unicode.So) && !dash(r)
}
