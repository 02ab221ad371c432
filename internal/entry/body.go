package entry

import (
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/shortcode"
)

// A body is the part of an entry that only whole entries show, and what the
// card says about it.
type body struct {
	html    string
	toc     []Heading
	words   int
	excerpt string
}

// part returns the body as [Join] takes it.
func (b body) part() []byte {
	toc, text := compact(b.toc), compact(b.html)
	out := make([]byte, 0, len(toc)+len(text)+20)
	out = append(append(out, `,"toc":`...), toc...)
	out = append(append(out, bodyMember[:len(bodyMember)-1]...), text...)
	return append(out, '}')
}

// body renders the live HTML: references become URLs, links lead to the reader's
// language, headings get ids. What needs none of that stays as it is, to the byte.
func (p *page) body() body {
	b := body{html: p.text.html, toc: []Heading{}}
	root := p.text.root
	changed := p.text.changed
	p.text.used = true
	if p.links() {
		changed = true
	}
	// Both before captions of galleries come in, which are not the body's.
	text, prose := shortcode.Unescape(markup.TextOf(root)), ""
	if p.rev.Text.Summary == "" {
		prose = shortcode.Unescape(markup.ProseOf(root))
	}
	if p.show(root, b.html) {
		changed = true
	}
	if changed {
		b.html = markup.Render(root)
	}
	for _, h := range markup.HeadingsOf(root) {
		b.toc = append(b.toc, Heading{ID: h.ID, Level: h.Level, Text: h.Text})
	}
	b.words = markup.CountWords(text)
	b.excerpt = markup.CutText(prose, excerptLength)
	return b
}
