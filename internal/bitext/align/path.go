package align

import (
	"math"
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A step is one bead of a path: so many segments of the source from i, so many of
// the target from j.
type step struct {
	i, sources int
	j, targets int
	score      float64
}

// The ways that a place in the table is reached.
const (
	unreached uint8 = iota
	byOne           // one segment of the source, one of the target
	byOneTwo
	byTwoOne
	byOneThree
	byThreeOne
	byTwoTwo
	bySource // a segment of the source has no counterpart
	byTarget
	wayMask        = 0x0f
	sourceGoesOn   = 0x10 // the gap that comes to this place was open before
	targetGoesOn   = 0x20
	mostOfOneBead  = 3
	smallestTable  = 40_000    // places that are always all looked at
	largestTable   = 1_500_000 // places that are looked at at most
	narrowestTable = 12
)

// A table finds the best path through two runs of segments in order: the
// programme of Gale and Church, with gaps that are cheaper to go on with than to
// open (Gotoh 1982). Where the runs are long only a band around the diagonal
// is looked at.
type table struct {
	m              *model
	source, target []item
	wide           int // half of the band
	ways           [][]uint8
	lows           []int // the first column of each row
	best           [mostOfOneBead + 1][]float64
	inSource       [2][]float64 // the best that ends in a gap of the source
}

// path returns the best beads for two runs, in order.
func (m *model) path(source, target []item) []step {
	t := &table{m: m, source: source, target: target}
	t.wide = len(target) + 1
	if (len(source)+1)*(len(target)+1) > smallestTable {
		t.wide = max(narrowestTable, min(t.wide, largestTable/(2*(len(source)+1)), 100))
	}
	for n := range t.best {
		t.best[n] = unreachable(len(target) + 1)
	}
	for n := range t.inSource {
		t.inSource[n] = unreachable(len(target) + 1)
	}
	for i := range len(source) + 1 {
		t.row(i)
	}
	return t.walk()
}

func unreachable(n int) []float64 {
	row := make([]float64, n)
	for i := range row {
		row[i] = math.Inf(-1)
	}
	return row
}

// bounds returns the columns of a row that are looked at. A row begins where the
// band is in the one before, so that the band never breaks.
func (t *table) bounds(i int) (low, high int) {
	if len(t.source) == 0 {
		return 0, len(t.target)
	}
	low = max(0, (i-1)*len(t.target)/len(t.source)-t.wide)
	high = min(len(t.target), i*len(t.target)/len(t.source)+t.wide)
	return low, high
}

// row fills one row: what is best for the first i segments of the source.
func (t *table) row(i int) {
	low, high := t.bounds(i)
	t.lows = append(t.lows, low)
	best, inSource := t.best[i%len(t.best)], t.inSource[i%2]
	for j := t.lows[max(0, i-len(t.best))]; j <= high; j++ { // what older rows left
		best[j], inSource[j] = math.Inf(-1), math.Inf(-1)
	}
	ways := make([]uint8, high-low+1)
	inTarget := math.Inf(-1)
	for j := low; j <= high; j++ {
		way, score := uint8(0), math.Inf(-1)
		if i == 0 && j == 0 {
			score = 0
		}
		if i > 0 && j > 0 {
			way, score = t.match(i, j)
		}
		var goesOn uint8
		if i > 0 {
			above := t.best[(i-1)%len(t.best)][j]
			inSource[j] = above + t.gap(&t.source[i-1])
			if on := t.inSource[(i-1)%2][j] + gapExtend; on > inSource[j] {
				inSource[j] = on
				goesOn |= sourceGoesOn
			}
			if inSource[j] > score {
				way, score = bySource, inSource[j]
			}
		}
		if j > low {
			open := best[j-1] + t.gap(&t.target[j-1])
			inTarget += gapExtend
			if inTarget > open {
				goesOn |= targetGoesOn
			} else {
				inTarget = open
			}
			if inTarget > score {
				way, score = byTarget, inTarget
			}
		}
		best[j], ways[j-low] = score, way|goesOn
	}
	t.ways = append(t.ways, ways)
}

// gap is what it costs that a segment has no counterpart, and the one before has.
// An empty one is hardly missed. What is left out begins with its heading, rather
// than after one.
func (t *table) gap(s *item) float64 {
	switch {
	case s.empty:
		return gapExtend
	case s.kind == segment.Heading:
		return gapOpen + gapAtHeading
	}
	return gapOpen
}

// match returns the best bead that ends with the i-th segment of the source and
// the j-th of the target.
func (t *table) match(i, j int) (way uint8, score float64) {
	score = math.Inf(-1)
	try := func(w uint8, sources, targets int, prior float64) {
		if i < sources || j < targets {
			return
		}
		before := t.best[(i-sources)%len(t.best)][j-targets]
		if math.IsInf(before, -1) {
			return
		}
		if s := before + prior + t.m.score(t.source[i-sources:i], t.target[j-targets:j]); s > score {
			way, score = w, s
		}
	}
	try(byOne, 1, 1, oneToOne)
	try(byOneTwo, 1, 2, oneToTwo)
	try(byTwoOne, 2, 1, oneToTwo)
	try(byOneThree, 1, 3, oneToThree)
	try(byThreeOne, 3, 1, oneToThree)
	try(byTwoTwo, 2, 2, twoToTwo)
	return way, score
}

// score scores one bead.
func (m *model) score(source, target []item) float64 {
	switch {
	case len(source) == 1 && len(target) == 1:
		return m.pair(&source[0], &target[0])
	case len(source) == 1:
		return m.several(&source[0], target, false)
	case len(target) == 1:
		return m.several(&target[0], source, true)
	}
	return m.twoByTwo(source, target)
}

// walk follows the ways back from the end.
func (t *table) walk() []step {
	var steps []step
	i, j := len(t.source), len(t.target)
	inSource, inTarget := false, false
	for i > 0 || j > 0 {
		way := t.ways[i][j-t.lows[i]]
		s := step{}
		switch {
		case inSource || !inTarget && way&wayMask == bySource:
			s.sources = 1
			inSource = way&sourceGoesOn != 0
		case inTarget || way&wayMask == byTarget:
			s.targets = 1
			inTarget = way&targetGoesOn != 0
		default:
			s.sources, s.targets = sizesOf(way & wayMask)
		}
		i, j = i-s.sources, j-s.targets
		s.i, s.j = i, j
		if s.sources > 0 && s.targets > 0 {
			s.score = t.m.score(t.source[i:i+s.sources], t.target[j:j+s.targets])
		}
		steps = append(steps, s)
	}
	slices.Reverse(steps)
	return steps
}

// sizesOf returns how many segments a way takes.
func sizesOf(way uint8) (sources, targets int) {
	switch way {
	case byOneTwo:
		return 1, 2
	case byTwoOne:
		return 2, 1
	case byOneThree:
		return 1, 3
	case byThreeOne:
		return 3, 1
	case byTwoTwo:
		return 2, 2
	}
	return 1, 1
}
