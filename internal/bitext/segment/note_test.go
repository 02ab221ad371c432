package segment_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// TestNotes writes footnotes of Markdown: the way back to the text, with the space before
// it, is the converter's.
func TestNotes(t *testing.T) {
	body := "One[^1] two[^b].\n\n[^1]: The note *is* here.\n[^b]: Other\n\n    second one\n"
	d := segment.Cut("en", markdownText(t, body))
	for i, tt := range []struct{ text, want string }{
		{"Un<1/> deux<2/>.", "Un[^1] deux[^b].\n\n[^1]: The note *is* here.\n[^b]: Other\n\n    second one\n"},
		{"La note <1>est</1> ici.\u00a0<2/>", "One[^1] two[^b].\n\n[^1]: La note *est* ici.\n[^b]: Other\n\n    second one\n"},
		{"Autre", "One[^1] two[^b].\n\n[^1]: The note *is* here.\n[^b]: Autre\n\n    second one\n"},
		{"le second\u00a0<1/>", "One[^1] two[^b].\n\n[^1]: The note *is* here.\n[^b]: Other\n\n    le second\n"},
	} {
		got, _, err := d.Join(map[int]string{i: tt.text})
		if err != nil || got.Body != tt.want {
			t.Errorf("%q: %q, %v, want %q", d.Segments[i].Text, got.Body, err, tt.want)
		}
	}
}
