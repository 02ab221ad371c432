package cache

import (
	"math"
	"strconv"
	"sync/atomic"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
)

// Smallest is the shortest body that is worth a coding: shorter ones fit into one
// packet as they are.
const Smallest = 1024

// overhead is about what an item takes beside the bytes that are counted.
const overhead = 900

// A Field is one header, ready to be assigned: its name in canonical form.
type Field struct {
	Name   string
	Values []string
}

// An Item is one answer. Nothing of it changes but that forms are added.
type Item struct {
	Key        string
	Status     int
	Header     []Field // of the answer in whatever coding, without what its [Form] has
	Unchanged  []Field // of the answer that nothing changed (RFC 9110 §15.4.5), likewise
	Vary       []string
	Tag        string // entity tag of the body as it is, without quotes; empty: none
	Generation entry.Generation
	Post       content.PostID // that alone decides what it says; empty where more does
	Refusal    bool           // it says no

	forms *forms
}

// A Form is a body in one coding.
type Form struct {
	Body   []byte
	ETag   []string // nil: none
	Length []string
	Coding []string     // Content-Encoding; nil as it is
	Takers atomic.Int64 // clients that are being sent it now, as whoever sends it counts
}

// forms are a body in the codings that were asked for so far. Items that came one after
// the other with the same entity tag share them.
type forms struct {
	worth bool // to be compressed
	ready [codings]atomic.Pointer[Form]
	begun [codings]atomic.Bool
	bytes atomic.Int64
}

// With gives the item its body, once, and returns it. Of a body that is worth it, and
// has an entity tag, other codings are made when they are asked for.
func (i *Item) With(body []byte) *Item {
	i.forms = &forms{worth: len(body) >= Smallest && i.Tag != ""}
	i.put(Identity, body)
	return i
}

// Coded reports whether the answer comes in other codings too.
func (i *Item) Coded() bool { return i.forms.worth }

// Size returns the length of the body as it is.
func (i *Item) Size() int { return len(i.forms.ready[Identity].Load().Body) }

// put adds a form.
func (i *Item) put(c Coding, body []byte) {
	form := &Form{Body: body, Length: []string{strconv.Itoa(len(body))}}
	if i.Tag != "" {
		form.ETag = i.tag(c)
	}
	if c != Identity {
		form.Coding = []string{c.String()}
	}
	i.forms.bytes.Add(int64(len(body)))
	i.forms.ready[c].Store(form)
}

// tag returns the entity tag of the body in the coding, as the header ETag has it.
func (i *Item) tag(c Coding) []string { return []string{`"` + i.Tag + c.Suffix() + `"`} }

// Named returns the entity tag of the form that opaque names, with quotes, as the header
// ETag has it; nil if it names none. The form may not be made yet, or no more.
func (i *Item) Named(opaque string) []string {
	if i.Tag == "" || len(opaque) < len(i.Tag) || opaque[:len(i.Tag)] != i.Tag {
		return nil
	}
	for c := range codings {
		if opaque[len(i.Tag):] != c.Suffix() {
			continue
		}
		if form := i.forms.ready[c].Load(); form != nil {
			return form.ETag
		}
		return i.tag(c)
	}
	return nil
}

// weight returns about how many bytes the item takes.
func (i *Item) weight() uint32 {
	n := int64(overhead+2*len(i.Key)) + i.forms.bytes.Load()
	for _, list := range [][]Field{i.Header, i.Unchanged} {
		for _, f := range list {
			n += 64
			for _, v := range f.Values {
				n += int64(len(v))
			}
		}
	}
	return uint32(min(n, math.MaxUint32))
}
