package search

import (
	"html"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	snippetLength = 240     // characters
	sentenceReach = 90      // characters before a match in which its sentence may begin
	leadReach     = 50      // characters before a match otherwise
	mostPassages  = 200     // matches at which a passage may begin
	mostRead      = 1 << 16 // bytes of a text that are looked into at first
	farthestRead  = 1 << 19 // and at most
)

// A Marker marks in texts what a query found: by any form, or as the beginning of a
// word.
type Marker struct {
	cutter  *Cutter
	words   map[string]int // forms of single words, and the term that they say
	begins  map[string]int
	phrases [][][]string // of terms that are several words: the forms of each
	first   int          // the number of the first phrase among terms
}

// NewMarker returns a Marker for the query. It is for one goroutine.
func NewMarker(q Query, begins Begins) *Marker {
	m := &Marker{cutter: NewCutter(q.Locale), words: make(map[string]int), begins: make(map[string]int)}
	for i, t := range q.Terms {
		switch {
		case t.Not || t.Empty:
			continue
		case len(t.Words) > 1 || t.Quoted:
			m.phrases = append(m.phrases, t.forms())
		default:
			m.word(t.Words[0], i)
		}
		if t.Whole != nil {
			m.word(*t.Whole, i)
		}
		if t.Begun {
			for _, word := range begins {
				m.begins[word] = i
			}
		}
		for _, p := range q.written(i) {
			m.words[WordOf(p[0], q.Locale)] = i
		}
	}
	m.first = len(q.Terms)
	m.lookAt()
	return m
}

// lookAt has only those words stemmed that begin with the letter of one that is looked
// for: a stem begins as its word does, and to find stems is what marking costs.
func (m *Marker) lookAt() {
	letters := make(map[byte]bool)
	for word := range m.words {
		if word != "" {
			letters[word[0]] = true
		}
	}
	m.cutter.bare = func(exact string) bool { return exact == "" || !letters[exact[0]] }
}

func (m *Marker) word(w Word, term int) {
	m.words[w.Exact] = term
	for _, stem := range w.Stems {
		m.words[stem] = term
	}
}

// A span is a piece of a text that was found, and the term that it says.
type span struct{ start, end, term int }

// spans returns what was found in a cleaned text, in order, none over another.
func (m *Marker) spans(text string) []span {
	list, joints := m.cutter.Cut(text)
	var found []span
	for i := 0; i < len(list); i++ {
		w := list[i]
		if n, term := m.phraseAt(list[i:]); n > 0 {
			found = append(found, span{w.Start, list[i+n-1].End, term})
			i += n - 1
			continue
		}
		for len(joints) > 0 && joints[0].First < i {
			joints = joints[1:]
		}
		if len(joints) > 0 && joints[0].First == i {
			if term, ok := m.says(joints[0].Whole); ok {
				found = append(found, span{w.Start, list[joints[0].Last].End, term})
				i = joints[0].Last
				continue
			}
		}
		if term, ok := m.says(w); ok {
			found = append(found, span{w.Start, w.End, term})
		}
	}
	return found
}

// says returns the term that the word says.
func (m *Marker) says(w Word) (term int, ok bool) {
	if term, ok = m.words[w.Exact]; ok {
		return term, true
	}
	for _, stem := range w.Stems {
		if term, ok = m.words[stem]; ok {
			return term, true
		}
	}
	term, ok = m.begins[w.Exact]
	return term, ok
}

// phraseAt returns the number of words of the phrase that the list begins with.
func (m *Marker) phraseAt(list []Word) (n, term int) {
	for i, phrase := range m.phrases {
		if len(phrase) <= len(list) && len(phrase) > n &&
			slices.EqualFunc(phrase, list[:len(phrase)], func(forms []string, w Word) bool { return slices.Contains(forms, w.Exact) }) {
			n, term = len(phrase), m.first+i
		}
	}
	return n, term
}

