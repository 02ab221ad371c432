package change

import (
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/difference"
)

// compareWords finds what the words of two readings say differently.
func (f *form) compareWords(from, to *reading, found map[Reason]bool) {
	if f.sameLetters(from, to) {
		if !slices.Equal(f.negations(from), f.negations(to)) {
			found[Negation] = true
		}
		return
	}
	gone, come := changedWords(from, to)
	for _, list := range []struct {
		words []word
		at    []int
	}{{from.words, gone}, {to.words, come}} {
		for _, i := range list.at {
			found[f.reasonOf(list.words, i)] = true
		}
	}
	if len(gone)+len(come) == 0 {
		found[Word] = true // another order, or a word cut elsewhere
	}
}

// sameLetters reports whether two readings differ in form at most. Between words
// nothing is compared: joined or parted they are the same.
func (f *form) sameLetters(from, to *reading) bool {
	return slices.EqualFunc(from.atoms, to.atoms, func(a, b atom) bool {
		if a.whole != b.whole || a.letter != b.letter {
			return false
		}
		if a.accent == b.accent || a.upper || b.upper {
			return true
		}
		return f.english && !accented[from.words[a.word].plain(from)] && !accented[to.words[b.word].plain(to)]
	})
}

// longestAccented is more letters than any of the words in accented has.
const longestAccented = 12

// plain returns the word without accents, or as much of it as tells that it is none of
// those in accented.
func (w word) plain(r *reading) string {
	var b strings.Builder
	n := r.atoms[w.first].word
	for _, a := range r.atoms[w.first:] {
		if a.word != n || b.Len() > longestAccented {
			break
		}
		b.WriteRune(a.letter)
	}
	return b.String()
}

// changedWords returns which words of one reading the other does not have at
// their place.
func changedWords(from, to *reading) (gone, come []int) {
	names := make(map[string]string)
	i, j := 0, 0
	for _, p := range difference.Words(named(from, names), named(to, names)) {
		for range strings.FieldsSeq(p.Text) {
			switch p.Op {
			case difference.Delete:
				gone = append(gone, i)
			case difference.Insert:
				come = append(come, j)
			}
			if p.Op != difference.Insert {
				i++
			}
			if p.Op != difference.Delete {
				j++
			}
		}
	}
	return gone, come
}

// named writes a reading with a name for each word, one a line: what is compared
// must not be cut again.
func named(r *reading, names map[string]string) string {
	var b strings.Builder
	for _, w := range r.words {
		name, ok := names[w.text]
		if !ok {
			name = "w" + strconv.Itoa(len(names))
			names[w.text] = name
		}
		b.WriteString(name + "\n")
	}
	return b.String()
}

// reasonOf says what kind of change it is that the i-th word came or went.
func (f *form) reasonOf(words []word, i int) Reason {
	w := words[i]
	switch {
	case dates[w.text], w.number && (i > 0 && dates[words[i-1].text] || i+1 < len(words) && dates[words[i+1].text]):
		return Date
	case w.number:
		return Number
	case w.symbol:
		return Symbol
	case f.negates(w.text):
		return Negation
	}
	return Word
}

// negations returns the words of a reading that negate, in order.
func (f *form) negations(r *reading) []string {
	var list []string
	for _, w := range r.words {
		if f.negates(w.text) {
			list = append(list, w.text)
		}
	}
	return list
}
