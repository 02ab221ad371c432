// Package tbx writes and reads glossaries as TBX-Basic (ISO 30042:2019, DCA style);
// files of the edition of 2008 (MARTIF) are read too. What is forbidden is a deprecated
// term, what is as good an admitted one.
package tbx

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/strictxml"
)

// The statuses of terms (TBX-Basic, administrativeStatus).
const (
	status     = "administrativeStatus"
	preferred  = "preferredTerm-admn-sts"
	admitted   = "admittedTerm-admn-sts"
	deprecated = "deprecatedTerm-admn-sts"
	superseded = "supersededTerm-admn-sts"
)

const maxTerms = 200 // of one concept

// Write writes terms of one source language.
func Write(w io.Writer, source locale.Tag, terms func(yield func(bitext.Term) error) error) error {
	p := pen{bufio.NewWriter(w)}
	p.say(xml.Header+`<tbx type="TBX-Basic" style="dca" xml:lang="%s" xmlns="urn:iso:std:iso:30042:ed-2">`+"\n", string(source))
	p.say(" <tbxHeader><fileDesc><sourceDesc><p>Diptych</p></sourceDesc></fileDesc></tbxHeader>\n <text><body>\n")
	err := terms(func(t bitext.Term) error {
		p.say("  <conceptEntry id=\"c%s\">\n", t.ID)
		if t.Note != "" {
			p.say("   <note>%s</note>\n", t.Note)
		}
		p.side(t.Source, nil)
		p.side(t.Target, t.Forbidden)
		p.say("  </conceptEntry>\n")
		return nil
	})
	if err != nil {
		return fmt.Errorf("write terms: %w", err)
	}
	p.say(" </body></text>\n</tbx>\n")
	if err := p.Flush(); err != nil {
		return fmt.Errorf("write terms: %w", err)
	}
	return nil
}

// A pen writes XML. It keeps its first error for Flush.
type pen struct{ *bufio.Writer }

// say writes XML with texts in it.
func (p pen) say(format string, texts ...string) {
	args := make([]any, len(texts))
	for i, text := range texts {
		var b strings.Builder
		_ = xml.EscapeText(&b, []byte(text)) // a builder does not fail
		args[i] = b.String()
	}
	_, _ = fmt.Fprintf(p.Writer, format, args...)
}

// side writes what a term is called in one language.
func (p pen) side(side bitext.TermSide, forbidden []string) {
	p.say("   <langSec xml:lang=\"%s\">\n", string(side.Locale))
	p.term(side.Term, preferred)
	for _, form := range side.Forms {
		p.term(form, admitted)
	}
	for _, form := range forbidden {
		p.term(form, deprecated)
	}
	p.say("   </langSec>\n")
}

func (p pen) term(text, stands string) {
	p.say("    <termSec><term>%s</term><termNote type=\""+status+"\">%s</termNote></termSec>\n", text, stands)
}

// Read reads a glossary and gives each, in order, the terms from its main language
// into every other one. What is no TBX, or hostile, is a fault with its line.
func Read(r io.Reader, each func(bitext.TermRow) error) error {
	x, err := strictxml.New(r)
	if err != nil {
		return err
	}
	root, err := x.Root()
	if err != nil {
		return err
	}
	if root.Name.Local != "tbx" && root.Name.Local != "martif" {
		return fault.New(fault.Malformed, "glossary.not_tbx", "element", string([]rune(root.Name.Local)[:min(len([]rune(root.Name.Local)), 40)]))
	}
	d := reader{Reader: x, each: each, source: strictxml.Attr(root, "lang")}
	if err := x.Children(d.look); err != nil {
		return err
	}
	return x.End()
}

type reader struct {
	*strictxml.Reader
	each   func(bitext.TermRow) error
	source string // the language that the file is made from, as it is written there
}

// look goes through what stands around concepts.
func (d *reader) look(e xml.StartElement) error {
	switch e.Name.Local {
	case "text", "body":
		return d.Children(d.look)
	case "conceptEntry", "termEntry":
		return d.concept()
	}
	return d.Skip()
}

// A side is what a concept is called in one language.
type side struct {
	language string
	terms    []called
}

type called struct{ text, status string }

// concept reads one concept.
func (d *reader) concept() error {
	line := d.Line()
	var note string
	var sides []side
	err := d.Children(func(e xml.StartElement) (err error) {
		switch e.Name.Local {
		case "note":
			note, err = d.Text()
			return err
		case "langSec", "langSet":
			s := side{language: strictxml.Attr(e, "lang")}
			err = d.Children(func(e xml.StartElement) error { return d.section(&s, e) })
			sides = append(sides, s)
			return err
		}
		return d.Skip()
	})
	if err != nil {
		return err
	}
	return d.give(line, strings.TrimSpace(note), sides)
}

// section reads a term with what is said of it.
func (d *reader) section(s *side, e xml.StartElement) error {
	switch e.Name.Local {
	case "termSec", "tig", "ntig":
	default:
		return d.Skip()
	}
	if len(s.terms) == maxTerms {
		return fault.New(fault.TooLarge, "glossary.too_many_terms", "line", d.Line(), "most", maxTerms)
	}
	var c called
	err := d.Children(func(e xml.StartElement) error { return d.member(&c, e) })
	s.terms = append(s.terms, c)
	return err
}

func (d *reader) member(c *called, e xml.StartElement) error {
	switch e.Name.Local {
	case "termGrp", "termNoteGrp":
		return d.Children(func(e xml.StartElement) error { return d.member(c, e) })
	case "term", "termNote":
		text, err := d.Text()
		text = strings.TrimSpace(text)
		switch {
		case e.Name.Local == "term":
			c.text = text
		case strictxml.Attr(e, "type") == status:
			c.status = text
		}
		return err
	}
	return d.Skip()
}

// give hands on the concept from the main language into each other one.
func (d *reader) give(line int, note string, sides []side) error {
	at := slices.IndexFunc(sides, func(s side) bool { return strings.EqualFold(s.language, d.source) })
	if at < 0 || len(sides) < 2 {
		return d.each(bitext.TermRow{Line: line, Problem: "glossary.one_language", Excerpt: excerpt(sides)})
	}
	source, _ := sides[at].names()
	for i, s := range sides {
		if i == at {
			continue
		}
		target, forbidden := s.names()
		row := bitext.TermRow{Line: line, Excerpt: source.Term + " – " + target.Term}
		row.Term = bitext.Term{Source: source, Target: target, Forbidden: forbidden, Note: note}
		if err := d.each(row); err != nil {
			return err
		}
	}
	return nil
}

// names returns what a concept is called in the language, the preferred term first,
// and what it must not be called.
func (s side) names() (names bitext.TermSide, forbidden []string) {
	names.Locale = locale.Tag(s.language)
	for _, c := range s.terms {
		switch {
		case c.text == "":
		case c.status == deprecated || c.status == superseded:
			forbidden = append(forbidden, c.text)
		case names.Term == "":
			names.Term = c.text
		case c.status == preferred:
			names.Term, names.Forms = c.text, append(names.Forms, names.Term)
		default:
			names.Forms = append(names.Forms, c.text)
		}
	}
	return names, forbidden
}

// excerpt returns the first term of a concept.
func excerpt(sides []side) string {
	for _, s := range sides {
		for _, c := range s.terms {
			return c.text
		}
	}
	return ""
}
