// Package search knows how readers look for words: how the words of texts and of
// queries are cut, folded and stemmed in each language, what a query means, how a
// misspelt word is mended, and which passage of a text shows what was found. It knows
// no index.
package search

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/diptych-cms/diptych/internal/bitext/words"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Form is the version of the words: it grows when the same text gives others. Then all
// are written anew.
const Form = 3

// longest bounds a word, in bytes: what is longer is no word that anyone types.
const longest = 64

// A Word is one word of a text.
type Word struct {
	Exact      string   // folded: without case, accents, ligatures
	Stems      []string // what its forms have in common, in order; without Exact itself
	Start, End int      // where it stands in the text, in bytes
}

// A Cutter cuts texts of one language into words. It remembers those that it has seen,
// and is for one goroutine.
type Cutter struct {
	tag   locale.Tag
	known map[string]Word
	// bare reports whether the stems of a word are of no interest; nil: none is.
	bare func(exact string) bool
}

// NewCutter returns a Cutter for the language.
func NewCutter(tag locale.Tag) *Cutter { return &Cutter{tag: tag, known: make(map[string]Word)} }

// Clean returns a text as it is cut: in NFC, with one sign for the apostrophe and
// without what nobody sees, such as soft hyphens.
func Clean(text string) string {
	if isASCII(text) {
		return text
	}
	return norm.NFC.String(strings.ToValidUTF8(invisible.Replace(text), "\uFFFD"))
}

var invisible = strings.NewReplacer("\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\ufeff", "", "\u02bc", "’")

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 })
}

// Cut returns the words of a cleaned text, in order, and the joints between them. What
// is elided in French, l’ d’ qu’, is no word, nor is an English ’s.
func (c *Cutter) Cut(text string) (list []Word, joints []Joint) {
	tokens := words.Cut(text, c.tag)
	list = make([]Word, 0, len(tokens))
	first := 0 // of the words that are joined so far
	for i, t := range tokens {
		var w Word
		switch {
		case t.Kind == words.Number:
			w = Word{Exact: c.number(t.Text)}
		case t.Kind != words.Word || strings.HasSuffix(t.Fold, "'"):
			continue
		default:
			w = c.word(t.Fold)
		}
		if w.Exact == "" {
			continue
		}
		w.Start, w.End = t.Start, t.End
		if !joined(text, tokens, i, list) {
			joints = c.joint(joints, list, first)
			first = len(list)
		}
		list = append(list, w)
	}
	return list, c.stroked(text, list, c.joint(joints, list, first))
}

// number returns a number without what groups its digits, and with a point before
// its fraction.
func (c *Cutter) number(text string) string {
	comma := "."
	if c.tag.Base() == "en" {
		comma = ""
	}
	text = strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", ",", comma).Replace(text)
	return cut(strings.Map(func(r rune) rune {
		if r == '.' || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFKC.String(text)))
}

// word returns a word in small letters as it is compared.
func (c *Cutter) word(small string) Word {
	if w, ok := c.known[small]; ok {
		return w
	}
	said := small
	if c.tag.Base() == "en" {
		said = strings.TrimSuffix(said, "'s")
	}
	said = strings.ReplaceAll(said, "'", "")
	w := Word{Exact: cut(Fold(said))}
	if c.bare != nil && c.bare(w.Exact) {
		c.known[small] = w
		return w
	}
	// Of a word that is typed without its accents, the stemmer may know less: both
	// stems count.
	stems := []string{words.Stem(w.Exact, c.tag)}
	if said != w.Exact {
		stems = []string{Fold(words.Stem(norm.NFC.String(said), c.tag)), stems[0]}
	}
	for _, stem := range stems {
		if stem = cut(stem); stem != "" && stem != w.Exact && !slices.Contains(w.Stems, stem) {
			w.Stems = append(w.Stems, stem)
		}
	}
	c.known[small] = w
	return w
}

// cut bounds a word.
func cut(word string) string {
	if len(word) <= longest {
		return word
	}
	return strings.ToValidUTF8(word[:longest], "")
}

// Fold returns a word without case, accents of European letters, and ligatures.
func Fold(word string) string {
	plain := true
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			plain = false
			break
		}
	}
	if plain {
		return word
	}
	return letters.Replace(strings.Map(func(r rune) rune {
		switch {
		case '\u0300' <= r && r <= '\u036f':
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKD.String(strings.ToLower(word))))
}

// letters are those that decomposition leaves whole.
var letters = strings.NewReplacer("œ", "oe", "æ", "ae", "ß", "ss", "ø", "o", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i")
