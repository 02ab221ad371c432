package search

import (
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Match is what the words of an entry are compared with, in tokens of the index. It
// knows no syntax of any index.
type Match struct {
	All   []Choice // one phrase of each has to be there
	Not   Choice   // none of these
	Close Phrase   // raises an entry that has it, which matches too: the words as they were typed
	Facet string   // a token that has to be among the facets; empty: any
}

// Plain reports whether the match looks for words as they stand alone, without stems and
// facets: in titles these are found by an index that has nothing else.
func (m Match) Plain() bool {
	if m.Facet != "" || len(m.Not) > 0 {
		return false
	}
	for _, c := range m.All {
		for _, p := range c {
			if slices.ContainsFunc(p, func(token string) bool { return strings.IndexByte(token, byte(Stemmed)) >= 0 }) {
				return false
			}
		}
	}
	return true
}

// A Choice is phrases of which one will do.
type Choice []Phrase

// A Phrase is tokens that follow each other.
type Phrase []string

// Begins are words that the last one of a query may begin, folded.
type Begins []string

// Match returns what the query looks for; with any, an entry needs only one of the terms.
func (q Query) Match(begins Begins, any bool) Match {
	var m Match
	var either Choice
	for i, t := range q.Terms {
		switch {
		case t.Empty:
		case t.Not:
			m.Not = append(m.Not, t.choice(q.Locale)...)
		default:
			c := q.Says(i, begins)
			m.All = append(m.All, c)
			either = append(either, c...)
		}
	}
	if any && len(m.All) > 1 {
		m.All = []Choice{either}
	}
	m.Close = q.close()
	return m
}

// Says returns the phrases of which each says term i, beside its neighbours.
func (q Query) Says(i int, begins Begins) Choice {
	c := q.Terms[i].choice(q.Locale)
	if q.Terms[i].Begun {
		for _, word := range begins {
			c = c.with(Phrase{Exact.Token(q.Locale, word)})
		}
	}
	return c.with(q.written(i)...)
}

// choice returns the phrases of which each says the term.
func (t Term) choice(tag locale.Tag) Choice {
	if len(t.Words) == 1 && !t.Quoted {
		return forms(t.Words[0], tag)
	}
	var c Choice
	for _, said := range product(t.forms()) {
		p := make(Phrase, len(said))
		for i, word := range said {
			p[i] = Exact.Token(tag, word)
		}
		c = append(c, p)
	}
	if t.Whole != nil {
		c = append(c, forms(*t.Whole, tag)...)
	}
	return c
}

// forms returns a word as it is, and by its stems, of which one may be a word itself.
func forms(w Word, tag locale.Tag) Choice {
	c := Choice{{Exact.Token(tag, w.Exact)}}
	if len(w.Stems) == 0 { // it is its own stem
		return append(c, Phrase{Stemmed.Token(tag, w.Exact)})
	}
	for _, stem := range w.Stems {
		c = append(c, Phrase{Stemmed.Token(tag, stem)}, Phrase{Exact.Token(tag, stem)})
	}
	return c
}

// with adds phrases that are not among the choice.
func (c Choice) with(more ...Phrase) Choice {
	for _, p := range more {
		if !slices.ContainsFunc(c, func(have Phrase) bool { return slices.Equal(have, p) }) {
			c = append(c, p)
		}
	}
	return c
}

// mostWritten bounds the queries whose words are looked for written as one, too.
const mostWritten = 4

// written returns term i written as one word with the one before and the one after it:
// "week end" may stand there as "weekend".
func (q Query) written(i int) []Phrase {
	if len(q.Terms) > mostWritten {
		return nil
	}
	var list []Phrase
	for _, first := range []int{i - 1, i} {
		if first < 0 || first+1 >= len(q.Terms) || !q.Terms[first].single() || !q.Terms[first+1].single() {
			continue
		}
		list = append(list, Phrase{Exact.Token(q.Locale, q.Terms[first].Words[0].Exact+q.Terms[first+1].Words[0].Exact)})
	}
	return list
}

// single reports whether the term is one word that is looked for.
func (t Term) single() bool { return len(t.Words) == 1 && !t.Quoted && !t.Not && !t.Empty }

// close returns all of the query as one phrase, if it is words alone and several: what
// has it has each of them.
func (q Query) close() Phrase {
	if len(q.Terms) > mostWritten || len(q.Terms) < 2 {
		return nil
	}
	var p Phrase
	for _, t := range q.Terms {
		if t.Not || t.Quoted || len(t.Words) > 1 {
			return nil
		}
		p = append(p, Exact.Token(q.Locale, t.Words[0].Exact))
	}
	return p
}
