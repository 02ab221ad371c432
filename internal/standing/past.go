package standing

import (
	"context"
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A past is what one language of a post said, revision by revision, cut into
// segments that keep their names.
type past struct {
	r       Reads
	post    content.PostID
	tag     locale.Tag
	savings []content.Saving // those that are there, in order
	docs    map[int]*segment.Document
}

// pastOf begins to read the past of a language.
func pastOf(ctx context.Context, r Reads, post content.PostID, tag locale.Tag) (*past, error) {
	savings, err := r.Savings(ctx, post, tag)
	return &past{r: r, post: post, tag: tag, savings: savings, docs: make(map[int]*segment.Document)}, err
}

// index returns the place of revision n among those that are there, or -1.
func (p *past) index(n int) int {
	i, ok := slices.BinarySearchFunc(p.savings, n, func(s content.Saving, n int) int { return s.N - n })
	if !ok {
		return -1
	}
	return i
}

// at returns what revision n said; nil if it is not there. Names are carried from
// the nearest revision before it whose names are known, or from the first.
func (p *past) at(ctx context.Context, n int) (*segment.Document, error) {
	if d, ok := p.docs[n]; ok {
		return d, nil
	}
	last := p.index(n)
	if last < 0 {
		return nil, nil
	}
	from, err := p.nearest(ctx, last)
	if err != nil {
		return nil, err
	}
	for i := from + 1; i <= last; i++ {
		d, err := p.cut(ctx, p.savings[i].N)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			segment.Trace(p.docs[p.savings[i-1].N], d)
		}
		p.docs[p.savings[i].N] = d
	}
	return p.docs[n], nil
}

// nearest returns the place of the newest revision, not later than the one at last,
// whose segments have their names in p.docs or are given them by the memo; -1 if
// there is none.
func (p *past) nearest(ctx context.Context, last int) (int, error) {
	known := last
	for known >= 0 && p.docs[p.savings[known].N] == nil {
		known--
	}
	l, err := p.r.Lineage(ctx, p.post, p.tag, "", p.savings[last].N)
	if err != nil {
		return 0, err
	}
	i := p.index(l.N)
	if i <= known {
		return known, nil
	}
	d, err := p.cut(ctx, l.N)
	if err != nil {
		return 0, err
	}
	if len(l.Names) != len(d.Segments) { // it was cut by other rules
		return known, nil
	}
	d.Rename(l.Names)
	p.docs[l.N] = d
	return i, nil
}

func (p *past) cut(ctx context.Context, n int) (*segment.Document, error) {
	rev, err := p.r.Revision(ctx, p.post, p.tag, n)
	if err != nil {
		return nil, err
	}
	return segment.Cut(p.tag, rev.Text), nil
}

// names returns what the segments of a document are called.
func names(d *segment.Document) []string {
	list := make([]string, len(d.Segments))
	for i := range d.Segments {
		list[i] = d.Segments[i].ID
	}
	return list
}

// find returns the segments of the document with the names, in its order; nil unless
// all are there.
func find(d *segment.Document, names []string) []*segment.Segment {
	if d == nil {
		return nil
	}
	places := placesOf(d, names)
	if len(places) != len(names) {
		return nil
	}
	var list []*segment.Segment
	for _, i := range places {
		list = append(list, &d.Segments[i])
	}
	return list
}

// placesOf returns where the segments with the names are that are there, in order, each
// once.
func placesOf(d *segment.Document, names []string) []int {
	var places []int
	for _, name := range names {
		if i := d.Index(name); i >= 0 {
			places = append(places, i)
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}
