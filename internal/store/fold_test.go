package store_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/store"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"":                           "",
		"L’Œuvre\u00a0: ÉTÉ, Ça va?": "l'oeuvre : ete, ca va?",
		"e\u0301te\u0301":            "ete",
		"Straße, ΣΊΣΥΦΟΣ":            "strasse, σισυφοσ",
		"\u212aelvin 한국어":            "kelvin 한국어",
	} {
		if got, _ := store.Fold(text); got != want {
			t.Errorf("%q folds to %q, want %q", text, got, want)
		}
	}
}

// TestFoldInRuns holds that a text folded run by run is as one folded whole,
// whatever stands beside what: marks without letters, scripts, broken bytes.
func TestFoldInRuns(t *testing.T) {
	signs := []string{
		"a", "Z", "<", " ", "é", "É", "\u0301", "\u0338", "œ", "Æ", "’", "\u202f", "ß", "Σ", "ς", "İ", "ﬁ", "\u212a", "\u1100", "\u1161", "\u11a8", "가",
		"\u09c7", "\u09be", "\u3099", "か", "漢", "😀", "\u200d", "\xff", "\xe9",
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 5_000 {
		var b strings.Builder
		for range 1 + r.IntN(8) {
			b.WriteString(signs[r.IntN(len(signs))])
		}
		if got, want := store.Fold(b.String()); got != want {
			t.Fatalf("%q folds to %q, want %q", b.String(), got, want)
		}
	}
}
