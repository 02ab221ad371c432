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
	SourceN    int      // the revision of the source that was looked at
	TargetN    int      // the revision of the translation, that the decision is in force from
	Source     []string // ids of segments of the source
	Target     []string // ids of segments of the target
	SourceText string   // that the target was approved against, where it was
	Origin     Origin   // of written words
	Reason     string   // of what was left out
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
	Words       Words          `json:"words"`
	Origins     map[Origin]int `json:"origins,omitempty"` // of target segments
}

// Words count words of the source.
type Words struct {
	All     int `json:"all"`
	Missing int `json:"missing"`
	Stale   int `json:"stale"`
}

// A Pairing names what a judgement of two texts is a function of: two revisions,
// which never change, and how many decisions there are.
type Pairing struct {
	Post      string     `json:"post"`
	Source    locale.Tag `json:"source"`
	SourceN   int        `json:"sourceN"`
	Target    locale.Tag `json:"target"`
	TargetN   int        `json:"targetN"`
	Decisions int        `json:"decisions"`
}
