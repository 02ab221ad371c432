// Package exchange is what a file says that goes to a translator's own tool and
// comes back, whatever its format: one post into one language, unit by unit. The
// formats themselves are packages xliff and po.
package exchange

import (
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A File is one post on its way into one language, or back from it.
type File struct {
	Post    string // its id; "" in what was read and says nothing of it
	Title   string // of the source, for people
	Source  locale.Tag
	Target  locale.Tag
	SourceN int // the revision of the source that the units were made from; 0: not known
	TargetN int // the revision of the translation; 0: there was none, or it is not known
	Units   []Unit
}

// A State says how far a unit is, in the words of XLIFF 1.2.
type State string

// The states.
const (
	NeedsTranslation State = "needs-translation"
	NeedsReview      State = "needs-review-translation" // its source changed since
	Translated       State = "translated"
	Final            State = "final"
)

// Done reports whether the translator says that the unit is right as it stands.
func (s State) Done() bool { return s == Translated || s == Final }

// A Unit is one segment with its translation. Its texts are in the small markup
// of package segment.
type Unit struct {
	Identity
	Kind        segment.Kind
	Place       string // in the post, for people: "/body/4/2"
	Source      string
	Tags        []segment.Tag // of Source
	Previous    string        // the source that the target was approved against, where that is another
	Target      string        // "": none
	State       State
	Notes       []string
	Suggestions []Suggestion

	// Of what was read:

	Line    int            // where it begins in its file, from 1
	Problem string         // why it cannot be taken: the key of a message, or ""
	Args    map[string]any // of that message
}

// A Suggestion is a translation that the memory has for a unit's source.
type Suggestion struct {
	Source string // what it is a translation of
	Target string
	Score  int    // 0 to 100
	Origin string // where it comes from, for people
}

// Missing reports whether nobody has translated the unit yet.
func (u *Unit) Missing() bool { return u.Target == "" }
