package check

import (
	"slices"
	"strings"
	"unicode"
)

// repeated finds a word that stands twice, with nothing but spaces between.
func (c *checker) repeated(d *reading) {
	for i := 1; i < len(d.words); i++ {
		a, b := d.words[i-1], d.words[i]
		if a.lower != b.lower || b.start-a.end < 1 || d.kept[a.start] || d.kept[b.start] || mayRepeat(d, a) {
			continue
		}
		if strings.IndexFunc(d.say(a.end, b.start), func(r rune) bool { return !spaced(r) }) >= 0 {
			continue
		}
		if before := d.at(a.start - 1); hyphen(before) || apostrophe(before) || apostrophe(d.at(b.end)) || hyphen(d.at(b.end)) {
			continue // « vous-même même », "that that's"
		}
		h := hit{check: Repeated, code: "word", bead: c.beadAt(d), at: d, side: InTarget, start: a.start, end: b.end, args: map[string]any{"word": d.say(a.start, a.end)}}
		if e, ok := d.replace(a.end, b.end, ""); ok && slices.Contains(functions, b.lower) {
			h.edits = []Edit{e}
		}
		c.report(h)
	}
}

// functions are words whose repetition is surely a slip, and can be mended.
var functions = []string{
	"le", "la", "les", "de", "des", "du", "un", "une", "et", "est", "dans", "pour", "que", "qui", "sur", "avec", "par", "ce", "cette", "ces", "au", "aux", "à",
	"the", "of", "and", "to", "in", "is", "for", "with", "this", "are", "was", "be", "from", "by", "a", "an", "at", "on", "or", "as",
}

// mayRepeat reports whether a word may be said twice.
func mayRepeat(d *reading, w word) bool {
	own := slices.Contains(functions, w.lower)
	if !own && unicode.IsUpper(d.r[w.start]) { // a name: Bora Bora
		return true
	}
	if d.lang == "fr" {
		switch w.lower {
		case "nous", "vous", "en", "si", "très", "faire", "bien", "non", "oui", "tout", "plus", "jamais", "là", "peu":
			return true
		}
	} else {
		switch w.lower {
		case "that", "had", "very", "so", "bye", "no", "really", "many", "long", "far":
			return true
		}
	}
	return w.end-w.start == 1 && !own || len(w.lower) > 0 && (w.lower == "ha" || w.lower == "bla" || w.lower == "blah" || w.lower == "ah")
}

// doubleSpaces finds two spaces where one is due. In HTML, spaces with a line end
// among them are how the source is written.
func (c *checker) doubleSpaces(d *reading) {
	for i := 0; i < len(d.r); i++ {
		if !spaced(d.r[i]) {
			continue
		}
		start := i
		for i < len(d.r) && spaced(d.r[i]) {
			i++
		}
		if i-start < 2 || start == 0 || i == len(d.r) || d.at(start-1) == '\n' || d.at(i) == '\n' || d.at(i) == '\r' || d.at(i) == object || d.at(start-1) == object {
			continue
		}
		h := hit{check: DoubleSpace, code: "spaces", bead: c.beadAt(d), at: d, side: InTarget, start: start, end: i}
		keep := " "
		if j := slices.IndexFunc(d.r[start:i], fixed); j >= 0 {
			keep = string(d.r[start+j])
		}
		if e, ok := d.replace(start, i, keep); ok {
			h.edits = []Edit{e}
		}
		c.report(h)
	}
}

// balance finds quotation marks and brackets that are not closed, or not opened.
func (c *checker) balance(d *reading) {
	for _, pair := range [][2]rune{{'«', '»'}, {'“', '”'}} {
		c.unbalanced(d, Quotes, pair[0], pair[1])
	}
	for _, pair := range [][2]rune{{'(', ')'}, {'[', ']'}} {
		c.unbalanced(d, Brackets, pair[0], pair[1])
	}
	c.straightQuotes(d)
}

