package segment

import (
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/markup"
)

// A lineEdit is a writing into Markdown.
type lineEdit struct {
	at      int // the segment; -1: a new one
	source  int // of a new one
	writing int
	pieces  []Piece
	slots   []slot

	attr string     // that is written; "" of a run
	twin *html.Node // that has it; of a new one
}

// A pages is a document beside the Markdown that it was made of.
type pages struct {
	src    string
	lines  *markup.Lines
	marked *Document          // of the HTML with marks
	block  map[int]int        // by place in marked: place among the blocks
	at     map[int]int        // by place in the document: place in marked
	inline map[*html.Node]int // by element of the document: place among the inlines
	raws   []raw              // blocks of HTML
	inRaw  map[int]rawPlace   // by place in marked
}

// readPages reads the Markdown of a document.
func readPages(d *Document) (*pages, error) {
	lines, err := markup.ReadLines(d.text.Body)
	if err != nil {
		return nil, err
	}
	p := &pages{src: d.text.Body, lines: lines, marked: Cut(d.Locale, content.Text{HTML: lines.HTML})}
	p.block, p.at, p.inline = make(map[int]int), make(map[int]int), make(map[*html.Node]int)
	for i := range p.marked.Segments {
		s := &p.marked.Segments[i]
		if rest, n := markup.CutMark(s.Text); n >= 0 && n < len(lines.Blocks) {
			s.Text = rest
			p.block[i] = n
		}
	}
	p.readRaws()
	p.at = counterparts(d, p.marked)
	for i, to := range p.at {
		for k, tag := range d.Segments[i].Tags {
			if n, ok := p.mark(p.marked.Segments[to].Tags[k].node); ok {
				p.inline[tag.node] = n
			}
		}
	}
	return p, nil
}

// mark returns the place among the inlines of an element with a mark.
func (p *pages) mark(n *html.Node) (int, bool) {
	value, ok := markup.Attr(n, markup.MarkAttr)
	if !ok {
		return 0, false
	}
	i := 0
	for _, c := range value {
		if c < '0' || c > '9' || i > len(p.lines.Inlines) {
			return 0, false
		}
		i = i*10 + int(c-'0')
	}
	return i, i < len(p.lines.Inlines)
}

// counterparts pairs the segments of the bodies of two documents that are the same: by
// place in the one, the place in the other.
func counterparts(a, b *Document) map[int]int {
	pairs := make(map[int]int)
	one, other := bodyKeys(a), bodyKeys(b)
	for i, j := range matchEqual(one.keys, other.keys) {
		if j >= 0 {
			pairs[one.places[i]] = other.places[j]
		}
	}
	return pairs
}

func bodyKeys(d *Document) shaped {
	var list shaped
	for i, s := range d.Segments {
		if d.parts[i].field == "" {
			list.keys = append(list.keys, d.parts[i].attr+" "+wantedOf(s).tags+"\x00"+s.Text)
			list.places = append(list.places, i)
		}
	}
	return list
}

// writeLines writes into Markdown. What does not come out as it was written is
// tried again with all signs escaped that could mean something.
func (w *writer) writeLines() (*Joined, error) {
	p, err := readPages(w.fresh)
	if err != nil {
		return nil, err
	}
	before, err := w.rendered(w.text.Body)
	if err != nil {
		return nil, err
	}
	check := w.joined.moved(counterparts(w.fresh, before), before)
	var bad []int // writings that need more care
	for range 2 {
		edits := w.edits(p, bad)
		if len(w.wrong) > 0 {
			return nil, w.failed()
		}
		body := apply(p.src, edits)
		after, err := w.rendered(body)
		if err != nil {
			return nil, err
		}
		_, err = check.Check(after)
		if err == nil {
			w.joined.Text.Body = body
			return w.joined, nil
		}
		f, _ := fault.Of(err)
		for _, field := range f.Fields {
			bad = append(bad, number(field.Pointer))
		}
	}
	slices.Sort(bad)
	for _, w.at = range slices.Compact(bad) {
		w.wrongly("segment.not_writable", nil)
	}
	return nil, w.failed()
}

// rendered cuts what Markdown makes, before it is sanitized.
func (w *writer) rendered(body string) (*Document, error) {
	made, err := markup.FromMarkdown(body)
	if err != nil {
		return nil, err
	}
	return Cut(w.fresh.Locale, content.Text{HTML: made}), nil
}

