package align

import (
	"cmp"
	"slices"
)

// ordered puts beads in order of the source, those of the target alone after the
// bead of what stands before them in the target.
func ordered(beads []scored, targets int) []scored {
	of := make([]int, targets) // the bead of each segment of the target
	for n, b := range beads {
		for _, j := range b.Target {
			of[j] = n
		}
	}
	at := make([][2]int, len(beads)) // what a bead is sorted by: a segment of the source, and one of the target
	for n, b := range beads {
		if len(b.Source) > 0 {
			at[n] = [2]int{b.Source[0], -1}
		}
	}
	last := -1 // the segment of the source that a local one stands after
	for j := range targets {
		b := &beads[of[j]]
		if len(b.Source) > 0 {
			last = b.Source[0]
			continue
		}
		at[of[j]] = [2]int{last, j}
	}
	order := make([]int, len(beads))
	for n := range order {
		order[n] = n
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(at[a][0], at[b][0]), cmp.Compare(at[a][1], at[b][1]))
	})
	sorted := make([]scored, len(beads))
	for n, k := range order {
		sorted[n] = beads[k]
	}
	return sorted
}

// markMoved marks the beads that are not in order with most of the others, by how
// much they say: it is the picture that moved, and not the paragraph.
func (a *aligner) markMoved(beads []scored) {
	var list []candidate
	for _, b := range beads {
		if len(b.Source) == 0 || len(b.Target) == 0 {
			continue
		}
		weight := 1.0
		for _, i := range b.Source {
			weight += a.m.source[i].length
		}
		list = append(list, candidate{point{b.Source[0], b.Target[0]}, weight})
	}
	inOrder := make(map[int]bool)
	for _, c := range heaviest(list) {
		inOrder[c.i] = true
	}
	for n := range beads {
		b := &beads[n]
		b.Moved = len(b.Source) > 0 && len(b.Target) > 0 && !inOrder[b.Source[0]]
	}
}
