package entry

import (
	"slices"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// The rows that projection writes, and nobody else.

// A Row is one live translation as its entry is kept.
type Row struct {
	Post       content.PostID
	Locale     locale.Tag
	Slug       string
	Date       time.Time        // what lists sort by: the same in all languages of the post
	UpdatedAt  time.Time        // newest going live of the text and the shared part; as imported: the text's date
	Text       int              // the live revision of the translation that it shows
	Shared     int              // the live revision of the shared part that it shows
	Format     int              // [Format] when it was rendered
	ETag       string           // of the whole entry, without quotes: see [ETag]
	Facets     []content.TermID // terms that it is listed under, in order, each once
	Alternates []Alternate      // the same in all entries of the post
	Ties       Ties             // what joins it to other posts
	Seq        int64            // the site's, when readers last saw it change; 0 in a write: the transaction's
	Card       []byte           // see [Join]
	Body       []byte           // see [Join]
}

// Ties are what joins a live text to other posts, beside the terms that it is listed
// under.
type Ties struct {
	Month   int              // of its date in the site's zone, as 202605; 0: not known yet
	Series  content.TermID   // that it is listed under; empty: none
	Place   int              // in the series
	Related []content.PostID // as its editors order them
}

// A Joined is a live text with what joins it to other posts.
type Joined struct {
	Locale locale.Tag
	Date   time.Time        // what lists sort it by
	Facets []content.TermID // terms that it is listed under
	Ties   Ties             // without Month
}

// A Month says how many posts a list has of a month of the site's zone.
type Month struct {
	Year, Month int
	Posts       int
}

func (t Ties) equal(other Ties) bool {
	return t.Month == other.Month && t.Series == other.Series && t.Place == other.Place && slices.Equal(t.Related, other.Related)
}

// Beside reports whether a row says something else about itself that no reader sees in
// the entry.
func (r *Row) Beside(old *Row) bool {
	return old.Text != r.Text || old.Shared != r.Shared || old.Format != r.Format || !old.Ties.equal(r.Ties)
}

// A Place is one row of table listing: a post in one list. Under [Everywhere]
// it stands once, with the facets of all its live languages.
type Place struct {
	Locale locale.Tag
	Facet  content.TermID // empty: the list of all; a series may be [InOrder]
	Avail  locale.Tag     // empty, or a locale that the post is live in too
	Date   time.Time      // what the list sorts by: in the order of a series a [Rank]
	Post   content.PostID
	Month  int // in which the list counts it, as in [Ties]; 0: in none
}

// InOrder returns the facet under which posts of a series stand in its order, not
// by their dates.
func InOrder(series content.TermID) content.TermID { return series + "#" }

// Ranked reports whether the place is in the order of a series, which nobody counts: it
// has the posts that the series has by date.
func (p Place) Ranked() bool { return strings.HasSuffix(string(p.Facet), "#") }

const (
	mostRanked = 1<<22 - 1 // the highest place that a rank tells from others
	rankBits   = 40        // of the date, in seconds
)

// Rank returns where a post stands in the order of its series, as lists keep it in
// place of a date: by place, then by date to the second.
func Rank(place int, date time.Time) time.Time {
	return time.UnixMicro(int64(min(place, mostRanked))<<rankBits + date.UnixMicro()/1e6 + 1<<(rankBits-1)).UTC()
}

// A Ref says that a live post names or shows something: when that changes, the
// post is rendered again.
type Ref struct {
	Kind   RefKind
	Target string // an id, or a path in lookup form
}

// A RefKind says what a reference leads to.
type RefKind string

// The kinds of references.
const (
	ToPost  RefKind = "post"
	ToTerm  RefKind = "term"
	ToAsset RefKind = "asset"
	ToPath  RefKind = "path" // a path that a body names as written, whoever owns it
	ToSlug  RefKind = "slug" // a slug that such a path may mean, whoever has it: see [SlugTarget]
	ToSite  RefKind = "site" // never a row: every post shows the site's settings. Target is empty
	// ToAnchor is to a place in the page of a post, beside ToPost.
	ToAnchor RefKind = "anchor"
)

// A Cause says why readers see an entry differently.
type Cause string

// The causes.
const (
	ByContent     Cause = "content"     // its own text went live, moved, or went away
	ByAlternate   Cause = "alternate"   // another language of the post came, moved or went
	ByTranslation Cause = "translation" // how it stands to its source changed
	ByShared      Cause = "shared"      // the shared part went live
	ByLinkTarget  Cause = "link_target" // a post that it links to came, moved or went
	ByTerm        Cause = "term"        // a term that it shows was renamed
	ByAsset       Cause = "asset"       // the texts of an asset that it shows changed
	BySettings    Cause = "settings"    // the site's settings, or the form of entries
)

// An Op is what happened to an entry.
type Op string

// The operations.
const (
	Upsert Op = "upsert"
	Delete Op = "delete"
)

// A Change is the last change of one entry, present or gone.
type Change struct {
	Post   content.PostID
	Locale locale.Tag
	Op     Op
	Cause  Cause
	By     string // the post, term or asset whose change caused it; empty: the post itself, or the site
	// Redirect is, of an entry that moved, the URL that it had before; of one that
	// is gone because its post was merged, the id of the post that absorbed it.
	Redirect string
}

// A Rerender is work left for later: every post that refers to a target.
type Rerender struct {
	Ref
	Cause Cause
	By    content.PostID // whose change caused it, where Target does not name it
	After content.PostID // the last post done; empty: none yet
}
