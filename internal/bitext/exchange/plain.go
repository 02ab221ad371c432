package exchange

import (
	"strings"
	"unicode/utf8"
)

// Plain returns a text as it comes out of a file again: characters that XML cannot
// hold (XML 1.0 §2.2) are U+FFFD there, and lines end in LF.
func Plain(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r':
			return '\n'
		case r == '\t', r == '\n', r >= 0x20 && r <= 0xD7FF, r >= 0xE000 && r <= 0xFFFD, r >= 0x10000:
			return r
		}
		return utf8.RuneError
	}, text)
}
