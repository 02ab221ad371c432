package xliff

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A content is the text of a source or target, read piece by piece.
type content struct {
	pieces  []segment.Piece
	unknown string // the id of a tag that is none of ours
	size    int
}

// words adds text.
func (c *content) words(s string) {
	c.size += len(s)
	c.pieces = append(c.pieces, segment.Piece{Role: segment.Said, Words: s})
}

// tag adds a tag, by the first id that is given.
func (c *content) tag(role segment.Role, ids ...string) {
	id := ""
	for _, given := range ids {
		if id == "" {
			id = given
		}
	}
	n, err := strconv.Atoi(id)
	if err != nil || n < 1 || n > segment.MaxNumber {
		c.unknown = id
		if id == "" {
			c.unknown = "?"
		}
		return
	}
	c.pieces = append(c.pieces, segment.Piece{Role: role, N: n})
}

// judge notes on the unit what is wrong with a target.
func (c *content) judge(u *exchange.Unit) {
	switch {
	case c.unknown != "":
		u.Problem, u.Args = "exchange.tag_unknown", map[string]any{"tag": c.unknown}
	case c.size > exchange.MaxText:
		u.Problem, u.Args = "exchange.text_too_long", map[string]any{"kilobytes": exchange.MaxText >> 10}
	}
}

// String returns the text in the small markup.
func (c *content) String() string { return segment.Compose(c.pieces) }

// read reads a source or target to its end. Elements are read by element, which
// reads each to its end.
func (s *scanner) read(c *content, element func(*content, xml.StartElement) error) error {
	for {
		token, err := s.xml.Next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.CharData:
			c.words(string(t))
		case xml.StartElement:
			if err := element(c, s.own(t)); err != nil {
				return err
			}
		}
	}
}

// inline12 reads an inline element of XLIFF 1.x. Marks of words and of sentences
// are looked through, and so is what is foreign; native codes are not looked at.
func (s *scanner) inline12(c *content, e xml.StartElement) error {
	id, rid := attr(e, "id"), attr(e, "rid")
	switch e.Name.Local {
	case "g":
		c.tag(segment.Opens, id)
		if err := s.read(c, s.inline12); err != nil {
			return err
		}
		c.tag(segment.Closes, id)
		return nil
	case "x", "ph":
		c.tag(segment.Alone, id)
	case "bx", "bpt":
		c.tag(segment.Opens, rid, id)
	case "ex", "ept":
		c.tag(segment.Closes, rid, id)
	case "it":
		role := segment.Opens
		if strings.HasPrefix(attr(e, "pos"), "close") {
			role = segment.Closes
		}
		c.tag(role, rid, id)
	case "sub":
	default:
		return s.read(c, s.inline12)
	}
	return s.xml.Skip()
}

// inline2 reads an inline element of XLIFF 2.x.
func (s *scanner) inline2(c *content, e xml.StartElement) error {
	id := attr(e, "id")
	switch e.Name.Local {
	case "pc":
		c.tag(segment.Opens, id)
		if err := s.read(c, s.inline2); err != nil {
			return err
		}
		c.tag(segment.Closes, id)
		return nil
	case "ph":
		c.tag(segment.Alone, id)
	case "sc":
		c.tag(segment.Opens, id)
	case "ec":
		c.tag(segment.Closes, attr(e, "startRef"), id)
	case "cp":
		if n, err := strconv.ParseUint(attr(e, "hex"), 16, 21); err == nil {
			c.words(string(rune(n)))
		}
	case "sm", "em":
	default:
		return s.read(c, s.inline2)
	}
	return s.xml.Skip()
}
