// Package difference says what changed between two texts, word by word: between
// plain ones ([Words]), and between the HTML of two bodies, minding their tags
// ([Bodies]). It is a function of the two and knows nothing else.
//
// The sequences themselves are compared by znkr.io/diff, which is Myers's
// algorithm in linear space with a bound on its time.
package difference

import (
	"strings"
)

// An Op is what became of a piece of a text.
type Op string

// The operations.
const (
	Equal  Op = "equal"
	Insert Op = "insert"
	Delete Op = "delete"
)

// A Piece is a run of a plain text with one fate.
type Piece struct {
	Op   Op
	Text string
}

// Words compares two plain texts by words, long ones by sentences. The pieces that are not inserted make
// the old text again, those that are not deleted the new one. No operation
// follows itself, and what was deleted stands before what was inserted for it.
func Words(from, to string) []Piece {
	names, cut := make(intern), cutterOf(len(from)+len(to))
	a, b := names.plain(from, cut), names.plain(to, cut)
	var pieces []Piece
	put := func(op Op, tokens []token) {
		if len(tokens) == 0 {
			return
		}
		var text strings.Builder
		for _, t := range tokens {
			text.WriteString(t.text)
		}
		pieces = append(pieces, Piece{op, text.String()})
	}
	for _, r := range compare(a, b) {
		if r.equal {
			put(Equal, r.to)
			continue
		}
		put(Delete, r.from)
		put(Insert, r.to)
	}
	return pieces
}

// An intern gives equal things equal numbers.
type intern map[string]int32

func (n intern) id(what string) int32 {
	id, ok := n[what]
	if !ok {
		id = int32(len(n) + 1)
		n[what] = id
	}
	return id
}
