package check

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// wordFigures finds numbers in words, and words that say a number beside what else
// they mean: both, twice, « moitié ». These answer for a number in digits, and are
// never missed themselves.
func wordFigures(d *reading, taken []figure) []figure {
	var found []figure
	for i := 0; i < len(d.words); {
		w := d.words[i]
		for len(taken) > 0 && taken[0].end <= w.start {
			taken = taken[1:]
		}
		if len(taken) > 0 && taken[0].start <= w.start {
			i++
			continue
		}
		if keys, weak := aside(d, i); len(keys) > 0 {
			found = append(found, figure{keys: keys, start: w.start, end: w.end, weak: weak, word: false})
		}
		n, next := spelled(d, i)
		if next == i {
			i++
			continue
		}
		f := figure{keys: []string{strconv.Itoa(n)}, start: w.start, end: d.words[next-1].end, word: true}
		found = append(found, f)
		i = next
	}
	return found
}

// spelled reads a number in words from the word i on, and returns the word after it.
func spelled(d *reading, i int) (n, next int) {
	total, current, k := 0, 0, i
	for ; k < len(d.words); k++ {
		w := d.words[k]
		if k > i && !linked(d, d.words[k-1].end, w.start) {
			break
		}
		if k > i && (w.lower == "and" || w.lower == "et") && k+1 < len(d.words) && cardinal(d.lang, d.words[k+1].lower) > 0 &&
			linked(d, w.end, d.words[k+1].start) && (d.lang == "fr" && current >= 20 || current >= 100) {
			continue
		}
		v := cardinal(d.lang, w.lower)
		if v == 0 && w.lower != "zero" && w.lower != "zéro" {
			break
		}
		sum, ok := compose(d.lang, current, v)
		switch {
		case v >= 1000 && (current > 0 || v == 1000):
			total, current = total+max(current, 1)*v, 0
		case v < 1000 && ok:
			current = sum
		default:
			return total + current, k
		}
	}
	return total + current, k
}

// linked reports whether two words may be parts of one number.
func linked(d *reading, from, to int) bool {
	if to-from > 2 || to <= from {
		return false
	}
	for i := from; i < to; i++ {
		if !spaced(d.r[i]) && !hyphen(d.r[i]) {
			return false
		}
	}
	return true
}

// compose puts a word below a thousand behind what was said before: twenty, five;
// quatre, vingt, dix.
func compose(lang string, before, v int) (int, bool) {
	rest := before % 100
	switch {
	case before == 0:
		return v, true
	case v == 100:
		return before * 100, before < 10
	case lang == "fr" && v == 20 && rest == 4:
		return before - 4 + 80, true
	case lang == "fr" && (rest == 60 || rest == 80) && v < 20:
		return before + v, true
	case rest == 0:
		return before + v, v < 100
	case rest%10 == 0 && rest >= 20:
		return before + v, v < 10
	case lang == "fr" && (rest == 10 || rest == 70 || rest == 90) && v >= 7 && v <= 9: // dix-sept
		return before + v, true
	}
	return 0, false
}

// cardinal returns what a word counts; 0 for none.
func cardinal(lang, w string) int {
	if lang == "fr" {
		return frenchCardinals(w)
	}
	return englishCardinals(w)
}

func englishCardinals(w string) int {
	units := [...]string{"one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
		"fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	if i := slices.Index(units[:], w); i >= 0 {
		return i + 1
	}
	tens := [...]string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
	if i := slices.Index(tens[:], w); i >= 0 {
		return (i + 2) * 10
	}
	return large(w)
}

func frenchCardinals(w string) int {
	units := [...]string{"un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
		"quatorze", "quinze", "seize"}
	if i := slices.Index(units[:], w); i >= 0 {
		return i + 1
	}
	tens := [...]string{"vingt", "trente", "quarante", "cinquante", "soixante"}
	if i := slices.Index(tens[:], strings.TrimSuffix(w, "s")); i >= 0 {
		return (i + 2) * 10
	}
	switch w {
	case "une":
		return 1
	case "cent", "cents":
		return 100
	}
	return large(w)
}

func large(w string) int {
	switch w {
	case "hundred":
		return 100
	case "thousand", "mille":
		return 1000
	case "million", "millions":
		return 1_000_000
	case "milliard", "milliards", "billion":
		return 1_000_000_000
	}
	return 0
}

// aside returns what a word says of numbers though it is none.
func aside(d *reading, i int) (keys []string, weak bool) {
	w := d.words[i]
	if keys := asides(d.lang, w.lower); keys != "" {
		return strings.Fields(keys), true
	}
	if n := ordinalWord(d.lang, w.lower); n > 0 {
		return []string{strconv.Itoa(n)}, true
	}
	if m := month(w.lower); m > 0 && (dated(d, w) || !mayBeOther(w.lower)) {
		return []string{monthKey(m), strconv.Itoa(m)}, false
	}
	if n := roman(d.say(w.start, w.end)); n > 0 {
		return []string{strconv.Itoa(n)}, true
	}
	return nil, false
}