// Title returns the whole text as safe HTML, with what was found in <mark>.
func (m *Marker) Title(text string) string {
	text = oneLine(Clean(text))
	return marked(text, 0, len(text), m.spans(text))
}

// Snippet returns the passage of the text that shows most of what was found, as safe
// HTML with <mark>: the beginning, if nothing of it is there. terms is how many of the
// terms it shows.
func (m *Marker) Snippet(text string) (snippet string, terms int) {
	text = oneLine(Clean(text))
	near := text[:whole(text, mostRead)]
	found := m.spans(near)
	if len(found) == 0 && len(text) > len(near) {
		near = text[:whole(text, farthestRead)]
		found = m.spans(near)
	}
	start, end, terms := passage(text, found)
	lead, trail := "", ""
	if start > 0 {
		lead = "… "
	}
	if end < len(text) {
		trail = " …"
	}
	return lead + marked(text, start, end, found) + trail, terms
}

// whole returns the greatest number of bytes up to most that cuts no character.
func whole(text string, most int) int {
	if len(text) <= most {
		return len(text)
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return most
}

// oneLine returns the text with one space for each run of line ends and spaces.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool {
		return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\f' || r == '\v'
	}), " ")
}

// passage chooses what is shown: of different terms most, then most matches, and the
// first of those; better from the beginning of a sentence.
func passage(text string, found []span) (start, end, terms int) {
	if len(found) == 0 {
		return 0, ahead(text, 0), 0
	}
	best := -1
	for i, f := range found[:min(len(found), mostPassages)] {
		from, sentence := back(text, f.start)
		to := ahead(text, from)
		shown, matches := make(map[int]bool), 0
		for _, other := range found[i:] {
			if other.end > to {
				break
			}
			shown[other.term] = true
			matches++
		}
		score := len(shown)*100 + min(matches, 20)*2
		if sentence {
			score++
		}
		if score > best {
			best, start, end, terms = score, from, to, len(shown)
		}
	}
	if end == len(text) {
		start = min(start, last(text))
	}
	return start, end, terms
}

// last returns where a passage begins that ends with the text: better at a sentence.
func last(text string) int {
	start := len(text)
	for range snippetLength {
		_, size := utf8.DecodeLastRuneInString(text[:start])
		start -= size
	}
	if start == 0 {
		return 0
	}
	for _, ends := range []string{". ", " "} {
		if at := strings.Index(text[start:], ends); at >= 0 {
			return start + at + len(ends)
		}
	}
	return start
}

// back returns where a passage around the byte begins: its sentence, if that is near,
// else a word before it.
func back(text string, at int) (start int, sentence bool) {
	word, chars := at, 0
	for start = at; start > 0 && chars < sentenceReach; chars++ {
		r, size := utf8.DecodeLastRuneInString(text[:start])
		if unicode.IsSpace(r) && start > size {
			before, _ := utf8.DecodeLastRuneInString(text[:start-size])
			if strings.ContainsRune(".!?…·", before) {
				return start, true
			}
			if chars <= leadReach {
				word = start
			}
		}
		start -= size
	}
	if start == 0 {
		return 0, true
	}
	return word, false
}

// ahead returns where a passage that begins at the byte ends: after a word.
func ahead(text string, from int) int {
	end, chars := from, 0
	for at, r := range text[from:] {
		if unicode.IsSpace(r) {
			end = from + at
		}
		if chars++; chars > snippetLength {
			if end == from { // one word is longer than all
				return from + at
			}
			return end
		}
	}
	return len(text)
}

// marked writes a part of the text as safe HTML.
func marked(text string, start, end int, found []span) string {
	var b strings.Builder
	at := start
	for _, f := range found {
		if f.start < at || f.end > end {
			continue
		}
		b.WriteString(html.EscapeString(text[at:f.start]))
		b.WriteString("<mark>" + html.EscapeString(text[f.start:f.end]) + "</mark>")
		at = f.end
	}
	b.WriteString(html.EscapeString(text[at:end]))
	return b.String()
}
