// Package tmx writes and reads translation memories as TMX 1.4b (LISA OSCAR, 2005,
// https://www.gala-global.org/tmx-14b): segments with inline tags (level 2), unit by
// unit. Older versions are read too.
//
// Tags are numbers in the small markup of package segment. A pair goes out as bpt and
// ept, and what stands alone as ph; x says which tags of two languages are one.
package tmx

import (
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
)

// Limits of what is read. What is over one of them is refused as a whole.
const (
	MaxUnits    = 1_000_000
	maxVariants = 50 // of one unit
	maxTags     = 500
)

// A Unit is one text in several languages.
type Unit struct {
	Line     int    // where it begins, from 1
	ID       string // as its tool names it
	Source   string // the language of its source, as it is written there; "*all*": any
	Variants []Variant
	By       string // who changed or made it
	At       time.Time
	Origin   bitext.Origin // in our own files
	Post     string
	Segment  string
}

// A Variant is the text in one language.
type Variant struct {
	Language string
	pieces   []piece
}

// A piece is a part of a text: words, or one tag.
type piece struct {
	words string // in the small markup
	tag   *mark
}

// A mark is a tag as the file has it.
type mark struct {
	id      string // what it is called in both languages
	role    role
	element string
}

type role uint8

const (
	open role = iota
	closed
	void
)

// AnyLanguage says that each variant of a unit may be the source of the others.
const AnyLanguage = "*all*"
