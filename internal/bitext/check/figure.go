package check

import (
	"strconv"
	"strings"
	"unicode"
)

// A figure is a number as a text has it, in digits or in words, with what it may
// mean: "1,500" is 1500 in English, and in French 1.5 or 1500.
type figure struct {
	keys   []string // two figures with one in common may be the same
	parts  []figure // what it is if its groups are not one number: "15 250"
	start  int
	end    int
	digits bool   // written in digits
	weak   bool   // that it is missing says nothing
	word   bool   // written in words that mean a number and nothing else
	unit   string // "%", "$", "km"; "" of a bare number
	shape  shape
}

// A shape says how a number in digits is written.
type shape struct {
	whole     string // digits before the decimal sign, without separators
	groups    rune   // what separates thousands; 0: nothing
	decimal   rune   // the decimal sign; 0: none
	end       int    // where the number itself ends, before its unit
	ambiguous bool   // one separator before three digits
	version   bool   // several points
}

// figures finds the numbers of a reading.
func figures(d *reading) []figure {
	var found []figure
	for i := 0; i < len(d.r); i++ {
		if !digit(d.r[i]) {
			continue
		}
		if d.kept[i] || attached(d, i) { // it may answer for a number, and is never missed
			start := i
			for digit(d.at(i)) {
				i++
			}
			found = append(found, figure{keys: []string{plainNumber(d.say(start, i))}, start: start, end: i, digits: true, weak: true})
			for unicode.IsLetter(d.at(i)) || digit(d.at(i)) {
				i++
			}
			i--
			continue
		}
		list := figureAt(d, i)
		found = append(found, list...)
		i = list[len(list)-1].end - 1
	}
	spread(d, found)
	shorten(d, found)
	return append(found, wordFigures(d, found)...)
}

// attached reports whether the digit at i goes on a name: H1N1, A11y.
func attached(d *reading, i int) bool {
	r := d.at(i - 1)
	return unicode.IsLetter(r) || r == '_'
}

// figureAt reads what begins with the digit at i: a date, a telephone number, a
// time, or a number with its unit.
func figureAt(d *reading, i int) []figure {
	for _, read := range []func(*reading, int) []figure{isoDate, roundTheClock, slashDate, telephone, clock} {
		if list := read(d, i); list != nil {
			return list
		}
	}
	f := number(d, i)
	suffix(d, &f)
	f.weak = f.weak || named(d, i) || enumerates(d, f) || schooling(d, f)
	return []figure{f}
}

// number reads digits with separators.
func number(d *reading, start int) figure {
	i := start
	var groups []string
	var signs []rune
	for {
		from := i
		for digit(d.at(i)) {
			i++
		}
		groups = append(groups, d.say(from, i))
		sign := d.at(i)
		if !joins(d, i, groups, signs) {
			break
		}
		signs = append(signs, sign)
		i++
	}
	f := figure{start: start, end: i, digits: true}
	f.keys, f.shape = meanings(groups, signs, d.lang)
	f.shape.end = i
	if len(signs) > 0 && spaced(signs[0]) { // perhaps several numbers
		at := start
		for _, g := range groups {
			n := len([]rune(g))
			f.parts = append(f.parts, figure{keys: []string{plainNumber(g)}, start: at, end: at + n, digits: true})
			at += n + 1
		}
	}
	return f
}

// joins reports whether the sign at i goes on the number: a point or a comma
// before a digit, a space before a group of three after one of at most three.
func joins(d *reading, i int, groups []string, signs []rune) bool {
	sign := d.at(i)
	if !digit(d.at(i + 1)) {
		return false
	}
	if sign == '.' || sign == ',' {
		if len(signs) > 0 && spaced(signs[0]) && len(signs) > 0 && (signs[len(signs)-1] == '.' || signs[len(signs)-1] == ',') {
			return false // a decimal sign was there already
		}
		return true
	}
	three := digit(d.at(i+2)) && digit(d.at(i+3)) && !digit(d.at(i+4))
	first := len(groups[0]) <= 3 && groups[0] != "0"
	return spaced(sign) && sign != '\t' && three && first && !endsName(d.at(i+4)) &&
		(len(signs) == 0 || spaced(signs[len(signs)-1]))
}

