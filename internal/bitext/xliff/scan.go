package xliff

import (
	"bufio"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/fault"
)

// A scanner reads XML and refuses what no translator's tool writes.
type scanner struct {
	dec   *xml.Decoder
	space string // the namespace of the document's element
	depth int    // of elements that are open
	files int
	ended bool // the document's element is closed
}

func newScanner(r io.Reader) (*scanner, error) {
	in, err := decoded(exchange.Limit(r, exchange.MaxBytes))
	if err != nil {
		return nil, err
	}
	dec := xml.NewDecoder(in)
	dec.CharsetReader = charset
	return &scanner{dec: dec}, nil
}

// decoded returns a document's text as UTF-8 where its first bytes say what it
// is in (XML 1.0, appendix F).
func decoded(r io.Reader) (io.Reader, error) {
	in := bufio.NewReader(r)
	start, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(start, []byte{0xFF, 0xFE}), bytes.HasPrefix(start, []byte{'<', 0, '?', 0}):
		return transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), nil
	case bytes.HasPrefix(start, []byte{0xFE, 0xFF}), bytes.HasPrefix(start, []byte{0, '<', 0, '?'}):
		return transform.NewReader(in, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewDecoder()), nil
	}
	return transform.NewReader(in, unicode.BOMOverride(transform.Nop)), nil
}

// charset reads a document in the encoding that it declares. UTF-16 is UTF-8 by now.
func charset(label string, in io.Reader) (io.Reader, error) {
	if strings.HasPrefix(strings.ToLower(label), "utf-16") {
		return in, nil
	}
	enc, err := htmlindex.Get(label)
	if err != nil {
		return nil, fault.New(fault.Malformed, "exchange.encoding", "encoding", label)
	}
	return transform.NewReader(in, enc.NewDecoder()), nil
}

// next returns the next start, end or text of the document.
func (s *scanner) next() (xml.Token, error) {
	for {
		token, err := s.dec.Token()
		if err != nil {
			return nil, s.wrong(err)
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, s.refuse("exchange.doctype")
		case xml.StartElement:
			if s.depth++; s.depth > exchange.MaxDepth {
				return nil, s.refuse("exchange.depth")
			}
			return s.own(t), nil
		case xml.EndElement:
			s.depth--
			return token, nil
		case xml.CharData:
			return token, nil
		}
	}
}

// own takes the name of an element that is of another namespace than the
// document's, so that nobody takes it for one of XLIFF.
func (s *scanner) own(e xml.StartElement) xml.StartElement {
	if s.depth == 1 {
		s.space = e.Name.Space
	}
	if e.Name.Space != s.space {
		e.Name.Local = ""
	}
	return e
}

// line returns the line that was read last.
func (s *scanner) line() int {
	line, _ := s.dec.InputPos()
	return line
}

func (s *scanner) refuse(code string) error {
	return fault.New(fault.Malformed, code, "line", s.line())
}

// wrong says what stopped the reading.
func (s *scanner) wrong(err error) error {
	if _, ok := fault.Of(err); ok || s.ended && errors.Is(err, io.EOF) {
		return err
	}
	syntax, ok := errors.AsType[*xml.SyntaxError](err)
	if ok {
		return errors.Join(fault.New(fault.Malformed, "exchange.not_xml", "line", syntax.Line), err)
	}
	return errors.Join(s.refuse("exchange.not_xml"), err)
}

// root returns the start of the document's element.
func (s *scanner) root() (xml.StartElement, error) {
	for {
		token, err := s.next()
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, ok := token.(xml.StartElement); ok {
			return start, nil
		}
	}
}

// rest reads to the end of the document, so that one that is cut off or goes on is
// noticed.
func (s *scanner) rest() error {
	s.ended = true
	for {
		token, err := s.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, ok := token.(xml.StartElement); ok {
			return s.refuse("exchange.not_xml")
		}
	}
}

// children gives each element within the open one to each, which must read it to
// its end, and reads that one's end.
func (s *scanner) children(each func(xml.StartElement) error) error {
	for {
		token, err := s.next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			if err := each(t); err != nil {
				return err
			}
		}
	}
}

// skip reads to the end of the open element.
func (s *scanner) skip() error {
	for outer := s.depth; s.depth >= outer; {
		if _, err := s.next(); err != nil {
			return err
		}
	}
	return nil
}

// text reads to the end of the open element and returns its words.
func (s *scanner) text() (string, error) {
	var b strings.Builder
	for outer := s.depth; s.depth >= outer; {
		token, err := s.next()
		if err != nil {
			return "", err
		}
		if t, ok := token.(xml.CharData); ok {
			b.Write(t)
		}
	}
	return b.String(), nil
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
