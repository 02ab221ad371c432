package check

import (
	"strings"
	"unicode"
)

// The profiles of typography.
//
// fr-CA follows the Office québécois de la langue française (Banque de dépannage
// linguistique, « Espacement avant et après les signes de ponctuation et les
// symboles »): a no-break space before the colon and inside guillemets, none
// before ; ! and ?. fr-FR follows the Lexique des règles typographiques en usage à
// l’Imprimerie nationale: a narrow one (U+202F) before ; ! and ?. en follows The
// Canadian Style (Translation Bureau): none before any, and closed dashes.
const (
	frCA = "fr-CA"
	frFR = "fr-FR"
	en   = "en"
)

// typography looks at a segment by the rules of the target's profile.
func (c *checker) typography(d *reading) {
	switch c.in.Target.Typography {
	case frCA, frFR:
		c.frenchMarks(d)
		c.guillemets(d)
		c.frenchNumbers(d)
		c.frenchUnits(d)
		c.ordinals(d)
		c.titles(d)
		c.capitals(d)
	case en:
		c.englishMarks(d)
		c.englishNumbers(d)
		c.englishQuotes(d)
	default:
		return
	}
	c.apostrophes(d)
	c.ellipsis(d)
	c.dashes(d)
}

// A slip is a place where the profile wants it otherwise.
type slip struct {
	check Name
	code  string
	at    span
}

// slip reports a slip, with the edits that mend it.
func (c *checker) slip(d *reading, s slip, edits ...Edit) {
	c.report(hit{check: s.check, code: s.code, profile: c.in.Target.Typography, bead: c.beadAt(d), at: d, side: InTarget,
		start: s.at.start, end: s.at.end, args: map[string]any{"text": d.say(s.at.start, s.at.end)}, edits: edits})
}

// mend is slip for what one text in the place of some signs mends; where a tag stands
// among them it is only reported.
func (c *checker) mend(d *reading, s slip, instead span, text string) {
	if e, ok := d.replace(instead.start, instead.end, text); ok {
		c.slip(d, s, e)
		return
	}
	c.slip(d, s)
}

// gap returns where the spaces before the sign at i begin.
func (d *reading) gap(i int) int {
	start := i
	for start > 0 && spaced(d.r[start-1]) {
		start--
	}
	return start
}

// closes reports whether r may end a word or what is put in brackets or quotes.
func closes(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(")]}»”’'\"%$€…°*", r)
}

// ending reports whether what follows a mark lets it be punctuation: a space, the
// end, or a sign that closes.
func ending(r rune) bool { return ends(r) || strings.ContainsRune("»”’\")]", r) }

// frenchMarks looks at the spaces before marks.
func (c *checker) frenchMarks(d *reading) {
	for i, r := range d.r {
		if d.kept[i] || !strings.ContainsRune(":;!?,.", r) {
			continue
		}
		start := d.gap(i)
		if start == 0 || !closes(d.r[start-1]) || d.kept[start-1] && r == '.' {
			continue
		}
		switch {
		case r == ':' && ending(d.at(i+1)) && d.at(i+1) != ')':
			c.colon(d, start, i)
		case (r == ';' || r == '!' || r == '?') && (ending(d.at(i+1)) || d.at(i+1) == '!' || d.at(i+1) == '?') && !(r == ';' && d.at(i+1) == ')'):
			c.highMark(d, start, i)
		case (r == ',' || r == '.') && start < i && (ends(d.at(i+1)) || d.at(i+1) == '»') && !(r == '.' && d.r[start-1] == '…'):
			c.mend(d, slip{PunctuationGap, "low", span{start, i + 1}}, span{start, i}, "")
		}
	}
}

// colon wants a no-break space before; a narrow one is let go.
func (c *checker) colon(d *reading, start, i int) {
	switch {
	case start == i && !digit(d.at(i+1)):
		c.slip(d, slip{PunctuationGap, "colon", span{i - 1, i + 1}}, d.before(i, string(noBreak)))
	case i-start == 1 && !fixed(d.r[start]):
		c.mend(d, slip{PunctuationGap, "colon", span{start, i + 1}}, span{start, i}, string(noBreak))
	case i-start > 1:
		c.mend(d, slip{PunctuationGap, "colon", span{start, i + 1}}, span{start, i}, string(noBreak))
	}
}

