package sanitize

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// tagSpace is what parts attributes.
const tagSpace = " \t\n\f\r/"

// rawAttributes reads the attributes of a start tag as written, repeated ones
// included, by the tokenization rules of HTML (§13.2.5.32 and on). Values are
// not unescaped.
func rawAttributes(raw string) []html.Attribute {
	var found []html.Attribute
	rest := strings.TrimSuffix(raw, ">")
	rest = rest[min(len(rest), indexAny(rest, tagSpace)):]
	for {
		rest = strings.TrimLeft(rest, tagSpace)
		if rest == "" {
			return found
		}
		// An equals sign at the start is part of the name.
		end := 1 + indexAny(rest[1:], tagSpace+"=")
		name := strings.ToLower(rest[:end])
		var value string
		value, rest = rawValue(strings.TrimLeft(rest[end:], " \t\n\f\r"))
		found = append(found, html.Attribute{Key: name, Val: value})
	}
}

// rawValue reads what follows the name of an attribute, if it is a value.
func rawValue(s string) (value, rest string) {
	if !strings.HasPrefix(s, "=") {
		return "", s
	}
	s = strings.TrimLeft(s[1:], " \t\n\f\r")
	if s == "" {
		return "", ""
	}
	if quote := s[0]; quote == '"' || quote == '\'' {
		value, rest, _ = strings.Cut(s[1:], string(quote))
		return value, rest
	}
	end := indexAny(s, " \t\n\f\r")
	return s[:end], s[end:]
}

// indexAny is strings.IndexAny, with the length for none.
func indexAny(s, chars string) int {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return i
	}
	return len(s)
}

// isVoid reports elements that hold nothing and have no end tag.
func isVoid(a atom.Atom) bool {
	switch a {
	case atom.Area, atom.Base, atom.Basefont, atom.Bgsound, atom.Br, atom.Col, atom.Embed, atom.Frame, atom.Hr,
		atom.Image, atom.Img, atom.Input, atom.Keygen, atom.Link, atom.Meta, atom.Param, atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// isFormatting reports elements that HTML reopens in the next block when they
// were not closed in theirs.
func isFormatting(a atom.Atom) bool {
	switch a {
	case atom.A, atom.B, atom.Big, atom.Code, atom.Em, atom.Font, atom.I, atom.Nobr, atom.S, atom.Small, atom.Strike,
		atom.Strong, atom.Tt, atom.U:
		return true
	}
	return false
}

// sibling returns the elements that an element ends by beginning, where their
// own end tag may be left out.
func sibling(a atom.Atom) []string {
	switch a {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return []string{"p"}
	case atom.Li:
		return []string{"li"}
	case atom.Dt, atom.Dd:
		return []string{"dt", "dd"}
	case atom.Tr:
		return []string{"tr"}
	case atom.Td, atom.Th:
		return []string{"td", "th"}
	case atom.Thead, atom.Tbody, atom.Tfoot:
		return []string{"thead", "tbody", "tfoot"}
	case atom.Option:
		return []string{"option"}
	}
	return nil
}
