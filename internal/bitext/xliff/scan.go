package xliff

import (
	"encoding/xml"
	"io"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/strictxml"
)

// A scanner reads the XML of a document under limits.
type scanner struct {
	xml   *strictxml.Reader
	space string // the namespace of the document's element
	files int
}

func newScanner(r io.Reader) (*scanner, error) {
	x, err := strictxml.New(exchange.Limit(r, exchange.MaxBytes))
	if err != nil {
		return nil, err
	}
	return &scanner{xml: x}, nil
}

// root returns the start of the document's element.
func (s *scanner) root() (xml.StartElement, error) {
	e, err := s.xml.Root()
	s.space = e.Name.Space
	return e, err
}

// own takes the name from an element of another namespace than the document's, so
// that nobody takes it for one of XLIFF.
func (s *scanner) own(e xml.StartElement) xml.StartElement {
	if e.Name.Space != s.space {
		e.Name.Local = ""
	}
	return e
}

// children gives each element within the open one to each, which must read it to
// its end.
func (s *scanner) children(each func(xml.StartElement) error) error {
	return s.xml.Children(func(e xml.StartElement) error { return each(s.own(e)) })
}

// file counts a file of the document.
func (s *scanner) file() error {
	if s.files++; s.files > exchange.MaxFiles {
		return exchange.TooMany(exchange.MaxFiles)
	}
	return nil
}

// attr returns an attribute of an element, or "".
func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}
