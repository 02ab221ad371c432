package align

import (
	"math"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An item is a segment as the model sees it.
type item struct {
	index       int          // in the document
	kind        segment.Kind // or wordless
	shape       string       // kind, level and what is around
	often       float64      // how frequent the kind is in the document, as a logarithm
	oftenShaped float64      // and the shape
	column      int          // of a cell; -1 for none
	length      float64
	features    []int32
	missed      float64 // what it costs if none of its features is shared
	empty       bool    // nothing is there to be translated
	alone       bool    // it had no counterpart before
}

// A model says how likely it is that segments of two documents belong together:
// as a logarithm of the odds against two that have nothing to do with each other.
type model struct {
	source, target []item
	features       []feature
	ratio          float64         // logarithm of how much longer a translation is
	apart          map[[2]int]bool // pairs of indexes that somebody parted
}

// newModel reads two documents.
func newModel(source, target *segment.Document) *model {
	x := &extractor{numbers: make(map[string]int32)}
	m := &model{}
	for side, d := range []*segment.Document{source, target} {
		x.side, x.half = side, words().of(d.Locale.Base())
		items := make([]item, len(d.Segments))
		counts := make(map[string]float64)
		columns := columnsOf(d.Segments)
		for i := range d.Segments {
			s := &d.Segments[i]
			features, length := x.read(s)
			it := item{index: i, kind: s.Kind, column: columns[i], length: length, features: features}
			it.empty = length == 0 && len(s.Tags) == 0
			if length == 0 && !it.empty {
				it.kind = wordless
			}
			it.shape = shapeOf(s, it.kind)
			counts[string(it.kind)]++
			counts[it.shape]++
			items[i] = it
		}
		for i := range items {
			items[i].often = frequency(counts[string(items[i].kind)], len(items))
			items[i].oftenShaped = frequency(counts[items[i].shape], len(items))
		}
		if side == 0 {
			m.source = items
		} else {
			m.target = items
		}
	}
	m.features = x.features
	weigh(m.features, len(m.source), len(m.target))
	for _, items := range [][]item{m.source, m.target} {
		for i := range items {
			for _, f := range items[i].features {
				items[i].missed += m.features[f].missed
			}
		}
	}
	m.ratio = ratioOf(source.Locale, target.Locale)
	return m
}

// frequency returns how frequent is what n of all are, as a logarithm.
func frequency(n float64, all int) float64 { return math.Log((n + 1) / (float64(all) + 3)) }

// ratioOf returns the logarithm of how much longer a text is in its translation.
// French has about a sixth more letters than English.
func ratioOf(source, target locale.Tag) float64 {
	switch source.Base() + target.Base() {
	case "enfr":
		return frenchOverEnglish
	case "fren":
		return -frenchOverEnglish
	}
	return 0
}

// wordless is the kind of what has tags alone: a picture in a paragraph of its own.
const wordless segment.Kind = "wordless"

func shapeOf(s *segment.Segment, kind segment.Kind) string {
	return string(kind) + string(rune('0'+s.Level)) + strings.Join(s.Path, " ")
}

// columnsOf returns the column of each cell, by its place in its row; -1 for what is
// no cell, or a block within one.
func columnsOf(segments []segment.Segment) []int {
	columns := make([]int, len(segments))
	row, next := "", 0
	for i := range segments {
		s := &segments[i]
		columns[i] = -1
		if s.Kind != segment.Cell || len(s.Path) == 0 || s.Path[len(s.Path)-1] != "td" && s.Path[len(s.Path)-1] != "th" {
			continue
		}
		if r := rowOf(s.Place); r != row {
			row, next = r, 0
		}
		columns[i] = next
		next++
	}
	return columns
}

func rowOf(place string) string {
	if i := strings.LastIndexByte(place, '/'); i >= 0 {
		return place[:i]
	}
	return place
}
