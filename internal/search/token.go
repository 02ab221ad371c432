package search

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Kind says what the index knows of a word. Its signs are those that the index takes
// for parts of words.
type Kind byte

// The kinds.
const (
	Exact   Kind = ':'
	Stemmed Kind = '~'
	facet   Kind = '#'
)

// Token returns a word as the index has it: with its language before it.
func (k Kind) Token(tag locale.Tag, word string) string { return k.lead(tag) + word }

// lead returns what stands before all words of the language.
func (k Kind) lead(tag locale.Tag) string {
	return strings.ReplaceAll(strings.ToLower(string(tag)), "-", ".") + string(k)
}

// Facet returns a term as the index has it.
func Facet(id content.TermID) string {
	return string(facet) + strings.ReplaceAll(strings.ToLower(string(id)), "-", "")
}

// Between returns the tokens that words with the beginning lie between: the first one,
// and the first one after them.
func Between(tag locale.Tag, beginning string) (from, before string) {
	from = Exact.Token(tag, beginning)
	return from, from[:len(from)-1] + string(from[len(from)-1]+1)
}

// WordOf returns the word of a token.
func WordOf(token string, tag locale.Tag) string { return strings.TrimPrefix(token, Exact.lead(tag)) }
