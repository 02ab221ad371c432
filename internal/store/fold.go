package store

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// ligatures are what decomposition leaves whole.
var ligatures = strings.NewReplacer("œ", "oe", "æ", "ae", "’", "'", "\u00a0", " ", "\u202f", " ")

// fold returns text for finding: without case and accents, ligatures as
// letters, no-break spaces as spaces.
func fold(text string) string {
	// Between a sign of ASCII and another nothing ever joins, so each run of others
	// is folded by itself; and a text has few that differ.
	var b strings.Builder
	b.Grow(len(text))
	done := make(map[string]string)
	for text != "" {
		n := 0
		for ; n < len(text) && text[n] < utf8.RuneSelf; n++ {
			b.WriteByte(lower(text[n]))
		}
		text = text[n:]
		n = 0
		for n < len(text) && text[n] >= utf8.RuneSelf {
			n++
		}
		run := text[:n]
		folded, known := done[run]
		if !known {
			folded = foldRun(run)
			done[run] = folded
		}
		b.WriteString(folded)
		text = text[n:]
	}
	return b.String()
}

// lower returns the small letter of a sign of ASCII.
func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}

// foldRun is fold of any text, slowly.
func foldRun(text string) string {
	bare := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
	return ligatures.Replace(norm.NFC.String(cases.Fold().String(bare)))
}
