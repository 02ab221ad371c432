package xliff

import (
	"strconv"
	"strings"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext/exchange"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// space12 is the namespace of XLIFF 1.2.
const space12 = "urn:oasis:names:tc:xliff:document:1.2"

// write12 writes a file as XLIFF 1.2.
func write12(p *pen, f *exchange.File) {
	p.start("xliff", "version", "1.2", "xmlns", space12)
	p.block("file", "original", f.Name(), "source-language", string(f.Source), "target-language", string(f.Target),
		"datatype", "html", "tool-id", "diptych", "date", instant(f.At))
	p.block("header")
	p.block("tool", "tool-id", "diptych", "tool-name", "Diptych")
	p.end()
	if f.Title != "" {
		p.leaf(f.Title, "note")
	}
	p.endBlock()
	p.block("body")
	for i := range f.Units {
		unit12(p, f, &f.Units[i])
	}
	p.endBlock()
	p.endBlock()
	p.endBlock()
}

// instant returns when a file was made, in the form of XML Schema.
func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func unit12(p *pen, f *exchange.File, u *exchange.Unit) {
	approved := ""
	if u.State == exchange.Final {
		approved = "yes"
	}
	p.block("trans-unit", "id", u.Segment, "resname", u.Place, "restype", "x-"+string(u.Kind),
		"approved", approved, "xml:space", "preserve", "extradata", u.String())
	p.block("source")
	inline12(p, u.Source, u.Tags)
	p.end()
	sentences := sentencesOf(f, u)
	if sentences != nil {
		p.block("seg-source")
		marks12(p, sentences, u.Tags)
		p.end()
	}
	p.block("target", "state", string(u.State))
	switch {
	case u.Target != "" || !f.Prefill:
		inline12(p, u.Target, u.Tags)
	case sentences != nil:
		marks12(p, sentences, u.Tags)
	default:
		inline12(p, u.Source, u.Tags)
	}
	p.end()
	if u.Previous != "" {
		p.block("alt-trans", "alttranstype", "previous-version", "origin", "diptych")
		alternative12(p, u.Previous, u.Target)
		p.endBlock()
	}
	for _, s := range u.Suggestions {
		p.block("alt-trans", "alttranstype", "proposal", "match-quality", strconv.Itoa(s.Score)+"%", "origin", s.Origin)
		alternative12(p, s.Source, s.Target)
		p.endBlock()
	}
	for _, note := range notes12(u) {
		p.leaf(note, "note", "from", "diptych")
	}
	p.endBlock()
}

// marks12 writes sentences, each with a mark around it.
func marks12(p *pen, sentences []sentence, tags []segment.Tag) {
	for i, s := range sentences {
		p.start("mrk", "mtype", "seg", "mid", strconv.Itoa(i+1))
		inline12(p, s.text, tags)
		p.end()
		p.words(s.after)
	}
}

// alternative12 writes source and target of another version of a unit, whose tags
// nobody knows.
func alternative12(p *pen, source, target string) {
	p.block("source")
	inline12(p, source, nil)
	p.end()
	p.block("target")
	inline12(p, target, nil)
	p.end()
}

// notes12 returns what a translator is told of a unit. XLIFF 1.2 keeps no original
// tags, so a note says what they are.
func notes12(u *exchange.Unit) []string {
	notes := u.Notes
	if legend := exchange.Legend(u.Tags); legend != "" {
		notes = append([]string{legend}, notes...)
	}
	return notes
}

// inline12 writes a text with its tags as g and x.
func inline12(p *pen, text string, tags []segment.Tag) {
	for _, piece := range nested(text) {
		id := strconv.Itoa(piece.N)
		tag := tagOf(tags, piece.N)
		switch piece.Role {
		case segment.Said:
			p.words(piece.Words)
		case segment.Opens:
			p.start("g", "id", id, "ctype", ctype(tag))
		case segment.Closes:
			p.end()
		case segment.Alone:
			p.start("x", "id", id, "ctype", ctype(tag), "equiv-text", equivalent(tag))
			p.end()
		}
	}
}

// nested returns the pieces of a text in which pairs of tags stand in one another.
// Where they do not, the text is words as it is: no writer may fail on what
// somebody once saved.
func nested(text string) []segment.Piece {
	pieces := segment.Pieces(text)
	var open []int
	for _, piece := range pieces {
		switch piece.Role {
		case segment.Opens:
			open = append(open, piece.N)
		case segment.Closes:
			if len(open) == 0 || open[len(open)-1] != piece.N {
				return []segment.Piece{{Words: text}}
			}
			open = open[:len(open)-1]
		case segment.Said, segment.Alone:
		}
	}
	if len(open) > 0 {
		return []segment.Piece{{Words: text}}
	}
	return pieces
}

// tagOf returns the tag with that number, or the zero tag.
func tagOf(tags []segment.Tag, n int) segment.Tag {
	if n < 1 || n > len(tags) {
		return segment.Tag{}
	}
	return tags[n-1]
}

// ctypes are the names that XLIFF 1.2 §2.3 has for elements of HTML.
var ctypes = map[string]string{
	"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underlined", "a": "link", "img": "image", "br": "lb",
}

// ctype returns what kind of tag it is, in the words of XLIFF 1.2.
func ctype(t segment.Tag) string {
	switch name, ok := ctypes[t.Element]; {
	case t.Element == "":
		return ""
	case ok:
		return name
	}
	return "x-html-" + t.Element
}

// equivalent returns the words that stand for a tag that has none of its own.
func equivalent(t segment.Tag) string {
	if t.Opaque {
		return t.Text
	}
	return strings.TrimSpace(t.Attrs["alt"])
}
