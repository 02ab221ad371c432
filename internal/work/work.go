// Package work has the nouns of the work on translations: what is to be done, by
// whom and until when, what colleagues say about it, and how far it has come. It
// does no I/O and asks no clock.
package work

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A State says what there is to do on a translation, from all that stands in its
// segments.
type State string

// The states. A translation has one of them: the first that fits. InReview is none
// of its own, but can be asked for beside them.
const (
	Unjudged State = "unjudged" // its segments were not looked at yet; follows soon
	Missing  State = "missing"  // the post should exist in the language and does not
	Partial  State = "partial"  // some segments of the source have nothing beside them
	Stale    State = "stale"    // some are out of date
	Current  State = "current"  // all of it is right; that of the source itself, too
	InReview State = "in_review"
)

// States returns every state that can be asked for.
func States() []State { return []State{Missing, Partial, Stale, Current, InReview} }

// ToDo returns the states in which somebody has to do something.
func ToDo() []State { return []State{Missing, Partial, Stale, InReview} }

// A Lane is a kind of work: what there is to do, and how far it has come.
type Lane struct {
	State  State
	Status content.Status // empty while the translation is missing
}

// Lanes returns the lanes of all that is in one of the states, each once. Without
// any state it returns all there are.
func Lanes(states []State) []Lane {
	var list []Lane
	for _, lane := range allLanes() {
		review := lane.Status == content.InReview && slices.Contains(states, InReview)
		if len(states) == 0 || review || slices.Contains(states, lane.State) {
			list = append(list, lane)
		}
	}
	return list
}

func allLanes() []Lane {
	list := []Lane{{Missing, ""}}
	for _, state := range []State{Unjudged, Partial, Stale, Current} {
		for _, status := range []content.Status{content.Draft, content.InReview, content.Approved} {
			list = append(list, Lane{state, status})
		}
	}
	return list
}

// Words count words of the source: all that there are, and what is to be done.
type Words struct {
	All   int
	New   int // nothing stands beside them
	Stale int // what stands beside them is out of date
	Fuzzy int // among New: the memory had the same with other numbers, tags or signs when it was looked at
	Exact int // among New: it had the very same
}

// An Item is one translation of a work list, there or still missing.
type Item struct {
	Post       content.PostID
	Title      string // of the source's head
	Source     locale.Tag
	Locale     locale.Tag
	State      State
	Status     content.Status // empty while it is missing
	Revision   int            // its head; 0 while it is missing
	SourceHead int            // the source's
	Words      Words
	Segments   Segments
	Since      time.Time // when it came into its state, or into review
	Due        time.Time // zero: whenever
	Assignee   Person    // zero: nobody
	Comments   int       // threads that are open
}

// Segments count the segments of a translation by what they are to their source.
type Segments struct{ Missing, Stale, Current int }

// A Person is an actor as lists name it.
type Person struct {
	ID     string
	Name   string
	Active bool // may still sign in
}

// A Sort orders a work list; ties go by post and language, in the same direction.
type Sort string

// The orders.
const (
	FirstDue   Sort = "due"    // what is due first; then what is due whenever
	OldestWait Sort = "-age"   // what waits longest first
	NewestWait Sort = "age"    // what began to wait last
	FewestWord Sort = "words"  // the fewest words to do first
	MostWords  Sort = "-words" // the most first
	TitleUp    Sort = "title"  // of the source; case and accents do not count
	TitleDown  Sort = "-title"
)

// Sorts returns every order.
func Sorts() []Sort {
	return []Sort{FirstDue, OldestWait, NewestWait, FewestWord, MostWords, TitleUp, TitleDown}
}

// A View says whose work a list may show. The zero view shows none.
type View struct {
	Actor string       // for Own
	Any   []locale.Tag // work in these, whoever made the post
	Own   []locale.Tag // work in these and no others, on posts that the actor made
}

// Locales returns every language that the view may show work in, in order.
func (v View) Locales() []locale.Tag {
	tags := slices.Concat(v.Any, v.Own)
	slices.Sort(tags)
	return slices.Compact(tags)
}

// A Query chooses from the work that a view shows. Empty members choose nothing.
type Query struct {
	Locale    locale.Tag // empty: all that the view shows
	States    []State    // what is in one of these; none: all
	Assignee  string     // an actor's id
	Nobody    bool       // assigned to nobody
	DueBefore time.Time  // due then or before; in order of [FirstDue] alone
	Since     time.Time  // waits since then, or later; in order of age alone
	Tags      []content.TermID
	Sort      Sort
	After     *Key
	Limit     int // 1 to 100
}

// A Key is an item's place in a list: what the list is ordered by, a number or a
// title, then the post and the language.
type Key struct {
	N      int64
	Title  string
	Post   content.PostID
	Locale locale.Tag
}

// Compare returns how two places of one list stand to each other, going up.
func (k Key) Compare(with Key) int {
	return cmp.Or(cmp.Compare(k.N, with.N), strings.Compare(k.Title, with.Title),
		strings.Compare(string(k.Post), string(with.Post)), strings.Compare(string(k.Locale), string(with.Locale)))
}

// A Page is one page of a list. It may have fewer items than were asked for, or
// none, and yet another after it: how far one page looks is bounded.
type Page struct {
	Items   []Item
	Next    *Key // nil: this is the last
	Pending int  // posts that changed and were not looked at since, at most [MostPending]
}

// MostPending bounds how far what is left to look at is counted.
const MostPending = 1000
