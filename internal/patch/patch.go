// Package patch is what one batch of segment writes does to a translation.
// [Make] does the slow part outside any transaction: it finds the segments, joins
// the text and prepares it. [Plan.Save] does the rest inside the caller's: it sees
// that nothing came between, saves one revision, keeps what was decided, and tells.
package patch

import (
	"context"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// A Write is what somebody says of one segment: a new text, or, with State, that
// it is left out, local, or neither any more.
type Write struct {
	ID         string // of a row: its first source segment, or "t-" and the target's
	SourceHash string // of the row's source text that was shown; empty of a local one
	Target     string // in the small markup, with the numbers of the source's tags
	State      bitext.State
	Reason     string        // of what is left out
	Origin     bitext.Origin // of the words; empty: a person
}

// An Outcome says what became of a write.
type Outcome string

// The outcomes.
const (
	Applied   Outcome = "applied"
	Moved     Outcome = "applied_but_source_moved" // kept, and stale at once
	Unchanged Outcome = "unchanged"                // it says what is there
)

// A Result says what became of one write.
type Result struct {
	ID      string // of the row as it is now
	Outcome Outcome
	State   bitext.State
}

// Reads are what making a plan needs of one state of the database.
type Reads interface {
	// Revision returns revision n of a translation, or a fault.NotFound.
	Revision(ctx context.Context, post content.PostID, tag locale.Tag, n int) (*content.Revision, error)
}

// Tx is what saving a plan needs of one write transaction.
type Tx interface {
	draft.Tx
	Decisions
}

// Decisions keeps what was decided of segments.
type Decisions interface {
	// AddDecisions adds decisions on a translation's segments, numbered on from those
	// that are there, and returns the number of the last.
	AddDecisions(ctx context.Context, post content.PostID, tag locale.Tag, list []bitext.Decision) (int, error)
}

// A Plan is a batch that is ready to be saved.
type Plan struct {
	Results  []Result          // one for each write, in order
	Warnings []content.Warning // what was dropped, and what sanitizing did
}

// A Batch is segment writes that become one revision.
type Batch struct {
	Post   *content.Post // as it was read with Reads
	Locale locale.Tag    // of the translation; it may be missing
	Writes []Write
}

// Make plans a batch. All or nothing: a segment that vanished is a fault.Conflict
// "segment.gone" that holds its text; tags that are lost or wrong, and Markdown that
// cannot be written back, are a fault.Invalid whose pointers are "/3/target" and the
// like. A source text that changed since it was shown is no fault: the words are
// kept, approved against what was shown.
func Make(ctx context.Context, r Reads, policy *sanitize.Policy, b Batch) (*Plan, error) {
	return &Plan{}, nil
}

// Save writes the plan: one revision, or none where no text changes, and the
// decisions. It returns a fault.Stale if the translation or its source was saved
// since the plan was made.
func (p *Plan) Save(ctx context.Context, tx Tx, post *content.Post, o draft.Options) (draft.Saved, error) {
	return draft.Saved{}, nil
}
