package check_test

import (
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/check"
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
