// Package align says which segments of two texts belong together.
package align

import (
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A Bead is what belongs together: segments of the source and segments of the
// target, by their indexes in the documents.
type Bead struct {
	Source     []int
	Target     []int
	Confidence float64 // 0 to 1: how likely it is right
	Moved      bool    // the target stands at another place than its neighbours say
	Person     bool    // somebody said so
}

// Hints are what people said of the pair. They go before what is computed.
type Hints struct {
	Linked   [][2][]string // ids of the source, and ids of the target that belong to them
	Unlinked [][2][]string // ids that do not belong together
	Local    []string      // ids of the target that belong to none of the source
	Omitted  []string      // ids of the source that are left out on purpose
}

// Align pairs the segments of source and target. Each stands in exactly one
// bead. Beads stand in order of the source, those of the target alone at their place.
func Align(source, target *segment.Document, _ Hints) []Bead {
	var beads []Bead
	n := min(len(source.Segments), len(target.Segments))
	for i := range n {
		beads = append(beads, Bead{Source: []int{i}, Target: []int{i}})
	}
	for i := n; i < len(source.Segments); i++ {
		beads = append(beads, Bead{Source: []int{i}})
	}
	for i := n; i < len(target.Segments); i++ {
		beads = append(beads, Bead{Target: []int{i}})
	}
	return beads
}
