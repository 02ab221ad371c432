package store

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

// ligatures are what decomposition leaves whole.
var ligatures = strings.NewReplacer("œ", "oe", "æ", "ae", "’", "'", "\u00a0", " ", "\u202f", " ")

// fold returns text for finding: without case and accents, ligatures as
// letters, no-break spaces as spaces.
func fold(text string) string {
	// A transformer has a state, so each call makes its own.
	folded, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), cases.Fold(), norm.NFC), text)
	if err != nil {
		folded = strings.ToLower(text)
	}
	return ligatures.Replace(folded)
}