// asides lists words that say a number by the way.
func asides(lang, w string) string {
	if lang == "fr" {
		return frenchAsides(w)
	}
	switch w {
	case "a", "an", "single", "once", "only", "sole", "each", "per":
		return "1"
	case "both", "twice", "double", "doubled", "doubling", "pair", "pairs", "couple", "duo", "dual", "other", "two-fold", "bi":
		return "2"
	case "half", "halved", "halves":
		return "0.5 50 2 30"
	case "triple", "tripled", "trio", "thrice":
		return "3"
	case "quarter", "quarters", "quarterly":
		return "0.25 25 4 3 15"
	case "all", "every", "entire", "fully", "whole", "completely":
		return "100 1"
	case "annually", "monthly", "biannually":
		return "12 1 6"
	case "quadruple":
		return "4"
	case "dozen", "dozens":
		return "12"
	case "decade", "decades":
		return "10"
	case "century", "centuries":
		return "100"
	case "fortnight":
		return "14 15 2"
	case "noon":
		return "12:00 12"
	case "midnight":
		return "0:00 24"
	case "week", "weeks", "weekly":
		return "7 8"
	case "year", "annual", "yearly":
		return "12"
	case "day", "daily":
		return "24"
	}
	return ""
}

func frenchAsides(w string) string {
	switch w {
	case "seul", "seule", "unique", "chaque", "par":
		return "1"
	case "double", "doublé", "doubler", "doublement", "paire", "paires", "couple", "duo", "bi", "autre", "second", "seconde":
		return "2"
	case "moitié", "demi", "demie", "mi":
		return "0.5 50 2 30"
	case "triple", "triplé", "trio":
		return "3"
	case "quart", "quarts", "trimestre", "trimestriel", "trimestrielle":
		return "0.25 25 4 3 15"
	case "tiers":
		return "3 33"
	case "semestre":
		return "6"
	case "totalité", "ensemble", "tous", "toutes", "entièrement", "intégralité", "complètement":
		return "100"
	case "dizaine", "dizaines", "décennie", "décennies":
		return "10"
	case "douzaine", "douzaines":
		return "12"
	case "quinzaine", "quinze":
		return "15 14"
	case "vingtaine":
		return "20"
	case "trentaine":
		return "30"
	case "quarantaine":
		return "40"
	case "cinquantaine":
		return "50"
	case "soixantaine":
		return "60"
	case "centaine", "centaines", "siècle", "siècles":
		return "100"
	case "millier", "milliers":
		return "1000"
	case "midi":
		return "12:00 12"
	case "minuit":
		return "0:00 24"
	case "semaine", "semaines", "hebdomadaire":
		return "7"
	case "an", "année", "annuel", "annuelle":
		return "12"
	case "jour", "jours", "journée":
		return "24"
	}
	return ""
}

// ordinalWord returns the place that an ordinal in words names.
func ordinalWord(lang, w string) int {
	if lang != "fr" {
		list := [...]string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"}
		if i := slices.Index(list[:], w); i >= 0 {
			return i + 1
		}
		switch w {
		case "firstly":
			return 1
		case "secondly", "seconds":
			return 2
		case "thirds":
			return 3
		case "twentieth":
			return 20
		}
		return 0
	}
	switch w {
	case "premier", "première", "premiers", "premières", "premièrement":
		return 1
	case "neuvième":
		return 9
	case "cinquième":
		return 5
	}
	stem, ok := strings.CutSuffix(strings.TrimSuffix(w, "s"), "ième")
	if !ok {
		return 0
	}
	if n := frenchCardinals(stem); n > 0 {
		return n
	}
	return frenchCardinals(stem + "e")
}

// month returns the number of a month in either language; 0 for none.
func month(w string) int {
	english := [...]string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
	if i := slices.Index(english[:], w); i >= 0 {
		return i + 1
	}
	french := [...]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	return slices.Index(french[:], w) + 1
}

// mayBeOther reports whether the name of a month is another word too.
func mayBeOther(w string) bool { return w == "may" || w == "march" || w == "august" || w == "mars" }

func monthName(w string) bool { return month(w) > 0 || w == "mid" }

// dated reports whether a number stands beside the word: without one, may and
// march are no months.
func dated(d *reading, w word) bool {
	after := w.end
	for spaced(d.at(after)) || d.at(after) == ',' {
		after++
	}
	before := w.start - 1
	for spaced(d.at(before)) || d.at(before) == 'r' || d.at(before) == 'e' {
		before--
	}
	return after-w.end <= 3 && digit(d.at(after)) || w.start-before <= 4 && digit(d.at(before))
}

// roman returns what a Roman numeral of at least two signs, or V or X, counts; 0 for none.
func roman(s string) int {
	s = strings.TrimSuffix(s, "e")
	if s == "" || len(s) == 1 && s != "V" && s != "X" || strings.Trim(s, "IVXLC") != "" || strings.IndexFunc(s, unicode.IsLower) >= 0 {
		return 0
	}
	value := map[byte]int{'I': 1, 'V': 5, 'X': 10, 'L': 50, 'C': 100}
	n := 0
	for i := range len(s) {
		v := value[s[i]]
		if i+1 < len(s) && v < value[s[i+1]] {
			v = -v
		}
		n += v
	}
	return n
}
