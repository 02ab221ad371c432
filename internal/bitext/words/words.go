// Package words cuts the text of a segment into words, numbers, tags and signs, and
// finds the stems of French and English words (Porter's Snowball). The memory
// compares texts by them, and the glossary finds its terms.
package words

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Kind says what a token is.
type Kind uint8

// The kinds of tokens. Space is none.
const (
	Word   Kind = iota + 1 // letters, perhaps with digits among them: "h2o", "1er", "v2"
	Number                 // digits, grouped or with a fraction: "1,500.25", "1 500", "2.0.1"
	Tag                    // of the small markup: "<1>", "</1>", "<2/>"
	Sign                   // anything else
)

// A Token is one piece of a text.
type Token struct {
	Kind  Kind
	Text  string // as it stands there
	Fold  string // of words: in small letters, with the plain apostrophe
	Start int    // where it stands, in bytes
	End   int
}

// Cut cuts a text in the small markup of package segment into its tokens. What is
// elided in French is a word of its own, with its apostrophe: l’, d’, qu’. A hyphen
// parts words.
func Cut(text string, tag locale.Tag) []Token {
	c := cutter{text: text, french: tag.Base() == "fr"}
	tokens := make([]Token, 0, len(text)/6+1)
	for at := 0; at < len(text); {
		t := c.next(at)
		at = t.End
		if t.Kind != 0 {
			tokens = append(tokens, t)
		}
	}
	return tokens
}

type cutter struct {
	text   string
	french bool
}

// next returns the token that begins at the byte; of kind 0 for space.
func (c *cutter) next(at int) Token {
	r, size := utf8.DecodeRuneInString(c.text[at:])
	switch {
	case unicode.IsSpace(r):
		return Token{Start: at, End: at + size}
	case r == '<':
		if end := tagEnd(c.text[at:]); end > 0 {
			return c.token(Tag, at, at+end)
		}
	case r == '&':
		for _, entity := range []string{"&amp;", "&lt;", "&gt;"} {
			if strings.HasPrefix(c.text[at:], entity) {
				return c.token(Sign, at, at+len(entity))
			}
		}
	case unicode.IsDigit(r):
		if end := c.number(at); end > at {
			return c.token(Number, at, end)
		}
		return c.word(at)
	case inWord(r):
		return c.word(at)
	}
	return c.token(Sign, at, at+size)
}

func (c *cutter) token(kind Kind, from, to int) Token {
	return Token{Kind: kind, Text: c.text[from:to], Start: from, End: to}
}

// tagEnd returns the length of the tag that the text begins with, or 0.
func tagEnd(text string) int {
	at := 1
	if at < len(text) && text[at] == '/' {
		at++
	}
	digits := at
	for at < len(text) && '0' <= text[at] && text[at] <= '9' {
		at++
	}
	if at == digits {
		return 0
	}
	if at < len(text) && text[at] == '/' && text[1] != '/' {
		at++
	}
	if at < len(text) && text[at] == '>' {
		return at + 1
	}
	return 0
}

// inWord reports whether the sign can stand in a word.
func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) }

// number returns where the number ends that begins at the byte; at itself, if
// letters follow and it is a word.
func (c *cutter) number(at int) int {
	end := c.digits(at)
	first := end - at
	for end < len(c.text) {
		r, size := utf8.DecodeRuneInString(c.text[end:])
		next := c.digits(end + size)
		n := next - end - size
		group := first <= 3 && n == 3 && (r == '\u00a0' || r == '\u202f' || r == ' ' && c.french)
		if n == 0 || r != '.' && r != ',' && !group {
			break
		}
		end = next
	}
	if r, _ := utf8.DecodeRuneInString(c.text[end:]); end < len(c.text) && inWord(r) {
		return at
	}
	return end
}

// digits returns where the digits end that begin at the byte.
func (c *cutter) digits(at int) int {
	for at < len(c.text) {
		r, size := utf8.DecodeRuneInString(c.text[at:])
		if !unicode.IsDigit(r) {
			break
		}
		at += size
	}
	return at
}

// word returns the word that begins at the byte.
func (c *cutter) word(at int) Token {
	end := at
	for end < len(c.text) {
		r, size := utf8.DecodeRuneInString(c.text[end:])
		if r == '\'' || r == '’' {
			if c.french && elided(c.text[at:end]) {
				end += size
				break
			}
			if after, _ := utf8.DecodeRuneInString(c.text[end+size:]); c.french || !unicode.IsLetter(after) {
				break
			}
		} else if !inWord(r) {
			break
		}
		end += size
	}
	t := c.token(Word, at, end)
	t.Fold = fold(t.Text)
	return t
}

// elided reports whether the letters are a word that has lost its vowel.
func elided(word string) bool {
	switch len(word) {
	case 1:
		return strings.ContainsAny(word, "cdjlmnstCDJLMNST")
	case 2:
		return strings.EqualFold(word, "qu")
	}
	return slices.ContainsFunc([]string{"jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu"}, func(whole string) bool {
		return strings.EqualFold(word, whole)
	})
}

// fold returns a word as it is compared.
func fold(word string) string {
	return strings.ReplaceAll(strings.ToLower(word), "’", "'")
}
