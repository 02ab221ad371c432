// Package bitext has the nouns of the translator's trade: what a segment of a
// translation can be to its source, where its words came from, and what people
// decided. The science itself is in the packages below it.
package bitext

import (
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A State is what a segment is to the other language of its pair.
type State string

// The states.
const (
	Missing State = "missing" // of the source, and the target has nothing for it, or an empty block
	Stale   State = "stale"   // its source changed since it was approved
	Current State = "current" // right beside its source, also where it moved
	Local   State = "local"   // of the target alone; no tool deletes it
	Omitted State = "omitted" // of the source, and left out on purpose
)

// States returns every state, in the order that a translator asks for them.
func States() []State { return []State{Missing, Stale, Current, Local, Omitted} }

// A Class says how much a text changed. The zero value is no change.
type Class string

// The classes.
const (
	Minor       Class = "minor"       // spaces, case, punctuation, markup, typography
	Substantive Class = "substantive" // words, numbers, dates, negation, links, pictures
)

// An Origin says where the words of a target segment came from.
type Origin string

// The origins.
const (
	Human             Origin = "human"
	Exact             Origin = "tm_exact"        // from the memory, as it was
	FuzzyEdited       Origin = "tm_fuzzy_edited" // from the memory, then worked over
	MachineUnreviewed Origin = "machine_unreviewed"
	MachineReviewed   Origin = "machine_reviewed" // a person worked it over, confirmed or approved it
	Copied            Origin = "copied"           // the source's own words
)

// Origins returns every origin.
func Origins() []Origin {
	return []Origin{Human, Exact, FuzzyEdited, MachineUnreviewed, MachineReviewed, Copied}
}

// A DecisionKind names what somebody decided of segments.
type DecisionKind string

// The kinds of decisions.
const (
	Written   DecisionKind = "written"   // the target was written against the source text that was shown
	Confirmed DecisionKind = "confirmed" // the target is right beside the source text, as it is
	Linked    DecisionKind = "linked"    // these segments belong together
	Unlinked  DecisionKind = "unlinked"  // they do not
	MadeLocal DecisionKind = "local"     // the target's segment belongs to none of the source
	LeftOut   DecisionKind = "omitted"   // the source's segment is left out on purpose
	Restored  DecisionKind = "restored"  // takes the last decision on these segments back
)

// A Decision is one person's word on segments of a pair. It never changes; a later
// one on the same segments goes before it.
type Decision struct {
	N          int // 1, 2, … in the translation
	Kind       DecisionKind
	Beside     locale.Tag // the language that was the source; empty when it is added: the post's
	SourceN    int        // the revision of the source that was looked at
	TargetN    int        // the revision of the translation, that the decision is in force from
	Source     []string   // ids of segments of the source
	Target     []string   // ids of segments of the target
	SourceText string     // that the target was approved against, where it was
	Origin     Origin     // of written words
	Reason     string     // of what was left out
	At         time.Time
	By         string
}

// An Approval says against which text of the source a target segment is right.
type Approval struct {
	Source  []string  `json:"source,omitempty"` // ids of the source's segments
	Text    string    `json:"text"`             // what they said, joined by a line end where there are several
	SourceN int       `json:"n,omitempty"`      // the revision that said it; 0: not known
	Origin  Origin    `json:"origin,omitempty"`
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
	// Sure is how likely it is that they belong together: 1 where somebody said so.
	Sure float64 `json:"sure,omitempty"`
	// Hash is that of the source's segments, joined as Text is; empty where it is not known.
	Hash string `json:"hash,omitempty"`
	// Follows says that the source was made to say what the target does. While that
	// is a draft it changes nothing of what stands beside an earlier one.
	Follows bool `json:"follows,omitempty"`
}

// Sums count the segments of a pair, and the words of their sources.
type Sums struct {
	Current     int            `json:"current"`
	Minor       int            `json:"minor"`       // stale, in form alone
	Substantive int            `json:"substantive"` // stale, in what it says
	Missing     int            `json:"missing"`     // of the source, nothing in the target
	Empty       int            `json:"empty"`       // among the missing: an empty block stands there
	Local       int            `json:"local"`
	Omitted     int            `json:"omitted"`
	Ahead       int            `json:"ahead,omitempty"` // among the current: approved against a later revision of the source
	Came        int            `json:"came,omitempty"`  // among the missing: new in the source since the translation was made or confirmed
	Went        int            `json:"went,omitempty"`  // among the local: the source had it when the translation was made
	Since       int            `json:"since,omitempty"` // the earliest revision of the source that what is stale, came or went was right beside; 0: none is
	Words       Words          `json:"words"`
	Origins     map[Origin]int `json:"origins,omitempty"` // of target segments
}

// Words count words of the source.
type Words struct {
	All     int `json:"all"`
	Missing int `json:"missing"`
	Stale   int `json:"stale"`
}

// Behind reports whether the source changed since the translation was made or
// confirmed, and more than in form: some of it is stale, came, or went.
func (s Sums) Behind() bool { return s.Substantive+s.Came+s.Went > 0 }

// A Pairing names what a judgement of two texts is a function of: two revisions,
// which never change, and how many words were given on the translation. No other
// pairing ever has the same.
type Pairing struct {
	Post       string     `json:"post"`
	Departures int        `json:"departures"` // of the post: numbers begin again when a translation left
	Source     locale.Tag `json:"source"`
	SourceN    int        `json:"sourceN"`
	Target     locale.Tag `json:"target"`
	TargetN    int        `json:"targetN"` // 0: there is no translation yet
	Decided    int        `json:"decided"`
}

// A Lineage is what the segments of a revision are called, or what they are
// approved against beside another language. It is kept as a memo; where the revision
// before was pruned, it is all that is left.
type Lineage struct {
	N         int          `json:"-"`                   // the revision
	Names     []string     `json:"names,omitempty"`     // one for each segment; nil beside another language
	Approvals [][]Approval `json:"approvals,omitempty"` // of each segment, the newest last
	Origins   []Origin     `json:"origins,omitempty"`   // of each segment; nil: all human
	Based     []int        `json:"based,omitempty"`     // the revisions of the source that the whole was made or confirmed beside
	Decided   int          `json:"-"`                   // how many words given on the translation are in it
	Words     string       `json:"words,omitempty"`     // hash of these words
}

// A Stand is how a translation stands to its source, for lists and reports.
type Stand struct {
	Pairing
	Live  bool  // as readers see it; else as editors do
	State State // [Missing], [Stale] or [Current]: of the whole
	Since time.Time
	By    string // the actor who made the post
	Sums  Sums
}
