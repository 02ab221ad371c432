package media

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Use is one place that names an asset: a part of a post, or an author whose picture
// it is.
type Use struct {
	Post      content.PostID // empty: an author
	Author    content.TermID
	CreatedBy string     // who made the post, for permissions
	Source    locale.Tag // the post's, for permissions
	Locale    locale.Tag // empty: the shared part
	Title     string     // of that translation's newest revision, or of the source's; an author's name
	State     UseState
}

// A UseState says of a use what would miss the file.
type UseState string

// The states of a use, of which the first that holds counts.
const (
	UseTrash  UseState = "trash"  // a post in the trash
	UseLive   UseState = "live"   // readers
	UseNewest UseState = "newest" // whoever edits
	UseOlder  UseState = "older"  // an older revision, should it be restored
)

// Now reports whether readers or editors see the file there today.
func (u Use) Now() bool { return u.State == UseLive || u.State == UseNewest }

// A Query asks for a page of assets, newest first.
type Query struct {
	After *Key   // strictly after; nil: from the newest
	Type  string // a media type, or its first half with the slash ("image/"); empty: all
	Words string // that all stand in its name or in what it is described with; case and accents do not count
	// Unused are those that nothing names, not even an older revision.
	Unused bool
	Limit  int
}

// A Key is where an asset stands in the list; ties break by id, downwards.
type Key struct {
	At time.Time // when it came, to the microsecond
	ID content.AssetID
}
