package change

import (
	"slices"
	"strings"
	"unicode"
)

func isDigit(c rune) bool { return unicode.Is(unicode.Nd, c) }

// number reads the number at the beginning of the runes, in its normal form
// ("1500.25"), and says how many runes it is. What only looks like one, such as
// 1.2.3, is read up to the first sign that cannot be of it.
func (f *form) number(runes []rune) (value string, length int) {
	groups, signs, ends := grouped(runes)
	n := 1 // groups of the whole part
	for n < len(groups) && thousands(signs, n) && len(groups[n]) == 3 && len(groups[0]) <= 3 && groups[0] != "0" && f.parts(signs, n, len(groups)) {
		n++
	}
	value, length = strings.Join(groups[:n], ""), ends[n-1]
	value = strings.TrimLeft(value, "0")
	if value == "" {
		value = "0"
	}
	if n == len(groups)-1 && (signs[n] == ',' || signs[n] == '.') {
		value += "." + groups[n] // 1.10 is a later version than 1.1
		length = ends[n]
	}
	return value, length
}

// grouped cuts digits at the single signs between them.
func grouped(runes []rune) (groups []string, signs []rune, ends []int) {
	signs = []rune{0}
	var digits strings.Builder
	for i := range runes {
		c := runes[i]
		if isDigit(c) {
			digits.WriteRune('0' + digitValue(c))
			continue
		}
		if !separates(c) || i+1 == len(runes) || !isDigit(runes[i+1]) || i > 64 {
			groups, ends = append(groups, digits.String()), append(ends, i)
			return groups, signs, ends
		}
		groups, ends, signs = append(groups, digits.String()), append(ends, i), append(signs, c)
		digits.Reset()
	}
	return append(groups, digits.String()), signs, append(ends, len(runes))
}

// digitValue returns the value of a decimal digit of any script: they stand in
// runs of ten.
func digitValue(c rune) rune {
	if c <= '9' {
		return c - '0'
	}
	zero := c
	for zero > c-9 && isDigit(zero-1) {
		zero--
	}
	return (c - zero) % 10
}

func separates(c rune) bool {
	return slices.Contains([]rune{',', '.', ' ', '\u00a0', '\u202f', '\u2009', '\'', '’'}, c)
}

// thousands reports whether all signs up to the n-th group are one and the same,
// spaces of any kind being one.
func thousands(signs []rune, n int) bool {
	return n == 1 || blankAsOne(signs[n]) == blankAsOne(signs[n-1])
}

func blankAsOne(c rune) rune {
	switch c {
	case '\u00a0', '\u202f', '\u2009':
		return ' '
	case '’':
		return '\''
	}
	return c
}

// parts reports whether the sign before the n-th group can part thousands in the
// language: a comma is a decimal one in French, a point in English, unless more
// groups say otherwise.
func (f *form) parts(signs []rune, n, groups int) bool {
	decimal := '.'
	if !f.english {
		decimal = ','
	}
	if signs[n] != decimal {
		return true
	}
	return n > 1 || groups > 2 && signs[2] == signs[1]
}
