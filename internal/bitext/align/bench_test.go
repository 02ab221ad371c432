package align_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
)

// BenchmarkAlign aligns a pair of more than 3,000 words in each language, made of the
// gold set, with its features read each time.
func BenchmarkAlign(b *testing.B) {
	source, target := longPair(b)
	for b.Loop() {
		align.Align(source, target, align.Hints{})
	}
	b.ReportMetric(float64(wordsOf(source)), "words")
	b.ReportMetric(float64(len(source.Segments)), "segments")
}

// BenchmarkGaleChurch is the baseline: the same pair by lengths alone.
func BenchmarkGaleChurch(b *testing.B) {
	source, target := longPair(b)
	for b.Loop() {
		galeChurch(source, target)
	}
}

// BenchmarkLong aligns long documents, to be seen beside [BenchmarkAlign]: the time of
// one segment grows little.
func BenchmarkLong(b *testing.B) {
	for _, times := range []int{2, 8, 32} {
		b.Run(strconv.Itoa(times), func(b *testing.B) {
			source, target := longPair(b)
			source = again(source, times)
			target = again(target, times)
			for b.Loop() {
				align.Align(source, target, align.Hints{})
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(source.Segments)), "µs/segment")
		})
	}
}

func again(d *segment.Document, times int) *segment.Document {
	body := strings.Repeat(d.Of().HTML, times)
	return segment.Cut(d.Locale, content.Text{Format: content.HTML, Body: body, HTML: body})
}

// longPair puts all gold pairs from English into one, twice.
func longPair(b *testing.B) (source, target *segment.Document) {
	b.Helper()
	var bodies [2]strings.Builder
	for _, g := range readGold(b) {
		if g.source.Locale == "en" {
			bodies[0].WriteString(g.source.Of().HTML)
			bodies[1].WriteString(g.target.Of().HTML)
		}
	}
	return document("en", "", strings.Repeat(bodies[0].String(), 2)), document("fr", "", strings.Repeat(bodies[1].String(), 2))
}

func wordsOf(d *segment.Document) int {
	n := 0
	for i := range d.Segments {
		n += segment.Words(d.Segments[i].Text)
	}
	return n
}
