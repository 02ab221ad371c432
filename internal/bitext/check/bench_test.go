package check_test

import (
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/content"
)

// BenchmarkRun checks a pair of 3000 words: the garden, five times.
func BenchmarkRun(b *testing.B) {
	var blocks []block
	for range 5 {
		blocks = append(blocks, garden(b)...)
	}
	p := gardenPair(blocks, false)
	words := 0
	for _, s := range p.source.Segments {
		words += len(s.Text) / 6
	}
	b.ReportMetric(float64(words), "words")
	b.ReportAllocs()
	for b.Loop() {
		check.Run(p.input)
	}
}

// TestHostileTextsEnd looks at texts that are made to cost time: where one grew as the
// square of its text, this would not end.
func TestHostileTextsEnd(t *testing.T) {
	for _, unit := range []string{
		"\u00a0", "« ", "«a» ", "» ", "11 a ", "1 ", "1,000 ", "Etat ", "l' ", "a. b ", "$1 ", "<b>a</b> ", "<a href=\"x\">a</a> ", "{a} ", "le le ",
		"( ", "1:", "IV ", "a - b ", "<img src=\"a\">", "\" ", "12 h ", "M. A ",
	} {
		p := newPair(content.Text{HTML: "<p>Etat 1 « b</p>"}, content.Text{HTML: "<p>a" + strings.Repeat(unit, 20_000) + "</p>"})
		p.input.Beads = []check.Bead{{Source: []int{0}, Target: []int{0}}}
		check.Run(p.input)
	}
}
