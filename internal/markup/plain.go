package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A Plain text is what a fragment says, without its markup.
type Plain struct {
	Text     string   // of the blocks, each on a line of its own, headings among them
	Headings []string // of levels 1 to 6, in order
	Alts     []string // of pictures that are described, in order
}

// PlainOf reads a sanitized fragment in one pass, without making a tree of it. It is
// for finding: spaces are as they stand in the source, but for its line ends. The numbers of footnotes are no
// words, and struck ones are not said any more: both are left out.
func PlainOf(fragment string) Plain {
	p := plainReader{tokens: html.NewTokenizer(strings.NewReader(fragment)), heading: -1}
	for p.next() {
	}
	p.plain.Text = strings.TrimSpace(p.text.String())
	return p.plain
}

type plainReader struct {
	plain   Plain
	tokens  *html.Tokenizer
	text    strings.Builder
	heading int       // where in text the open heading begins; -1: none is open
	mute    atom.Atom // the element whose text is left out; 0: none is open
	depth   int       // how many of its name are open
}

// next reads one token; false at the end.
func (p *plainReader) next() bool {
	switch p.tokens.Next() {
	case html.ErrorToken:
		return false
	case html.TextToken:
		if p.depth == 0 {
			p.text.WriteString(html.UnescapeString(strings.ReplaceAll(string(p.tokens.Raw()), "\n", " ")))
		}
	case html.StartTagToken, html.SelfClosingTagToken:
		name, more := p.tokens.TagName()
		tag := atom.Lookup(name)
		if tag == atom.Img {
			p.alt(more)
		}
		p.leave(tag, more)
		p.part(tag)
		if isHeading(tag) {
			p.heading = p.text.Len()
		}
	case html.EndTagToken:
		name, _ := p.tokens.TagName()
		tag := atom.Lookup(name)
		if isHeading(tag) && p.heading >= 0 {
			if says := strings.TrimSpace(p.text.String()[p.heading:]); says != "" {
				p.plain.Headings = append(p.plain.Headings, says)
			}
			p.heading = -1
		}
		if p.depth > 0 && tag == p.mute {
			p.depth--
		}
		p.part(tag)
	}
	return true
}

// leave begins to leave out what an element says, if it is to be.
func (p *plainReader) leave(tag atom.Atom, more bool) {
	switch {
	case p.depth > 0 && tag == p.mute:
		p.depth++
	case p.depth == 0 && (struck(tag) || (tag == atom.A || tag == atom.Sup) && marksNote(tag, p.class(more))):
		p.mute, p.depth = tag, 1
	}
}

// class returns that of the open element, whose attributes nobody has read yet.
func (p *plainReader) class(more bool) string {
	for more {
		var key, value []byte
		key, value, more = p.tokens.TagAttr()
		if string(key) == "class" {
			return string(value)
		}
	}
	return ""
}

// alt notes what describes a picture.
func (p *plainReader) alt(more bool) {
	for more {
		var key, value []byte
		key, value, more = p.tokens.TagAttr()
		if says := strings.TrimSpace(string(value)); string(key) == "alt" && says != "" {
			p.plain.Alts = append(p.plain.Alts, says)
		}
	}
}

// part begins a line where the element does not stand inside of one.
func (p *plainReader) part(tag atom.Atom) {
	if isInline(tag) {
		return
	}
	if tag == atom.Br {
		p.text.WriteByte(' ')
		return
	}
	if s := p.text.String(); s != "" && s[len(s)-1] != '\n' {
		p.text.WriteByte('\n')
	}
}

func isHeading(tag atom.Atom) bool {
	switch tag {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// isInline reports whether an element does not part what stands on its two sides.
func isInline(tag atom.Atom) bool {
	switch tag {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Bdo, atom.Cite, atom.Code, atom.Del, atom.Dfn, atom.Em, atom.I, atom.Ins, atom.Kbd,
		atom.Mark, atom.Q, atom.S, atom.Samp, atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U, atom.Var, atom.Wbr:
		return true
	}
	return false
}
