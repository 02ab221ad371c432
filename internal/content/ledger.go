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
	ByName      string // what people call them, where that was looked up
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

// A ParityState says how the languages of a post are before readers.
type ParityState string

// The states.
const (
	StateNone     ParityState = "none"     // readers see none
	StateApart    ParityState = "apart"    // some lag
	StateTogether ParityState = "together" // all that should be there are, and none is left behind
)

// StateOf returns the state of a post with these languages live and lagging.
func StateOf(live int, lags []Lag) ParityState {
	switch {
	case live == 0:
		return StateNone
	case len(lags) > 0:
		return StateApart
	}
	return StateTogether
}

// A History is what the ledger says of a post, read from its first line on.
type History struct {
	Live  map[locale.Tag]int // the live revisions
	Lags  []Lag              // the languages that lag
	State ParityState
	Since time.Time // when the state began; zero while nothing ever was live
}

// Replay returns what the lines say, in order: the present, if they are all of them.
func Replay(lines []Line) History {
	h := History{Live: make(map[locale.Tag]int), State: StateNone}
	for i, l := range lines {
		switch l.What {
		case WentLive:
			h.Live[l.Locale] = l.Revision
		case WentAway:
			delete(h.Live, l.Locale)
		case Diverged, Lagging, Converged:
			h.Lags = l.Lags
		}
		if i+1 < len(lines) && lines[i+1].Transaction == l.Transaction && lines[i+1].At.Equal(l.At) {
			continue // the transaction goes on
		}
		if state := StateOf(len(h.Live), h.Lags); state != h.State {
			h.State, h.Since = state, l.At
		}
	}
	return h
}

// An Episode is one time that the languages of a post were apart, as the ledger
// tells it.
type Episode struct {
	ID          int64 // of the line that begins it
	Post        PostID
	Title       string // of the post, where it is to be told
	Rule        Parity // in force when it began
	DivergedAt  time.Time
	ConvergedAt time.Time    // zero: they still are
	Locales     []locale.Tag // that lagged at any time of it, in order
	By, ByName  string       // who did what it began with
	Transaction int64
	Overridden  bool   // the rule was set aside for it
	Reason      string // why
}

// Lag returns how long the languages were apart; until now, if they still are.
func (e Episode) Lag(now time.Time) time.Duration {
	if !e.ConvergedAt.IsZero() {
		now = e.ConvergedAt
	}
	return max(now.Sub(e.DivergedAt), 0)
}

// An EpisodeQuery chooses episodes by when they began, oldest first.
type EpisodeQuery struct {
	From, Before time.Time   // zero: open
	After        *EpisodeKey // those after it alone
	Limit        int
}

// An EpisodeKey is the place of an episode in the order.
type EpisodeKey struct {
	DivergedAt time.Time
	ID         int64
}
