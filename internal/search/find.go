package search

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Finding is what an index is asked: the newest entries that match, up to Limit.
type Finding struct {
	Match
	Titles bool          // in titles alone
	Ranked bool          // with Relevance, which costs as much as there are entries with any of the words
	From   time.Time     // of the post's date; the zero time: no limit
	Before time.Time     // likewise
	But    []locale.Tag  // not of posts that are live in one of these
	Limit  int           // of hits
	Within time.Duration // what it may take; then it is not whole
}

// A Hit is an entry that matches.
type Hit struct {
	ID        int64
	Post      content.PostID
	Locale    locale.Tag
	Date      time.Time
	Relevance float64 // greater is better; 1 of each if the finding is not Ranked
	Titled    bool    // its title has all of the words
}

// A Span is a part of the words of live texts.
type Span struct {
	Titles bool   // those of titles and names alone
	From   string // a token, which counts
	Before string // a token, which does not
	// Most bounds how many words are read, and Weight of how many entries altogether:
	// to count them is what it costs.
	Most, Weight int
}

// A Name is that of a term.
type Name struct {
	ID      content.TermID
	Kind    content.TermKind
	Name    string
	Slug    string
	Entries int // that are live under it in the language
}
