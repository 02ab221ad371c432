package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// oneLine returns a text that can do nothing to a terminal: on one line, and
// with every other sign that commands it, or turns the order of others, as its
// number. Names of files may hold any.
func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, newline), " ")
	if strings.IndexFunc(s, commands) < 0 && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if commands(r) {
			fmt.Fprintf(&b, "<U+%04X>", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func newline(r rune) bool { return r == '\n' || r == '\r' }

// commands reports control characters, and those that turn the direction of
// text or end a line.
func commands(r rune) bool {
	return unicode.IsControl(r) || r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u2028' || r == '\u2029'
}