func endsName(r rune) bool { return unicode.IsLetter(r) }

// meanings returns what groups of digits with signs between them may mean.
func meanings(groups []string, signs []rune, lang string) ([]string, shape) {
	last := len(signs) - 1
	s := shape{whole: strings.Join(groups, "")}
	switch {
	case last < 0:
		return []string{plainNumber(groups[0])}, s
	case spaced(signs[0]) && (spaced(signs[last])): // 1 500 000
		s.groups = signs[0]
		return []string{plainNumber(s.whole)}, s
	case signs[0] != signs[last] && uniform(signs[:last]): // 1,500.25 and 1 500,25
		s.groups, s.decimal, s.whole = signs[0], signs[last], strings.Join(groups[:last+1], "")
		return []string{plainNumber(s.whole + "." + groups[last+1])}, s
	case last > 0 && uniform(signs) && threes(groups[1:]): // 1,500,000
		s.groups = signs[0]
		return []string{plainNumber(s.whole), strings.Join(groups, ".")}, s
	case last > 0: // 1.2.3
		s.version = true
		return []string{strings.Join(groups, ".")}, s
	}
	decimal := plainNumber(groups[0] + "." + groups[1])
	raw := groups[0] + "." + groups[1]
	if len(groups[1]) != 3 || groups[0] == "0" || len(groups[0]) > 3 {
		s.decimal, s.whole = signs[0], groups[0]
		return []string{decimal, raw}, s
	}
	s.ambiguous = true
	joined := plainNumber(s.whole)
	switch {
	case lang == "en" && signs[0] == ',':
		s.groups = ','
		return []string{joined}, s
	case lang == "en":
		s.decimal, s.whole = '.', groups[0]
		return []string{decimal, raw}, s
	}
	return []string{decimal, joined, raw}, s
}

func uniform(signs []rune) bool {
	for _, r := range signs {
		if r != signs[0] && !(spaced(r) && spaced(signs[0])) {
			return false
		}
	}
	return true
}

func threes(groups []string) bool {
	for _, g := range groups {
		if len(g) != 3 {
			return false
		}
	}
	return true
}

// plainNumber writes a number without zeros that say nothing.
func plainNumber(s string) string {
	whole, fraction, _ := strings.Cut(s, ".")
	whole = strings.TrimLeft(whole, "0")
	fraction = strings.TrimRight(fraction, "0")
	if whole == "" {
		whole = "0"
	}
	if fraction == "" {
		return whole
	}
	return whole + "." + fraction
}

// times returns the number multiplied by ten, so many times.
func times(s string, zeros int) string {
	whole, fraction, _ := strings.Cut(s, ".")
	for range zeros {
		next := "0"
		if fraction != "" {
			next, fraction = fraction[:1], fraction[1:]
		}
		whole += next
	}
	return plainNumber(whole + "." + fraction)
}

// named reports whether the number at i goes on a name: COVID-19, F-35.
func named(d *reading, i int) bool {
	if !hyphen(d.at(i-1)) || !unicode.IsLetter(d.at(i-2)) {
		return false
	}
	start := i - 2
	for unicode.IsLetter(d.at(start - 1)) {
		start--
	}
	return unicode.IsUpper(d.r[start]) && !monthName(strings.ToLower(d.say(start, i-1)))
}

// enumerates reports whether the number opens its segment as that of a list does.
func enumerates(d *reading, f figure) bool {
	before, next := d.at(d.gap(f.start)-1), d.at(f.end)
	return (before == 0 || before == '\n' || before == object) && f.end-f.start <= 2 && (next == '.' || next == ')') && ends(d.at(f.end+1))
}

// schooling reports whether the number is that of a grade: each country counts its own.
func schooling(d *reading, f figure) bool {
	if after, _ := d.wordAt(f.end); after == "secondaire" || after == "année" || after == "grade" {
		return true
	}
	i := d.wordBefore(f.start)
	return i >= 0 && d.words[i].lower == "grade" && f.start-d.words[i].end <= 2
}

// small returns the number if it is a whole one below a hundred; else -1.
func (f *figure) small() int {
	if len(f.keys) == 0 {
		return -1
	}
	n, err := strconv.Atoi(f.keys[0])
	if err != nil || n > 99 {
		return -1
	}
	return n
}
