package check

import (
	"strings"
	"unicode"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

const (
	fewestWords = 5 // below, nobody can tell a language
	surely      = 3 // function words that tell it
)

// functionWords are those that a language cannot do without, and that the other
// one has not: « on », « plus », « but » and the like say nothing.
func functionWords(lang string) string {
	switch lang {
	case "en":
		return " the of and to in is that for with this are was be have has from by it we our you your they their which not can will been were at " +
			"these those there what when where who how why would should could about into than then them his her its he she do does did had if so " +
			"because while through between after before also more most such many other any all some each both being i my us no yes up out over only just " +
			"under down off against during without within every another few whose whom him am might must shall may let see want " +
			"make use like get new used using need here very much well too own now "
	case "fr":
		return " le la les de des du et est une un dans pour que qui sur avec par ce cette ces nous vous ils elles leur leurs notre nos votre vos " +
			"pas ne se sont être été avoir ont aux au il elle je mais ou où donc comme plus moins très aussi sans sous entre chez après avant depuis " +
			"lorsque quand tout tous toute toutes autres autre même peut peuvent doit doivent fait faire ainsi afin alors leur lui y en à d l qu n s c j m "
	}
	return ""
}

// A lexicon tells two languages apart by their function words.
type lexicon map[string]string

func newLexicon(langs ...string) lexicon {
	x := make(lexicon)
	for _, lang := range langs {
		for w := range strings.FieldsSeq(functionWords(lang)) {
			if other, ok := x[w]; ok && other != lang {
				x[w] = "" // of both
				continue
			}
			x[w] = lang
		}
	}
	return x
}

// evidence counts the function words of each language.
type evidence struct {
	other, own int
	words      int
	first      int // sign where the first word stands, and the last ends
	last       int
}

// weigh counts function words between two signs, leaving out those for which quoted says so.
func (c *checker) weigh(d *reading, start, end int, quoted []bool) evidence {
	e := evidence{first: -1}
	own := d.lang
	for _, w := range d.words[d.wordBefore(start)+1:] {
		if w.end > end {
			break
		}
		if quoted != nil && quoted[w.start] || d.kept[w.start] {
			continue
		}
		if e.first < 0 {
			e.first = w.start
		}
		e.last = w.end
		e.words++
		switch lang := c.lexicon[w.lower]; {
		case lang == own:
			e.own++
		case lang != "":
			e.other++
		case own == "fr" && lang == "" && strings.ContainsAny(w.lower, "éèêàùçîôû"):
			e.own++
		}
	}
	return e
}

// foreign reports whether the text is surely in the other language: of the segments
// of 139 posts in both languages, it takes none for the wrong one, and finds 99 of
// 100 that have fifteen words, 90 that have eight, and 70 that have five. Trigrams
// (whatlanggo) take 3 of 100 for the wrong one at five words.
func (e evidence) foreign() bool {
	enough := e.other >= surely || e.other == surely-1 && e.own == 0
	return e.words >= fewestWords && enough && e.other > 4*e.own && 5*e.other >= e.words
}

// language finds a segment in the other language of the pair, or a sentence of it.
// What is quoted or stands in italics may be: titles, and what somebody said.
func (c *checker) language(d *reading) {
	if len(d.words) < fewestWords || c.copied[d] {
		return
	}
	if functionWords(d.lang) == "" || functionWords(c.in.Source.Locale.Base()) == "" && len(c.in.Source.Segments) > 0 {
		c.trigrams(d)
		return
	}
	quoted := d.quotedWords()
	e := c.weigh(d, 0, len(d.r), quoted)
	if e.words == 0 {
		quoted = nil
		e = c.weigh(d, 0, len(d.r), nil)
	}
	if e.foreign() {
		c.report(hit{check: Language, code: "segment", bead: c.beadAt(d), at: d, side: InTarget, args: map[string]any{"locale": string(c.in.Target.Locale)}})
		return
	}
	for _, s := range sentences(d) {
		e := c.weigh(d, s.start, s.end, quoted)
		if e.own == 0 && e.words > fewestWords && e.foreign() && !cited(d, e.first) {
			c.report(hit{check: Language, code: "sentence", bead: c.beadAt(d), at: d, side: InTarget, start: e.first, end: e.last,
				args: map[string]any{"locale": string(c.in.Target.Locale)}})
		}
	}
}

// cited reports whether a year in brackets stands before: « (1996). Speed of … » is
// the title of a work.
func cited(d *reading, at int) bool {
	before := strings.TrimRight(d.say(max(0, at-8), at), " \u00a0.,:")
	return len(before) >= 5 && strings.HasSuffix(before, ")") && digit(rune(before[len(before)-2])) && digit(rune(before[len(before)-5]))
}

// sentences cuts a reading where a sentence surely ends.
func sentences(d *reading) []span {
	var list []span
	start := 0
	for i, r := range d.r {
		if r == '\n' || strings.ContainsRune(".!?…:", r) && ends(d.at(i+1)) {
			list = append(list, span{start, i + 1})
			start = i + 1
		}
	}
	return append(list, span{start, len(d.r)})
}

// quotedWords marks what stands in quotation marks, in italics, in a link that says
// its language, or has a language of its own.
func (d *reading) quotedWords() []bool {
	quoted := make([]bool, len(d.r))
	fill := func(start, end int) {
		for i := max(start, 0); i < end && i < len(quoted); i++ {
			quoted[i] = true
		}
	}
	opening := -1
	for i, r := range d.r {
		switch {
		case r == '«' || r == '“' || r == '"' && opening < 0:
			if opening < 0 {
				opening = i
			}
		case (r == '»' || r == '”' || r == '"') && opening >= 0:
			fill(opening, i)
			opening = -1
		}
	}
	for k, m := range d.marks {
		if !m.opens || m.closes || m.number > len(d.segment.Tags) {
			continue
		}
		attrs := d.segment.Tags[m.number-1].Attrs
		if group(m.element) == emphasis || attrs["lang"] != "" || m.element == "a" {
			fill(m.at, d.closing(k))
		}
	}
	return quoted
}

// sameWords finds a target that is the source's own words, though the source has
// words that its language alone has.
func (c *checker) sameWords(b int) {
	bead := c.in.Beads[b]
	if len(bead.Source) != 1 || len(bead.Target) != 1 || c.in.Source.Locale.Base() == c.in.Target.Locale.Base() {
		return
	}
	s, t := c.source[bead.Source[0]], c.target[bead.Target[0]]
	if t.segment.Kind == segment.Alt || t.segment.Kind == segment.ResourceAlt || folded(s.plain) != folded(t.plain) || nameLike(t, c.foreign(t)) {
		return
	}
	c.copied[t] = true
	c.report(hit{check: Same, code: "same", bead: b, at: t, side: InTarget, args: map[string]any{"locale": string(c.in.Target.Locale)}})
}

// foreign counts the function words of the other language in a whole reading.
func (c *checker) foreign(d *reading) int { return c.weigh(d, 0, len(d.r), nil).other }

// described reports whether a text is words of a language, and no name: four at
// least, most of them without a capital.
func described(d *reading) bool {
	capitals := 0
	for _, w := range d.words {
		if unicode.IsUpper(d.r[w.start]) {
			capitals++
		}
	}
	return len(d.words) >= 4 && 2*capitals < len(d.words)
}

// nameLike reports whether a text may be the same in both languages: a name, a
// code, an address, a title, a few words without any that its language alone has.
func nameLike(d *reading, foreign int) bool {
	words, capitals := 0, 0
	for _, w := range d.words {
		if d.kept[w.start] {
			continue
		}
		words++
		if unicode.IsUpper(d.r[w.start]) {
			capitals++
		}
	}
	return words < 2 || foreign == 0 || foreign < 2 && (words < fewestWords || 2*capitals > words)
}
