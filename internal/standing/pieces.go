package standing

import (
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A wholes finds what became of a text of the source that was cut in two since it was
// approved, or joined to another.
type wholes struct {
	source *segment.Document
	owned  map[string]bool // names that some segment of the target was approved against, or that people spoke of
}

func (s *state) wholes(source *segment.Document, said map[string]bool) wholes {
	w := wholes{source: source, owned: make(map[string]bool)}
	for _, list := range s.approvals {
		for _, name := range present(source, list, said) {
			w.owned[name] = true
		}
	}
	for i := range source.Segments {
		if name := source.Segments[i].ID; said["s "+name] {
			w.owned[name] = true
		}
	}
	return w
}

// shortestPiece is how long a text is at least that is known to be a piece of another.
const shortestPiece = 15

// names returns the known names with those of the segments beside them that nobody
// owns, and that are pieces of what was approved last, of that kind. Where none of the
// names is there any more, it is the segment that has all of that text.
func (w wholes) names(list []bitext.Approval, known []string, kind segment.Kind) []string {
	if len(list) == 0 {
		return known
	}
	text := segment.Plain(list[len(list)-1].Text)
	if known == nil {
		n := slices.IndexFunc(w.source.Segments, func(s segment.Segment) bool {
			return s.Kind == kind && len(text) >= shortestPiece && strings.Contains(segment.Plain(s.Text), text)
		})
		if n < 0 {
			return nil
		}
		return []string{w.source.Segments[n].ID}
	}
	first, last := w.source.Index(known[0]), w.source.Index(known[len(known)-1])
	for _, n := range []int{first - 1, last + 1} {
		if n < 0 || n >= len(w.source.Segments) {
			continue
		}
		s := &w.source.Segments[n]
		if piece := segment.Plain(s.Text); s.Kind == kind && !w.owned[s.ID] && len(piece) >= shortestPiece && len(piece) < len(text) && strings.Contains(text, piece) {
			known = append(known, s.ID)
		}
	}
	return known
}
