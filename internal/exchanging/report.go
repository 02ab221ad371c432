package exchanging

import (
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// An Outcome says what became of a unit.
type Outcome string

// The outcomes.
const (
	Applied   Outcome = "applied"
	Moved     Outcome = "applied_but_source_moved" // kept, and stale at once
	Unchanged Outcome = "unchanged"                // it says what is there, or nothing
	Conflict  Outcome = "conflict"                 // somebody edited the translation meanwhile
	Rejected  Outcome = "rejected"
)

// A Result says what became of one unit.
type Result struct {
	Name    string // what its file calls it
	Segment string // empty: it does not say
	Outcome Outcome
	State   bitext.State   // of the segment, after that; empty where there is none
	Code    string         // why it is not applied: the key of a message, or ""
	Args    map[string]any // of that message
	Target  string         // the text that was not applied
	Current string         // of a conflict: what stands there now
	File    string         // in an archive
	Line    int            // where it begins in its file; 0: not known
}

// A Report says what became of a file, for one post.
type Report struct {
	Post     content.PostID
	Locale   locale.Tag
	Results  []Result // in the order of the file
	Revision int      // the newest one now; 0 where the translation is missing
	Version  int64    // of the translation; 0 where it is missing
	Warnings []content.Warning
	Code     string         // why nothing of the post was taken: the key of a message, or ""
	Args     map[string]any // of that message
}

// Sums counts the results by outcome.
func (r *Report) Sums() map[Outcome]int {
	sums := make(map[Outcome]int)
	for _, one := range r.Results {
		sums[one.Outcome]++
	}
	return sums
}
