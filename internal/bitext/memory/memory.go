// Package memory finds what was translated before: the same text, or one that is
// like it. Texts are compared word by word, numbers and tags set aside; then what
// differs in numbers, tags and signs is counted against them. What is found is
// fitted to the text that it is for, so that it can be written as it is.
//
// The package is pure: package recall asks the store for what it names.
package memory

import (
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Limits of what the memory is asked and told.
const (
	Usual       = 5      // suggestions, if nobody says how many
	Most        = 20     // suggestions
	Threshold   = 70     // the least score, if nobody says which
	Least       = 50     // the least score that may be asked for
	LongestKept = 20_000 // bytes of a text that is kept
	MostTokens  = 400    // words of a text that is compared with others like it
)

// Scores. What is not the very same text has less than Exact.
const (
	InContext = 101 // the same text, at its place or between the same two
	Exact     = 100
)

// A Query asks what is known of a text.
type Query struct {
	Source    locale.Tag
	Target    locale.Tag
	Text      string // in the small markup
	Tags      string // as [Elements] writes them
	Post      content.PostID
	Segment   string
	Before    int64 // [Sum] of the text before it
	After     int64
	Limit     int // suggestions; 0: Usual
	Threshold int // the least score; 0: Threshold
	Now       time.Time
}

// A Suggestion is an entry that is like the text asked for.
type Suggestion struct {
	bitext.Entry
	Score   int    // 50 to 101
	Context bool   // the same text, at its place or between the same two
	Fitted  string // the target with the tags and numbers of the text asked for
	Ready   bool   // Fitted has all its tags, and can be written as it is
}
