package change

import (
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/difference"
)

// Diff compares two texts of segments by words, as [difference.Words] does. A tag
// of the small markup, or an escaped sign, is never cut.
func Diff(from, to string) []difference.Piece {
	m := &masks{runes: make(map[string]rune), raws: make(map[rune]string)}
	pieces := difference.Words(m.mask(from), m.mask(to))
	for i := range pieces {
		pieces[i].Text = m.unmask(pieces[i].Text)
	}
	return pieces
}

// masks puts one sign of the private planes for what must stay whole, and for
// such a sign that the text itself has.
type masks struct {
	runes map[string]rune
	raws  map[rune]string
}

// The private signs: two planes. What more of them a text would need stays as it is.
const (
	firstMask = 0xF0000
	lastMask  = 0x10FFFD
)

func private(c rune) bool { return c >= firstMask && c <= lastMask }

func (m *masks) of(raw string) string {
	c, ok := m.runes[raw]
	if !ok {
		c = firstMask + rune(len(m.runes))
		if c > lastMask {
			return raw
		}
		m.runes[raw], m.raws[c] = c, raw
	}
	return string(c)
}

func (m *masks) mask(text string) string {
	var b strings.Builder
	for p := range pieces(text) {
		if p.tag != 0 {
			b.WriteString(m.of(p.raw))
			continue
		}
		for raw := p.raw; raw != ""; {
			n := whole(raw)
			if n == 0 {
				n = strings.IndexFunc(raw[1:], func(c rune) bool { return c == '&' || private(c) }) + 1
				if n == 0 {
					n = len(raw)
				}
				b.WriteString(raw[:n])
			} else {
				b.WriteString(m.of(raw[:n]))
			}
			raw = raw[n:]
		}
	}
	return b.String()
}

// whole returns the length of what must stay whole at the beginning of the text, or 0.
func whole(text string) int {
	for _, escaped := range []string{"&amp;", "&lt;", "&gt;"} {
		if strings.HasPrefix(text, escaped) {
			return len(escaped)
		}
	}
	if c, size := utf8.DecodeRuneInString(text); private(c) {
		return size
	}
	return 0
}

func (m *masks) unmask(text string) string {
	if strings.IndexFunc(text, private) < 0 {
		return text
	}
	var b strings.Builder
	for text != "" {
		c, size := utf8.DecodeRuneInString(text)
		raw, ok := m.raws[c]
		if !ok {
			raw = text[:size]
		}
		b.WriteString(raw)
		text = text[size:]
	}
	return b.String()
}
