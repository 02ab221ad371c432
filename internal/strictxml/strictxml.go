// Package strictxml reads XML that strangers wrote, piece by piece and under limits.
// It follows nothing that a document names: no external entity, no address. A
// document type that declares something is refused, and so is depth without end.
package strictxml

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

	"github.com/diptych-cms/diptych/internal/fault"
)

const (
	maxDepth = 64      // of elements in one another
	maxPiece = 1 << 20 // bytes without a "<" between them: a text, a comment, the attributes of an element
)

// A Reader reads one document. What is wrong with it is a fault with its line.
type Reader struct {
	dec   *xml.Decoder
	depth int
	ended bool
}

// New returns a reader of a document in UTF-8, UTF-16 or what else it says.
func New(r io.Reader) (*Reader, error) {
	in, err := decoded(r)
	if err != nil {
		return nil, err
	}
	dec := xml.NewDecoder(&pieces{r: in})
	dec.CharsetReader = charset
	return &Reader{dec: dec}, nil
}

// decoded returns a document's text as UTF-8 where its first bytes say what it is in
// (XML 1.0, appendix F).
func decoded(r io.Reader) (io.Reader, error) {
	in := bufio.NewReader(r)
	start, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(start, []byte{0xFF, 0xFE}), bytes.HasPrefix(start, []byte{'<', 0}):
		return transform.NewReader(in, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()), nil
	case bytes.HasPrefix(start, []byte{0xFE, 0xFF}), bytes.HasPrefix(start, []byte{0, '<'}):
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
		return nil, fault.New(fault.Malformed, "xml.encoding", "encoding", label)
	}
	return transform.NewReader(in, enc.NewDecoder()), nil
}

// pieces lets no piece grow without end: the decoder keeps each whole.
type pieces struct {
	r   io.Reader
	now int // bytes since the last "<"
}

// Read implements [io.Reader].
func (p *pieces) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if last := bytes.LastIndexByte(b[:n], '<'); last >= 0 {
		p.now = n - last
	} else {
		p.now += n
	}
	if p.now > maxPiece {
		return 0, fault.New(fault.TooLarge, "xml.piece", "most", maxPiece>>10)
	}
	return n, err
}

// Next returns the next start, end or text, and io.EOF after the document's element.
func (r *Reader) Next() (xml.Token, error) {
	for {
		token, err := r.dec.Token()
		if err != nil {
			return nil, r.wrong(err)
		}
		switch t := token.(type) {
		case xml.Directive:
			if bytes.ContainsRune(t, '[') || !bytes.HasPrefix(t, []byte("DOCTYPE")) {
				return nil, r.Refuse("xml.doctype")
			}
		case xml.StartElement:
			if r.depth++; r.depth > maxDepth {
				return nil, r.Refuse("xml.depth")
			}
			return token, nil
		case xml.EndElement:
			r.depth--
			return token, nil
		case xml.CharData:
			return token, nil
		}
	}
}

// Line returns the line that was read last, from 1.
func (r *Reader) Line() int {
	line, _ := r.dec.InputPos()
	return line
}

// Refuse returns a fault that names the line.
func (r *Reader) Refuse(code string) error {
	return fault.New(fault.Malformed, code, "line", r.Line())
}

// wrong says what stopped the reading.
func (r *Reader) wrong(err error) error {
	if _, ok := fault.Of(err); ok || r.ended && errors.Is(err, io.EOF) {
		return err
	}
	if syntax, ok := errors.AsType[*xml.SyntaxError](err); ok {
		return errors.Join(fault.New(fault.Malformed, "xml.malformed", "line", syntax.Line), err)
	}
	return errors.Join(r.Refuse("xml.malformed"), err)
}

// Root returns the start of the document's element.
func (r *Reader) Root() (xml.StartElement, error) {
	for {
		token, err := r.Next()
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, ok := token.(xml.StartElement); ok {
			return start, nil
		}
	}
}

// End reads to the end of the document, so that one that goes on is noticed.
func (r *Reader) End() error {
	r.ended = true
	for {
		token, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, ok := token.(xml.StartElement); ok {
			return r.Refuse("xml.malformed")
		}
	}
}

// Children gives each element within the open one to each, which must read it to its
// end, and reads that one's end.
func (r *Reader) Children(each func(xml.StartElement) error) error {
	for {
		token, err := r.Next()
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

// Skip reads to the end of the open element.
func (r *Reader) Skip() error {
	_, err := r.Text()
	return err
}

// Text reads to the end of the open element and returns its words, those of the
// elements within it too.
func (r *Reader) Text() (string, error) {
	var b strings.Builder
	for outer := r.depth; r.depth >= outer; {
		token, err := r.Next()
		if err != nil {
			return "", err
		}
		if t, ok := token.(xml.CharData); ok {
			b.Write(t)
		}
	}
	return b.String(), nil
}

// Attr returns an attribute of an element by its local name, or "".
func Attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
