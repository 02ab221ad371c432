package recall

import (
	"github.com/diptych-cms/diptych/internal/bitext/memory"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// Neighbours returns the hashes of the texts that a segment stands between, as uses
// of the memory keep them.
func Neighbours(d *segment.Document, i int) (before, after int64) {
	if i > 0 {
		before = memory.Sum(d.Segments[i-1].Text)
	}
	if i+1 < len(d.Segments) {
		after = memory.Sum(d.Segments[i+1].Text)
	}
	return before, after
}
