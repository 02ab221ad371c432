package content

import (
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A PostQuery chooses posts for a list of the management. Empty members choose
// nothing. What is asked of translations is asked of one in Locale, or of any
// that may be read if it is empty.
type PostQuery struct {
	Locale       locale.Tag // has a translation in it
	Status       Status     // whose head has the status
	Live         *bool      // is, or is not, seen by readers
	State        PostState  // stands like this
	Text         string     // whose head has these words; the last may be cut short
	Missing      locale.Tag // should exist in this locale and does not
	Terms        []NamedTerm
	Assignee     string    // who has a translation of it, in Locale if that is asked for, there or missing: an actor's id
	UpdatedSince time.Time // saved at or after
	Sort         PostSort
	After        *PostKey // the last post of the page before
	Limit        int      // 1 to 100
}

// A NamedTerm is a term that a head must name, and what kind it must be.
type NamedTerm struct {
	Kind TermKind
	ID   TermID
}

// A PostState says how a post stands to its readers.
type PostState string

// The states. A translation that is behind is live too: what readers see of it,
// or of the shared part, is not the newest.
const (
	StateDraft     PostState = "draft"     // a translation that no reader sees
	StateLive      PostState = "live"      // one that readers see
	StateBehind    PostState = "behind"    // one that readers see, and that has been saved since
	StateScheduled PostState = "scheduled" // one that a schedule waits for
	StateHeld      PostState = "held"      // one whose schedule could not do what it should
	StateTrashed   PostState = "trashed"   // the post is in the trash
)

// PostStates returns every state.
func PostStates() []PostState {
	return []PostState{StateDraft, StateLive, StateBehind, StateScheduled, StateHeld, StateTrashed}
}

// A PostSort orders a list of posts; ties go by id, in the same direction.
type PostSort string

// The orders. The last save is that of the parts that are asked for: of the
// translations in Locale or in State, else of all parts that may be read.
const (
	NewestSaved PostSort = "-updated"
	OldestSaved PostSort = "updated"
	NewestMade  PostSort = "-created"
	OldestMade  PostSort = "created"
	LatestDate  PostSort = "-date" // the date that the head says; else when the post was made
	FirstDate   PostSort = "date"
	TitleDown   PostSort = "-title" // of the translation in Locale; case and accents do not count
	TitleUp     PostSort = "title"
	ByRelevance PostSort = "relevance" // of Text: those whose title has the words first, then the newest saved
)

// PostSorts returns every order.
func PostSorts() []PostSort {
	return []PostSort{NewestSaved, OldestSaved, NewestMade, OldestMade, LatestDate, FirstDate, TitleDown, TitleUp, ByRelevance}
}

// A PostKey is a post's place in a list. Key is the list's own: it is what the
// posts are ordered by, as text.
type PostKey struct {
	Key string
	ID  PostID
}

// PostHeads are the newest states of a post's parts, without the bodies.
type PostHeads struct {
	Shared   Shared
	SharedAt time.Time // when that was saved
	Texts    map[locale.Tag]Text
}

// A PostPage is one page of a list. It may have fewer posts than were asked for,
// or none, and yet another after it: how far one page looks is bounded.
type PostPage struct {
	Posts   []*Post
	Heads   []PostHeads    // of each post, the newest states of all its parts
	Matched [][]locale.Tag // of each post the translations that are as asked, in order
	Next    *PostKey       // where the next page begins; nil: this is the last
	Partial bool           // the words of some heads are not known yet: Text may have more
}
