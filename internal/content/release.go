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
	ByName    string // what people call who made it, or did it; set where it is shown
	UpdatedAt time.Time
	DoneAt    time.Time // zero until it is done
	DoneBy    string
	Result    []Done    // what it did, in the order of the items; nil until it is done
	Schedule  *Schedule // the newest one that was not cancelled; nil if there is none
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

// By returns the actor who did the release, or of one that is not done who made it.
func (r *Release) By() string {
	if r.DoneBy != "" {
		return r.DoneBy
	}
	return r.CreatedBy
}
