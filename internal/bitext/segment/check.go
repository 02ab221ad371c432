package segment

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A wanted is what a segment should be after writing.
type wanted struct {
	text    string // in the small markup; "": nothing is seen of it
	tags    string // the elements, in order
	writing int    // that it comes from; -1: it is as it was
}

func (a wanted) same(b wanted) bool { return a.text == b.text && a.tags == b.tags }

// wantedOf returns what a segment is, to be compared.
func wantedOf(s Segment) wanted {
	w := wanted{text: s.Text, writing: -1}
	for _, t := range s.Tags {
		w.tags += family(t) + " "
	}
	return w
}

// written returns what a run of these pieces is when it is read again.
func written(pieces []Piece, slots []slot, writing int) wanted {
	copies := make([]slot, len(slots))
	for i, s := range slots {
		copies[i] = slot{tag: s.tag}
		copies[i].tag.node = copied(s.tag.node, true)
	}
	r := newReader()
	for _, n := range build(pieces, copies) {
		r.node(n)
	}
	text := r.text()
	if !r.shows {
		return wanted{writing: writing}
	}
	w := wantedOf(Segment{Text: text, Tags: r.tags})
	w.writing = writing
	return w
}

// Check reports whether the document came out as it was written, after is cut from
// what was made of [Joined.Text]: each writing stands there, and every other segment
// is what it was. Otherwise it returns a fault.Invalid "segment.not_writable" with
// the writings that did not come out, or that something else came out with.
func (j *Joined) Check(after *Document) error {
	bad := j.unwritten(after)
	if len(bad) == 0 {
		return nil
	}
	f := &fault.Error{Kind: fault.Invalid, Code: "invalid"}
	for _, i := range bad {
		f.Fields = append(f.Fields, fault.Field{Pointer: pointer(i), Code: "segment.not_writable"})
	}
	return f
}

// unwritten returns the writings that did not come out, in order, each once.
func (j *Joined) unwritten(after *Document) []int {
	want, got := j.runs(), runsOf(after)
	var bad []int
	blame := func(at int) {
		if i := j.near(want, at); i >= 0 {
			bad = append(bad, i)
		}
	}
	pairs := matchEqual(keysOf(want), keysOf(got))
	matched := make([]bool, len(got))
	for i, to := range pairs {
		if to < 0 {
			blame(i)
			continue
		}
		matched[to] = true
	}
	news := slices.Clone(j.news)
	at := 0
	for i, one := range got {
		if matched[i] {
			at = slices.Index(pairs, i)
			continue
		}
		k := slices.IndexFunc(news, one.same)
		if k < 0 {
			blame(at)
			continue
		}
		news = slices.Delete(news, k, k+1)
	}
	for _, one := range news {
		if one.text != "" {
			bad = append(bad, one.writing)
		}
	}
	bad = append(bad, j.unspoken(after)...)
	slices.Sort(bad)
	return slices.Compact(bad)
}

// runs returns what the runs of the document should be.
func (j *Joined) runs() []wanted {
	var list []wanted
	for i, s := range j.d.Segments {
		if !j.d.parts[i].isRun() {
			continue
		}
		one, changed := j.want[i]
		if !changed {
			one = wantedOf(s)
		}
		if one.text != "" {
			list = append(list, one)
		}
	}
	return list
}

// runsOf returns what the runs of a document are.
func runsOf(d *Document) []wanted {
	var list []wanted
	for i, s := range d.Segments {
		if d.parts[i].isRun() && s.Text != "" {
			list = append(list, wantedOf(s))
		}
	}
	return list
}

// near returns the writing at a place, or the nearest one; -1 if there is none.
func (j *Joined) near(want []wanted, at int) int {
	for distance := range len(want) {
		for _, i := range []int{at - distance, at + distance} {
			if i >= 0 && i < len(want) && want[i].writing >= 0 {
				return want[i].writing
			}
		}
	}
	if len(j.news) > 0 {
		return j.news[0].writing
	}
	return -1
}

// unspoken returns the writings of attributes that did not come out.
func (j *Joined) unspoken(after *Document) []int {
	said := make(map[string]int)
	for i, s := range after.Segments {
		if after.parts[i].attr != "" {
			said[s.Text]++
		}
	}
	var bad []int
	for _, one := range j.spoken {
		if said[one.text]--; says(Plain(one.text)) && said[one.text] < 0 {
			bad = append(bad, one.writing)
		}
	}
	return bad
}

func keysOf(list []wanted) []string {
	keys := make([]string, len(list))
	for i, one := range list {
		keys[i] = one.text + "\x00" + one.tags
	}
	return keys
}

// isRun reports whether the part is of words in the body, not of an attribute.
func (p part) isRun() bool { return p.field == "" && p.attr == "" }
