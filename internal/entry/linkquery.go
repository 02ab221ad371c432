package entry

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A LinkView says whose texts the report of links may tell of. The zero view shows
// none.
type LinkView struct {
	Actor string       // for Own
	Any   []locale.Tag // texts in these, whoever made the post
	Own   []locale.Tag // texts in these, of posts that the actor made
	// Posts is true if all posts exist to the actor. To others only their own do, and
	// those that readers see: a link to any else leads nowhere that they may know of.
	Posts bool
}

// A LinkQuery chooses from the links that a view shows. Empty members choose nothing.
type LinkQuery struct {
	Locale locale.Tag
	State  LinkState
	Post   content.PostID
	After  *LinkKey
	Limit  int
}

// A LinkKey is where a link stands in the report: in order of states as [LinkStates]
// has them, of locales, of posts by id, then as the text has them.
type LinkKey struct {
	State  LinkState
	Locale locale.Tag
	Post   content.PostID
	N      int
}

// A ReportedLink is a link as the report tells of it.
type ReportedLink struct {
	Link
	Title   string   // of the text
	Checked *Outside // of an external link that was asked for
}

// Key returns where the link stands in the report.
func (l *ReportedLink) Key() LinkKey { return LinkKey{l.State, l.Locale, l.Post, l.N} }

// An Outside is what another server said of an address.
type Outside struct {
	URL    string
	Host   string
	At     time.Time    // when it was asked last; zero: never
	Status int          // of its answer; 0: there was none
	Why    OutsideFault // why there was none
	Moved  string       // where the answer came from, if that is elsewhere
	Tries  int          // how often in a row it gave no final answer
	Next   time.Time    // when it is to be asked; zero: nobody wants to know
}

// An OutsideFault says why another server gave no answer.
type OutsideFault string

// The faults. An empty one is none.
const (
	OutsideTimeout   OutsideFault = "timeout"
	OutsideNoHost    OutsideFault = "no_host"   // the name leads nowhere, or into the inner network
	OutsideRefused   OutsideFault = "refused"   // nobody listens, or the line broke
	OutsideUntrusted OutsideFault = "untrusted" // its certificate is not good
	OutsideRedirect  OutsideFault = "redirect"  // it leads on too often, or to an open line
	OutsideForbidden OutsideFault = "forbidden" // the number that it is named by is not called
	OutsideOther     OutsideFault = "other"
)
