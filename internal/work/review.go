package work

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
)

// A Decision is a step of a review.
type Decision string

// The decisions.
const (
	Submit  Decision = "submit"  // it is ready to be looked at
	Approve Decision = "approve" // it is right
	Return  Decision = "return"  // it is not yet
)

// Decisions returns every decision.
func Decisions() []Decision { return []Decision{Submit, Approve, Return} }

// Next returns the status that the decision gives to a revision that has one
// already; ok is false if the decision cannot be made then. Where status and next
// are the same the decision changes nothing.
func (d Decision) Next(status content.Status) (next content.Status, ok bool) {
	switch d {
	case Submit:
		if status == content.Approved {
			return status, false // it went further already
		}
		return content.InReview, true
	case Approve:
		return content.Approved, true
	case Return:
		return content.Draft, status != content.Draft
	}
	return status, false
}

// A Review is one step that was made. It never changes.
type Review struct {
	N        int // the revision
	Decision Decision
	By       string // the actor
	At       time.Time
	Thread   string // where it says why; empty: nowhere
}

// An Approval says that a revision is approved.
type Approval struct {
	N  int // the revision
	By string
	At time.Time
}
