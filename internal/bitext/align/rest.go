package align

import (
	"cmp"
	"slices"
)

// A rest looks elsewhere for what found no counterpart in order, or a doubtful one.
type rest struct {
	m              *model
	source, target []item
	steps          []step       // of the path in order
	alone          [2][]bool    // by place: without a counterpart
	held           [2][]float64 // by place: what its pair in order scores, if doubted
	used           [2][]bool    // by place: has a counterpart out of order
	loose          [2][]int     // places that may be paired anew
	moved          []step
}

const (
	mostLoose   = 600 // places of one side that are compared with all of the other
	weakerThan  = 6.0 // pairs in order that are doubted
	movedScores = 7.0 // what a pair out of order must score
	movedGains  = 4.0 // and how much more than what its sides have in order
	follows     = 1.0 // what the neighbour of one that moved must score to have moved with it
)

// search finds the pairs out of order.
func (r *rest) search() {
	for side, n := range []int{len(r.source), len(r.target)} {
		r.alone[side], r.used[side] = make([]bool, n), make([]bool, n)
		r.held[side] = make([]float64, n)
	}
	for _, s := range r.steps {
		if s.targets == 0 || s.sources == 1 && s.targets == 1 && s.score < weakerThan {
			r.loose[0] = append(r.loose[0], s.i)
			r.alone[0][s.i] = s.targets == 0
			r.held[0][s.i] = s.score
		}
		if s.sources == 0 || s.sources == 1 && s.targets == 1 && s.score < weakerThan {
			r.loose[1] = append(r.loose[1], s.j)
			r.alone[1][s.j] = s.sources == 0
			r.held[1][s.j] = s.score
		}
	}
	if len(r.loose[0]) > mostLoose || len(r.loose[1]) > mostLoose {
		return
	}
	for _, s := range r.seeds() {
		r.take(s)
	}
	for _, s := range slices.Clone(r.moved) {
		r.follow(s, 1)
		r.follow(s, -1)
	}
	r.leftovers()
}

// seeds returns the pairs that are surely right though they are out of order, best first.
func (r *rest) seeds() []step {
	var seeds []step
	for _, i := range r.loose[0] {
		for _, j := range r.loose[1] {
			a, b := &r.source[i], &r.target[j]
			least := max(movedScores, r.held[0][i]+movedGains, r.held[1][j]+movedGains)
			if b.empty || r.m.shared(a, b) <= 0 {
				continue
			}
			if s := r.m.pair(a, b); s >= least {
				seeds = append(seeds, step{i: i, sources: 1, j: j, targets: 1, score: s})
			}
		}
	}
	slices.SortStableFunc(seeds, func(a, b step) int { return cmp.Compare(b.score, a.score) })
	return seeds
}

// take pairs two places, unless one of them has a counterpart out of order already.
func (r *rest) take(s step) bool {
	if r.used[0][s.i] || r.used[1][s.j] {
		return false
	}
	r.used[0][s.i], r.used[1][s.j] = true, true
	r.moved = append(r.moved, s)
	return true
}

// follow takes the neighbours of a pair that moved, in one direction: a section
// moves as a whole.
func (r *rest) follow(s step, by int) {
	for i, j := s.i+by, s.j+by; i >= 0 && j >= 0 && i < len(r.source) && j < len(r.target); i, j = i+by, j+by {
		if !r.alone[0][i] || !r.alone[1][j] {
			return
		}
		score := r.m.pair(&r.source[i], &r.target[j])
		if score < follows || !r.take(step{i: i, sources: 1, j: j, targets: 1, score: score}) {
			return
		}
	}
}

// leftovers pairs what lost its counterpart to a pair out of order, in order: of a
// list that was sorted anew those whose words say nothing.
func (r *rest) leftovers() {
	var left [2][]item
	var places [2][]int
	for _, s := range r.steps {
		if s.sources != 1 || s.targets != 1 || r.used[0][s.i] == r.used[1][s.j] {
			continue
		}
		if r.used[0][s.i] {
			left[1], places[1] = append(left[1], r.target[s.j]), append(places[1], s.j)
		} else {
			left[0], places[0] = append(left[0], r.source[s.i]), append(places[0], s.i)
		}
	}
	if len(left[0]) == 0 || len(left[1]) == 0 {
		return
	}
	steps, _ := r.m.path(left[0], left[1])
	for _, s := range steps {
		if s.sources == 1 && s.targets == 1 && s.score > 0 {
			r.take(step{i: places[0][s.i], sources: 1, j: places[1][s.j], targets: 1, score: s.score})
		}
	}
}

// put gives the aligner the beads.
func (r *rest) put(a *aligner) {
	for _, s := range r.moved {
		a.put(Bead{Source: indexes(r.source[s.i : s.i+1]), Target: indexes(r.target[s.j : s.j+1]), Confidence: sureness(s.score), Moved: true})
	}
	for _, s := range r.steps {
		if s.sources == 1 && r.used[0][s.i] || s.targets == 1 && r.used[1][s.j] {
			continue // what is left of it stands alone
		}
		a.put(Bead{Source: indexes(r.source[s.i : s.i+s.sources]), Target: indexes(r.target[s.j : s.j+s.targets]), Confidence: sureness(s.score)})
	}
}

func indexes(items []item) []int {
	var list []int
	for i := range items {
		list = append(list, items[i].index)
	}
	return list
}
