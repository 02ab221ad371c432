package tmx

import (
	"cmp"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/strictxml"
)

// stamp is how TMX writes instants (ISO 8601, basic format, UTC).
const stamp = "20060102T150405Z"

// Read reads a memory and gives each unit to each, in order. What is no TMX, or
// hostile, is a fault with its line. It ends with the first error of each.
func Read(r io.Reader, each func(Unit) error) error {
	x, err := strictxml.New(r)
	if err != nil {
		return err
	}
	root, err := x.Root()
	if err != nil {
		return err
	}
	if root.Name.Local != "tmx" {
		return fault.New(fault.Malformed, "memory.not_tmx", "element", shortened(root.Name.Local))
	}
	d := reader{Reader: x, each: each}
	err = x.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "header":
			d.source = strictxml.Attr(e, "srclang")
		case "body":
			return x.Children(d.unit)
		}
		return x.Skip()
	})
	if err != nil {
		return err
	}
	return x.End()
}

// shortened cuts what a stranger wrote for a message.
func shortened(text string) string {
	return string([]rune(text)[:min(len([]rune(text)), 40)])
}

type reader struct {
	*strictxml.Reader
	each   func(Unit) error
	source string // the language of all sources, if a unit does not say another
	units  int
}

// unit reads one unit.
func (d *reader) unit(e xml.StartElement) error {
	if e.Name.Local != "tu" {
		return d.Skip()
	}
	if d.units++; d.units > MaxUnits {
		return fault.New(fault.TooLarge, "memory.too_many", "most", MaxUnits)
	}
	u := Unit{
		Line: d.Line(), ID: strictxml.Attr(e, "tuid"), Source: cmp.Or(strictxml.Attr(e, "srclang"), d.source),
		By: cmp.Or(strictxml.Attr(e, "changeid"), strictxml.Attr(e, "creationid")),
		At: instant(e),
	}
	err := d.Children(func(e xml.StartElement) error {
		switch e.Name.Local {
		case "prop":
			kind := strictxml.Attr(e, "type")
			text, err := d.Text()
			u.prop(kind, text)
			return err
		case "tuv":
			return d.variant(&u, e)
		}
		return d.Skip()
	})
	if err != nil {
		return err
	}
	return d.each(u)
}

// instant returns when the element says that it was changed or made, or the zero time.
func instant(e xml.StartElement) time.Time {
	at, err := time.Parse(stamp, cmp.Or(strictxml.Attr(e, "changedate"), strictxml.Attr(e, "creationdate")))
	if err != nil {
		return time.Time{}
	}
	return at
}

// prop takes what our own files say of a unit.
func (u *Unit) prop(kind, text string) {
	switch kind {
	case "x-diptych-origin":
		for _, o := range bitext.Origins() {
			if string(o) == text {
				u.Origin = o
			}
		}
	case "x-diptych-post":
		u.Post = text
	case "x-diptych-segment":
		u.Segment = text
	}
}

// variant reads the text in one language.
func (d *reader) variant(u *Unit, e xml.StartElement) error {
	if len(u.Variants) == maxVariants {
		return fault.New(fault.TooLarge, "memory.too_many_variants", "line", d.Line(), "most", maxVariants)
	}
	v := Variant{Language: strictxml.Attr(e, "lang")}
	if at := instant(e); at.After(u.At) {
		u.At, u.By = at, cmp.Or(strictxml.Attr(e, "changeid"), strictxml.Attr(e, "creationid"), u.By)
	}
	err := d.Children(func(e xml.StartElement) error {
		if e.Name.Local != "seg" || v.pieces != nil {
			return d.Skip()
		}
		s := seg{reader: d, v: &v, counts: make(map[string]int), pairs: make(map[string]mark)}
		return s.inside()
	})
	u.Variants = append(u.Variants, v)
	return err
}

// A seg is a text while it is read.
type seg struct {
	*reader
	v      *Variant
	counts map[string]int  // of elements without a name
	pairs  map[string]mark // those that were opened, by i
}

// inside reads what stands in the open element, which is the text's own or one that
// stands around a part of it.
func (s *seg) inside() error {
	for {
		token, err := s.Next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.CharData:
			s.v.pieces = append(s.v.pieces, piece{words: escape.Replace(string(t))})
		case xml.StartElement:
			if err := s.inline(t); err != nil {
				return err
			}
		}
	}
}

// escape writes words in the small markup.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// inline reads an element within a text. What its own tool means by it is passed over.
func (s *seg) inline(e xml.StartElement) error {
	if len(s.v.pieces) > 4*maxTags {
		return s.Refuse("memory.too_many_tags")
	}
	m := mark{id: s.name(e), element: elementOf(e)}
	switch e.Name.Local {
	case "hi":
		s.add(m, open)
		err := s.inside()
		s.add(m, closed)
		return err
	case "bpt":
		s.pairs[strictxml.Attr(e, "i")] = m
		s.add(m, open)
	case "ept":
		if begun, ok := s.pairs[strictxml.Attr(e, "i")]; ok {
			m = begun
		}
		s.add(m, closed)
	case "ph", "it", "ut":
		s.add(m, void)
	}
	return s.Skip()
}

func (s *seg) add(m mark, r role) {
	m.role = r
	s.v.pieces = append(s.v.pieces, piece{tag: &m})
}

// name returns what a tag is called in both languages: x, or its place among those of
// its kind.
func (s *seg) name(e xml.StartElement) string {
	kind := e.Name.Local
	if kind == "ept" {
		kind = "bpt"
	}
	if x := strictxml.Attr(e, "x"); x != "" {
		return kind + x
	}
	if i := strictxml.Attr(e, "i"); i != "" {
		return kind + "i" + i
	}
	s.counts[kind]++
	return kind + "#" + strconv.Itoa(s.counts[kind])
}

// elementOf returns the type of a tag where it may be an element of HTML, as our own
// files say it.
func elementOf(e xml.StartElement) string {
	kind := strictxml.Attr(e, "type")
	if len(kind) > 20 || strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		return ""
	}
	return kind
}
