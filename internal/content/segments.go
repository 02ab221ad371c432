package content

// Segments say how a translation stands to its source, counted by segments. The
// zero value is that of one that is level with it: all that it says is right beside
// the source, and the source says nothing new.
type Segments struct {
	Minor   int  // segments whose source changed since, in form alone
	Stale   int  // segments whose source says something else since, or is gone
	Missing int  // segments of the source that it has nothing for
	Empty   int  // among the missing: there is an empty block
	Since   int  // by how many revisions of the source it is out of date, be it in form alone
	Behind  int  // by how many revisions the source has left it behind; 0: it has not
	Ahead   bool // it was made from a later revision of the source, and is not behind
	// Unreviewed counts the segments that are as a machine wrote them.
	Unreviewed int
	Origins    map[string]int // of its segments; those that a person wrote are left out
}

// A stance says how a text stands beside one of its source.
type stance uint8

const (
	isLevel  stance = iota // they belong together, or nobody knows what it was made from
	isBehind               // the source has changed since
	isAhead                // it was made from a later revision of the source
)

func (s Segments) stance() stance {
	switch {
	case s.Behind > 0:
		return isBehind
	case s.Ahead:
		return isAhead
	}
	return isLevel
}
