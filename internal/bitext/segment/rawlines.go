package segment

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/markup"
)

// A raw is a block of HTML in Markdown that can be written: a whole by itself, so
// that what is around it stays what it is.
type raw struct {
	extent markup.Extent
	doc    *Document
}

// A rawPlace is where a segment stands in a block of HTML.
type rawPlace struct{ raw, at int }

// readRaws cuts the blocks of HTML, and finds the segments of the document in them.
func (p *pages) readRaws() {
	var keys []string
	var places []rawPlace
	for _, extent := range p.lines.Raw {
		fragment := p.src[extent.Start:extent.Stop]
		d := Cut(p.marked.Locale, content.Text{HTML: fragment})
		if !whole(fragment, markup.Render(d.root)) {
			continue
		}
		list := bodyKeys(d)
		for i, key := range list.keys {
			keys = append(keys, key)
			places = append(places, rawPlace{len(p.raws), list.places[i]})
		}
		p.raws = append(p.raws, raw{extent, d})
	}
	var theirs shaped // the segments that stand in no block of text
	list := bodyKeys(p.marked)
	for i, at := range list.places {
		if _, ok := p.block[at]; !ok {
			theirs.keys, theirs.places = append(theirs.keys, list.keys[i]), append(theirs.places, at)
		}
	}
	p.inRaw = make(map[int]rawPlace)
	for i, to := range matchEqual(theirs.keys, keys) {
		if to >= 0 {
			p.inRaw[theirs.places[i]] = places[to]
		}
	}
}

// whole reports whether a fragment has the tags that it has when it is read and
// written again: none is left open, or closes what another one opened.
func whole(fragment, again string) bool {
	return !strings.Contains(fragment, "\n>") && slices.Equal(tagsOf(fragment), tagsOf(again))
}

func tagsOf(fragment string) []string {
	var list []string
	z := html.NewTokenizer(strings.NewReader(fragment))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return list
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			list = append(list, string(name))
		case html.EndTagToken:
			name, _ := z.TagName()
			list = append(list, "/"+string(name))
		case html.CommentToken, html.DoctypeToken:
			list = append(list, "!")
		}
	}
}

// rawEdits takes those of the writings that are of blocks of HTML, and returns their
// edits and the others.
func (p *pages) rawEdits(lines []lineEdit) (edits []edit, others []lineEdit) {
	changed := make(map[int]bool)
	for _, one := range lines {
		if n, twin := p.rawTwin(one); twin != nil {
			setAttribute(part{node: twin, attr: one.attr}, Plain(Compose(one.pieces)))
			changed[n] = true
			continue
		}
		place, ok := p.inRaw[p.placeOf(one)]
		if !ok {
			others = append(others, one)
			continue
		}
		d := p.raws[place.raw].doc
		if part := d.parts[place.at]; part.attr != "" {
			setAttribute(part, Plain(Compose(one.pieces)))
		} else {
			g := clear(part)
			d.parts[place.at] = g.fill(build(one.pieces, p.rawSlots(one, d.Segments[place.at])))
		}
		changed[place.raw] = true
	}
	for _, n := range slices.Sorted(maps.Keys(changed)) {
		r := p.raws[n]
		fragment := p.src[r.extent.Start:r.extent.Stop]
		edits = append(edits, edit{r.extent.Start, r.extent.Stop, closed(fragment, markup.Render(r.doc.root))})
	}
	return edits, others
}

// closed returns what a block of HTML becomes without empty lines, where it had none:
// one would end it.
func closed(before, after string) string {
	if emptyLine.MatchString(before) {
		return after
	}
	return emptyLine.ReplaceAllString(after, "\n")
}

var emptyLine = regexp.MustCompile(`\n([ \t]*\n)+`)

// rawTwin returns the element of a block of HTML that a new attribute is of, by its
// place among those of its name that stand in such blocks; nil if there is none.
func (p *pages) rawTwin(one lineEdit) (n int, twin *html.Node) {
	if one.twin == nil {
		return 0, nil
	}
	if _, ok := p.inline[one.twin]; ok {
		return 0, nil
	}
	root := one.twin
	for root.Parent != nil {
		root = root.Parent
	}
	var theirs []*html.Node // of that name that no Markdown wrote
	for _, n := range named(root, one.twin.Data) {
		if _, ok := p.inline[n]; !ok {
			theirs = append(theirs, n)
		}
	}
	var ours []*html.Node
	var in []int
	for n, r := range p.raws {
		for _, element := range named(r.doc.root, one.twin.Data) {
			ours, in = append(ours, element), append(in, n)
		}
	}
	if i := slices.Index(theirs, one.twin); i >= 0 && len(ours) == len(theirs) {
		return in[i], ours[i]
	}
	return 0, nil
}

// placeOf returns where the segment of a writing stands in the marked document; -1
// if it is a new one.
func (p *pages) placeOf(one lineEdit) int {
	if to, ok := p.at[one.at]; ok && one.at >= 0 {
		return to
	}
	return -1
}

// rawSlots returns the slots of a writing with the elements of the block of HTML for
// those of the document.
func (p *pages) rawSlots(one lineEdit, s Segment) []slot {
	slots := slices.Clone(one.slots)
	for i := range slots {
		if slots[i].own == 0 {
			continue
		}
		if k := slots[i].own - 1; k < len(s.Tags) && sameTarget(slots[i].tag, s.Tags[k]) {
			slots[i].tag = s.Tags[k]
		} else {
			slots[i].own = 0 // it comes from another segment: a copy stands here
		}
	}
	return slots
}
