package locale_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
)

func TestParse(t *testing.T) {
	tests := []struct {
		in   string
		want locale.Tag // empty: refused
	}{
		{"fr", "fr"},
		{"FR-ca", "fr-CA"},
		{"zh-hant-tw", "zh-Hant-TW"},
		{"EN", "en"},
		{"iu-Cans-CA", "iu-Cans-CA"},
		{"", ""},
		{"*", ""},
		{"und", ""},
		{"x-klingon", ""},
		{"fr_CA", ""},
		{"fr-", ""},
		{"français", ""},
		{"en-aaaaaaaaa-bbbbbbbb-cccccccc-dddddddd", ""},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got, err := locale.Parse(tt.in)
			if got != tt.want || (err != nil) != (tt.want == "") {
				t.Fatalf("Parse(%q) = %q, %v, want %q", tt.in, got, err, tt.want)
			}
			if err != nil && !fault.Is(err, fault.Invalid) {
				t.Errorf("Parse(%q) is no Invalid fault: %v", tt.in, err)
			}
		})
	}
}

func TestBase(t *testing.T) {
	for tag, want := range map[locale.Tag]string{"fr-CA": "fr", "en": "en", "zh-Hant-TW": "zh"} {
		if got := tag.Base(); got != want {
			t.Errorf("%q.Base() = %q, want %q", tag, got, want)
		}
	}
}

func TestLookup(t *testing.T) {
	both := []locale.Tag{"en", "fr"}
	tests := []struct {
		name, header string
		available    []locale.Tag
		want         locale.Tag // empty: none fits
	}{
		{"exact", "fr", both, "fr"},
		{"shortened from the right", "fr-CA,fr;q=0.8,en;q=0.5", both, "fr"},
		{"weights decide, not places", "en;q=0.3, fr;q=0.9", both, "fr"},
		{"nothing is widened", "fr", []locale.Tag{"en", "fr-CA"}, ""},
		{"weight nought is a refusal", "fr;q=0, en", both, "en"},
		{"the star fits nothing by itself", "*", both, ""},
		{"unknown, then known", "de, en", both, "en"},
		{"none", "de, es", both, ""},
		{"empty", "", both, ""},
		{"malformed", "fr;q=x", both, ""},
		{"a singleton goes with what follows", "fr-u-co-phonebk", both, "fr"},
		{"case", "FR-CA", []locale.Tag{"fr-CA"}, "fr-CA"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, ok := locale.Lookup(tt.header, tt.available)
			if got != tt.want || ok != (tt.want != "") {
				t.Errorf("Lookup(%q, %v) = %q, %t, want %q", tt.header, tt.available, got, ok, tt.want)
			}
		})
	}
}
