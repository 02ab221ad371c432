package change_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/change"
)

// TestLongWords compares texts that take hours if each letter of a word is compared
// with all of the word.
func TestLongWords(t *testing.T) {
	const n = 1_000_000
	for _, tt := range []struct {
		name, from, to string
		want           bitext.Class
	}{
		{"one word", strings.Repeat("a", n), strings.Repeat("a", n+1), bitext.Substantive},
		{"accents", strings.Repeat("a", n), strings.Repeat("á", n), bitext.Minor},
		{"many accents on one letter", "e" + strings.Repeat("\u0301", n), "e" + strings.Repeat("\u0301", n+1), bitext.Minor},
		{"escaped signs", strings.Repeat("&amp;", n/5), strings.Repeat("&lt;", n/5), bitext.Substantive},
		{"digits", strings.Repeat("1", n), strings.Repeat("1", n-1) + "2", bitext.Substantive},
		{"words and numbers", strings.Repeat("mot 1 ", n/10), strings.Repeat("Mot 1 ", n/10), bitext.Minor},
	} {
		if got := change.Classify(tt.from, tt.to, "en"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
		change.Diff(tt.from, tt.to)
	}
}
