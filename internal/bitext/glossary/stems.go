package glossary

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/words"
	"github.com/diptych-cms/diptych/internal/locale"
)

// mostEnding is how many letters two forms of a word may differ by in length. The
// stems of some words of another meaning are the same: organ, organization.
const mostEnding = 3

// A word is one of a text that may be part of a term.
type word struct {
	words.Token
	stem   string
	joined bool // nothing but spaces, hyphens, tags and what is elided parts it from the word before
}

// cut returns the words of a text that count: all but tags, signs and what French
// elides, as in l’eau.
func cut(text string, tag locale.Tag) []word {
	tokens := words.Cut(text, tag)
	list := make([]word, 0, len(tokens))
	joined := false
	for _, t := range tokens {
		switch {
		case t.Kind == words.Sign && !strings.ContainsAny(t.Text, "-\u2010\u2011'’"):
			joined = false
		case t.Kind == words.Number:
			list = append(list, word{t, t.Text, joined})
			joined = true
		case t.Kind == words.Word && !(strings.HasSuffix(t.Fold, "'") && tag.Base() == "fr"):
			list = append(list, word{t, words.Stem(t.Fold, tag), joined})
			joined = true
		}
	}
	return list
}

// same reports whether two words are forms of one; where case counts, as they are
// written.
func (w *word) same(with *word, exact bool) bool {
	if w.stem != with.stem {
		return false
	}
	if n := utf8.RuneCountInString(w.Text) - utf8.RuneCountInString(with.Text); max(n, -n) > mostEnding {
		return false
	}
	if !exact {
		return true
	}
	n := min(len(w.stem), len(w.Text), len(with.Text))
	return w.Text[:n] == with.Text[:n]
}

// Words returns how many words of a form count.
func Words(form string, tag locale.Tag) int { return len(cut(form, tag)) }

// FirstStems returns the hashes of the stems that the term's forms begin with, in
// both languages, each once: texts without any of them do not have it.
func FirstStems(t *bitext.Term) []uint32 {
	var stems []uint32
	for _, side := range []bitext.TermSide{t.Source, t.Target} {
		for _, text := range append([]string{side.Term}, side.Forms...) {
			if list := cut(text, side.Locale); len(list) > 0 {
				stems = append(stems, words.Hash(list[0].stem))
			}
		}
	}
	slices.Sort(stems)
	return slices.Compact(stems)
}

// Stems returns the hashes of the stems in the texts, each once.
func Stems(texts []string, tag locale.Tag) []uint32 {
	var stems []uint32
	for _, text := range texts {
		for _, w := range cut(text, tag) {
			stems = append(stems, words.Hash(w.stem))
		}
	}
	slices.Sort(stems)
	return slices.Compact(stems)
}
