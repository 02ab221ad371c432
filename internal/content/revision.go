package content

import (
	"time"

	"github.com/diptych-cms/diptych/internal/locale"
)

// A Revision is one saved state of a translation. It never changes.
type Revision struct {
	Post      PostID
	Locale    locale.Tag
	N         int   // 1, 2, … in its translation
	Version   int64 // of the translation, with this as its head; 0 where that was not kept
	Meta      Meta
	BasedOn   int        // the source's revision that the writer had before them; 0 unknown
	BasedIn   locale.Tag // the language that BasedOn counts in: the source when it was saved; empty: the post's source
	Minor     bool       // the writer said that the meaning stays
	Means     int        // as it was kept, and never changes: ask [Revision.Meaning], since old ones have none
	Hash      string     // of the text, to notice a save that changes nothing
	Sense     string     // of the text, as it was kept; ask [Revision.Says], since old ones have none
	Policy    int        // version of the sanitizer's policy that it was made with
	Text      Text
	Submitted string // the body as it was sent, before sanitizing
}

// Says returns the sense of the revision's text, which is [Text.Sense]: two
// revisions that say the same differ in form alone.
func (r *Revision) Says() string {
	if r.Sense == "" { // older than senses are kept
		return r.Text.Sense()
	}
	return r.Sense
}

// Meaning returns the number that all revisions of the translation have in common
// that mean what this one means.
func (r *Revision) Meaning() int {
	if r.Means == 0 { // older than meanings are kept
		return r.N
	}
	return r.Means
}

// A SharedRevision is one saved state of a post's shared part. It never changes.
type SharedRevision struct {
	Post    PostID
	N       int
	Version int64 // of the post, with this as its head; 0 where that was not kept
	Meta    Meta
	Hash    string
	Shared  Shared
}

// A Meta says where a revision comes from.
type Meta struct {
	At     time.Time
	By     string // the actor's id; "import:hugo" and the like for machines
	Origin Origin
	Note   string
}

// An Origin names the way that a revision came in.
type Origin string

// The origins.
const (
	FromAPI      Origin = "api"
	FromImport   Origin = "import"
	FromRestore  Origin = "restore"
	FromMerge    Origin = "merge"
	FromExchange Origin = "exchange" // a file of a translator's tool
	FromCopy     Origin = "copy"     // another language's words, to be worked over
)

// A Saving is what is known of a revision of a translation without its text.
type Saving struct {
	N       int
	At      time.Time
	By      string
	Origin  Origin
	Minor   bool       // the writer said that the meaning stays
	BasedOn int        // the revision of BasedIn that the writer had before them; 0: unknown
	BasedIn locale.Tag // empty where BasedOn is unknown
}
