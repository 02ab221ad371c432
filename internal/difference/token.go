package difference

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A kind says what a token is.
type kind uint8

const (
	sign    kind = iota // punctuation, no-break spaces
	word                // letters and digits; of scripts without spaces each sign
	space               // what a browser shows as one space
	newline             // a line's end where it is kept
	whole               // a picture, a film, a page of others
)

// A token is the smallest thing that is compared.
type token struct {
	id   int32 // the same for equal tokens
	kind kind
	text string
	html bool     // text is HTML: an element that is not looked into
	in   *context // the inline elements around it; nil for none
}

// plain cuts a plain text into tokens, which joined are the text again.
func (n intern) plain(text string, cut cutter) []token {
	var tokens []token
	for text != "" {
		piece, k := cut(text)
		text = text[len(piece):]
		tokens = append(tokens, token{id: n.id(piece), kind: k, text: piece})
	}
	return tokens
}

// blank is the white space of HTML, which leaves no-break spaces out.
const blank = " \t\n\f\r"

// A cutter returns the first token of a text that is not empty.
type cutter func(text string) (string, kind)

// cutterOf returns how texts are cut that have so many bytes together.
func cutterOf(size int) cutter {
	if size > long {
		return sentence
	}
	return cut
}

// sentence is the cutter of long texts: a word stands for all up to the end of a
// sentence, or of a line, but for very short ones.
func sentence(text string) (string, kind) {
	if rest := strings.TrimLeft(text, blank); len(rest) < len(text) {
		piece := text[:len(text)-len(rest)]
		if strings.Contains(piece, "\n") {
			return piece, newline
		}
		return piece, space
	}
	end := len(text)
	for i := short; i < end; i++ {
		if text[i] == '\n' || text[i] == ' ' && strings.IndexByte(".!?:;", text[i-1]) >= 0 {
			end = i
		}
	}
	return strings.TrimRight(text[:end], blank), word
}

// cut is the cutter of words.
func cut(text string) (string, kind) {
	first, size := utf8.DecodeRuneInString(text)
	switch {
	case first == '\n':
		return text[:size], newline
	case strings.ContainsRune(blank, first):
		return text[:len(text)-len(strings.TrimLeft(text, " \t\f\r"))], space
	case unspaced(first):
		return text[:size], word
	case !wordly(first):
		return text[:size], sign
	}
	end := strings.IndexFunc(text, func(r rune) bool { return !wordly(r) || unspaced(r) })
	if end < 0 {
		end = len(text)
	}
	return text[:end], word
}

func wordly(r rune) bool {
	return unicode.In(r, unicode.L, unicode.M, unicode.N) || unicode.Is(unicode.Cf, r)
}

// unspaced reports whether the sign is of a script that puts no space between words.
func unspaced(r rune) bool {
	return r >= 0x0E00 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai)
}
