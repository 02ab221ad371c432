package xliff

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
)

// A content is the text of a source or target, read piece by piece.
type content struct {
	pieces  []exchange.Piece
	unknown string // the id of a tag that is none of ours
	size    int
}

// words adds text.
func (c *content) words(s string) {
	c.size += len(s)
	c.pieces = append(c.pieces, exchange.Piece{Role: exchange.Words, Words: s})
}

// tag adds a tag, by the first id that is given.
func (c *content) tag(role exchange.Role, ids ...string) {
	id := ""
	for _, given := range ids {
		if id == "" {
			id = given
		}
	}
	n, err := strconv.Atoi(id)
	if err != nil || n < 1 {
		c.unknown = id
		if id == "" {
			c.unknown = "?"
		}
		return
	}
	c.pieces = append(c.pieces, exchange.Piece{Role: role, N: n})
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
func (c *content) String() string { return exchange.Join(c.pieces) }

// read reads a source or target to its end. Elements are read by element, which
// reads each to its end.
func (s *scanner) read(c *content, element func(*content, xml.StartElement) error) error {
	for {
		token, err := s.next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.CharData:
			c.words(string(t))
		case xml.StartElement:
			if err := element(c, t); err != nil {
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
		c.tag(exchange.Open, id)
		if err := s.read(c, s.inline12); err != nil {
			return err
		}
		c.tag(exchange.Close, id)
		return nil
	case "x", "ph":
		c.tag(exchange.Void, id)
	case "bx", "bpt":
		c.tag(exchange.Open, rid, id)
	case "ex", "ept":
		c.tag(exchange.Close, rid, id)
	case "it":
		role := exchange.Open
		if strings.HasPrefix(attr(e, "pos"), "close") {
			role = exchange.Close
		}
		c.tag(role, rid, id)
	case "sub":
	default:
		return s.read(c, s.inline12)
	}
	return s.skip()
}

// inline2 reads an inline element of XLIFF 2.x.
func (s *scanner) inline2(c *content, e xml.StartElement) error {
	id := attr(e, "id")
	switch e.Name.Local {
	case "pc":
		c.tag(exchange.Open, id)
		if err := s.read(c, s.inline2); err != nil {
			return err
		}
		c.tag(exchange.Close, id)
		return nil
	case "ph":
		c.tag(exchange.Void, id)
	case "sc":
		c.tag(exchange.Open, id)
	case "ec":
		c.tag(exchange.Close, attr(e, "startRef"), id)
	case "cp":
		if n, err := strconv.ParseUint(attr(e, "hex"), 16, 21); err == nil {
			c.words(string(rune(n)))
		}
	case "sm", "em":
	default:
		return s.read(c, s.inline2)
	}
	return s.skip()
}
