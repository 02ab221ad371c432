package hugo

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// sanitizePath makes a text a path segment by Hugo's rule: letters, digits and
// marks of any script and ./\_#+~-@ stay, so does % before two hexadecimal digits; runs of
// white space become one hyphen; all else goes.
func sanitizePath(s string) string {
	out := make([]rune, 0, len(s))
	hyphen, pending := false, false
	for i, r := range s {
		switch {
		case staysInPath(s, i, r):
			hyphen = r == '-'
			if pending && !hyphen {
				out = append(out, '-')
			}
			pending = false
			out = append(out, r)
		case len(out) > 0 && !hyphen && unicode.IsSpace(r):
			pending = true
		}
	}
	return string(out)
}

func staysInPath(s string, i int, r rune) bool {
	switch {
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r), strings.ContainsRune(`./\_#+~-@`, r):
		return true
	case r == '%':
		return i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2])
	}
	return false
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// segment is sanitizePath with the language's settings for case and accents.
func (l *language) segment(s string) string {
	s = sanitizePath(s)
	if l.noAccents {
		s = withoutAccents(s)
	}
	if !l.keepCase {
		s = strings.ToLower(s)
	}
	return s
}

// withoutAccents takes the marks off letters.
func withoutAccents(s string) string {
	if isASCII(s) {
		return s
	}
	t := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	if out, _, err := transform.String(t, s); err == nil {
		return out
	}
	return s
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
