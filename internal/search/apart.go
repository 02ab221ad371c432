package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	// mostPhrases bounds in how many ways words that are joined are looked for.
	mostPhrases = 36
	// leastFormed is how many letters a word has to have for others to be forms of it.
	leastFormed = 3
)

// contracted is what an apostrophe takes from an English word that is no word itself.
var contracted = []string{"t", "s", "d", "m", "re", "ve", "ll"}

// parts returns the words of one that apostrophes join in itself, "rock'n'roll"; nil if
// there are none, or what they leave is no word, "isn't".
func (c *Cutter) parts(text string) []Word {
	apart := strings.NewReplacer("'", " ", "’", "   ").Replace(text) // as long as it was
	list, _ := c.Cut(apart)
	if len(list) < 2 || len(list) > mostJoined || slices.Contains(contracted, list[len(list)-1].Exact) {
		return nil
	}
	return list
}

// forms returns what may stand in the place of each of the words.
func (t Term) forms() [][]string {
	if t.Forms != nil {
		return t.Forms
	}
	list := make([][]string, len(t.Words))
	for i, w := range t.Words {
		list[i] = []string{w.Exact}
	}
	return list
}

// product returns the phrases that take one word of each list.
func product(lists [][]string) [][]string {
	all := [][]string{nil}
	for _, list := range lists {
		var longer [][]string
		for _, begun := range all {
			for _, word := range list {
				longer = append(longer, append(slices.Clip(begun), word))
			}
		}
		all = longer
	}
	return all
}

// Beginnings returns what the forms of each of the term's words begin with, as far as
// their stems tell.
func (t Term) Beginnings() []string {
	var list []string
	for _, w := range t.Words {
		beginning := w.Exact
		for _, stem := range w.Stems {
			n := 0
			for n < min(len(beginning), len(stem)) && beginning[n] == stem[n] {
				n++
			}
			beginning = strings.ToValidUTF8(beginning[:n], "")
		}
		beginning = strings.TrimSuffix(beginning, "i") // "happi" is the stem of "happy"
		if utf8.RuneCountInString(beginning) >= leastFormed {
			list = append(list, beginning)
		}
	}
	return list
}

// FormsAmong returns, for each of the term's words, it itself and those known words that
// have a stem with it, first those that most entries have.
func (t Term) FormsAmong(known []Counted, tag locale.Tag) [][]string {
	known = slices.SortedStableFunc(slices.Values(known), func(a, b Counted) int { return cmp.Compare(b.Entries, a.Entries) })
	c := NewCutter(tag)
	list := t.forms()
	most := 1
	for power(most+1, len(list)) <= mostPhrases {
		most++
	}
	for i, w := range t.Words {
		for _, k := range known {
			if len(list[i]) < most && !slices.Contains(list[i], k.Word) && akin(w, c.word(k.Word)) {
				list[i] = append(list[i], k.Word)
			}
		}
	}
	return list
}

func power(n, exponent int) int {
	p := 1
	for range exponent {
		p *= n
	}
	return p
}

// akin reports whether two words are forms of one.
func akin(a, b Word) bool {
	return has(b, a.Exact) || slices.ContainsFunc(a.Stems, func(stem string) bool { return has(b, stem) })
}

// has reports whether a form is the word or a stem of it.
func has(w Word, form string) bool { return form == w.Exact || slices.Contains(w.Stems, form) }

// Apostrophe reports whether an apostrophe stands in the term.
func (t Term) Apostrophe() bool { return strings.ContainsAny(t.Text, "'’") }

// Fused returns the query with what is joined in term i as the one word that it makes.
func (q Query) Fused(i int) Query {
	q.Terms = slices.Clone(q.Terms)
	t := &q.Terms[i]
	t.Words, t.Whole, t.Forms = []Word{*t.Whole}, nil, nil
	return q
}

// Apart returns the query with words that are joined as words of their own, and whether
// it has any.
func (q Query) Apart() (_ Query, ok bool) {
	var terms []Term
	for _, t := range q.Terms {
		if t.Whole == nil || t.Not {
			terms = append(terms, t)
			continue
		}
		ok = true
		first := t.Words[0].Start
		for _, w := range t.Words {
			terms = append(terms, Term{Text: t.Text[w.Start-first : w.End-first], Words: []Word{w}})
		}
	}
	if !ok {
		return q, false
	}
	q.Terms = terms[:min(len(terms), mostTerms)]
	q.settle()
	return q, true
}
