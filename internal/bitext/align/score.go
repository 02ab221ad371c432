package align

import (
	"math"
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// The priors of beads, as logarithms: how often one segment becomes one, two
// become one and so on; how often a segment has no counterpart, and the next one
// after such a one has none either.
const (
	oneToOne   = -0.08
	oneToTwo   = -4.2
	oneToThree = -6.0
	twoToTwo   = -7.0
	gapOpen    = -3.2
	gapExtend  = -0.7
	never      = -1e6

	aloneBefore  = -5.0 // what it says that a segment had no counterpart before
	surely       = 3.0  // what it must score to have one now
	gapAtHeading = 0.8  // what a gap costs less that begins with a heading
)

// The model of lengths: the logarithm of the ratio of two lengths is spread as a
// normal curve, the narrower the longer they are (as Gale and Church have it for the
// difference); that of two segments of no relation is spread widely.
const (
	frenchOverEnglish = 0.17
	spread            = 0.04 // of long segments, squared
	spreadOfShort     = 2.2  // what a short one adds, by its length
	spreadOfOthers    = 1.1  // of two that have nothing to do with each other
	eke               = 4.0  // letters that every length is eked out with
	worstLength       = -7.0
	worstOfAttributes = -2.0 // who describes a picture is brief, or is not
)

// lengths scores that a text of length b is the translation of one of length a.
func (m *model) lengths(a, b float64) float64 {
	if a == 0 && b == 0 {
		return 0.5
	}
	r := math.Log((b+eke)/(a+eke)) - m.ratio
	v := spread + spreadOfShort/(math.Min(a, b)+eke)
	own := -r*r/(2*v) - math.Log(v)/2
	others := -r*r/(2*spreadOfOthers) - math.Log(spreadOfOthers)/2
	return math.Max(own-others, worstLength)
}

// shared adds up the features that both have.
func (m *model) shared(a, b *item) float64 {
	sum := 0.0
	i, j := 0, 0
	for i < len(a.features) && j < len(b.features) {
		switch x, y := a.features[i], b.features[j]; {
		case x < y:
			i++
		case x > y:
			j++
		default:
			sum += m.features[x].shared
			i, j = i+1, j+1
		}
	}
	return sum
}

// words scores what two segments say.
func (m *model) words(a, b *item) float64 {
	return a.missed + b.missed + m.shared(a, b)
}

// structure scores what two segments are: how likely a translation is of another
// kind, against how frequent the kinds are.
func (m *model) structure(a, b *item) float64 {
	kinds := (a.often + b.often) / 2
	var score float64
	switch {
	case a.kind != b.kind:
		score = kindred(a.kind, b.kind) - kinds
	case a.shape != b.shape:
		score = otherShape(a.kind) - kinds
	default:
		score = sameShape - (a.oftenShaped+b.oftenShaped)/2
	}
	switch {
	case a.column < 0 || b.column < 0:
	case a.column == b.column:
		score += sameColumn
	default:
		score += otherColumn
	}
	return score
}

// sameShape is how often a segment is translated by one with the same around it, as a
// logarithm.
const sameShape = -0.16

// otherShape returns how often a segment is translated by one of its kind with
// something else around it. Pictures are put into figures and out of them.
func otherShape(kind segment.Kind) float64 {
	if kind == wordless {
		return -0.7
	}
	return -1.9
}

// What it says that two cells stand in the same column of their tables, or do not.
const (
	sameColumn  = 1.0
	otherColumn = -2.5
)

// kindred returns how often a segment of one kind is translated by one of another.
func kindred(a, b segment.Kind) float64 {
	switch {
	case attribute(a) || attribute(b):
		return -20.7
	case a == wordless || b == wordless:
		return -6.9
	case a == segment.Cell || b == segment.Cell:
		return -9.2
	case a == segment.Heading || b == segment.Heading:
		return -5.5
	}
	return -3.9
}

// attribute reports whether the kind is of an attribute of something in the body.
func attribute(k segment.Kind) bool { return k == segment.Alt || k == segment.Tooltip }

// pair scores that two segments belong together.
func (m *model) pair(a, b *item) float64 {
	if m.apart[[2]int{a.index, b.index}] {
		return never
	}
	s := m.structure(a, b)
	switch {
	case b.empty:
		return s + 1
	case a.empty:
		return s - 8
	}
	lengths := m.lengths(a.length, b.length)
	if attribute(a.kind) {
		lengths = math.Max(lengths, worstOfAttributes)
	}
	s += lengths + m.words(a, b)
	switch {
	case !b.alone:
		return s
	case s < surely: // though both would stand alone
		return never
	}
	return s + aloneBefore
}

// several scores that one segment belongs to some that follow each other. Their
// features are taken as one.
func (m *model) several(one *item, some []item, turned bool) float64 {
	if one.empty || !some[0].mergeable() {
		return never
	}
	length, alone := 0.0, one.alone
	for i := range some {
		if some[i].empty || some[i].kind != some[0].kind || m.parted(one, &some[i], turned) {
			return never
		}
		length += some[i].length
		alone = alone || some[i].alone
	}
	sum := 0.0
	if alone {
		sum = aloneBefore
	}
	if turned {
		sum += m.lengths(length, one.length)
	} else {
		sum += m.lengths(one.length, length)
	}
	if sum < worstOfSeveral {
		return never
	}
	sum += one.missed
	for i := range some {
		s := &some[i]
		own := m.shared(one, s)
		if own == 0 && s.length > shortest {
			sum += nothingShared
		}
		a, b := one, s
		if turned {
			a, b = s, one
		}
		sum += s.missed + own + m.structure(a, b)/float64(len(some))
		for j := range i {
			sum -= m.twice(one, &some[j], s)
		}
	}
	return sum
}

func (m *model) parted(one, other *item, turned bool) bool {
	if turned {
		one, other = other, one
	}
	return m.apart[[2]int{one.index, other.index}]
}

// worstOfSeveral is how ill lengths may fit where segments were cut or joined.
const worstOfSeveral = -3

// twoByTwo scores that two segments became two others together, because sentences
// went from one to the other: the lengths fit only so.
func (m *model) twoByTwo(source, target []item) float64 {
	for i := range 2 {
		if source[i].empty || target[i].empty || source[i].kind != source[0].kind || !source[0].mergeable() || m.lengths(source[i].length, target[i].length) > -1 {
			return never
		}
	}
	if m.lengths(source[0].length+source[1].length, target[0].length+target[1].length) < 0 {
		return never
	}
	a, b := m.joined(source), m.joined(target)
	if m.parted(&source[0], &target[1], false) || m.parted(&source[1], &target[0], false) {
		return never
	}
	return m.pair(&a, &b)
}

// joined makes one item of two.
func (m *model) joined(two []item) item {
	it := two[0]
	it.length += two[1].length
	it.features = append(slices.Clone(it.features), two[1].features...)
	slices.Sort(it.features)
	it.features = slices.Compact(it.features)
	it.missed = 0
	for _, f := range it.features {
		it.missed += m.features[f].missed
	}
	return it
}

// nothingShared is what it says that a part shares nothing with the one that it was
// made of, unless it is shorter than shortest.
const (
	nothingShared = -2.0
	shortest      = 25
)

// mergeable reports whether segments of the kind are cut and joined by translators.
func (it *item) mergeable() bool {
	switch it.kind {
	case segment.Paragraph, segment.Item, segment.Quote, segment.Caption, segment.Term:
		return true
	case segment.Cell:
		return it.column < 0 // a paragraph within one
	}
	return false
}

// twice adds up what one shares with both others: it must not count two times.
func (m *model) twice(one, a, b *item) float64 {
	sum := 0.0
	i, j, k := 0, 0, 0
	for i < len(one.features) && j < len(a.features) && k < len(b.features) {
		x, y, z := one.features[i], a.features[j], b.features[k]
		if x == y && y == z {
			sum += m.features[x].shared
			i, j, k = i+1, j+1, k+1
			continue
		}
		top := max(x, y, z)
		if x < top {
			i++
		}
		if y < top {
			j++
		}
		if z < top {
			k++
		}
	}
	return sum
}
