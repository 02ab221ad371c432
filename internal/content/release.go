package content

import "time"

// MostItems bounds a release.
const MostItems = 200

// A Release is a named set of items that happen together or not at all. Once it
// is done it is a record, and never changes.
type Release struct {
	ID        string // a UUIDv7
	Version   int64
	Name      string
	State     ReleaseState
	Items     []Item // in order, a post once
	Override  string // the reason for setting parity aside, or empty
	CreatedAt time.Time
	CreatedBy string
	UpdatedAt time.Time
	DoneAt    time.Time // zero until it is done
	DoneBy    string
	Result    []Done    // what it did, in the order of the items; nil until it is done
	Schedule  *Schedule // the one that waits to carry it out, or that could not; nil if there is none
}

// A ReleaseState says what became of a release.
type ReleaseState string

// The states: those of its schedule, but for a draft, which has none.
const (
	ReleaseDraft     ReleaseState = "draft"
	ReleaseScheduled ReleaseState = "scheduled"
	ReleaseDone      ReleaseState = "done"
	ReleaseHeld      ReleaseState = "held"
	ReleaseFailed    ReleaseState = "failed"
)

// A ReleaseQuery chooses releases, newest first.
type ReleaseQuery struct {
	State ReleaseState
	After *ReleaseKey
	Limit int
}

// A ReleaseKey is a place in a list of releases.
type ReleaseKey struct {
	CreatedAt time.Time
	ID        string
}
