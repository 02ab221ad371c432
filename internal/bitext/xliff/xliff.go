// Package xliff writes and reads translations as XLIFF 1.2 (OASIS, 2008) and 2.1
// (OASIS, 2018; the core of ISO 21720). Files stream through encoding/xml, one post
// at a time. Nothing that a file names is followed: no DTD, no entity, no address.
package xliff

import (
	"io"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A Version of the format.
type Version string

// The versions that are written; all from 1.0 to 2.2 are read.
const (
	V12 Version = "1.2"
	V21 Version = "2.1"
)

// Write writes one file, which has a source and a target language and at least
// one unit.
func Write(w io.Writer, v Version, f *exchange.File) error {
	p, err := newPen(w)
	if err != nil {
		return err
	}
	switch v {
	case V12:
		write12(p, f)
	case V21:
		write21(p, f)
	}
	return p.done()
}

// Read reads a document, in UTF-8, UTF-16 or what else it says, and gives each file
// in it to each, in order. What is no XLIFF, or hostile, is a fault that names the
// line; a unit that cannot be taken has a Problem. It ends with the first error
// of each.
func Read(r io.Reader, each func(*exchange.File) error) error {
	s, err := newScanner(r)
	if err != nil {
		return err
	}
	root, err := s.root()
	if err != nil {
		return err
	}
	switch version := attr(root, "version"); {
	case root.Name.Local != "xliff":
		return fault.New(fault.Malformed, "exchange.not_xliff", "element", root.Name.Local)
	case version == "1.0", version == "1.1", version == "1.2":
		err = s.read12(each)
	case version == "2.0", version == "2.1", version == "2.2":
		err = s.read2(root, each)
	default:
		return fault.New(fault.Malformed, "exchange.version", "version", version)
	}
	if err != nil {
		return err
	}
	return s.xml.End()
}
