package check

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// run reads up to most digits.
func (d *reading) run(i, most int) (n, end int) {
	end = i
	for end < i+most && digit(d.at(end)) {
		n = n*10 + int(d.r[end]-'0')
		end++
	}
	if digit(d.at(end)) {
		return 0, i
	}
	return n, end
}

func part(start, end, n int, more ...string) figure {
	return figure{keys: append([]string{strconv.Itoa(n)}, more...), start: start, end: end, digits: true}
}

// monthKey is what a month means: another thing than the number.
func monthKey(m int) string { return fmt.Sprintf("m%d", m) }

// isoDate reads 2018-10-03.
func isoDate(d *reading, i int) []figure {
	y, a := d.run(i, 4)
	if a-i != 4 || d.at(a) != '-' {
		return nil
	}
	m, b := d.run(a+1, 2)
	if b-a != 3 || d.at(b) != '-' || m < 1 || m > 12 {
		return nil
	}
	day, c := d.run(b+1, 2)
	if c-b != 3 || day < 1 || day > 31 || hyphen(d.at(c)) {
		return nil
	}
	month := figure{keys: []string{monthKey(m), strconv.Itoa(m)}, start: a + 1, end: b, digits: true, weak: true}
	return []figure{part(i, a, y), month, part(b+1, c, day)}
}

// roundTheClock reads 24/7 and 24x7x365, for which each language has its own words.
func roundTheClock(d *reading, i int) []figure {
	for _, text := range []string{"24x7x365", "24/7/365", "24x7", "24/7"} {
		if !d.is(i, text) || digit(d.at(i+len(text))) {
			continue
		}
		all := figure{keys: []string{"24", "7", "365"}, start: i, end: i + len(text), digits: true, weak: true}
		return []figure{all}
	}
	return nil
}

// slashDate reads 10/03/2018, of which nobody knows which is the month.
func slashDate(d *reading, i int) []figure {
	one, a := d.run(i, 4)
	if a == i || d.at(a) != '/' {
		return nil
	}
	two, b := d.run(a+1, 4)
	if b == a+1 {
		return nil
	}
	if d.at(b) != '/' {
		return nil
	}
	three, c := d.run(b+1, 4)
	if c == b+1 {
		return nil
	}
	var list []figure
	for _, p := range []struct{ from, to, n int }{{i, a, one}, {a + 1, b, two}, {b + 1, c, three}} {
		f := part(p.from, p.to, p.n)
		if p.n >= 1 && p.n <= 12 {
			f.keys = append(f.keys, monthKey(p.n))
		}
		list = append(list, f)
	}
	return list
}

// telephone reads numbers of North America, whichever way their groups are
// separated: 1-800-622-6232, 1 800 622-6232, (613) 555-0199.
func telephone(d *reading, i int) []figure {
	digits, end := "", i
	last := 0
	for j := i; j < len(d.r) && j < i+20; j++ {
		switch r := d.r[j]; {
		case digit(r):
			digits += string(r)
			last++
			end = j + 1
		case (hyphen(r) || r == '.' || spaced(r) || r == ')') && (last == 1 || last == 3 || last == 0 && spaced(r)):
			last = 0
		default:
			j = len(d.r)
		}
		if last > 4 {
			return nil
		}
	}
	if last != 4 || len(digits) != 10 && (len(digits) != 11 || digits[0] != '1') {
		return nil
	}
	return []figure{{keys: []string{"t" + strings.TrimPrefix(digits, "1")}, start: i, end: end, digits: true}}
}

// timeKey is what a time of day means.
func timeKey(hour, minute int) string { return fmt.Sprintf("%d:%02d", hour%24, minute) }

// clock reads 3 p.m., 3:30, 15 h, 15 h 30 and 9h30.
func clock(d *reading, i int) []figure {
	hour, a := d.run(i, 2)
	if a == i || hour > 24 {
		return nil
	}
	if d.at(a) == ':' {
		return colonTime(d, i, a, hour)
	}
	if half, end := halfDay(d, a); end > 0 && hour >= 1 && hour <= 12 {
		return []figure{{keys: []string{timeKey(hour%12+half, 0)}, start: i, end: end, digits: true, unit: "time"}}
	}
	b := a
	for spaced(d.at(b)) {
		b++
	}
	if d.at(b) != 'h' && d.at(b) != 'H' || unicode.IsLetter(d.at(b+1)) || d.at(b+1) == '/' {
		return hours(d, span{i, a}, b, hour)
	}
	c := b + 1
	for spaced(d.at(c)) {
		c++
	}
	if minute, e := d.run(c, 2); e-c == 2 && minute < 60 {
		return []figure{{keys: []string{timeKey(hour, minute)}, start: i, end: e, digits: true, unit: "time"}}
	}
	return []figure{{keys: []string{timeKey(hour, 0), strconv.Itoa(hour)}, start: i, end: b + 1, digits: true}}
}

