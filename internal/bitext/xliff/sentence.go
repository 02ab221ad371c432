package xliff

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A sentence is a part of a unit's source, with the space behind it: tools take that
// away from what they show.
type sentence struct{ text, after string }

// sentencesOf returns the sentences of a unit that is to be cut, and nil of one that
// is not: where there is a target, nobody knows which sentence of it is which.
func sentencesOf(f *exchange.File, u *exchange.Unit) []sentence {
	if !f.Cut || u.Target != "" {
		return nil
	}
	var list []sentence
	for _, text := range segment.Sentences(u.Source, f.Source) {
		trimmed := strings.TrimRight(text, " \n\t")
		list = append(list, sentence{text: trimmed, after: text[len(trimmed):]})
	}
	if len(list) < 2 {
		return nil
	}
	return list
}
