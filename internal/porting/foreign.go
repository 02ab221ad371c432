// Package porting carries whole sites in: it plans an import, does it in
// batches, and reports every file. What a foreign site looks like is the
// business of the packages below its folder, which read one into a [Site].
package porting

import (
	"context"
	"io/fs"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Site is a foreign site as it was read: settings and works, without the
// texts, so that a site of any size fits in memory. Load reads those, one page
// at a time.
type Site struct {
	Default     locale.Tag // the site's default language
	TimeZone    string     // from its settings; empty if they name none
	Hosts       []string   // hosts that its links name as its own
	Locales     []SiteLocale
	Works       []Work   // ordered by the path of their first document
	Others      []string // paths of documents that are there, of sections that were not asked for
	Suggestions []Suggestion
	Notes       []Note // about the site, and about files that are no document: refused, skipped

	// Load reads the page of a document. It may be called from several
	// goroutines. An error is a fault about this file alone.
	Load func(ctx context.Context, d Document) (*Page, error)
	// TermSlug returns the last segment of the public path of the page that a name in a
	// language has; empty if it has none. It may be nil: then no name has one.
	TermSlug func(kind content.TermKind, tag locale.Tag, name string) string
	// Open opens a file of the site: a picture, an attachment.
	Open func(name string) (fs.File, error)
}

// A SiteLocale is what a foreign site says of one of its languages.
type SiteLocale struct {
	Tag         locale.Tag
	Title       string
	Description string
	BaseURL     string        // scheme and host, without final slash; empty if unknown
	Hreflang    string        // how it is named to machines; empty: by its tag
	Paths       content.Paths // in our words, such as "/{year}/{month}/{day}/{slug}/" for posts; empty where it has none
}

// A Work is one post: one document, or several that the site's own rule pairs.
type Work struct {
	Source    locale.Tag // the language whose file gives the shared part
	Documents []Document // one a locale, the source first
}

// A Document is one file of a foreign site that becomes a translation: what
// must be known of all files before any is prepared.
type Document struct {
	Path    string // slash-separated, from the site's root; its key in later imports
	Locale  locale.Tag
	Hash    string   // of everything that its page is read from: file, pictures, settings that shape it
	Slug    string   // last segment of its public path
	URLPath string   // its whole public path, decoded, with leading slash; never empty
	Aliases []string // other public paths that lead to it, decoded, with leading slash
	Series  string   `json:",omitempty"` // the name of the series that it is in
}

// A Page is what a document says. Its body is as written: nothing in it has
// been sanitized.
type Page struct {
	Title     string
	Summary   string
	SEO       content.SEO
	Date      *content.Moment
	LastMod   *content.Moment
	Authors   []string // names after splitting; the whole string stays in Params
	Tags      []string
	Series    []string // names; the first one counts
	Params    map[string]any
	Resources []Resource
	Images    []BodyImage // pictures that the body shows, and files that it links to, which the site holds
	Format    content.Format
	Body      string
	BodyLine  int       // line of the file on which the body begins, for places in reports
	Draft     bool      // never published by the import
	PublishAt time.Time // not shown before, from its date if it says nothing else; zero if it has none
	ExpireAt  time.Time // not shown after; zero if it says nothing
	Hidden    bool      // the site renders no page for it (build.render and the like)
	Notes     []Note
}

// A Resource is a file or URL that a document names.
type Resource struct {
	Name     string
	File     string // path from the site's root; empty if external, empty or missing
	URL      string // external URL, or a missing file's name as written
	Title    string
	Alt      string
	Caption  string
	Credit   string
	Params   map[string]any
	LentFrom locale.Tag // set if only this language's folder holds the file
}

// A BodyImage is a picture or another file that a body names by site path.
type BodyImage struct {
	Src  string // as the body names it
	File string // path from the site's root
}

// A Suggestion says that two documents may be one work; it joins nothing.
type Suggestion struct {
	Path    string  // the unpaired document
	With    string  // the document that it may belong to
	Score   float64 // 0 to 1, best first for a path
	Reasons []Reason
}

// A Reason is one likeness between two documents, as a message key with values.
type Reason struct {
	Code string
	Args map[string]any
}

// A Note is one thing to tell about a file: what was read, repaired, dropped
// or refused.
type Note struct {
	Level   Level
	Code    string         // message key, such as "import.picture_missing"
	Args    map[string]any // values for the message
	Path    string         // the file
	Line    int            // in the file, from 1; 0 if it has no place
	Excerpt string         // the offending text, cut
}

// A Level says how grave a note is.
type Level string

// The levels.
const (
	Info    Level = "info"    // worth knowing
	Warning Level = "warning" // something is not as written
	Refused Level = "refused" // the file was not taken
)
