package httpapi

import (
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/diptych-cms/diptych/internal/fault"
)

func TestConformSaysHowSpansAreWritten(t *testing.T) {
	for pattern, want := range map[string]string{"^[0-9]+[smhd]$": "member.span", "^[1-9]$": "member.invalid"} {
		f, ok := fault.Of(conform("2 jours", openapi3.NewStringSchema().WithPattern(pattern)))
		if !ok || len(f.Fields) != 1 || f.Fields[0].Code != want {
			t.Errorf("conform() of %s = %v %+v, want %s", pattern, ok, f, want)
		}
	}
}

func TestConformSaysHowShort(t *testing.T) {
	tests := []struct {
		least  int64
		value  string
		code   string
		wanted any
	}{
		{1, "", "member.empty", nil},
		{12, "", "member.too_short", uint64(12)},
		{12, "elevensigns", "member.too_short", uint64(12)},
	}
	for _, tt := range tests {
		f, ok := fault.Of(conform(tt.value, openapi3.NewStringSchema().WithMinLength(tt.least)))
		if !ok || len(f.Fields) != 1 || f.Fields[0].Code != tt.code || f.Fields[0].Args["least"] != tt.wanted {
			t.Errorf("conform(%q) of at least %d = %v %+v, want %s %v", tt.value, tt.least, ok, f, tt.code, tt.wanted)
		}
	}
}
