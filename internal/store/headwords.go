package store

import (
	"strings"
	"unicode"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
)

// mostWords bounds the words of one search; what follows them is not looked for.
const mostWords = 10

// words cuts a text into its words, without case and accents, as head_words has
// them: the same cut for what is searched and what is looked for.
func words(text string) []string {
	return strings.FieldsFunc(fold(text), func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsNumber(c) })
}

// wordsOf returns what is searched of a text: title, slug, summary and body.
func wordsOf(text content.Text) [4]string {
	return [4]string{text.Title, text.Slug, markup.Text(text.Summary), markup.Text(text.HTML)}
}

// A search is the words that are looked for: every one, the last one perhaps as
// the beginning of a word.
type search struct {
	words []string
	cut   bool
}

// searchOf reads what a person typed. There is no syntax: everything that is no
// letter and no digit stands between words.
func searchOf(text string) search {
	s := search{words: words(text)}
	if len(s.words) > mostWords {
		s.words = s.words[:mostWords]
	}
	// The beginning of one letter would be half of all words.
	s.cut = len(s.words) > 0 && len([]rune(s.words[len(s.words)-1])) > 1
	return s
}

// match writes the search for FTS5, each word quoted, in the columns named; empty
// if there is no word.
func (s search) match(columns string) string {
	if len(s.words) == 0 {
		return ""
	}
	match := "{" + columns + `} : ("` + strings.Join(s.words, `" AND "`) + `"`
	if s.cut {
		match += "*"
	}
	return match + ")"
}

// partWord writes a locale as one word.
func partWord(tag locale.Tag) string {
	return strings.ReplaceAll(strings.ToLower(string(tag)), "-", "0")
}

// among writes for FTS5 that a row is in one of the locales.
func among(tags []locale.Tag) string {
	list := make([]string, len(tags))
	for i, tag := range tags {
		list[i] = `"` + partWord(tag) + `"`
	}
	return "{part} : (" + strings.Join(list, " OR ") + ")"
}

// in reports whether the texts have every word among them.
func (s search) in(texts ...string) bool {
	found := make([]bool, len(s.words))
	left := len(found)
	for _, text := range texts {
		for _, have := range words(text) {
			for i, want := range s.words {
				beginning := s.cut && i == len(s.words)-1
				if !found[i] && (have == want || beginning && strings.HasPrefix(have, want)) {
					found[i] = true
					left--
				}
			}
		}
	}
	return left == 0
}
