package sanitize

import (
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// What a body may hold. No post comes near; browsers and the parser stop at
// 512 elements in one another.
const (
	maxDepth    = 200     // elements in one another, in the tree
	maxTags     = 240     // the same by tags alone: a table and its cell imply two more
	maxReopened = 200_000 // times that formatting which was never closed is reopened
)

// A shape follows, tag by tag, how deep the parser will be, and what it will
// have to reopen: a <b> that its paragraph does not close is opened again in
// the next one (HTML §13.2.4.3, the list of active formatting elements), so
// that a thousand of them in a thousand paragraphs are a million. It knows the
// rules of the parser roughly, and those of well-formed HTML exactly: that is
// never cut down.
type shape struct {
	open     []opened
	dangling []opened       // formatting that a block closed before its own end tag
	dropped  map[string]int // start tags taken out, whose end tags must go too
	reopened int
}

// opened is an element that is open.
type opened struct {
	name   string
	format bool   // will be reopened if something else closes it
	raw    string // its tag, for formatting
}

// start notes an element that opens, and says whether it may.
func (s *shape) start(t html.Token, raw string) bool {
	switch {
	case isVoid(t.DataAtom):
		return true
	case isFormatting(t.DataAtom):
		if t.DataAtom == atom.A {
			s.endFormat("a") // a link closes the one before it
		}
		s.ark(raw)
	default:
		s.closeSibling(sibling(t.DataAtom))
	}
	if len(s.open) >= maxTags {
		if s.dropped == nil {
			s.dropped = make(map[string]int)
		}
		s.dropped[t.Data]++
		return false
	}
	s.open = append(s.open, opened{t.Data, isFormatting(t.DataAtom), raw})
	return true
}

// ark keeps at most two equal formatting elements before a third, as the
// parser does ("Noah's Ark clause").
func (s *shape) ark(raw string) {
	count := 0
	for i := len(s.dangling) - 1; i >= 0; i-- {
		if s.dangling[i].raw == raw {
			if count++; count >= 3 {
				s.dangling = slices.Delete(s.dangling, i, i+1)
			}
		}
	}
	count = 0
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i].format && s.open[i].raw == raw {
			if count++; count >= 3 {
				s.open[i].format = false
			}
		}
	}
}

// end notes an element that closes, and says whether its end tag goes on.
func (s *shape) end(t html.Token) bool {
	if s.dropped[t.Data] > 0 {
		s.dropped[t.Data]--
		return false
	}
	if isFormatting(t.DataAtom) {
		s.endFormat(t.Data)
		return true
	}
	inTable := isTablePart(t.Data)
	for i := len(s.open) - 1; i >= 0; i-- {
		name := s.open[i].name
		if name == t.Data {
			s.closeFrom(i)
			break
		}
		// An end tag reaches out of neither a cell nor a table, but those of tables.
		if name == "table" || name == "template" || !inTable && isMarker(name) {
			break
		}
	}
	return true
}

// endFormat closes a formatting element by its own end tag.
func (s *shape) endFormat(name string) {
	for i := len(s.open) - 1; i >= 0; i-- {
		if s.open[i].name == name {
			s.open = slices.Delete(s.open, i, i+1)
			return
		}
		if isMarker(s.open[i].name) {
			return
		}
	}
	for i := len(s.dangling) - 1; i >= 0; i-- {
		if s.dangling[i].name == name {
			s.dangling = slices.Delete(s.dangling, i, i+1)
			return
		}
	}
}

// closeFrom closes an element and all in it. Formatting in it is left
// dangling, unless it is a cell, which keeps its own.
func (s *shape) closeFrom(i int) {
	if !isMarker(s.open[i].name) {
		for _, o := range s.open[i+1:] {
			if o.format {
				s.dangling = append(s.dangling, o)
			}
		}
	}
	s.open = s.open[:i]
}

// closeSibling closes what an element of that kind ends by beginning.
func (s *shape) closeSibling(names []string) {
	if names == nil {
		return
	}
	for i := len(s.open) - 1; i >= 0; i-- {
		name := s.open[i].name
		if slices.Contains(names, name) {
			s.closeFrom(i)
			return
		}
		switch name {
		case "ul", "ol", "dl", "table", "select", "button":
			return
		}
		if isMarker(name) {
			return
		}
	}
}

// reopen opens again what dangles, as text or an inline element makes the
// parser do. It says no if that is too much.
func (s *shape) reopen() bool {
	s.reopened += len(s.dangling)
	if len(s.dangling) > 0 && (s.reopened > maxReopened || len(s.open)+len(s.dangling) > maxTags) {
		return false
	}
	s.open = append(s.open, s.dangling...)
	s.dangling = s.dangling[:0]
	return true
}

// forget closes what dangles for good and returns its names.
func (s *shape) forget() []string {
	names := make([]string, len(s.dangling))
	for i, o := range s.dangling {
		names[i] = o.name
	}
	s.dangling = s.dangling[:0]
	return names
}

// isMarker reports elements that formatting does not leave.
func isMarker(name string) bool {
	switch name {
	case "td", "th", "caption", "object", "applet", "marquee", "template":
		return true
	}
	return false
}

func isTablePart(name string) bool {
	switch name {
	case "table", "thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup", "template":
		return true
	}
	return false
}

// startsBlock reports elements before which nothing is reopened.
func startsBlock(a atom.Atom) bool {
	switch a {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Details, atom.Dialog, atom.Dir, atom.Div,
		atom.Dl, atom.Dt, atom.Dd, atom.Fieldset, atom.Figcaption, atom.Figure, atom.Footer, atom.Form, atom.H1, atom.H2, atom.H3,
		atom.H4, atom.H5, atom.H6, atom.Header, atom.Hgroup, atom.Hr, atom.Li, atom.Listing, atom.Main, atom.Menu, atom.Nav,
		atom.Ol, atom.P, atom.Plaintext, atom.Pre, atom.Section, atom.Summary, atom.Table, atom.Ul,
		atom.Caption, atom.Col, atom.Colgroup, atom.Tbody, atom.Td, atom.Tfoot, atom.Th, atom.Thead, atom.Tr,
		atom.Param, atom.Source, atom.Track, atom.Rb, atom.Rp, atom.Rt, atom.Rtc:
		return true
	}
	return false
}
