package align

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A token is a word or a number of a text.
type token struct {
	text   string // small, without accents; of a number its digits
	number bool
	name   bool // a word that begins with a capital letter, not first in its sentence, or that has several
}

// tokens cuts a plain text. Numbers are written as their digits alone, so that
// 1,500.25 and 1 500,25 are one, and an hour of the afternoon as one of 24.
func tokens(text string) []token {
	var list []token
	runes := []rune(text)
	first := true // the next word begins a sentence
	for i := 0; i < len(runes); {
		c := runes[i]
		switch {
		case unicode.IsDigit(c):
			digits, n := numberAt(runes[i:])
			i += n
			if isAfternoon(runes[i:]) {
				digits = afternoon(digits)
			}
			list = append(list, token{text: digits, number: true})
			first = false
		case unicode.IsLetter(c):
			n := 1
			for i+n < len(runes) && (unicode.IsLetter(runes[i+n]) || unicode.IsMark(runes[i+n]) || unicode.IsDigit(runes[i+n])) {
				n++
			}
			word := runes[i : i+n]
			name := isName(word, first)
			list = append(list, token{text: plainWord(word), name: name})
			first = false
			i += n
		default:
			if c == '.' || c == '!' || c == '?' || c == '\n' || c == ':' {
				first = true
			}
			i++
		}
	}
	return list
}

// isName reports whether the word is written as a name or an acronym is.
func isName(word []rune, first bool) bool {
	capitals, digits := 0, 0
	for _, c := range word {
		if unicode.IsUpper(c) {
			capitals++
		}
		if unicode.IsDigit(c) {
			digits++
		}
	}
	return capitals > 1 || digits > 0 || capitals == 1 && !first && len(word) > 2
}

// numberAt reads the digits at the beginning, with groups of three and decimals,
// and says how many runes they take. Signs that part digits are left out.
func numberAt(runes []rune) (digits string, length int) {
	var b strings.Builder
	i, group := 0, 0
	for ; i < len(runes) && i < longestNumber; i++ {
		digit := unicode.IsDigit(runes[i])
		if !digit && !joinsDigits(runes[i:], group) {
			break
		}
		if digit {
			b.WriteRune(runes[i])
			group++
		} else {
			group = 0
		}
	}
	digits = strings.TrimLeft(b.String(), "0")
	if digits == "" {
		digits = "0"
	}
	return digits, i
}

const longestNumber = 40

// joinsDigits reports whether the first sign is within a number whose last group
// has so many digits: a comma or a point before digits, or a space before three.
func joinsDigits(runes []rune, group int) bool {
	rest := runes[1:]
	if len(rest) == 0 || !unicode.IsDigit(rest[0]) {
		return false
	}
	switch runes[0] {
	case ',', '.':
		return true
	case ' ', '\u00a0', '\u202f', '\u2009':
		return group <= 3 && len(rest) >= 3 && unicode.IsDigit(rest[1]) && unicode.IsDigit(rest[2]) && (len(rest) == 3 || !unicode.IsDigit(rest[3]))
	}
	return false
}

// isAfternoon reports whether "p.m." follows, after minutes too.
func isAfternoon(runes []rune) bool {
	rest := strings.ToLower(string(runes[:min(len(runes), 9)]))
	if len(rest) > 3 && rest[0] == ':' {
		rest = rest[3:]
	}
	rest = strings.TrimLeft(rest, " \u00a0\u202f")
	return strings.HasPrefix(rest, "p.m") || rest == "pm" || strings.HasPrefix(rest, "pm ") || strings.HasPrefix(rest, "pm.") || strings.HasPrefix(rest, "pm,")
}

// afternoon returns the hour of 24 for one to eleven.
func afternoon(digits string) string {
	if hour, err := strconv.Atoi(digits); err == nil && hour >= 1 && hour <= 11 {
		return strconv.Itoa(hour + 12)
	}
	return digits
}

// plainWord returns a word in small letters, without accents.
func plainWord(word []rune) string {
	ascii := true
	for i, c := range word {
		if c >= 0x80 {
			ascii = false
			break
		}
		word[i] = unicode.ToLower(c)
	}
	if ascii {
		return string(word)
	}
	var b strings.Builder
	for _, c := range norm.NFD.String(strings.ToLower(string(word))) {
		switch {
		case c == 'œ':
			b.WriteString("oe")
		case c == 'æ':
			b.WriteString("ae")
		case !unicode.IsMark(c):
			b.WriteRune(c)
		}
	}
	return b.String()
}

// skeletonOf returns the first consonants of a word as both languages write them:
// development and développement are dvlp. It is "" if there are fewer than three.
func skeletonOf(word string) string {
	var b [4]byte
	n := 0
	for i := 0; i < len(word) && n < len(b); i++ {
		c := word[i]
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'h':
			continue
		case 'k', 'q':
			c = 'c'
		case 'z':
			c = 's'
		}
		if n > 0 && b[n-1] == c && i > 0 && word[i-1] == word[i] {
			continue
		}
		b[n] = c
		n++
	}
	if n < 3 {
		return ""
	}
	return string(b[:n])
}
