// Package check finds what a careful reader would: a number that is not the
// same in both languages, a link that was lost, a space that French typography
// wants otherwise. It is a function of two texts, of how they are aligned and of
// the site's settings; it reads nothing else and decides nothing.
package check

import (
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Severity says what follows from a finding: errors block a publication where
// the site's rule says so, warnings never do.
type Severity string

// The severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Off     Severity = "off" // the check is not run
)

// A Side is one text of a pair.
type Side struct {
	Segments   []segment.Segment
	HTML       string // the sanitized body, for what stands in no segment; may be empty
	Locale     locale.Tag
	Typography string // the profile: "fr-CA", "fr-FR" or "en"; another is none
}

// SideOf returns the side that a document is.
func SideOf(d *segment.Document, typography string) Side {
	return Side{Segments: d.Segments, HTML: d.Of().HTML, Locale: d.Locale, Typography: typography}
}

// A Bead is what belongs together: segments of source and target, by their
// places in the sides. Where both are there, they are compared.
type Bead struct {
	Source, Target []int
}

// A Term is what the glossary says of words in a bead.
type Term struct {
	Bead      int
	Source    string   // the term as it stands in the source; "" of a form that is forbidden whatever the source says
	Wanted    []string // what the target may say for it, the best first
	Forbidden string   // what stands in the target and must not; "": the term is missing
	At        int      // which of the bead's segments of that side it stands in, from 0
	Start     int      // where the forbidden form stands in the target's text, or the term in the source's: in bytes
	Length    int
}

// An Input is what is looked at. Without a source, the target is looked at alone.
type Input struct {
	Source, Target Side
	Beads          []Bead
	Locales        []content.Locale          // of the site: its hosts and paths
	Hosts          []string                  // other hosts of the site
	Posts          map[string]content.PostID // by links as they are written: the post that each leads to, where that is known
	Files          []File                    // pictures beside the body
	Terms          []Term
	Severities     map[Name]Severity // where the site wants another than the default
}

// A Field is a side of a pair.
type Field string

// The fields.
const (
	InSource Field = "source"
	InTarget Field = "target"
)

// A Place says where a finding is: in which segment of which side, from which
// character (Unicode code point) of its text on, in the small markup. Length 0 is
// the segment as a whole.
type Place struct {
	Field   Field
	Pointer string // of the segment, such as "/body/4/2"; "/body" of the whole
	Start   int
	Length  int
}

// A Finding is one thing that may be wrong.
type Finding struct {
	ID       string // of the check, the texts of the bead and the excerpt: the same while these are
	Check    Name
	Severity Severity
	Profile  string // of typography; else ""
	Bead     int    // -1: of the whole
	Segment  string // the target's id, else the source's; "" of the whole
	Place    Place
	Code     string         // message key; its words are told with Args
	Args     map[string]any // strings and numbers
	Excerpt  string         // what stands there, with a little around it
	Fix      *Fix           // nil: only a person can mend it
}

// A Fix is what mends a finding: edits of one segment's text in the target, in
// the small markup.
type Fix struct {
	Segment int // place in the target's segments
	Edits   []Edit
}

// An Edit puts Text in the place of the bytes from Start to End.
type Edit struct {
	Start, End int
	Text       string
}

// Blocking returns how many of the findings are errors and not among the
// dismissed, by id.
func Blocking(found []Finding, dismissed func(id string) bool) int {
	n := 0
	for i := range found {
		if found[i].Severity == Error && (dismissed == nil || !dismissed(found[i].ID)) {
			n++
		}
	}
	return n
}
