package shortcode

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A scanner goes through a source once, tag by tag.
type scanner struct {
	source string
	frames Frames

	verbatim  int // open elements whose text is shown as it is
	depth     int // open elements
	paragraph place
	open      []tag // shortcodes that wait for their end
	recent    [7]token
	shown     int // pages of others

	edits []edit
	found []found
}

// A token is a piece of HTML: a tag, a text, or something else.
type token struct {
	kind       html.TokenType
	name       atom.Atom
	start, end int
}

// A place is a tag of the source that is open; the zero place is none.
type place struct{ start, end int }

func (s *scanner) scan() {
	z := html.NewTokenizer(strings.NewReader(s.source))
	at := 0
	for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
		t := token{kind: kind, start: at, end: at + len(z.Raw())}
		at = t.end
		if t.kind == html.StartTagToken || t.kind == html.EndTagToken || t.kind == html.SelfClosingTagToken {
			t.name = nameOf(s.source[t.start:t.end])
		}
		s.take(t)
	}
	s.take(token{kind: html.ErrorToken, start: at, end: at})
	for _, left := range s.open {
		if !left.escaped {
			s.note(left.start, left.end, "shortcode.unclosed", map[string]any{"name": left.name})
		}
	}
}

// nameOf returns the name of a tag as it is written.
func nameOf(written string) atom.Atom {
	name := strings.TrimLeft(written, "</")
	if i := strings.IndexAny(name, " \t\n\f\r/>"); i >= 0 {
		name = name[:i]
	}
	return atom.Lookup([]byte(strings.ToLower(name)))
}

// take looks at the next token.
func (s *scanner) take(t token) {
	if s.verbatim == 0 {
		if t.kind == html.TextToken {
			s.text(t)
		}
		s.alone(t)
	}
	switch t.kind {
	case html.StartTagToken:
		s.opened(t)
	case html.EndTagToken:
		s.closed(t)
	}
	copy(s.recent[:], s.recent[1:])
	s.recent[len(s.recent)-1] = t
}

func (s *scanner) opened(t token) {
	switch {
	case isVoid(t.name):
		return
	case isVerbatim(t.name):
		s.verbatim++
	case t.name == atom.P:
		s.paragraph = place{t.start, t.end}
	case endsParagraph(t.name):
		s.paragraph = place{}
	}
	s.depth++
}

func (s *scanner) closed(t token) {
	switch {
	case isVerbatim(t.name):
		s.verbatim = max(0, s.verbatim-1)
	case t.name == atom.P, endsParagraph(t.name):
		s.paragraph = place{}
	}
	s.depth = max(0, s.depth-1)
}

func isVoid(name atom.Atom) bool {
	switch name {
	case atom.Area, atom.Base, atom.Br, atom.Col, atom.Embed, atom.Hr, atom.Img, atom.Input, atom.Link, atom.Meta, atom.Param,
		atom.Source, atom.Track, atom.Wbr:
		return true
	}
	return false
}

// isVerbatim tells elements whose text is code, or is not read as HTML.
func isVerbatim(name atom.Atom) bool {
	switch name {
	case atom.Pre, atom.Code, atom.Kbd, atom.Samp, atom.Tt, atom.Script, atom.Style, atom.Textarea, atom.Title, atom.Xmp, atom.Iframe,
		atom.Noembed, atom.Noframes, atom.Noscript, atom.Plaintext, atom.Template, atom.Svg, atom.Math, atom.Select, atom.Button:
		return true
	}
	return false
}

// endsParagraph tells elements that no paragraph holds (HTML §13.2.6.4.7).
func endsParagraph(name atom.Atom) bool {
	switch name {
	case atom.Address, atom.Article, atom.Aside, atom.Blockquote, atom.Center, atom.Details, atom.Div, atom.Dl, atom.Dd, atom.Dt,
		atom.Figcaption, atom.Figure, atom.Footer, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Header, atom.Hr,
		atom.Li, atom.Main, atom.Nav, atom.Ol, atom.Section, atom.Summary, atom.Table, atom.Td, atom.Th, atom.Tr, atom.Ul:
		return true
	}
	return false
}

func inOrder(edits []edit) {
	slices.SortStableFunc(edits, func(a, b edit) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end)) })
}

func sorted(list []found) []found {
	slices.SortStableFunc(list, func(a, b found) int { return cmp.Compare(a.at, b.at) })
	return list
}
