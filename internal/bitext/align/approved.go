package align

import "slices"

// beside takes what was approved beside each other, as far as people said nothing else.
func (a *aligner) beside(sources, targets map[string]int, approved [][2][]string) {
	for _, l := range slices.Backward(approved) {
		from, to := a.indexes(0, sources, l[0]), a.indexes(1, targets, l[1])
		if len(from) == 0 || len(to) == 0 || a.anyParted(from, to) {
			continue
		}
		left, right := pickOf(a.m.source, from), pickOf(a.m.target, to)
		a.put(Bead{Source: from, Target: to}, max(a.m.score(left, right), leastApproved))
		if !fixed(left[0].kind) && !fixed(right[0].kind) {
			a.linked = append(a.linked, [2]int{from[0], to[0]})
		}
	}
}

// leastApproved is what a pair scores at least that was approved.
const leastApproved = 4.0

func pickOf(items []item, indexes []int) []item {
	list := make([]item, len(indexes))
	for n, i := range indexes {
		list[n] = items[i]
	}
	return list
}

func (a *aligner) anyParted(from, to []int) bool {
	for _, i := range from {
		for _, j := range to {
			if a.m.apart[[2]int{i, j}] {
				return true
			}
		}
	}
	return false
}

// grow joins what stands alone to the bead before or after it, where a segment that
// had a counterpart was cut in two, or two were made one.
func (a *aligner) grow() {
	var of [2][]int // the bead of each segment
	of[0], of[1] = make([]int, len(a.taken[0])), make([]int, len(a.taken[1]))
	for n, b := range a.beads {
		for _, i := range b.Source {
			of[0][i] = n
		}
		for _, j := range b.Target {
			of[1][j] = n
		}
	}
	for n := range a.beads {
		b := &a.beads[n]
		if b.Person || len(b.Source) == 0 || len(b.Target) == 0 {
			continue
		}
		for range mostOfOneBead - 1 {
			if !a.growBy(n, of) {
				break
			}
		}
	}
	a.beads = slices.DeleteFunc(a.beads, func(b scored) bool { return len(b.Source)+len(b.Target) == 0 })
}

// growBy joins one neighbour that stands alone to the bead, if that is better.
func (a *aligner) growBy(n int, of [2][]int) bool {
	b := &a.beads[n]
	left, right := pickOf(a.m.source, b.Source), pickOf(a.m.target, b.Target)
	least := a.m.score(left, right) + priorOf(len(left), len(right)) + gapOpen
	for _, next := range [][2]int{
		{0, b.Source[len(b.Source)-1] + 1}, {0, b.Source[0] - 1}, {1, b.Target[len(b.Target)-1] + 1}, {1, b.Target[0] - 1},
	} {
		side, k := next[0], next[1]
		if k < 0 || k >= len(of[side]) {
			continue
		}
		alone := &a.beads[of[side][k]]
		if alone.Person || len(alone.Source)+len(alone.Target) != 1 {
			continue
		}
		source, target := b.Source, b.Target
		if side == 0 {
			source = slices.Sorted(slices.Values(append(slices.Clone(source), k)))
		} else {
			target = slices.Sorted(slices.Values(append(slices.Clone(target), k)))
		}
		if len(source) > 1 && len(target) > 1 || len(source) > mostOfOneBead || len(target) > mostOfOneBead {
			continue
		}
		score := a.m.score(pickOf(a.m.source, source), pickOf(a.m.target, target))
		if score+priorOf(len(source), len(target)) <= least+growsBy {
			continue
		}
		alone.Source, alone.Target = nil, nil
		b.Source, b.Target, b.score = source, target, score
		of[side][k] = n
		return true
	}
	return false
}

// growsBy is how much better a bead must be that grew.
const growsBy = 2.5

// priorOf is how often so many segments become so many.
func priorOf(sources, targets int) float64 {
	switch sources + targets {
	case 2:
		return oneToOne
	case 3:
		return oneToTwo
	}
	return oneToThree
}
