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
	"github.com/diptych-cms/diptych/internal/event"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/standing"
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

// A Gone is a write whose segment is there no more.
type Gone struct {
	ID   string `json:"id"`
	Text string `json:"text"` // that was written
}

// Reads are what making a plan reads.
type Reads interface {
	standing.Reads
	draft.Finds
}

// Tx is what saving a plan needs of one write transaction.
type Tx interface {
	draft.Tx
	// AddDecisions keeps what was decided of segments of a translation that exists,
	// in order and numbered on, at the instant of the transaction.
	AddDecisions(ctx context.Context, post content.PostID, tag locale.Tag, list []bitext.Decision) error
	// Emit adds events to the outbox. They leave it only if the transaction commits.
	Emit(ctx context.Context, events ...event.Event) error
}

// A Batch is segment writes that become one revision.
type Batch struct {
	Post   *content.Post // as it was read with Reads
	Locale locale.Tag    // of the translation; it may be missing
	Writes []Write
	Own    string // the actor that writes, if to it only its own posts exist and those that readers see
	// Machine says that no person writes: that a text stands there already then says
	// nothing of whether it is right.
	Machine bool
}

// Overtaken is the code of the fault that says that a plan has to be made anew.
const Overtaken = "segment.overtaken"

// A Plan is a batch that is ready to be saved.
type Plan struct {
	Results  []Result          // one for each write, in order
	Warnings []content.Warning // what was dropped, and what sanitizing did

	of        bitext.Pairing // that it was made for
	tag       locale.Tag
	text      *draft.Prepared // nil: no text changes
	decisions []bitext.Decision
}
