package segment

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/locale"
)

// Sentences cuts a text in the small markup into sentences, by the rules of its
// language. Put together they are the text: spaces stand at the end of the sentence
// before. None is cut within a pair of tags.
//
// A sentence ends at . ! ? or …, with the quotes and brackets that close behind it,
// where space and something that can begin a sentence follow. A full stop after an
// abbreviation, an initial, or a number that counts items ends none; what may also
// end one (etc., p.m., U.S.) does before a word that begins sentences.
func Sentences(text string, tag locale.Tag) []string {
	signs := signsOf(text)
	rules := rulesOf(tag)
	var list []string
	from, first := 0, 0
	for i := 0; i < len(signs); i++ {
		next, ok := rules.ending(signs, first, i)
		if !ok {
			i = next
			continue
		}
		end := len(text)
		if next < len(signs) {
			end = signs[next].at
		}
		list = append(list, text[from:end])
		from, first, i = end, next, next-1
	}
	if from < len(text) || len(list) == 0 {
		list = append(list, text[from:])
	}
	return list
}

// A sign is one sign of a text in the small markup, or one tag.
type sign struct {
	r     rune // 0 of a tag
	at    int  // where it begins
	role  Role // of a tag
	depth int  // pairs of tags that stand open before it
}

func signsOf(text string) []sign {
	list := make([]sign, 0, len(text))
	depth := 0
	for i := 0; i < len(text); {
		if text[i] == '<' {
			if p, size := tagAt(text[i:]); size > 0 {
				list = append(list, sign{at: i, role: p.Role, depth: depth})
				switch p.Role {
				case Opens:
					depth++
				case Closes:
					depth--
				}
				i += size
				continue
			}
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		list = append(list, sign{r: r, at: i, depth: depth})
		i += size
	}
	return list
}

func (s sign) space() bool    { return s.r == ' ' || s.r == '\n' || s.r == '\t' }
func (s sign) anySpace() bool { return s.r != 0 && unicode.IsSpace(s.r) }
func (s sign) is(set string) bool {
	return s.r != 0 && strings.ContainsRune(set, s.r)
}

const (
	enders  = ".!?…"
	closers = `"'”’»)]}`
	openers = `"'“‘«([{¿¡—–-`
)

// ending reports whether the sign at i ends a sentence that began at first, and
// where the next one begins. If it ends none, next is the last sign that ends none with
// it: of many full stops, or of empty lines within a tag.
func (r sentenceRules) ending(signs []sign, first, i int) (next int, ok bool) {
	if signs[i].r == '\n' {
		for next = i + 1; next < len(signs) && signs[next].space(); next++ {
		}
		if next < len(signs) && signs[next].depth == 0 {
			return next, true
		}
		return next - 1, false
	}
	if !signs[i].is(enders) || i == first || signs[i-1].anySpace() && signs[i].is(".") {
		return i, false
	}
	last := i
	for last+1 < len(signs) && signs[last+1].is(enders) {
		last++
	}
	next, gap := afterEnd(signs, last+1)
	if !gap || next >= len(signs) || signs[next].depth != 0 {
		return last, false
	}
	word := wordAt(signs, next)
	begin, _ := utf8.DecodeRuneInString(word)
	if word == "" || unicode.IsLower(begin) {
		return last, false
	}
	if last == i && signs[i].is(".") && !r.stops(wordBefore(signs, first, i), word, begin) {
		return last, false
	}
	return next, true
}

// afterEnd goes past what closes behind the end of a sentence, and past the space
// that follows; gap says whether there was any, or a tag that stands alone, such as
// a line break.
func afterEnd(signs []sign, i int) (next int, gap bool) {
	for ; i < len(signs); i++ {
		switch s := signs[i]; {
		case s.r == 0 && s.role == Closes, s.is(closers):
		case s.r == 0 && s.role == Alone:
			gap = true
		case s.anySpace() && !s.space() && i+1 < len(signs) && signs[i+1].is("»"): // fin. »
			i++
		case s.r == ' ' && i+1 < len(signs) && signs[i+1].is("»"):
			i++
		default:
			for i < len(signs) && signs[i].anySpace() {
				gap = true
				i++
			}
			return i, gap
		}
	}
	return i, gap
}

// wordAt returns the word that stands at i or behind what opens there.
func wordAt(signs []sign, i int) string {
	for i < len(signs) && (signs[i].r == 0 || signs[i].is(openers) || signs[i].anySpace()) {
		i++
	}
	var b strings.Builder
	for ; i < len(signs) && signs[i].r != 0 && !signs[i].anySpace() && !signs[i].is(",;:"); i++ {
		b.WriteRune(signs[i].r)
	}
	return b.String()
}

// A stopped is what stands before a full stop.
type stopped struct {
	word  string
	alone bool // it begins the sentence
}

// wordBefore returns the word before the sign at i.
func wordBefore(signs []sign, first, i int) stopped {
	from := i
	for from > first && !signs[from-1].anySpace() && !signs[from-1].is(openers[:len(openers)-1]) && signs[from-1].r != 0 {
		from--
	}
	var b strings.Builder
	for ; from < i; from++ {
		b.WriteRune(signs[from].r)
	}
	word := b.String()
	word = word[elision(word):]
	begins := true
	for k := first; begins && k < i-utf8.RuneCountInString(word); k++ {
		begins = signs[k].r == 0 || signs[k].anySpace()
	}
	return stopped{word: word, alone: begins}
}

// elision returns the length of what a word begins with before an apostrophe: l’, qu’.
func elision(word string) int {
	for _, apostrophe := range []string{"’", "'"} {
		if i := strings.Index(word, apostrophe); i > 0 && i <= 2 {
			return i + len(apostrophe)
		}
	}
	return 0
}

// stops reports whether a full stop after a word ends the sentence, before a word
// that can begin one.
func (r sentenceRules) stops(before stopped, next string, begin rune) bool {
	low := strings.ToLower(before.word)
	starts := r.begins(next)
	switch {
	case before.word == "":
		return true
	case before.alone && strings.Trim(before.word, "0123456789") == "": // 1. Title
		return false
	case slices.Contains(r.mayEnd, low):
		return starts || low == "etc" && unicode.IsUpper(begin)
	case slices.Contains(r.never, low):
		return false
	case initial(before.word):
		return starts && !slices.Contains(r.titles, before.word)
	}
	return true
}

// initial reports whether the word is the beginning of a name: J, or J.-P.
func initial(word string) bool {
	for part := range strings.FieldsFuncSeq(word, func(r rune) bool { return r == '.' || r == '-' }) {
		r, size := utf8.DecodeRuneInString(part)
		if size != len(part) || !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// begins reports whether the word is one that sentences begin with, and names do not.
func (r sentenceRules) begins(word string) bool {
	low := strings.ToLower(word)
	if size := elision(low); size > 0 {
		return slices.Contains(r.elided, strings.TrimRight(low[:size], "’'"))
	}
	return slices.Contains(r.starters, strings.TrimRight(low, enders))
}