// unbalanced reports the first mark that has no other. Where the source has the same,
// it is meant: a quotation of several paragraphs is opened in each and closed once.
func (c *checker) unbalanced(d *reading, check Name, opening, closing rune) {
	at := firstUnbalanced(d, opening, closing)
	if at < 0 || c.acrossSegments(d, at, opening, closing) || c.sourceUnbalanced(d, check) {
		return
	}
	code := "open"
	if d.r[at] == closing {
		code = "close"
	}
	c.report(hit{check: check, code: code, bead: c.beadAt(d), at: d, side: InTarget, start: at, end: at + 1, args: map[string]any{"mark": string(d.r[at])}})
}

// firstUnbalanced returns the place of a mark without its other, or -1.
func firstUnbalanced(d *reading, opening, closing rune) int {
	var open []int
	for i, r := range d.r {
		switch {
		case r != opening && r != closing || d.kept[i]:
		case r == opening:
			open = append(open, i)
		case closing == ')' && (len(open) == 0 && enumerator(d, i) || smiley(d, i)):
		case len(open) == 0:
			return i
		default:
			open = open[:len(open)-1]
		}
	}
	if len(open) > 0 {
		return open[0]
	}
	return -1
}

// enumerator reports whether the bracket at i closes the letter or number of a list: a), 12), iv).
func enumerator(d *reading, i int) bool {
	start := i
	for start > 0 && (unicode.IsLetter(d.r[start-1]) || digit(d.r[start-1])) {
		start--
	}
	mark := d.say(start, i)
	before := d.at(start - 1)
	short := i-start == 1 || i-start <= 3 && (strings.Trim(mark, "ivx") == "" || digit(d.at(start)))
	return short && (ends(before) || before == ';' || before == ',')
}

// smiley reports whether the bracket at i is a mouth: :) ;-) 8).
func smiley(d *reading, i int) bool {
	before := d.at(i - 1)
	if before == '-' {
		before = d.at(i - 2)
	}
	return before == ':' || before == ';'
}

// acrossSegments reports whether the mark's other stands alone in a segment nearby.
func (c *checker) acrossSegments(d *reading, at int, opening, closing rune) bool {
	step, wanted := 1, closing
	if d.r[at] == closing {
		step, wanted = -1, opening
	}
	for k, i := 0, d.index+step; k < 8 && i >= 0 && i < len(c.target); k, i = k+1, i+step {
		other := c.target[i]
		if j := firstUnbalanced(other, opening, closing); j >= 0 {
			return other.r[j] == wanted || other.r[j] == d.r[at]
		}
	}
	return false
}

// sourceUnbalanced reports whether the source has marks of the kind that are not
// closed either.
func (c *checker) sourceUnbalanced(d *reading, check Name) bool {
	b := c.beadAt(d)
	if b < 0 {
		return false
	}
	for _, i := range c.in.Beads[b].Source {
		s := c.source[i]
		pairs := [][2]rune{{'(', ')'}, {'[', ']'}}
		if check == Quotes {
			pairs = [][2]rune{{'«', '»'}, {'“', '”'}}
			if len(straights(s))%2 == 1 {
				return true
			}
		}
		for _, p := range pairs {
			if firstUnbalanced(s, p[0], p[1]) >= 0 {
				return true
			}
		}
	}
	return false
}

// straights returns the places of straight quotation marks that stand for curly
// ones: after a digit, one is inches or seconds.
func straights(d *reading) []int {
	var list []int
	for i, r := range d.r {
		if r == '"' && !d.kept[i] && !digit(d.at(i-1)) {
			list = append(list, i)
		}
	}
	return list
}

func (c *checker) straightQuotes(d *reading) {
	list := straights(d)
	if len(list)%2 == 0 || c.sourceUnbalanced(d, Quotes) || strings.ContainsAny(d.plain, "“”") || slices.ContainsFunc(d.r, func(r rune) bool { return r == '«' }) {
		return
	}
	if n := strings.Count(d.plain, `"`); n%2 == 0 {
		return // with those after digits they are even
	}
	at := list[len(list)-1]
	c.report(hit{check: Quotes, code: "straight", bead: c.beadAt(d), at: d, side: InTarget, start: at, end: at + 1, args: map[string]any{"mark": `"`}})
}
