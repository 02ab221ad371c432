package xliff

import (
	"encoding/xml"
	"io"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
)

// A pen writes elements, one a line where the format lets it. Its first error stays.
type pen struct {
	enc  *xml.Encoder
	open []string // the elements that are not closed yet
	err  error
}

func newPen(w io.Writer) (*pen, error) {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return nil, err
	}
	return &pen{enc: xml.NewEncoder(w)}, nil
}

// start opens an element with attributes given as name, value. One with no value
// is left out.
func (p *pen) start(name string, attrs ...string) {
	e := xml.StartElement{Name: xml.Name{Local: name}}
	for i := 0; i+1 < len(attrs); i += 2 {
		if attrs[i+1] != "" {
			e.Attr = append(e.Attr, xml.Attr{Name: xml.Name{Local: attrs[i]}, Value: attrs[i+1]})
		}
	}
	p.put(e)
	p.open = append(p.open, name)
}

// end closes the element that was opened last.
func (p *pen) end() {
	last := len(p.open) - 1
	p.put(xml.EndElement{Name: xml.Name{Local: p.open[last]}})
	p.open = p.open[:last]
}

// words writes text.
func (p *pen) words(s string) {
	if s != "" {
		p.put(xml.CharData(exchange.Plain(s)))
	}
}

// line begins a new line for the next element.
func (p *pen) line() { p.put(xml.CharData("\n" + strings.Repeat(" ", len(p.open)))) }

// block opens an element on a line of its own.
func (p *pen) block(name string, attrs ...string) {
	p.line()
	p.start(name, attrs...)
}

// endBlock closes an element on a line of its own.
func (p *pen) endBlock() {
	p.put(xml.CharData("\n" + strings.Repeat(" ", len(p.open)-1)))
	p.end()
}

// leaf writes an element that holds text alone, on a line of its own.
func (p *pen) leaf(text, name string, attrs ...string) {
	p.block(name, attrs...)
	p.words(text)
	p.end()
}

func (p *pen) put(t xml.Token) {
	if p.err == nil {
		p.err = p.enc.EncodeToken(t)
	}
}

// done writes what is left and returns the first error.
func (p *pen) done() error {
	p.put(xml.CharData("\n"))
	if p.err != nil {
		return p.err
	}
	return p.enc.Flush()
}
