// Package remembering keeps the memory and the glossary: people look for texts and
// terms, bring some in from files, take them out, and change terms. What is approved
// comes into the memory by itself.
package remembering

import (
	"context"
	"io"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/once"
)

// A Service carries out the commands about memory and glossary.
type Service struct {
	Write func(context.Context, func(Tx) error) error       // runs a function in a write transaction
	Read  func(context.Context, func(Snapshot) error) error // runs a function over one state of the database
}

// A Mode says how the memory is searched.
type Mode string

// The modes.
const (
	Concordance Mode = "concordance" // texts that have the words
	Match       Mode = "match"       // texts that are like the one given
)

// A Search asks for a page of the memory between two languages, whatever their
// regions.
type Search struct {
	Actor  access.Actor
	Source locale.Tag
	Target locale.Tag
	Text   string
	Mode   Mode // empty: Concordance
	Limit  int  // 0 is 20; at most 100
	Cursor string
}

// A Found entry, with how like it is to what was asked for, 0 to 100.
type Found struct {
	bitext.Entry
	Score  int
	ByName string // as people call the actor; empty if that is not known
}

// A MemoryPage is one page of a search; a search for what is alike has but one.
type MemoryPage struct {
	Items []Found
	Next  string
}

// A Forget asks to take a text out of the memory.
type Forget struct {
	Actor access.Actor
	Entry int64
}

// An Export asks for all of one direction.
type Export struct {
	Actor  access.Actor
	Source locale.Tag
	Target locale.Tag
}

// An Import brings a file in.
type Import struct {
	Actor  access.Actor
	File   io.Reader
	Format Format // of a glossary
	Dry    bool   // say what would be, and change nothing
	Once   once.Key
}

// A Format is one of glossaries.
type Format string

// The formats.
const (
	CSV Format = "csv"
	TBX Format = "tbx"
)

// A Report says what became of what a file holds.
type Report struct {
	Added     int
	Changed   int
	Unchanged int
	Refused   int
	Warnings  []Warning // why something was refused: the first thousand
}

// A Warning says why something of a file was refused.
type Warning struct {
	Line    int // from 1
	Code    string
	Args    map[string]any
	Excerpt string
}

const mostWarnings = 1000

// refuse notes that something was refused.
func (r *Report) refuse(w Warning) {
	r.Refused++
	if len(r.Warnings) < mostWarnings {
		r.Warnings = append(r.Warnings, w)
	}
}

// A ListTerms asks for a page of the glossary, in alphabetical order.
type ListTerms struct {
	Actor  access.Actor
	Source locale.Tag // empty: all
	Target locale.Tag
	Text   string // that a term has in it, in either language
	Limit  int    // 0 is 20; at most 100
	Cursor string
}

// A Term with what people call who changed it last.
type Term struct {
	bitext.Term
	ByName string
}

// A TermPage is one page of terms.
type TermPage struct {
	Items []Term
	Next  string
}

// A CreateTerm asks for a new term.
type CreateTerm struct {
	Actor access.Actor
	Term  bitext.Term // without ID, Version, By and At
	Once  once.Key
}

// A SaveTerm asks to change a term. It stays in its languages.
type SaveTerm struct {
	Actor   access.Actor
	ID      string
	Version int64
	// Change makes a new term out of the one that is there. It is called once and
	// touches no database; its faults are returned as they are.
	Change func(bitext.Term) (bitext.Term, error)
}

// A RemoveTerm asks to take a term out of the glossary.
type RemoveTerm struct {
	Actor   access.Actor
	ID      string
	Version int64
}
