package align

import (
	"cmp"
	"math"
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A rest looks elsewhere for what found no counterpart in order, or a doubtful one.
type rest struct {
	m              *model
	source, target []item
	steps          []step       // of the path in order
	alone          [2][]bool    // by place: without a counterpart
	held           [2][]float64 // by place: what its pair in order scores, if doubted
	partner        []int        // by place of the source: where its counterpart begins, or -1
	loose          [2][]int     // places that may be paired anew
	moved          []step
}

const (
	mostLoose   = 600  // places of one side that are compared with all of the other
	mostRuns    = 40   // runs of one side that are
	longestRun  = 200  // segments of a run
	weakerThan  = 6.0  // pairs in order that are doubted
	movedScores = 3.0  // what a pair out of order must score, for each way it could be drawn
	movedGains  = 4.0  // and how much more than what its sides have in order
	nearby      = 4    // places on each side that are asked where they went
	support     = 4.5  // what it says if all of them went there
	beside      = 2.5  // what it says that the very next one went beside it
	enough      = -1.0 // what a pair must score by itself, whatever its neighbours say
)

// search finds the pairs out of order: single ones that are sure, then what is left
// of lists that were sorted anew, then the rest of sections that moved.
func (r *rest) search() {
	r.read()
	if len(r.loose[0]) > mostLoose || len(r.loose[1]) > mostLoose {
		return
	}
	for _, s := range r.seeds() {
		if r.held[0][s.i] != taken && r.held[1][s.j] != taken {
			r.take(r.grown(s))
		}
	}
	r.heads()
	r.leftovers()
	r.sections()
}

// heads takes headings to what they head, where that has another heading before it that
// is no better paired: the words of headings are few, and say little.
func (r *rest) heads() {
	for i := range len(r.source) - 1 {
		if r.source[i].kind != segment.Heading || !r.loosely(0, i) {
			continue
		}
		j := r.partner[i+1] - 1
		if j < 0 || j == r.partner[i] || r.target[j].kind != segment.Heading || !r.loosely(1, j) {
			continue
		}
		if s := r.m.pair(&r.source[i], &r.target[j]); s >= enough {
			r.take(step{i: i, sources: 1, j: j, targets: 1, score: s + beside})
		}
	}
}

// loosely reports whether a place stands alone, or in a pair that is doubted.
func (r *rest) loosely(side, place int) bool {
	return r.held[side][place] != taken && (r.alone[side][place] || r.held[side][place] != 0)
}

// taken marks what has a counterpart out of order.
const taken = math.MaxFloat64

// read takes down what the path in order left.
func (r *rest) read() {
	for side, n := range []int{len(r.source), len(r.target)} {
		r.alone[side] = make([]bool, n)
		r.held[side] = make([]float64, n)
	}
	r.partner = make([]int, len(r.source))
	for _, s := range r.steps {
		for i := s.i; i < s.i+s.sources; i++ {
			r.partner[i] = s.j
			if s.targets == 0 {
				r.partner[i] = -1
			}
		}
		if s.sources == 1 && s.targets == 1 && s.score < weakerThan {
			r.held[0][s.i], r.held[1][s.j] = s.score, s.score
			r.loose[0], r.loose[1] = append(r.loose[0], s.i), append(r.loose[1], s.j)
		}
		if s.targets == 0 {
			r.alone[0][s.i] = true
			r.loose[0] = append(r.loose[0], s.i)
		}
		if s.sources == 0 {
			r.alone[1][s.j] = true
			r.loose[1] = append(r.loose[1], s.j)
		}
	}
}

// take notes a step out of order. What its sides had in order stands alone from now on.
func (r *rest) take(s step) {
	for i := s.i; i < s.i+s.sources; i++ {
		if j := r.partner[i]; j >= 0 && !r.alone[0][i] {
			r.alone[1][j], r.held[1][j] = true, 0
		}
		r.alone[0][i], r.held[0][i], r.partner[i] = false, taken, s.j
	}
	for j := s.j; j < s.j+s.targets; j++ {
		if !r.alone[1][j] {
			for i, p := range r.partner {
				if p == j && r.held[0][i] != taken {
					r.alone[0][i], r.held[0][i], r.partner[i] = true, 0, -1
				}
			}
		}
		r.alone[1][j], r.held[1][j] = false, taken
	}
	r.moved = append(r.moved, s)
}

// seeds returns single pairs that are surely right though they are out of order, best first.
func (r *rest) seeds() []step {
	var seeds []step
	least := movedScores + math.Log(1+math.Sqrt(float64(len(r.loose[0])*len(r.loose[1]))))
	for _, i := range r.loose[0] {
		for _, j := range r.loose[1] {
			a, b := &r.source[i], &r.target[j]
			if r.held[0][i] == taken || r.held[1][j] == taken || b.empty || r.partner[i] == j || r.m.shared(a, b) <= 0 {
				continue
			}
			if s := r.m.pair(a, b); s >= max(least, r.held[0][i]+movedGains, r.held[1][j]+movedGains) {
				seeds = append(seeds, step{i: i, sources: 1, j: j, targets: 1, score: s})
			}
		}
	}
	slices.SortStableFunc(seeds, func(a, b step) int { return cmp.Compare(b.score, a.score) })
	return seeds
}

// grown returns the step with a neighbour that stands alone, where two of one side
// are better than one.
func (r *rest) grown(s step) step {
	best := s
	for _, g := range []step{
		{i: s.i, sources: 1, j: s.j, targets: 2}, {i: s.i, sources: 1, j: s.j - 1, targets: 2},
		{i: s.i, sources: 2, j: s.j, targets: 1}, {i: s.i - 1, sources: 2, j: s.j, targets: 1},
	} {
		if !r.free(0, g.i, g.sources, s.i) || !r.free(1, g.j, g.targets, s.j) {
			continue
		}
		g.score = r.m.score(r.source[g.i:g.i+g.sources], r.target[g.j:g.j+g.targets])
		if g.score+oneToTwo-gapOpen > best.score {
			best = g
		}
	}
	return best
}

// free reports whether so many places stand alone, but for one.
func (r *rest) free(side, from, many, but int) bool {
	for n := from; n < from+many; n++ {
		if n < 0 || n >= len(r.alone[side]) || n != but && !r.alone[side][n] {
			return false
		}
	}
	return true
}

// leftovers pairs what lost its counterpart to a pair out of order, in order: of a
// list that was sorted anew those whose words say nothing.
func (r *rest) leftovers() {
	var left [2][]item
	var places [2][]int
	for _, s := range r.steps {
		if s.sources == 1 && s.targets == 1 && r.alone[0][s.i] {
			left[0], places[0] = append(left[0], r.source[s.i]), append(places[0], s.i)
		}
		if s.sources == 1 && s.targets == 1 && r.alone[1][s.j] {
			left[1], places[1] = append(left[1], r.target[s.j]), append(places[1], s.j)
		}
	}
	if len(left[0]) == 0 || len(left[1]) == 0 {
		return
	}
	steps := r.m.path(left[0], left[1])
	for _, s := range steps {
		if s.sources == 1 && s.targets == 1 && s.score > 0 {
			r.take(step{i: places[0][s.i], sources: 1, j: places[1][s.j], targets: 1, score: s.score})
		}
	}
}

// put gives the aligner the beads.
func (r *rest) put(a *aligner) {
	for _, s := range r.moved {
		a.put(Bead{Source: indexes(r.source[s.i : s.i+s.sources]), Target: indexes(r.target[s.j : s.j+s.targets])}, s.score)
	}
	for _, s := range r.steps {
		if s.sources == 1 && s.targets < 2 && (r.held[0][s.i] == taken || s.targets == 1 && r.held[1][s.j] == taken) || s.sources == 0 && r.held[1][s.j] == taken {
			continue // what is left of it stands alone
		}
		a.put(Bead{Source: indexes(r.source[s.i : s.i+s.sources]), Target: indexes(r.target[s.j : s.j+s.targets])}, s.score)
	}
}

func indexes(items []item) []int {
	var list []int
	for i := range items {
		list = append(list, items[i].index)
	}
	return list
}
