package exchanging

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/po"
	"github.com/diptych-cms/diptych/internal/bitext/xliff"
)

// A Format is what a file is written as.
type Format string

// The formats.
const (
	XLIFF12 Format = "xliff-1.2"
	XLIFF21 Format = "xliff-2.1"
	PO      Format = "po"
)

// Formats returns every format.
func Formats() []Format { return []Format{XLIFF12, XLIFF21, PO} }

// Media returns the media type of files in the format.
func (f Format) Media() string {
	if f == PO {
		return "text/x-gettext-translation"
	}
	return "application/xliff+xml"
}

// extension returns how names of files in the format end.
func (f Format) extension() string {
	if f == PO {
		return ".po"
	}
	return ".xlf"
}

// write writes a file in the format.
func (f Format) write(w io.Writer, file *exchange.File) error {
	switch f {
	case PO:
		return po.Write(w, file)
	case XLIFF12:
		return xliff.Write(w, xliff.V12, file)
	case XLIFF21:
		return xliff.Write(w, xliff.V21, file)
	}
	return fmt.Errorf("write an exchange file: unknown format %q", f)
}

// A Kind is what a file that comes back is read as.
type Kind string

// The kinds.
const (
	ReadXLIFF Kind = "xliff" // of any version
	ReadPO    Kind = "po"
)

// KindOf returns what a file with the name is read as, or "".
func KindOf(name string) Kind {
	switch strings.ToLower(path.Ext(name)) {
	case ".xlf", ".xliff", ".mqxliff", ".sdlxliff":
		return ReadXLIFF
	case ".po":
		return ReadPO
	}
	return ""
}

// KindOfText returns what a file that begins with the text is read as: what looks
// like XML, in any encoding, is XLIFF.
func KindOfText(start []byte) Kind {
	start = bytes.TrimLeft(bytes.ReplaceAll(start, []byte{0}, nil), "\xEF\xBB\xBF\xFE\xFF \t\r\n")
	if bytes.HasPrefix(start, []byte("<")) {
		return ReadXLIFF
	}
	return ReadPO
}

// read gives each post that is in a file to each.
func (k Kind) read(r io.Reader, each func(*exchange.File) error) error {
	if k == ReadXLIFF {
		return xliff.Read(r, each)
	}
	f, err := po.Read(r)
	if err != nil {
		return err
	}
	return each(f)
}