// moved returns what was joined as of another document, in which the segments stand
// at other places.
func (j *Joined) moved(to map[int]int, d *Document) *Joined {
	other := &Joined{d: d, want: make(map[int]wanted), news: j.news, spoken: j.spoken, count: j.count}
	for i, one := range j.want {
		if at, ok := to[i]; ok {
			other.want[at] = one
		}
	}
	return other
}

// An edit puts a text in the place of some bytes.
type edit struct {
	start, stop int
	text        string
}

// edits returns what changes in the source. Writings in careful are written with
// every sign escaped.
func (w *writer) edits(p *pages, careful []int) []edit {
	if len(careful) > 0 { // the trees were changed
		p.raws, p.inRaw = nil, nil
		p.readRaws()
	}
	whole, lines := p.rawEdits(w.lines)
	var list []edit
	alts := make(map[int]string)   // by inline: what a picture that is written again says
	closes := make(map[int]string) // and what closes one whose title changed
	refuse := func(one lineEdit) {
		w.at = one.writing
		w.wrongly("segment.not_writable", nil)
	}
	for _, one := range lines {
		if one.attr == "" {
			continue
		}
		e, n, ok := p.spoken(one)
		if !ok {
			refuse(one)
			continue
		}
		list = append(list, e)
		in := p.lines.Inlines[n]
		if one.attr == "alt" {
			alts[n] = e.text
		} else {
			closes[n] = in.Close[:e.start-in.Alt.Stop] + e.text + in.Close[e.stop-in.Alt.Stop:]
		}
	}
	for _, one := range lines {
		if one.attr != "" {
			continue
		}
		s := speller{p: p, alts: alts, closes: closes, say: w.say, careful: slices.Contains(careful, one.writing)}
		e, ok := s.edit(w, one)
		if !ok {
			refuse(one)
			continue
		}
		whole = append(whole, e)
	}
	list = slices.DeleteFunc(list, func(e edit) bool { // it is written with the block that it stands in
		return slices.ContainsFunc(whole, func(b edit) bool { return b.start <= e.start && e.stop <= b.stop && b.start < b.stop })
	})
	return append(list, whole...)
}

// apply applies edits that do not overlap. Those at one place are in their order.
func apply(src string, edits []edit) string {
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	var b strings.Builder
	at := 0
	for _, e := range edits {
		if e.start < at {
			continue // it overlaps: the check tells
		}
		b.WriteString(src[at:e.start])
		b.WriteString(e.text)
		at = e.stop
	}
	b.WriteString(src[at:])
	return b.String()
}

// spoken returns the edit of an attribute, and the inline that has it.
func (p *pages) spoken(one lineEdit) (e edit, n int, ok bool) {
	if one.twin != nil {
		n, ok = p.inline[one.twin]
	} else if to, there := p.at[one.at]; there {
		n, ok = p.mark(p.marked.parts[to].node)
	}
	if !ok {
		return e, n, false
	}
	in := p.lines.Inlines[n]
	words := Plain(Compose(one.pieces))
	switch {
	case one.attr == "alt" && in.Kind == markup.ImageInline:
		return edit{in.Alt.Start, in.Alt.Stop, escaped(words, altSigns)}, n, true
	case one.attr == "title":
		e, ok = titled(p.src, in, words)
		return e, n, ok
	}
	return e, n, false
}

// titled returns the edit of the title of a link or a picture.
func titled(src string, in markup.Inline, words string) (edit, bool) {
	at := in.Alt.Stop
	if !strings.HasPrefix(in.Close, "](") || !strings.HasPrefix(src[at:], in.Close) {
		return edit{}, false
	}
	text := `"` + escaped(words, titleSigns) + `"`
	if rest := untitled(in.Close); rest != in.Close {
		return edit{at + len(rest), at + len(in.Close) - 1, text}, true
	}
	return edit{at + len(in.Close) - 1, at + len(in.Close) - 1, " " + text}, true
}

// destination matches where a link leads, before its title.
var destination = regexp.MustCompile(`^\]\(\s*(<[^>]*>|[^\s]*)\s+["'(]`)

// untitled returns what closes a link up to its title; all of it if there is none.
func untitled(closes string) string {
	if m := destination.FindString(closes); m != "" {
		return m[:len(m)-1]
	}
	return closes
}
