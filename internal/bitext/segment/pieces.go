package segment

import (
	"strconv"
	"strings"
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
	Said   Role = iota // words
	Opens              // <1>
	Closes             // </1>
	Alone              // <1/>
)

// MaxNumber bounds the numbers of tags, so that one is never read as another.
const MaxNumber = 99_999

var (
	unescape = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
	escape   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
)

// Pieces cuts a text in the small markup at its tags. What is no tag is words: a
// text that came from outside is judged where it is written.
func Pieces(text string) []Piece {
	var list []Piece
	said := func(s string) {
		if s != "" {
			list = append(list, Piece{Role: Said, Words: unescape.Replace(s)})
		}
	}
	from := 0
	for i := strings.IndexByte(text, '<'); i >= 0 && i < len(text); {
		p, size := tagAt(text[i:])
		if size > 0 {
			said(text[from:i])
			list = append(list, p)
			from = i + size
			i = from
		} else {
			i++
		}
		next := strings.IndexByte(text[i:], '<')
		if next < 0 {
			break
		}
		i += next
	}
	said(text[from:])
	return list
}

// Compose puts pieces together to a text in the small markup.
func Compose(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		switch p.Role {
		case Said:
			b.WriteString(escape.Replace(p.Words))
		case Opens:
			b.WriteString("<" + strconv.Itoa(p.N) + ">")
		case Closes:
			b.WriteString("</" + strconv.Itoa(p.N) + ">")
		case Alone:
			b.WriteString("<" + strconv.Itoa(p.N) + "/>")
		}
	}
	return b.String()
}

// Escape returns words as the small markup writes them.
func Escape(words string) string { return escape.Replace(words) }

// tagAt reads the tag that the text, which begins with <, begins with, and its
// length: 0 if it is none.
func tagAt(text string) (p Piece, size int) {
	p.Role = Opens
	i := 1
	if strings.HasPrefix(text[i:], "/") {
		p.Role = Closes
		i++
	}
	digits := i
	for i < len(text) && text[i] >= '0' && text[i] <= '9' && p.N <= MaxNumber {
		p.N = p.N*10 + int(text[i]-'0')
		i++
	}
	if i == digits || text[digits] == '0' || p.N > MaxNumber {
		return Piece{}, 0
	}
	if p.Role == Opens && strings.HasPrefix(text[i:], "/") {
		p.Role = Alone
		i++
	}
	if !strings.HasPrefix(text[i:], ">") {
		return Piece{}, 0
	}
	return p, i + 1
}

// read cuts a text that came from outside; it returns what in it can be no words
// and is no tag, which is a < or a reference such as &nbsp;, or "".
func read(text string) (list []Piece, bad string) {
	list = Pieces(text)
	from := 0
	for {
		i := strings.IndexAny(text[from:], "<&")
		if i < 0 {
			return list, ""
		}
		i += from
		size := 1
		switch {
		case text[i] == '<':
			if _, size = tagAt(text[i:]); size == 0 {
				return nil, beginning(text[i:])
			}
		case reference(text[i:]) > 0:
			size = reference(text[i:])
			if name := text[i : i+size]; name != "&amp;" && name != "&lt;" && name != "&gt;" {
				return nil, name
			}
		}
		from = i + size
	}
}

// reference returns the length of the character reference that the text begins
// with, or 0: a lone & is words.
func reference(text string) int {
	const longest = 33 // of the names that HTML knows
	for i := 1; i < len(text) && i <= longest; i++ {
		c := text[i]
		switch {
		case c == ';' && i > 1:
			return i + 1
		case c == '#' && i == 1, c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		default:
			return 0
		}
	}
	return 0
}

// beginning returns the first signs of a text, to be shown.
func beginning(text string) string {
	const most = 20
	count := 0
	for i := range text {
		if count == most {
			return text[:i] + "…"
		}
		count++
	}
	return text
}
