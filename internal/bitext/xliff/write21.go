package xliff

import (
	"fmt"
	"strconv"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// The namespaces of XLIFF 2.1: the core, which has kept its name, and the module
// of translation candidates.
const (
	space2      = "urn:oasis:names:tc:xliff:document:2.0"
	spaceMatchs = "urn:oasis:names:tc:xliff:matches:2.0"
)

// write21 writes a file as XLIFF 2.1.
func write21(p *pen, f *exchange.File) {
	p.start("xliff", "xmlns", space2, "xmlns:mtc", spaceMatchs, "version", "2.1",
		"srcLang", string(f.Source), "trgLang", string(f.Target))
	p.block("file", "id", "f-"+f.Post, "original", f.Name())
	if f.Title != "" {
		p.block("notes")
		p.leaf(f.Title, "note")
		p.endBlock()
	}
	for i := range f.Units {
		unit21(p, f, &f.Units[i])
	}
	p.endBlock()
	p.endBlock()
}

// states21 are the states of XLIFF 2.1 for ours, with those that tell more.
var states21 = map[exchange.State][2]string{
	exchange.NeedsTranslation: {"initial", ""},
	exchange.NeedsReview:      {"initial", subReview},
	exchange.Translated:       {"translated", ""},
	exchange.Final:            {"final", ""},
}

// subReview is the subState of a target whose source changed since.
const subReview = "diptych:needs-review-translation"

func unit21(p *pen, f *exchange.File, u *exchange.Unit) {
	p.block("unit", "id", u.Segment, "name", u.String(), "type", "diptych:"+string(u.Kind), "xml:space", "preserve")
	matches21(p, u)
	p.block("notes")
	if u.Place != "" {
		p.leaf(u.Place, "note", "category", "place")
	}
	if u.Previous != "" {
		p.leaf(u.Previous, "note", "category", "previous-source", "appliesTo", "source")
	}
	for _, note := range u.Notes {
		p.leaf(note, "note", "category", "comment")
	}
	p.leaf(u.String(), "note", "category", "diptych", "priority", "10")
	p.endBlock()
	data21(p, u.Tags)
	sentences := sentencesOf(f, u)
	if sentences == nil {
		sentences = []sentence{{text: u.Source}}
	}
	for i, one := range sentences {
		segment21(p, u, i+1, one.text)
		if one.after != "" {
			p.block("ignorable")
			p.leaf(one.after, "source")
			p.endBlock()
		}
	}
	p.endBlock()
}

// segment21 writes a segment: all of a unit, or a sentence of one without a target.
func segment21(p *pen, u *exchange.Unit, n int, source string) {
	state := states21[u.State]
	p.block("segment", "id", "s"+strconv.Itoa(n), "state", state[0], "subState", state[1])
	p.block("source")
	inline21(p, source, u.Tags)
	p.end()
	if u.Target != "" {
		p.block("target")
		inline21(p, u.Target, u.Tags)
		p.end()
	}
	p.endBlock()
}

// matches21 writes suggestions, by the module of translation candidates
// (XLIFF 2.1 §5.1): a match refers to the source of its segment.
func matches21(p *pen, u *exchange.Unit) {
	if len(u.Suggestions) == 0 {
		return
	}
	p.block("mtc:matches")
	for i, s := range u.Suggestions {
		p.block("mtc:match", "id", "m"+strconv.Itoa(i+1), "ref", "#s1", "type", "tm",
			"matchQuality", strconv.Itoa(s.Score), "origin", s.Origin)
		p.block("source")
		inline21(p, s.Source, nil)
		p.end()
		p.block("target")
		inline21(p, s.Target, nil)
		p.end()
		p.endBlock()
	}
	p.endBlock()
}

// data21 writes what the tags of a unit are in HTML.
func data21(p *pen, tags []segment.Tag) {
	if len(tags) == 0 {
		return
	}
	p.block("originalData")
	for i, t := range tags {
		p.leaf(exchange.Opening(t), "data", "id", fmt.Sprintf("d%d", i+1))
		if !t.Void && !t.Opaque {
			p.leaf(exchange.Closing(t), "data", "id", fmt.Sprintf("e%d", i+1))
		}
	}
	p.endBlock()
}

// inline21 writes a text with its tags as pc and ph.
func inline21(p *pen, text string, tags []segment.Tag) {
	for _, piece := range nested(text) {
		id := strconv.Itoa(piece.N)
		tag := tagOf(tags, piece.N)
		start, end := "d"+id, "e"+id
		if tag.Element == "" {
			start, end = "", ""
		}
		kind, sub := type21(tag)
		switch piece.Role {
		case segment.Said:
			p.words21(piece.Words)
		case segment.Opens:
			p.start("pc", "id", id, "type", kind, "subType", sub, "dataRefStart", start, "dataRefEnd", end)
		case segment.Closes:
			p.end()
		case segment.Alone:
			p.start("ph", "id", id, "type", kind, "subType", sub, "equiv", equivalent(tag), "dataRef", start)
			p.end()
		}
	}
}

// words21 writes text; what XML cannot hold is a cp element.
func (p *pen) words21(s string) {
	from := 0
	for i, r := range s {
		if r >= 0x20 || r == '\t' || r == '\n' || r == '\r' {
			continue
		}
		p.words(s[from:i])
		p.start("cp", "hex", fmt.Sprintf("%04X", r))
		p.end()
		from = i + 1
	}
	p.words(s[from:])
}

// subTypes are the names that XLIFF 2.1 §4.7.1 has for formatting.
var subTypes = map[string]string{"b": "xlf:b", "strong": "xlf:b", "i": "xlf:i", "em": "xlf:i", "u": "xlf:u", "br": "xlf:lb"}

// type21 returns type and subtype of a tag, in the words of XLIFF 2.1.
func type21(t segment.Tag) (kind, sub string) {
	switch t.Element {
	case "":
		return "", ""
	case "a":
		return "link", ""
	case "img":
		return "image", ""
	case "q":
		return "quote", ""
	}
	if t.Opaque {
		return "other", ""
	}
	return "fmt", subTypes[t.Element]
}