// highMark wants nothing before ; ! ? in Canada, a narrow no-break space in France.
func (c *checker) highMark(d *reading, start, i int) {
	if c.in.Target.Typography == frCA {
		if start < i {
			c.mend(d, slip{PunctuationGap, "high", span{start, i + 1}}, span{start, i}, "")
		}
		return
	}
	switch {
	case start == i:
		if !strings.ContainsRune("!?…", d.at(i-1)) && d.at(i-1) != ')' {
			c.slip(d, slip{PunctuationGap, "high_narrow", span{i - 1, i + 1}}, d.before(i, string(narrowNoBreak)))
		}
	case i-start > 1 || !fixed(d.r[start]):
		c.mend(d, slip{PunctuationGap, "high_narrow", span{start, i + 1}}, span{start, i}, string(narrowNoBreak))
	}
}

// englishMarks wants no space before marks.
func (c *checker) englishMarks(d *reading) {
	for i, r := range d.r {
		if d.kept[i] || !strings.ContainsRune(":;!?,.", r) {
			continue
		}
		start := d.gap(i)
		if start == i || start == 0 || !closes(d.r[start-1]) || !ending(d.at(i+1)) || r == '.' && d.r[start-1] == '…' {
			continue
		}
		if (r == ':' || r == ';') && (d.at(i+1) == ')' || d.at(i+1) == '-') { // a smiley
			continue
		}
		c.mend(d, slip{PunctuationGap, "english", span{start, i + 1}}, span{start, i}, "")
	}
}

// apostrophes finds straight ones: in French everywhere, in English where the text
// has curly ones too. One finding a segment: they come in crowds.
func (c *checker) apostrophes(d *reading) {
	if c.in.Target.Typography == en && !c.curly {
		return
	}
	var edits []Edit
	first := -1
	for i, r := range d.r {
		if r != '\'' || d.kept[i] || !unicode.IsLetter(d.at(i-1)) || !(unicode.IsLetter(d.at(i+1)) || d.at(i+1) == '«' || spaced(d.at(i+1)) && d.lang == "fr" && elided(d, i)) {
			continue
		}
		if first < 0 {
			first = i
		}
		if e, ok := d.replace(i, i+1, "’"); ok {
			edits = append(edits, e)
		}
	}
	if first >= 0 {
		c.slip(d, slip{Apostrophe, "straight", span{first - 1, min(first+2, len(d.r))}}, edits...)
	}
}

// elided reports whether one letter, or « qu », stands before the apostrophe.
func elided(d *reading, i int) bool {
	k := d.wordBefore(i)
	if k < 0 || d.words[k].end != i {
		return false
	}
	w := d.words[k]
	return w.end-w.start == 1 || strings.HasSuffix(w.lower, "qu")
}

// ellipsis finds three dots: in English only where the text has the sign too.
func (c *checker) ellipsis(d *reading) {
	if c.in.Target.Typography == en && !c.dots {
		return
	}
	for i := 0; i+2 < len(d.r); i++ {
		if !d.is(i, "...") || d.kept[i] {
			continue
		}
		start := i
		for d.at(i) == '.' {
			i++
		}
		if i-start == 3 {
			c.mend(d, slip{Ellipsis, "dots", span{start, i}}, span{start, i}, "…")
		}
	}
}

// dashes finds hyphens that stand for dashes: between spaces, or two of them.
func (c *checker) dashes(d *reading) {
	english := c.in.Target.Typography == en
	for i := 1; i < len(d.r)-1; i++ {
		if d.r[i] != '-' || d.kept[i] {
			continue
		}
		end := i + 1
		for d.at(end) == '-' {
			end++
		}
		start, after := d.gap(i), end
		for spaced(d.at(after)) {
			after++
		}
		before, next := d.at(start-1), d.at(after)
		words := closes(before) && !digit(before) && (unicode.IsLetter(next) || strings.ContainsRune("«“(\"", next))
		switch {
		case end-i > 2 || !words || d.at(i-1) == object:
		case start < i && after > end && english:
			c.mend(d, slip{Dash, "closed", span{start, after}}, span{start, after}, "—")
		case start < i && after > end:
			c.mend(d, slip{Dash, "spaced", span{i, end}}, span{i, end}, "–")
		case end-i == 2 && english:
			c.mend(d, slip{Dash, "closed", span{start, after}}, span{start, after}, "—")
		}
		i = end
	}
}
