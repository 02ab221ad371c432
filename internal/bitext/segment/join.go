package segment

import (
	"strconv"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/markup"
)

// Join returns the document's text with new texts for some of its segments, by
// their places in Segments, with the numbers that each has there. All else is as it
// was. Warnings name tags that were dropped and only marked words. What is wrong is
// one fault.Invalid, with fields at "/" and the place in Segments.
func (d *Document) Join(texts map[int]string) (content.Text, []content.Warning, error) {
	var list []Writing
	var places []int
	for i := range d.Segments {
		if text, ok := texts[i]; ok {
			list = append(list, Writing{Target: []int{i}, Text: text})
			places = append(places, i)
		}
	}
	at := func(i int) string { return "/" + strconv.Itoa(places[i]) }
	j, err := d.Write(nil, nil, list)
	if f, ok := fault.Of(err); ok {
		for i := range f.Fields {
			f.Fields[i].Pointer = at(number(f.Fields[i].Pointer))
		}
	}
	if err != nil {
		return content.Text{}, nil, err
	}
	for i := range j.Warnings {
		j.Warnings[i].Pointer = at(number(j.Warnings[i].Pointer))
	}
	return j.Text, j.Warnings, nil
}

// number reads a pointer that pointer wrote.
func number(pointer string) int {
	n, _ := strconv.Atoi(pointer[1 : len(pointer)-len("/target")])
	return n
}

func pointer(i int) string { return "/" + strconv.Itoa(i) + "/target" }

// A Writing is a new text beside segments of the source.
type Writing struct {
	Source []int  // places in the source; none: the text is of the document alone
	Target []int  // places in the document; none: the text makes a new segment
	Text   string // of several targets one a line; the numbers are those of [Beside]
}

// A Joined is a document's text after writing.
type Joined struct {
	Text     content.Text
	Warnings []content.Warning // pointers are "/3/target", by the place of the writing

	d      *Document
	want   map[int]wanted // by place in the document, of runs that changed
	news   []wanted       // new runs
	spoken []wanted       // attributes that were written
	fields map[string]int // the writing, by place, of what stands beside the body
	count  int            // of writings
}

// Write returns the document's text with the writings in it. beads says which
// segment of the document stands beside one of the source: a new segment comes
// between what its neighbours in the source stand beside, in a block like that of
// its source.
//
// In HTML, body and HTML are the new body. In Markdown the body is, in its own
// lines, and HTML is what it was: it has to be rendered again. Either way
// [Joined.Check] says whether the body came out as it should.
//
// The rule on tags: all but words of the markup may stand in another order. What
// leads or shows something (a link, a picture, code) must stay, unless the text
// that stood there had lost it before; what only marks words may go, with a warning.
// None may come twice, be invented, or cross another. What is wrong is one
// fault.Invalid, with pointers as in Warnings.
func (d *Document) Write(source *Document, beads map[int]int, list []Writing) (*Joined, error) {
	w := &writer{source: source, beads: beads, fresh: Cut(d.Locale, d.text), text: d.text, made: make(map[int]part)}
	w.joined = &Joined{d: d, want: make(map[int]wanted), fields: make(map[string]int), count: len(list)}
	for _, said := range []bool{false, true} { // pictures and links come before what they say
		for i, one := range list {
			if w.at = i; w.says(one) == said {
				w.write(one)
			}
		}
	}
	if len(w.wrong) > 0 {
		return nil, w.failed()
	}
	return w.done()
}

// A writer is one call of [Document.Write] at work.
type writer struct {
	source *Document
	beads  map[int]int
	fresh  *Document // the document again, with a tree that can be changed
	text   content.Text
	made   map[int]part // new runs, by their place in the source
	lines  []lineEdit   // of Markdown
	say    sayings      // what elements of the source say that are new in Markdown
	body   bool         // the tree was changed
	at     int          // the writing that is worked on
	wrong  []fault.Field
	joined *Joined
}

func (w *writer) failed() error {
	return &fault.Error{Kind: fault.Invalid, Code: "invalid", Fields: w.wrong}
}

// done returns what was joined, if it comes out as it was written.
func (w *writer) done() (*Joined, error) {
	w.joined.Text = w.text
	if len(w.lines) > 0 {
		return w.writeLines()
	}
	if !w.body {
		return w.joined, nil
	}
	w.joined.Text.HTML = markup.Render(w.fresh.root)
	w.joined.Text.Body = w.joined.Text.HTML
	_, err := w.joined.Check(Cut(w.fresh.Locale, w.joined.Text))
	return w.joined, err
}
