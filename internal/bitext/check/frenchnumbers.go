package check

import (
	"slices"
	"strings"
	"unicode"
)

// frenchNumbers looks at separators: a no-break space between thousands, a comma
// before decimals. Whether a comma or a point in a number is one or the other, the
// source says; without it, only what can be nothing else is found.
func (c *checker) frenchNumbers(d *reading) {
	if len(c.figuresOf(d)) > mostPaired {
		return
	}
	for _, f := range c.figuresOf(d) {
		s := f.shape
		if !f.digits || s.whole == "" || s.end <= f.start || s.version || standard(d, f.start) {
			continue
		}
		text := d.say(f.start, s.end)
		switch {
		case s.ambiguous:
			c.ambiguous(d, f)
		case s.groups != 0 && s.decimal == '.':
			c.rewrite(d, f, "decimal")
		case s.groups == ' ' || s.groups == thin || s.groups != 0 && strings.ContainsRune(text, ' '):
			if len(c.sourceFigures(d)) == 0 && c.beadAt(d) >= 0 || c.sourceHas(d, f.keys[0]) || !c.paired(d) {
				c.rewrite(d, f, "thousands")
			}
		case s.groups == ',' || s.groups == '.':
			c.rewrite(d, f, "thousands")
		case s.groups == 0 && s.decimal == '.' && c.decimalHere(d, f):
			c.rewrite(d, f, "decimal")
		case s.groups == 0 && s.decimal == 0 && len(s.whole) >= 5 && c.sourceGroups(d, f.keys[0]):
			c.rewrite(d, f, "thousands")
		}
	}
}

// standard reports whether capitals stand before the number: EN 301 549, ISO 27 001.
func standard(d *reading, at int) bool {
	end := d.gap(at)
	start := end
	for unicode.IsUpper(d.at(start - 1)) {
		start--
	}
	return start < end && end < at && end-start >= 2 && end-start <= 5 && !unicode.IsLetter(d.at(start-1))
}

// ambiguous looks at 1,500 and 1.500: the source says which they are.
func (c *checker) ambiguous(d *reading, f figure) {
	joined := plainNumber(f.shape.whole)
	if c.sourceHas(d, joined) && !c.sourceHas(d, f.keys[0]) {
		whole := f
		whole.shape.groups, whole.shape.decimal = d.at(f.start+strings.IndexAny(d.say(f.start, f.shape.end), ",.")), 0
		c.rewrite(d, whole, "thousands")
	} else if strings.Contains(d.say(f.start, f.shape.end), ".") && c.sourceHas(d, f.keys[0]) && c.decimalHere(d, f) {
		c.rewrite(d, f, "decimal")
	}
}

// rewrite reports the number, with the number as it should be.
func (c *checker) rewrite(d *reading, f figure, code string) {
	text := []rune(d.say(f.start, f.shape.end))
	sign := f.shape.decimal
	for i, r := range text {
		last := !slices.ContainsFunc(text[i+1:], func(r rune) bool { return !digit(r) })
		switch {
		case digit(r):
		case sign != 0 && last:
			text[i] = ','
		default:
			text[i] = noBreak
		}
	}
	if f.shape.groups == 0 && sign == 0 {
		text = []rune(grouped(string(text)))
	}
	if string(text) == d.say(f.start, f.shape.end) {
		return
	}
	c.mend(d, slip{NumberFormat, code, span{f.start, f.shape.end}}, span{f.start, f.shape.end}, string(text))
}

// grouped puts no-break spaces between the thousands.
func grouped(digits string) string {
	first := len(digits) % 3
	groups := []string{digits[:first]}
	if first == 0 {
		groups = nil
	}
	for i := first; i < len(digits); i += 3 {
		groups = append(groups, digits[i:i+3])
	}
	return strings.Join(groups, string(noBreak))
}

// decimalHere reports whether a point in a number is surely a decimal sign: a unit,
// a share, an amount or a magnitude follows. Versions and sections have points too.
func (c *checker) decimalHere(d *reading, f figure) bool {
	if f.unit != "" && f.unit != "time" {
		return true
	}
	w, _ := d.wordAt(f.shape.end)
	switch w {
	case "million", "millions", "milliard", "milliards", "fois", "heures", "ans", "points":
		return true
	}
	return false
}

// sourceFigures returns the figures of the segments that a segment is a
// translation of.
func (c *checker) sourceFigures(d *reading) []figure {
	b := c.beadAt(d)
	if b < 0 {
		return nil
	}
	var list []figure
	for _, i := range c.in.Beads[b].Source {
		list = append(list, c.figuresOf(c.source[i])...)
	}
	return list
}

// paired reports whether the segment has a source.
func (c *checker) paired(d *reading) bool {
	b := c.beadAt(d)
	return b >= 0 && len(c.in.Beads[b].Source) > 0
}

func (c *checker) sourceHas(d *reading, key string) bool {
	return slices.ContainsFunc(c.sourceFigures(d), func(f figure) bool { return slices.Contains(f.keys, key) })
}

