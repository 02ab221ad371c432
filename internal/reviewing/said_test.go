package reviewing

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/work"
)

func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		" Quel vent? \r\n": "Quel vent?", "a\r\nb\rc\td": "a\nb\nc\td", "\x00\x07\u202e\u2066": "", "\xff": "\uFFFD", "« Oui\u00a0»": "« Oui\u00a0»",
		"<b>&amp;": "<b>&amp;", "👩\u200d🔬": "👩\u200d🔬", // what joins signs stays
	} {
		if got := plain(text); got != want {
			t.Errorf("plain(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "deux  mots\n": "deux mots", strings.Repeat("é", 200): strings.Repeat("é", 200), strings.Repeat("é", 201): strings.Repeat("é", 199) + "…",
		strings.Repeat("mot ", 60): strings.TrimSpace(strings.Repeat("mot ", 49)) + "…",
	} {
		if got := excerpt(text); got != want || utf8.RuneCountInString(got) > work.MaxExcerpt {
			t.Errorf("excerpt(%.20q…) = %q, want %q", text, got, want)
		}
	}
}
