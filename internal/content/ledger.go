package content

import (
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Line is one line of the ledger, which proves when each language of a post was
// before readers, and when they stood beside each other. It is written in the
// transaction that made it true, and never changes, not even when the post goes.
type Line struct {
	ID          int64 // grows
	Post        PostID
	At          time.Time
	Transaction int64 // the outbox's number: the one of the events that tell the same
	What        Happening
	By          string // the actor
	Cause       Cause
	Release     string // that it was part of, or empty
	Schedule    string // that fired, or empty

	Locale   locale.Tag // live, gone: the language
	Revision int        // live, gone: of the language
	Rule     Parity     // the rule in force
	Lags     []Lag      // diverged, lagging: the languages that lag from now on
	Since    time.Time  // diverged, lagging, converged: when the languages parted
	Reason   string     // overridden: why, in the actor's words; held, failed: a message key
	Blockers []Blocker  // overridden, held, failed: what stood in the way
}

// A Happening is what a line of the ledger says.
type Happening string

// The happenings.
const (
	WentLive   Happening = "live"       // readers see this revision of the language
	WentAway   Happening = "gone"       // they do not see the language any more
	Diverged   Happening = "diverged"   // these languages do not stand beside the others
	Lagging    Happening = "lagging"    // these are the ones now, or for these reasons
	Converged  Happening = "converged"  // all of them do again, or nothing is live
	Overridden Happening = "overridden" // the rule was set aside
	WasHeld    Happening = "held"       // a schedule was held: nothing was done
	HasFailed  Happening = "failed"     // a schedule failed: nothing was done
)

// A Cause is the command that a line of the ledger is from.
type Cause string

// The causes.
const (
	ByPublication   Cause = "publication"
	ByUnpublication Cause = "unpublication"
	ByMerge         Cause = "merge"
	BySplit         Cause = "split"
	ByImport        Cause = "import"
	ByConfirmation  Cause = "confirmation"
	BySettings      Cause = "settings" // of the post: its source, its targets
	ByUpgrade       Cause = "upgrade"  // it was so when the ledger began
)
