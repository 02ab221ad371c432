package check

import (
	"slices"
	"strings"
	"unicode"
)

// englishNumbers finds numbers written as in French: 50 %, 5 $, 1 500, 3,5.
func (c *checker) englishNumbers(d *reading) {
	if len(c.figuresOf(d)) > mostPaired {
		return
	}
	for _, f := range c.figuresOf(d) {
		s := f.shape
		if !f.digits || s.whole == "" || s.end <= f.start || s.version {
			continue
		}
		c.englishUnit(d, f)
		decimal := s.decimal == ',' && f.unit != "" && f.unit != "time"
		thousands := s.groups != 0 && spaced(s.groups) && c.sourceHas(d, f.keys[0]) && len(f.parts) > 0
		if !decimal && !thousands {
			continue
		}
		text := []rune(d.say(f.start, s.end))
		last := slices.Index(text, s.decimal)
		for i, r := range text {
			switch {
			case digit(r):
			case i == last:
				text[i] = '.'
			default:
				text[i] = ','
			}
		}
		if string(text) != d.say(f.start, s.end) {
			c.mend(d, slip{NumberFormat, "english", span{f.start, s.end}}, span{f.start, s.end}, string(text))
		}
	}
}

// englishUnit wants no space before %, and the dollar first.
func (c *checker) englishUnit(d *reading, f figure) {
	i := f.shape.end
	for spaced(d.at(i)) {
		i++
	}
	switch r := d.at(i); {
	case r == '%' && i > f.shape.end && !unicode.IsLetter(d.at(i+1)):
		c.mend(d, slip{UnitSpace, "english", span{f.start, i + 1}}, span{f.shape.end, i}, "")
	case (r == '$' || r == '€' || r == '£') && ending(d.at(i+1)) && d.at(f.start-1) != r && !digit(d.at(i+1)):
		to, ok := d.replace(f.shape.end, i+1, "")
		if ok && ends(d.at(f.start-1)) && !strings.ContainsRune(d.say(f.start, f.shape.end), ',') {
			c.slip(d, slip{UnitSpace, "english_before", span{f.start, i + 1}}, d.before(f.start, string(r)), to)
			return
		}
		c.slip(d, slip{UnitSpace, "english_before", span{f.start, i + 1}})
	}
}
