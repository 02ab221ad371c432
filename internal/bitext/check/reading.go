package check

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// object stands for a picture, code or an embed in what a segment says, as in
// Unicode: no word, no space.
const object = '\uFFFC'

// A reading is what one segment says, sign by sign, with where each sign stands
// in the segment's text.
type reading struct {
	segment *segment.Segment
	index   int    // of the segment in its side
	lang    string // primary language: "fr"
	r       []rune
	from    []int // where the sign begins in the segment's text, in bytes
	to      []int
	kept    []bool // part of an address, a file name or a placeholder: not touched
	marks   []mark
	words   []word
	plain   string // the signs as one text

	characters []int // see character
}

// A mark is a tag between signs, or one that stands alone.
type mark struct {
	number  int
	opens   bool
	closes  bool // of one that stands alone, both
	at      int  // the sign before which it stands
	element string
}

// A word is a run of letters.
type word struct {
	start, end int
	lower      string
}

func read(s *segment.Segment, index int, lang string) *reading {
	text := s.Text
	d := &reading{segment: s, index: index, lang: lang, r: make([]rune, 0, len(text)), from: make([]int, 0, len(text)), to: make([]int, 0, len(text))}
	for i := 0; i < len(text); {
		if n, size := d.mark(text[i:]); size > 0 {
			if n != 0 {
				d.add(n, i, size)
			}
			i += size
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == '&' {
			r, size = entity(text[i:])
		}
		d.add(r, i, size)
		i += size
	}
	d.plain = string(d.r)
	d.kept = make([]bool, len(d.r))
	d.keep()
	d.split()
	return d
}

// mark takes a tag at the beginning of text, and returns the sign that stands for
// it, 0 for none, and how long it is; 0 if there is no tag.
func (d *reading) mark(text string) (stands rune, size int) {
	if text[0] != '<' {
		return 0, 0
	}
	end := strings.IndexByte(text, '>')
	if end < 0 {
		return 0, 0
	}
	inner := text[1:end]
	name := strings.TrimSuffix(strings.TrimPrefix(inner, "/"), "/")
	number, err := strconv.Atoi(name)
	if err != nil || number < 1 {
		return 0, 0
	}
	m := mark{number: number, at: len(d.r), opens: inner[0] != '/', closes: inner[0] == '/' || strings.HasSuffix(inner, "/")}
	if number <= len(d.segment.Tags) {
		m.element = d.segment.Tags[number-1].Element
	}
	d.marks = append(d.marks, m)
	switch {
	case !m.opens || !m.closes:
		return 0, end + 1
	case m.element == "br" || m.element == "hr":
		return '\n', end + 1
	case m.element == "wbr":
		return 0, end + 1
	}
	return object, end + 1
}

func (d *reading) add(r rune, at, size int) {
	d.r = append(d.r, r)
	d.from = append(d.from, at)
	d.to = append(d.to, at+size)
}

// entity reads one of the three escapes of the small markup.
func entity(text string) (r rune, size int) {
	switch {
	case strings.HasPrefix(text, "&amp;"):
		return '&', len("&amp;")
	case strings.HasPrefix(text, "&lt;"):
		return '<', len("&lt;")
	case strings.HasPrefix(text, "&gt;"):
		return '>', len("&gt;")
	}
	return '&', 1
}

// split finds the words.
func (d *reading) split() {
	for i := 0; i < len(d.r); i++ {
		if !unicode.IsLetter(d.r[i]) {
			continue
		}
		start := i
		for i < len(d.r) && (unicode.IsLetter(d.r[i]) || unicode.IsMark(d.r[i])) {
			i++
		}
		d.words = append(d.words, word{start, i, strings.ToLower(string(d.r[start:i]))})
	}
}

// wordBefore returns the place of the last word that ends at a sign or before; -1 for none.
func (d *reading) wordBefore(at int) int {
	i, _ := slices.BinarySearchFunc(d.words, at+1, func(w word, end int) int { return w.end - end })
	return i - 1
}

// character returns how many characters of the segment's text stand before the sign at
// i, and where the last sign ends for i past it.
func (d *reading) character(i int) int {
	if d.characters == nil {
		d.characters = make([]int, len(d.r)+1)
		n, at := 0, 0
		for k := range d.r {
			n += utf8.RuneCountInString(d.segment.Text[at:d.from[k]])
			d.characters[k], at = n, d.from[k]
		}
		d.characters[len(d.r)] = n
		if len(d.r) > 0 {
			d.characters[len(d.r)] += utf8.RuneCountInString(d.segment.Text[at:d.to[len(d.r)-1]])
		}
	}
	return d.characters[i]
}

// at returns the sign at i, or 0 outside of the text.
func (d *reading) at(i int) rune {
	if i < 0 || i >= len(d.r) {
		return 0
	}
	return d.r[i]
}

// is reports whether the signs from i on are the text.
func (d *reading) is(i int, text string) bool {
	for _, r := range text {
		if d.at(i) != r {
			return false
		}
		i++
	}
	return true
}

// say returns the signs from start to end.
func (d *reading) say(start, end int) string { return string(d.r[start:end]) }

// replace returns the edit that puts text in the place of the signs from start to
// end, and false if a tag stands among them. For no signs it is put before start.
func (d *reading) replace(start, end int, text string) (Edit, bool) {
	if start == end {
		return d.before(start, text), true
	}
	for i := start; i < end-1; i++ {
		if d.to[i] != d.from[i+1] {
			return Edit{}, false
		}
	}
	if d.r[start] == object {
		return Edit{}, false
	}
	return Edit{d.from[start], d.to[end-1], text}, true
}

// before returns the edit that puts text before a sign.
func (d *reading) before(i int, text string) Edit {
	at := len(d.segment.Text)
	if i < len(d.r) {
		at = d.from[i]
	}
	return Edit{at, at, text}
}

// after returns the edit that puts text after a sign.
func (d *reading) after(i int, text string) Edit { return Edit{d.to[i], d.to[i], text} }

// empty reports whether the segment says nothing.
func (d *reading) empty() bool { return strings.TrimSpace(d.plain) == "" }

// Kinds of signs.

const (
	noBreak       = '\u00A0'
	narrowNoBreak = '\u202F'
	thin          = '\u2009'
)

// spaced reports whether r is a space of any width within a line.
func spaced(r rune) bool {
	switch r {
	case ' ', noBreak, narrowNoBreak, thin, '\t':
		return true
	}
	return r >= 0x2000 && r <= 0x200A
}

// fixed reports whether r is a space at which a line does not break.
func fixed(r rune) bool { return r == noBreak || r == narrowNoBreak }

func digit(r rune) bool { return '0' <= r && r <= '9' }

func apostrophe(r rune) bool { return r == '\'' || r == '’' || r == '\u02BC' }

func hyphen(r rune) bool { return r == '-' || r == '\u2010' || r == '\u2011' }

// ends reports whether a word or sentence may end before r: a space, the end of
// the text or of a line.
func ends(r rune) bool { return r == 0 || r == '\n' || r == '\r' || spaced(r) }
