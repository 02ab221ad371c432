package exchange

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Piece is a part of a text in the small markup: words, or one tag.
type Piece struct {
	Role  Role
	Words string // with & < > as they are; of Words alone
	N     int    // of a tag
}

// A Role says what a piece is.
type Role uint8

// The roles.
const (
	Words Role = iota
	Open
	Close
	Void
)

// unescape and escape turn what stands for & < > into them, and back.
var (
	unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	escape   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

// Pieces cuts a text in the small markup. What is no tag of it is words: a text
// that came from outside is judged elsewhere.
func Pieces(text string) []Piece {
	var pieces []Piece
	words := func(s string) {
		if s != "" {
			pieces = append(pieces, Piece{Role: Words, Words: unescape.Replace(s)})
		}
	}
	from := 0
	for i := 0; i < len(text); {
		p, size := tagAt(text[i:])
		if size == 0 {
			i++
			continue
		}
		words(text[from:i])
		pieces = append(pieces, p)
		i += size
		from = i
	}
	words(text[from:])
	return pieces
}

// tagAt reads the tag that text begins with; size is 0 if there is none.
func tagAt(text string) (p Piece, size int) {
	if text[0] != '<' {
		return p, 0
	}
	end := strings.IndexByte(text, '>')
	if end < 2 || end > 8 {
		return p, 0
	}
	name := text[1:end]
	p.Role = Open
	if rest, ok := strings.CutPrefix(name, "/"); ok {
		p.Role, name = Close, rest
	} else if rest, ok := strings.CutSuffix(name, "/"); ok {
		p.Role, name = Void, rest
	}
	n, err := strconv.Atoi(name)
	if err != nil || n < 1 || name[0] == '+' {
		return Piece{}, 0
	}
	p.N = n
	return p, end + 1
}

// Join puts pieces together to a text in the small markup.
func Join(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		n := strconv.Itoa(p.N)
		switch p.Role {
		case Words:
			b.WriteString(escape.Replace(p.Words))
		case Open:
			b.WriteString("<" + n + ">")
		case Close:
			b.WriteString("</" + n + ">")
		case Void:
			b.WriteString("<" + n + "/>")
		}
	}
	return b.String()
}

// Plain returns a text as it comes out of a file again: characters that XML cannot
// hold (XML 1.0 §2.2) are U+FFFD there, and lines end in LF.
func Plain(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\t', r == '\n', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
			return r
		}
		return utf8.RuneError
	}, text)
}
