package standing

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A wholes finds what became of a text of the source that was cut in two since it was
// approved, or joined to another.
type wholes struct {
	source *segment.Document
	owned  map[string]bool  // names that some segment of the target was approved against, or that people spoke of
	having map[string][]int // by word: places in the source that have it; nil until it is asked for
}

func (s *state) wholes(source *segment.Document, said map[string]bool) *wholes {
	w := &wholes{source: source, owned: make(map[string]bool)}
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
func (w *wholes) names(list []bitext.Approval, known []string, kind segment.Kind) []string {
	if len(list) == 0 {
		return known
	}
	text := segment.Plain(list[len(list)-1].Text)
	if known == nil {
		return w.swallowed(text, kind)
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

// swallowed returns the name of the first segment of that kind that has all of the text,
// if it is one that cannot stand there by chance.
func (w *wholes) swallowed(text string, kind segment.Kind) []string {
	if len(text) < shortestPiece {
		return nil
	}
	for _, i := range w.candidates(text) {
		s := &w.source.Segments[i]
		if s.Kind == kind && strings.Contains(segment.Plain(s.Text), text) {
			return []string{s.ID}
		}
	}
	return nil
}

// candidates returns the places of the source that may have the text, in order: those
// that have the rarest of its words. The first and the last may be parts of words there.
func (w *wholes) candidates(text string) []int {
	words := strings.Fields(text)
	if len(words) < 3 {
		all := make([]int, len(w.source.Segments))
		for i := range all {
			all[i] = i
		}
		return all
	}
	if w.having == nil {
		w.having = make(map[string][]int)
		for i := range w.source.Segments {
			for word := range strings.FieldsSeq(segment.Plain(w.source.Segments[i].Text)) {
				if places := w.having[word]; len(places) == 0 || places[len(places)-1] != i {
					w.having[word] = append(places, i)
				}
			}
		}
	}
	rarest := w.having[words[1]]
	for _, word := range words[2 : len(words)-1] {
		if places := w.having[word]; len(places) < len(rarest) {
			rarest = places
		}
	}
	return rarest
}
