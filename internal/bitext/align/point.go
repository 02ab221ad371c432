package align

import (
	"cmp"
	"slices"
	"sort"
)

// A point is a place in both runs where a path is cut: what stands before it is
// paired by itself, and what stands after.
type point struct{ i, j int }

// points returns where the path through two runs is cut, in order: at what people
// linked, and in long documents at pairs that are sure.
func (a *aligner) points(source, target []item) []point {
	var list []candidate
	for _, l := range a.linked {
		list = append(list, candidate{point{placeOf(source, l[0]), placeOf(target, l[1])}, personsWord})
	}
	if (len(source)+1)*(len(target)+1) > smallestTable {
		list = append(list, a.m.sure(source, target)...)
	}
	var points []point
	for _, c := range heaviest(list) {
		points = append(points, c.point)
	}
	return points
}

// personsWord outweighs what is computed.
const personsWord = 1e6

// placeOf returns how many items stand before the segment with the index.
func placeOf(items []item, index int) int {
	return sort.Search(len(items), func(n int) bool { return items[n].index >= index })
}

// A candidate is a point with what it weighs.
type candidate struct {
	point
	weight float64
}

// The bounds of what makes a pair sure: in how many segments its features are at
// most, and what it must score.
const (
	rareFor = 3
	sureOf  = 12.0
)

// sure returns the points before pairs of segments that are each other's best by
// what is rare.
func (m *model) sure(source, target []item) []candidate {
	where := make(map[int32][]int) // of rare features, in the target
	for j := range target {
		for _, f := range target[j].features {
			if in := m.features[f].in; in[0] > 0 && in[0] <= rareFor && in[1] <= rareFor {
				where[f] = append(where[f], j)
			}
		}
	}
	bestOf := make(map[int]candidate) // by target
	for i := range source {
		votes := make(map[int]float64)
		for _, f := range source[i].features {
			for _, j := range where[f] {
				votes[j] += m.features[f].shared
			}
		}
		best, score := -1, 0.0
		for j, v := range votes {
			if v > score || v == score && j < best {
				best, score = j, v
			}
		}
		if best < 0 {
			continue
		}
		if s := m.pair(&source[i], &target[best]); s >= sureOf && s > bestOf[best].weight {
			bestOf[best] = candidate{point{i, best}, s}
		}
	}
	list := make([]candidate, 0, len(bestOf))
	for _, c := range bestOf {
		list = append(list, c)
	}
	return list
}

// heaviest returns the candidates that can stand in one path, in order, and weigh
// most together. It is the longest increasing subsequence of patience diff, with
// weights, by a tree of prefix maxima (Fenwick 1994).
func heaviest(list []candidate) []candidate {
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.i, b.i), cmp.Compare(b.j, a.j), cmp.Compare(a.weight, b.weight))
	})
	widest := 0
	for _, c := range list {
		widest = max(widest, c.j)
	}
	tree := make([]int, widest+2) // the candidate that ends the best path up to a column, from 1; 0 for none
	total := make([]float64, len(list)+1)
	before := make([]int, len(list)+1)
	best := 0
	for n, c := range list {
		for k := c.j; k > 0; k -= k & -k { // columns before c.j
			if total[tree[k]] > total[before[n+1]] {
				before[n+1] = tree[k]
			}
		}
		total[n+1] = total[before[n+1]] + c.weight
		for k := c.j + 1; k < len(tree); k += k & -k {
			if total[n+1] > total[tree[k]] {
				tree[k] = n + 1
			}
		}
		if total[n+1] > total[best] {
			best = n + 1
		}
	}
	var path []candidate
	for ; best > 0; best = before[best] {
		path = append(path, list[best-1])
	}
	slices.Reverse(path)
	return path
}
