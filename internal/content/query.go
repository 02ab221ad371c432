package content

import (
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A PostQuery chooses posts for a list of the management. Empty members choose
// nothing. Status, Live and Title are asked of the translation in Locale, or of
// any if it is empty.
type PostQuery struct {
	Locale       locale.Tag // has a translation in it
	Status       Status     // whose head has the status
	Live         *bool      // is, or is not, seen by readers
	Missing      locale.Tag // should exist in this locale and does not
	Author, Tag  TermID     // in the shared part's head
	UpdatedSince time.Time  // saved at or after
	Title        string     // found in a head's title; case and accents do not count
	Sort         PostSort
	After        *PostKey // the last post of the page before
	Limit        int      // 1 to 100
}

// A PostSort orders a list of posts; ties go by id, in the same direction.
type PostSort string

// The orders.
const (
	NewestSaved PostSort = "-updated" // last save of any part first
	OldestSaved PostSort = "updated"
	NewestMade  PostSort = "-created"
	OldestMade  PostSort = "created"
)

// A PostKey is a post's place in a list: what it is ordered by.
type PostKey struct {
	At time.Time // Post.UpdatedAt or Post.CreatedAt, as the order asks
	ID PostID
}

// A PostPage is one page of a list.
type PostPage struct {
	Posts []*Post
	More  bool // there is a page after this one
}