// sourceGroups reports whether the source has the number, with its thousands apart.
func (c *checker) sourceGroups(d *reading, key string) bool {
	return slices.ContainsFunc(c.sourceFigures(d), func(f figure) bool { return f.shape.groups != 0 && slices.Contains(f.keys, key) })
}

// frenchUnits wants a no-break space between a number and %, $, °C, h and units.
func (c *checker) frenchUnits(d *reading) {
	for i := range d.r {
		if !digit(d.r[i]) || d.kept[i] || digit(d.at(i+1)) {
			continue
		}
		j := i + 1
		for spaced(d.at(j)) {
			j++
		}
		end := c.unitEnd(d, i, j)
		if end > 0 && d.r[j] == 'h' {
			c.minutes(d, i, j)
		}
		if end == 0 || j-i == 2 && fixed(d.r[i+1]) {
			continue
		}
		if j == i+1 {
			c.slip(d, slip{UnitSpace, "none", span{begun(d, i), end}}, d.before(j, string(noBreak)))
			continue
		}
		c.mend(d, slip{UnitSpace, "plain", span{begun(d, i), end}}, span{i + 1, j}, string(noBreak))
	}
	c.dollarFirst(d)
}

// unitEnd returns where the unit ends that stands at j, after the digit at i and
// perhaps spaces; 0 if none does.
func (c *checker) unitEnd(d *reading, i, j int) int {
	switch r := d.at(j); r {
	case '%', '‰', '€', '$', '£':
		if digit(d.at(j+1)) || unicode.IsLetter(d.at(j+1)) && r == '%' {
			return 0 // the currency of the next number; an escape
		}
		return j + 1
	case '°', 'º':
		if n := d.at(j + 1); (n == 'C' || n == 'F') && !unicode.IsLetter(d.at(j+2)) {
			return j + 2
		}
		return 0
	case 'h':
		return c.hourEnd(d, i, j)
	}
	symbol := d.letters(j)
	end := j + len([]rune(symbol))
	if unitNamed(symbol) != "" && !apostrophe(d.at(end)) && !digit(d.at(end)) && !hyphen(d.at(end)) && !attachedBack(d, i) {
		return end
	}
	if (symbol == "M" || symbol == "G" || symbol == "k") && j > i+1 && d.at(end) == '$' {
		return end
	}
	return 0
}

// begun returns where the number begins that ends with the digit at i, as far as
// nothing parts it.
func begun(d *reading, i int) int {
	at := i
	for i--; digit(d.at(i)) || (d.at(i) == ',' || d.at(i) == '.') && digit(d.at(i-1)); i-- {
		if digit(d.at(i)) {
			at = i
		}
	}
	return at
}

// attachedBack reports whether the digits that end at i belong to a name.
func attachedBack(d *reading, i int) bool {
	for digit(d.at(i)) || d.at(i) == ',' || d.at(i) == '.' {
		i--
	}
	return unicode.IsLetter(d.at(i)) || hyphen(d.at(i)) || d.at(i) == '_'
}

// minutes wants a no-break space between the h at j and the minutes after it.
func (c *checker) minutes(d *reading, i, j int) {
	k := j + 1
	for spaced(d.at(k)) {
		k++
	}
	if !digit(d.at(k)) || !digit(d.at(k+1)) || digit(d.at(k+2)) || k-j == 2 && fixed(d.r[j+1]) {
		return
	}
	c.mend(d, slip{UnitSpace, "plain", span{begun(d, i), k + 2}}, span{j + 1, k}, string(noBreak))
}

// hourEnd returns where the h of a time ends; 24h/24 is left as it is.
func (c *checker) hourEnd(d *reading, i, j int) int {
	after := d.at(j + 1)
	if unicode.IsLetter(after) || after == '/' || apostrophe(after) || hyphen(after) && unicode.IsLetter(d.at(j+2)) {
		return 0
	}
	start := i
	for digit(d.at(start - 1)) {
		start--
	}
	if i-start > 1 || unicode.IsLetter(d.at(start-1)) {
		return 0
	}
	return j + 1
}

// dollarFirst finds $5, as English has it.
func (c *checker) dollarFirst(d *reading) {
	for _, f := range c.figuresOf(d) {
		if !f.digits || f.start < 1 || f.shape.end <= f.start {
			continue
		}
		at := f.start - 1
		for at > 0 && fixed(d.r[at]) {
			at--
		}
		if r := d.r[at]; r != '$' && r != '€' && r != '£' || closes(d.at(at-1)) || digit(d.at(at-1)) || spaced(d.at(at-1)) && digit(d.at(at-2)) {
			continue
		}
		next, _ := d.wordAt(f.shape.end)
		plain := !strings.ContainsAny(d.say(f.start, f.shape.end), ".") && !unicode.IsLetter(d.at(f.shape.end)) && !strings.HasPrefix(next, "m") && !hyphen(d.at(f.shape.end))
		if from, ok := d.replace(at, f.start, ""); ok && plain {
			c.slip(d, slip{UnitSpace, "before", span{at, f.shape.end}}, from, d.after(f.shape.end-1, string(noBreak)+string(d.r[at])))
			continue
		}
		c.slip(d, slip{UnitSpace, "before", span{at, f.shape.end}})
	}
}
