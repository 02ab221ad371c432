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
// for finding: spaces are as they stand in the source.
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
	heading int // where in text the open heading begins; -1: none is open
}

// next reads one token; false at the end.
func (p *plainReader) next() bool {
	switch p.tokens.Next() {
	case html.ErrorToken:
		return false
	case html.TextToken:
		p.text.WriteString(html.UnescapeString(string(p.tokens.Raw())))
	case html.StartTagToken, html.SelfClosingTagToken:
		name, more := p.tokens.TagName()
		tag := atom.Lookup(name)
		if tag == atom.Img {
			p.alt(more)
		}
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
		p.part(tag)
	}
	return true
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
