package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/locale"
)

const (
	// Longest is how many characters a query may have.
	Longest = 200
	// mostTerms bounds what one query looks for; what follows is not looked for.
	mostTerms = 8
	// mostPhrase bounds a phrase: of a longer one its beginning is looked for.
	mostPhrase = 6
)

// A Query is what a reader typed, as it is understood. There is nothing that cannot be
// understood: signs that are no part of a word part words.
type Query struct {
	Locale locale.Tag
	Terms  []Term // all of them have to be there, but those that are Empty or Not
}

// A Term is one thing that is looked for.
type Term struct {
	Text  string // as it was typed
	Words []Word // several: one after the other
	Whole *Word  // of several that a hyphen or an apostrophe joins: they written as one
	// Forms are what texts may have in the place of each of the words that are joined,
	// first it itself; nil: nothing else.
	Forms  [][]string
	Quoted bool // as it stands, without other forms
	Not    bool // it must not be there
	Empty  bool // it says nothing, and the query has others
	Begun  bool // it may be the beginning of a word
}

// Parse reads a query: words, which all have to be there in whatever form; "words in
// quotes", also « » and “ ”, which have to follow each other as they stand; -word or
// -"words", which must not be there. The last word may be the beginning of one.
func Parse(text string, tag locale.Tag) Query {
	p := parser{rest: Clean(text), cutter: NewCutter(tag), query: Query{Locale: tag}}
	for p.rest != "" && len(p.query.Terms) < mostTerms {
		p.next()
	}
	p.query.Terms = p.query.Terms[:min(len(p.query.Terms), mostTerms)]
	p.query.settle()
	return p.query
}

// settle finds out which terms say nothing, and which one is perhaps not at its end.
func (q *Query) settle() {
	full := slices.ContainsFunc(q.Terms, func(t Term) bool { return !t.Not && !t.says(q.Locale) })
	for i := range q.Terms {
		t := &q.Terms[i]
		t.Empty = full && !t.Not && t.says(q.Locale)
	}
	if n := len(q.Terms); n > 0 {
		last := &q.Terms[n-1]
		last.Begun = !last.Quoted && !last.Not
	}
}

// says reports whether the term is a word that says nothing by itself.
func (t Term) says(tag locale.Tag) bool {
	return !t.Quoted && len(t.Words) == 1 && Empty(t.Words[0].Exact, tag)
}

type parser struct {
	rest   string
	cutter *Cutter
	query  Query
}

// next reads what the rest begins with: a quotation, or the words before the next one.
func (p *parser) next() {
	p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace)
	not := false
	if after, ok := strings.CutPrefix(p.rest, "-"); ok {
		p.rest, not = strings.TrimLeft(after, "-"), true
	}
	r, size := utf8.DecodeRuneInString(p.rest)
	if end := closing(r); end != "" {
		if said, after, ok := strings.Cut(p.rest[size:], end); ok {
			p.rest = after
			p.quoted(strings.TrimSpace(said), not)
			return
		}
		p.rest = p.rest[size:] // it is not closed yet: somebody is typing
		return
	}
	n := p.plain(not)
	p.words(p.rest[:n], not)
	p.rest = p.rest[n:]
}

// closing returns what closes a quotation that the sign opens.
func closing(r rune) string {
	switch r {
	case '"':
		return `"`
	case '«':
		return "»"
	case '“', '”', '„':
		return "”"
	}
	return ""
}

// plain returns how many bytes of the rest are words: to the next sign of quotation or
// exclusion, or of what is excluded to the next space.
func (p *parser) plain(not bool) int {
	before := 'x'
	for at, r := range p.rest {
		switch {
		case closing(r) != "", unicode.IsSpace(before) && r == '-' && !not, unicode.IsSpace(r) && not:
			return at
		}
		before = r
	}
	return len(p.rest)
}

// quoted adds what stands in quotes.
func (p *parser) quoted(text string, not bool) {
	list, _ := p.cutter.Cut(text)
	if len(list) > 0 {
		p.query.Terms = append(p.query.Terms, Term{Text: text, Words: list[:min(len(list), mostPhrase)], Quoted: true, Not: not})
	}
}

// words adds each word, those that hyphens join together. What strokes part may be several
// words as well as one, "and/or": each is looked for.
func (p *parser) words(text string, not bool) {
	list, joints := p.cutter.Cut(text)
	joints = slices.DeleteFunc(joints, func(j Joint) bool { return j.Stroked })
	for i := 0; i < len(list); i++ {
		t := Term{Words: list[i : i+1], Not: not}
		if len(joints) > 0 && joints[0].First == i {
			t.Words, t.Whole = list[i:joints[0].Last+1], &joints[0].Whole
			i, joints = joints[0].Last, joints[1:]
		}
		t.Text = text[t.Words[0].Start:t.Words[len(t.Words)-1].End]
		if parts := p.cutter.parts(t.Text); len(t.Words) == 1 && parts != nil {
			t.Words, t.Whole = parts, &list[i]
		}
		p.query.Terms = append(p.query.Terms, t)
	}
}

// Seeks reports whether the query looks for anything.
func (q Query) Seeks() bool {
	return slices.ContainsFunc(q.Terms, func(t Term) bool { return !t.Not })
}

// String writes the query as it was understood.
func (q Query) String() string {
	parts := make([]string, len(q.Terms))
	for i, t := range q.Terms {
		if t.Quoted {
			parts[i] = `"` + t.Text + `"`
		} else {
			parts[i] = t.Text
		}
		if t.Not {
			parts[i] = "-" + parts[i]
		}
	}
	return strings.Join(parts, " ")
}
