// Package exchange is what a file says that goes to a translator's own tool and
// comes back, whatever its format: one post into one language, unit by unit. The
// formats themselves are packages xliff and po.
package exchange

import (
	"net/url"
	"strconv"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A File is one post on its way into one language, or back from it.
type File struct {
	Post    string // its id; "" in what was read and says nothing of it
	Title   string // of the source, for people
	Source  locale.Tag
	Target  locale.Tag
	SourceN int       // the revision of the source that the units were made from; 0: not known
	TargetN int       // the revision of the translation; 0: there was none, or it is not known
	At      time.Time // when it was made
	Prefill bool      // units without a target have the source in its place, for tools that translate what they find there
	Cut     bool      // units without a target are cut into sentences
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

// Untouched reports whether the unit's target is the source that [File.Prefill] put
// there, and nobody says more of it.
func (u *Unit) Untouched() bool {
	return u.TargetHash == "" && u.State == NeedsTranslation && Hash(u.Target) == Hash(u.Source)
}

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

	Name    string         // what the file calls it
	Line    int            // where it begins in its file, from 1
	Lost    bool           // it did not say who it is: post, locale and revision are those of the file, the segment is what it was called
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

// Name returns what the file is called inside of itself:
// "diptych:POST?source=3&target=7".
func (f *File) Name() string {
	q := url.Values{}
	if f.SourceN > 0 {
		q.Set("source", strconv.Itoa(f.SourceN))
	}
	if f.TargetN > 0 {
		q.Set("target", strconv.Itoa(f.TargetN))
	}
	u := url.URL{Scheme: scheme, Opaque: url.PathEscape(f.Post), RawQuery: q.Encode()}
	return u.String()
}

// scheme begins a file's name.
const scheme = "diptych"

// Named takes post and revisions from a file's name, if it is one of ours.
func (f *File) Named(name string) {
	u, err := url.Parse(name)
	if err != nil || u.Scheme != scheme {
		return
	}
	post, err := url.PathUnescape(u.Opaque)
	if err != nil {
		return
	}
	f.Post = post
	f.SourceN = number(u.Query().Get("source"))
	f.TargetN = number(u.Query().Get("target"))
}

// number returns the number that is written, or 0.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// Identify gives a unit that was read its identity: the first of the texts that is
// one, or else what file and id say.
func (f *File) Identify(u *Unit, id string, texts ...string) {
	u.Name = id
	for _, text := range texts {
		if i, ok := ParseIdentity(text); ok {
			u.Identity = i
			return
		}
	}
	u.Identity = Identity{Post: f.Post, Locale: f.Target, Segment: id, Revision: f.TargetN}
	u.Lost = true
}

// Add takes a unit that was read. It fails where there are too many.
func (f *File) Add(u Unit) error {
	if len(f.Units) == MaxUnits {
		return TooMany(MaxUnits)
	}
	f.Units = append(f.Units, u)
	return nil
}
