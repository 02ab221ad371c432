// Package po writes and reads translations as PO files of GNU gettext. Tags are in
// the small markup of package segment.
package po

import (
	"io"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
)

// Write writes one file.
func Write(w io.Writer, f *exchange.File) error { return nil }

// Read reads a file. What is no PO is a fault; a unit that cannot be taken has a
// Problem.
func Read(r io.Reader) (*exchange.File, error) { return nil, nil }
