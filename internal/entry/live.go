package entry

import (
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The rows and ranges that reading asks of the live tables.

// Everywhere is the listing locale under which a post stands once, whichever
// of its languages are live.
const Everywhere locale.Tag = "*"

// A Generation is one state of all that readers can see. Those of one epoch are
// ordered by Seq; a database that was restored begins a new epoch.
type Generation struct {
	Epoch string
	Seq   int64
}

// A Stored is one live translation as readers get it: what they need of a [Row].
type Stored struct {
	Post       content.PostID
	Locale     locale.Tag
	Slug       string
	Date       time.Time // what lists sort by, the same in all languages of the post; in the order of a series a [Rank]
	UpdatedAt  time.Time
	ETag       string      // of the whole entry, without quotes: see [ETag]
	Alternates []Alternate // single entries only; lists leave it nil
	Card       []byte      // see [Join]
	Body       []byte      // see [Join]; lists fill it if asked
	Generation Generation  // of the state that it was read from
}

// An Order is the order of a list. Ties break by post id, in the same direction.
type Order string

// The orders.
const (
	NewestFirst     Order = "-date"
	OldestFirst     Order = "date"
	ByPlace         Order = "place"    // of a series, the first part first; no From, no Before
	RecentlyUpdated Order = "-updated" // newest UpdatedAt first; one locale, no facet, no AvailableIn
)

// A Key is where a post stands in a list: its Date, or UpdatedAt under
// [RecentlyUpdated], to the microsecond; its [Rank] in the order of a series.
type Key struct {
	At   time.Time
	Post content.PostID
}

// A Range is one stretch of one index of live entries.
type Range struct {
	// Locales is the locale asked for, then those to borrow from, best first. A
	// post shows the first of them that is live, and stands in the list if that
	// entry does: so a row of a later locale counts only where no earlier one is
	// live. [Everywhere] alone lists every live translation of each post, in
	// order of locale.
	Locales     []locale.Tag
	Facet       content.TermID // entries with this tag, author or series, or a series [InOrder]; empty: all
	AvailableIn locale.Tag     // posts that are live in this locale too; always so where it is the row's own
	From        time.Time      // keys at or after; zero: open
	Before      time.Time      // keys before; zero: open
	Order       Order
	After       *Key // keys strictly after, in the direction of the walk; nil: from its start
	Backwards   bool // walk against Order, from its end; rows still come in the direction of the walk
	Limit       int  // posts, at least 1
	Skip        int  // of keys alone: how many posts to pass over first
	Bodies      bool // fill Stored.Body
}

// A Moved says where a slug or a path leads that is known and may not be
// where the post now stands.
type Moved struct {
	Key    string // of a path: see [content.AddressKey]
	Post   content.PostID
	Locale locale.Tag // of the translation that it belongs to, which is live
	Kind   PathKind
}

// A PathKind says what a known path is to its post.
type PathKind string

// The kinds of paths.
const (
	PathCurrent PathKind = "current"
	PathAlias   PathKind = "alias"
	PathOld     PathKind = "old"
)

// A Counted is a term with the number of its live posts.
type Counted struct {
	Term   *content.Term
	Counts map[locale.Tag]int // by locale; none where it has no live post
}
