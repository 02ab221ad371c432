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
// is what it was. Then it returns, for each writing, its places in after: none if it
// changed nothing, or wrote an empty text. Otherwise it returns a fault.Invalid
// "segment.not_writable" with the writings that did not come out, or that something
// else came out with.
func (j *Joined) Check(after *Document) ([][]int, error) {
	f := &finding{j: j, after: after, places: make([][]int, j.count)}
	f.runs()
	f.spoken()
	f.fields()
	if len(f.bad) == 0 {
		return f.places, nil
	}
	slices.Sort(f.bad)
	wrong := &fault.Error{Kind: fault.Invalid, Code: "invalid"}
	for _, i := range slices.Compact(f.bad) {
		wrong.Fields = append(wrong.Fields, fault.Field{Pointer: pointer(i), Code: "segment.not_writable"})
	}
	return nil, wrong
}

// A finding looks for what was written in a document.
type finding struct {
	j      *Joined
	after  *Document
	places [][]int
	bad    []int // writings that did not come out
}

// found notes where a writing stands.
func (f *finding) found(writing, at int) {
	if writing >= 0 {
		f.places[writing] = append(f.places[writing], at)
	}
}

// runs looks for the runs of the body, in order.
func (f *finding) runs() {
	want := f.j.runs()
	got, at := runsOf(f.after)
	pairs := matchEqual(keysOf(want), keysOf(got))
	from := minus(len(got))
	for i, to := range pairs {
		if to < 0 {
			f.blame(want, i)
			continue
		}
		from[to] = i
		f.found(want[i].writing, at[to])
	}
	news := slices.Clone(f.j.news)
	near := 0
	for i, one := range got {
		if from[i] >= 0 {
			near = from[i]
			continue
		}
		k := slices.IndexFunc(news, one.same)
		if k < 0 {
			f.blame(want, near)
			continue
		}
		f.found(news[k].writing, at[i])
		news = slices.Delete(news, k, k+1)
	}
	for _, one := range news {
		if one.text != "" {
			f.bad = append(f.bad, one.writing)
		}
	}
}

// mostBlamed bounds how many places that are not as they should be are looked into.
const mostBlamed = 1000

// blame notes the writing at a place, or the nearest one.
func (f *finding) blame(want []wanted, at int) {
	if len(f.bad) > mostBlamed {
		return
	}
	for distance := range want {
		for _, i := range []int{at - distance, at + distance} {
			if i >= 0 && i < len(want) && want[i].writing >= 0 {
				f.bad = append(f.bad, want[i].writing)
				return
			}
		}
	}
	for _, one := range append(f.j.news, f.j.spoken...) {
		f.bad = append(f.bad, one.writing)
	}
}

// spoken looks for the attributes that were written.
func (f *finding) spoken() {
	said := make(map[string][]int)
	for i, s := range f.after.Segments {
		if f.after.parts[i].attr != "" {
			said[s.Text] = append(said[s.Text], i)
		}
	}
	for _, one := range f.j.spoken {
		switch places := said[one.text]; {
		case !says(Plain(one.text)):
		case len(places) == 0:
			f.bad = append(f.bad, one.writing)
		default:
			f.found(one.writing, places[0])
			said[one.text] = places[1:]
		}
	}
}

// fields looks for what stands beside the body. What became of it is judged where it
// is prepared.
func (f *finding) fields() {
	for place, writing := range f.j.fields {
		for i := range f.after.Segments {
			if f.after.Segments[i].Place == place {
				f.found(writing, i)
			}
		}
	}
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

// runsOf returns what the runs of a document are, and their places in it.
func runsOf(d *Document) (list []wanted, places []int) {
	for i, s := range d.Segments {
		if d.parts[i].isRun() && s.Text != "" {
			list = append(list, wantedOf(s))
			places = append(places, i)
		}
	}
	return list, places
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
