package machine

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A mark says how tags are protected on their way through a service.
type mark uint8

const (
	elements mark = iota // <x id="1">…</x>, <x id="2"/>
	spans                // <span id="x1">…</span>, <img id="x2">: elements that HTML tools know
)

// protect writes a text of the small markup for the service.
func (m mark) protect(text string) string {
	var b strings.Builder
	for _, p := range segment.Pieces(text) {
		n := strconv.Itoa(p.N)
		switch p.Role {
		case segment.Said:
			b.WriteString(segment.Escape(p.Words)) // right in XML and in HTML
		case segment.Opens:
			b.WriteString(m.pick(`<x id="`+n+`">`, `<span id="x`+n+`">`))
		case segment.Closes:
			b.WriteString(m.pick(`</x>`, `</span>`))
		case segment.Alone:
			b.WriteString(m.pick(`<x id="`+n+`"/>`, `<img id="x`+n+`">`))
		}
	}
	return b.String()
}

func (m mark) pick(inXML, inHTML string) string {
	if m == spans {
		return inHTML
	}
	return inXML
}

// restore reads what came back as text of the small markup. Elements that were not
// sent are dropped and their words kept; what is lost is lost.
func (m mark) restore(text string) string {
	var pieces []segment.Piece
	var open []int // numbers of the pairs that are open; 0: of what was not sent
	for z := html.NewTokenizer(strings.NewReader(text)); ; {
		kind := z.Next()
		if kind == html.ErrorToken {
			return segment.Compose(pieces)
		}
		t := z.Token()
		n, alone := m.number(t)
		switch kind {
		case html.TextToken:
			pieces = append(pieces, segment.Piece{Role: segment.Said, Words: t.Data})
		case html.SelfClosingTagToken:
			if n > 0 {
				pieces = append(pieces, segment.Piece{Role: segment.Alone, N: n})
			}
		case html.StartTagToken:
			if n > 0 && alone {
				pieces = append(pieces, segment.Piece{Role: segment.Alone, N: n})
			} else if t.Data == m.pick("x", "span") {
				open = append(open, n)
				pieces = opened(pieces, n)
			}
		case html.EndTagToken:
			if t.Data == m.pick("x", "span") && len(open) > 0 {
				if n := open[len(open)-1]; n > 0 {
					pieces = append(pieces, segment.Piece{Role: segment.Closes, N: n})
				}
				open = open[:len(open)-1]
			}
		}
	}
}

func opened(pieces []segment.Piece, n int) []segment.Piece {
	if n == 0 {
		return pieces
	}
	return append(pieces, segment.Piece{Role: segment.Opens, N: n})
}

// number returns the number that an element carries, or 0, and whether it stands
// alone by its name.
func (m mark) number(t html.Token) (n int, alone bool) {
	alone = m == spans && t.Data == "img"
	if t.Data != m.pick("x", "span") && !alone {
		return 0, false
	}
	for _, a := range t.Attr {
		if a.Key == "id" {
			n, _ = strconv.Atoi(strings.TrimPrefix(a.Val, m.pick("", "x")))
		}
	}
	if n < 1 || n > segment.MaxNumber {
		return 0, alone
	}
	return n, alone
}
