package media

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Use is one place that names an asset, in a newest or a live revision.
type Use struct {
	Post      content.PostID
	CreatedBy string     // who made the post, for permissions
	Source    locale.Tag // the post's, for permissions
	Locale    locale.Tag // empty: the shared part
	Title     string     // of that translation's newest revision, or of the source's
	Live      bool       // readers see it
}

// A Query asks for a page of assets, newest first.
type Query struct {
	After *Key   // strictly after; nil: from the newest
	Type  string // a media type, or its first half with the slash ("image/"); empty: all
	Limit int
}

// A Key is where an asset stands in the list; ties break by id, downwards.
type Key struct {
	At time.Time // when it came, to the microsecond
	ID content.AssetID
}