// colonTime reads what follows an hour and a colon.
func colonTime(d *reading, i, a, hour int) []figure {
	minute, b := d.run(a+1, 2)
	if b-a != 3 || minute > 59 || d.at(b) == ':' {
		return nil
	}
	if half, end := halfDay(d, b); end > 0 && hour >= 1 && hour <= 12 {
		return []figure{{keys: []string{timeKey(hour%12+half, minute)}, start: i, end: end, digits: true, unit: "time"}}
	}
	keys := []string{timeKey(hour, minute)}
	if hour < 12 {
		keys = append(keys, timeKey(hour+12, minute))
	}
	return []figure{{keys: keys, start: i, end: b, digits: true, unit: "time"}}
}

// hours reads a whole hour before "heures" and "o’clock", which may be a time or a
// span of time.
func hours(d *reading, at span, b, hour int) []figure {
	switch {
	case d.lang == "fr" && (d.is(b, "heures") || d.is(b, "heure")):
		return []figure{{keys: []string{strconv.Itoa(hour), timeKey(hour, 0), timeKey(hour+12, 0)}, start: at.start, end: at.end, digits: true}}
	case d.lang == "en" && (d.is(b, "o’clock") || d.is(b, "o'clock")):
		return []figure{{keys: []string{timeKey(hour, 0), timeKey(hour+12, 0), strconv.Itoa(hour)}, start: at.start, end: at.end, digits: true}}
	}
	return nil
}

// halfDay reads a.m. or p.m. after spaces; half is 0 or 12 hours.
func halfDay(d *reading, i int) (half, end int) {
	for spaced(d.at(i)) {
		i++
	}
	r := unicode.ToLower(d.at(i))
	if r != 'a' && r != 'p' {
		return 0, 0
	}
	j := i + 1
	if d.at(j) == '.' {
		j++
		if spaced(d.at(j)) {
			j++
		}
	}
	if unicode.ToLower(d.at(j)) != 'm' || unicode.IsLetter(d.at(j+1)) {
		return 0, 0
	}
	if j++; d.at(j) == '.' {
		j++
	}
	if r == 'p' {
		half = 12
	}
	return half, j
}

// spread tells a bare hour that it is one where the next figure, after "to" or a
// dash, is a time: "3 to 5 p.m.", « de 15 à 17 h ». "9 to 5" is a day's work.
func spread(d *reading, list []figure) {
	for i := len(list) - 2; i >= 0; i-- {
		a, b := &list[i], list[i+1]
		if a.small() == 9 && b.small() == 5 && d.say(a.start, b.end) == "9 to 5" {
			a.keys, list[i+1].keys = append(a.keys, timeKey(9, 0)), append(b.keys, timeKey(17, 0))
		}
		if !timed(b) || timed(*a) || a.small() < 0 || a.small() > 24 || b.start-a.end > 6 || b.start < a.end {
			continue
		}
		switch strings.TrimFunc(d.say(a.end, b.start), spaced) {
		case "-", "–", "—", "to", "and", "or", "à", "et", "ou", "/":
			n := a.small()
			a.keys = append(a.keys, timeKey(n, 0), timeKey(n+12, 0))
		}
	}
}

// shorten tells a number of two digits that it may be a year where a dash joins it
// to one: 2018-19.
func shorten(d *reading, list []figure) {
	for i := 1; i < len(list); i++ {
		a, b := list[i-1], &list[i]
		if len(a.keys[0]) != 4 || len(b.shape.whole) != 2 || b.start-a.end != 1 || !strings.ContainsRune("-–—/\u2010\u2011", d.at(a.end)) {
			continue
		}
		if first := a.keys[0][:2]; first == "19" || first == "20" {
			b.keys = append(b.keys, first+b.shape.whole)
		}
	}
}

func timed(f figure) bool {
	for _, k := range f.keys {
		if strings.Contains(k, ":") {
			return true
		}
	}
	return false
}
