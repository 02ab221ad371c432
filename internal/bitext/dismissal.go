package bitext

import "time"

// A Dismissal is one person's word that what a check found is right as it is. It
// is about the texts that it was found in: once they change it says nothing.
type Dismissal struct {
	Finding string // the id of what was found
	Check   string // the name of the check
	Excerpt string // what stood there, for people
	Reason  string
	At      time.Time
	By      string
}
