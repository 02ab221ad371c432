package event

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
)

// A Position is where an event stands in the outbox: in which transaction, and where in it.
type Position struct {
	Seq int64
	I   int
}

// A Recorded is an event as the outbox keeps it.
type Recorded struct {
	Position
	Type    string
	Subject content.PostID
	Body    []byte // its JSON
	At      time.Time
}

// A Delivery is an event that a consumer has to take.
type Delivery struct {
	Recorded
	Tries  int  // that failed
	Behind bool // one of the same subject waits before it
}

// A Batch is what a consumer has to take next: what is tried again comes first, then
// what is new, each in the order of the outbox.
type Batch struct {
	Again []Delivery
	New   []Delivery
	UpTo  Position // where the new ones end; of other types, too
}

// An Attempt is what became of a delivery.
type Attempt struct {
	Delivery
	Taken bool      // nothing is left to do
	Dead  bool      // it is not tried any more
	Due   time.Time // when it is tried again
	Why   string    // what it failed by
}

// A Settlement is what became of a batch.
type Settlement struct {
	Attempts []Attempt
	UpTo     Position
}
