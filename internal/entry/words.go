package entry

import (
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Words are what an entry is found by, as package search makes them of it: words with
// spaces between.
type Words struct {
	Post     content.PostID
	Locale   locale.Tag
	Title    string
	Headings string // and the summary
	Body     string
	Names    string // of its tags, authors and series
	Facets   string // the terms that it is listed under
	Plain    PlainWords
	Sum      int64 // of all that these follow from
}

// PlainWords are words without their stems: what is typed may begin one of them.
type PlainWords struct{ Title, Names string }

// A Worded entry is one that its words follow from.
type Worded struct {
	ID     int64 // of its row
	Sum    int64 // of the words that it has; 0 if they are to be written
	Post   content.PostID
	Locale locale.Tag
	Facets []content.TermID
	Card   []byte // see [Join]
	Body   []byte // see [Join]
}
