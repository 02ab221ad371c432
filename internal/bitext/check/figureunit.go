package check

import (
	"strings"
	"unicode"
)

// suffix reads what stands around the digits of a figure: a currency, a magnitude,
// a unit, the ending of an ordinal or of a decade.
func suffix(d *reading, f *figure) {
	if c := currencyBefore(d, f.start); c != "" {
		f.unit = c
	}
	if ordinalAfter(d, f) || decade(d, f) {
		return
	}
	if unicode.IsLetter(d.at(f.end)) && !stuck(d, f) { // 3D, 5G, 2FA: a name
		for unicode.IsLetter(d.at(f.end)) || digit(d.at(f.end)) {
			f.end++
		}
		f.weak = true
		return
	}
	magnitude(d, f)
	unitAfter(d, f)
}

// stuck reports whether the letters right after the digits are a magnitude or a unit.
func stuck(d *reading, f *figure) bool {
	w := d.letters(f.end)
	switch w {
	case "k", "K", "M", "B", "G", "bn", "x":
		return f.unit != "" || w != "G"
	}
	return unitNamed(w) != ""
}

// letters returns the letters from i on, with a sign of degrees or a slash in a unit.
func (d *reading) letters(i int) string {
	j := i
	for r := d.at(j); unicode.IsLetter(r) || r == '°' || r == 'º' || r == 'µ' || (r == '/' && j > i && d.at(j+1) == 'h'); r = d.at(j) {
		j++
	}
	return d.say(i, j)
}

// wordAt returns the word after spaces or a hyphen, and where it ends.
func (d *reading) wordAt(i int) (w string, end int) {
	for spaced(d.at(i)) || hyphen(d.at(i)) {
		i++
	}
	end = i
	for unicode.IsLetter(d.at(end)) || unicode.IsMark(d.at(end)) {
		end++
	}
	if i >= len(d.r) {
		return "", i
	}
	return d.say(i, end), end
}

func currencyBefore(d *reading, i int) string {
	for spaced(d.at(i-1)) && i > 0 {
		i--
		if i > 1 && spaced(d.at(i-2)) {
			break
		}
	}
	switch d.at(i - 1) {
	case '$', '€', '£', '¥':
		return string(d.at(i - 1))
	}
	return ""
}

// ordinalAfter reads 1st, 2nd, 1er, 1re, 2e and the forms that are not well made.
func ordinalAfter(d *reading, f *figure) bool {
	w := strings.ToLower(d.letters(f.end))
	ordinal := false
	switch w {
	case "st", "nd", "rd", "th":
		ordinal = d.lang != "fr" || w == "nd"
	case "e", "er", "re", "es", "ers", "res", "ère", "ere", "ème", "eme", "ième", "ieme", "èmes", "emes", "ères", "nde", "ᵉ", "ᵉʳ", "ʳᵉ", "ière", "iere":
		ordinal = true
	}
	if ordinal {
		f.end += len([]rune(w))
		f.unit = ""
	}
	return ordinal
}

// decade reads 1990s and ’90s.
func decade(d *reading, f *figure) bool {
	i := f.end
	if apostrophe(d.at(i)) {
		i++
	}
	if d.at(i) == 's' && !unicode.IsLetter(d.at(i+1)) && strings.HasSuffix(f.keys[0], "0") {
		f.end = i + 1
		f.keys = append(f.keys, century(f.keys[0])...)
		return true
	}
	if apostrophe(d.at(f.start-1)) && ends(d.at(f.start-2)) || f.shape.whole != "" && len(f.shape.whole) == 2 && afterYears(d, f.start) {
		f.keys = append(f.keys, century(f.keys[0])...)
	}
	return false
}

// afterYears reports whether « années » stands before i.
func afterYears(d *reading, i int) bool {
	k := d.wordBefore(i)
	return k >= 0 && d.words[k].lower == "années" && i-d.words[k].end <= 2
}

