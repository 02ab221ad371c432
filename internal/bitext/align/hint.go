package align

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// heed takes what people said: links become beads, what is local or left out
// stands alone, what was parted is never joined, what was approved stays together.
func (a *aligner) heed(source, target *segment.Document, h Hints) {
	sources, targets := idsOf(source), idsOf(target)
	for _, l := range slices.Backward(h.Linked) {
		from, to := a.indexes(0, sources, l[0]), a.indexes(1, targets, l[1])
		if len(from) == 0 || len(to) == 0 {
			continue
		}
		a.put(Bead{Source: from, Target: to, Confidence: 1, Person: true}, 0)
		if !fixed(source.Segments[from[0]].Kind) && !fixed(target.Segments[to[0]].Kind) {
			a.linked = append(a.linked, [2]int{from[0], to[0]})
		}
	}
	for _, id := range h.Local {
		if found := a.indexes(1, targets, []string{id}); len(found) > 0 {
			a.put(Bead{Target: found, Confidence: 1, Person: true}, 0)
		}
	}
	for _, id := range h.Omitted {
		if found := a.indexes(0, sources, []string{id}); len(found) > 0 {
			a.put(Bead{Source: found, Confidence: 1, Person: true}, 0)
		}
	}
	for _, id := range h.Alone {
		if j, ok := targets[id]; ok {
			a.m.target[j].alone = true
		}
	}
	a.part(sources, targets, h.Unlinked)
	a.beside(sources, targets, h.Approved)
	slices.SortFunc(a.linked, func(a, b [2]int) int { return a[0] - b[0] })
}

// part notes what does not belong together.
func (a *aligner) part(sources, targets map[string]int, unlinked [][2][]string) {
	a.m.apart = make(map[[2]int]bool)
	for _, u := range unlinked {
		for _, from := range u[0] {
			for _, to := range u[1] {
				i, ok := sources[from]
				j, known := targets[to]
				if ok && known {
					a.m.apart[[2]int{i, j}] = true
				}
			}
		}
	}
}

func idsOf(d *segment.Document) map[string]int {
	ids := make(map[string]int, len(d.Segments))
	for i := range d.Segments {
		ids[d.Segments[i].ID] = i
	}
	return ids
}

// indexes returns where the segments are that have no bead yet, in order, each once.
func (a *aligner) indexes(side int, known map[string]int, ids []string) []int {
	var list []int
	for _, id := range ids {
		if i, ok := known[id]; ok && !a.taken[side][i] {
			list = append(list, i)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
