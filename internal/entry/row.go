package entry

import (
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
	UpdatedAt  time.Time        // newest going live of the text and the shared part
	Text       int              // the live revision of the translation that it shows
	Shared     int              // the live revision of the shared part that it shows
	Format     int              // [Format] when it was rendered
	ETag       string           // of the whole entry, without quotes: see [ETag]
	Facets     []content.TermID // terms that it is listed under, in order, each once
	Alternates []Alternate      // the same in all entries of the post
	Seq        int64            // the site's, when readers last saw it change; 0 in a write: the transaction's
	Card       []byte           // see [Join]
	Body       []byte           // see [Join]
}

// A Place is one row of table listing: a post in one list. Under [Everywhere]
// it stands once, with the facets of all its live languages.
type Place struct {
	Locale locale.Tag
	Facet  content.TermID // empty: the list of all
	Avail  locale.Tag     // empty, or a locale that the post is live in too
	Date   time.Time
	Post   content.PostID
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