// century returns the other ways to write a year: with or without its century.
func century(year string) []string {
	switch {
	case len(year) == 2:
		return []string{"19" + year, "20" + year}
	case len(year) == 4 && (year[:2] == "19" || year[:2] == "20"):
		return []string{plainNumber(year[2:])}
	}
	return nil
}

// magnitude multiplies the figure by the word or letter after it.
func magnitude(d *reading, f *figure) {
	w, end := d.wordAt(f.end)
	if len(w) <= 2 && f.end != end-len([]rune(w)) && d.at(end) != '$' { // "5 M$", but not "5 k"
		return
	}
	zeros := 0
	switch w {
	case "million", "millions", "Million", "Millions":
		zeros = 6
	case "billion", "billions", "Billion", "Billions":
		zeros = 9
		if d.lang == "fr" {
			zeros = 12
		}
	case "milliard", "milliards":
		zeros = 9
	case "trillion", "trillions":
		zeros = 12
	case "thousand", "mille":
		zeros = 3
	case "k", "K":
		zeros = 3
	case "M":
		zeros = 6
	case "B", "bn", "G":
		if w == "G" && d.at(end) != '$' {
			return
		}
		zeros = 9
	}
	if zeros == 0 {
		return
	}
	for i, k := range f.keys {
		f.keys[i] = times(k, zeros)
	}
	f.parts, f.end = nil, end
}

// unitAfter reads %, a currency or a unit after the figure.
func unitAfter(d *reading, f *figure) {
	i := f.end
	for spaced(d.at(i)) {
		i++
	}
	switch r := d.at(i); r {
	case '%', '‰', '$', '€', '£', '¥', '¢':
		if f.unit == "" || f.unit == string(r) {
			f.unit, f.end = string(r), i+1
		}
		return
	case '°', 'º':
		if u := unitNamed(d.letters(i)); u != "" {
			f.unit, f.end = u, i+2
		}
		return
	}
	w, end := d.wordAt(f.end)
	if d.lang == "fr" && (w == "de" || w == "d") { // 5 millions de dollars, 3 milliards d’euros
		if apostrophe(d.at(end)) {
			end++
		}
		w, end = d.wordAt(end)
	}
	if u := spoken(d, w, end); u != "" && f.unit == "" {
		f.unit, f.end = u, end
		return
	}
	if symbol := d.letters(i); f.unit == "" && unitNamed(symbol) != "" && !apostrophe(d.at(i+len([]rune(symbol)))) {
		f.unit, f.end = unitNamed(symbol), i+len([]rune(symbol))
	}
}

// spoken returns the unit that a word is.
func spoken(d *reading, w string, end int) string {
	switch strings.ToLower(w) {
	case "dollar", "dollars":
		return "$"
	case "euro", "euros":
		return "€"
	case "percent", "pourcent":
		return "%"
	case "per", "pour", "p":
		if d.at(end) == '.' {
			end++
		}
		next, _ := d.wordAt(end)
		if next == "cent" {
			return "%"
		}
	case "kilometre", "kilometres", "kilometer", "kilometers", "kilomètre", "kilomètres":
		return "km"
	case "mile", "miles", "mille", "milles":
		return "mi"
	case "gigabytes", "gigaoctets":
		return "GB"
	}
	return ""
}

// unitNamed returns a unit as both languages may call it, "" for what is none. A
// byte is an octet in French (OQLF, Grand dictionnaire terminologique).
func unitNamed(symbol string) string {
	switch symbol {
	case "GB", "Go":
		return "GB"
	case "MB", "Mo":
		return "MB"
	case "KB", "kB", "ko", "Ko":
		return "kB"
	case "TB", "To":
		return "TB"
	case "PB", "Po":
		return "PB"
	case "km", "cm", "mm", "kg", "mg", "mL", "kW", "kWh", "MW", "MWh", "GW", "Hz", "kHz", "MHz", "GHz", "dB", "ha", "ms", "px", "ft", "mi", "lb":
		return symbol
	case "ml":
		return "mL"
	case "km/h", "kph":
		return "km/h"
	case "°C", "ºC":
		return "°C"
	case "°F", "ºF":
		return "°F"
	}
	return ""
}
