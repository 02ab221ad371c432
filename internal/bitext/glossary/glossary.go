// Package glossary knows the words that are always translated the same way, and
// finds them in texts: in any of their forms, several words together, and after
// what French elides. It compares stems.
package glossary

import (
	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/locale"
)

// Limits.
const (
	MostTerms = 10_000 // in a glossary
	MostForms = 20     // of a term, in each list
	Longest   = 200    // characters of a term or a form
	LongNote  = 2000   // characters of a note
	MostWords = 12     // of a form
)

// A Match is a term that stands in a text.
type Match struct {
	Term  *bitext.Term
	Form  string // as it stands there
	Start int    // in bytes of the text
	End   int
}

// A Glossary finds the terms of one direction. It may be used by many at once.
type Glossary struct {
	source, target index
}

// New makes a glossary of the terms that are between the two languages, whatever
// their regions; those of the other direction count too, without what they forbid.
func New(terms []bitext.Term, source, target locale.Tag) *Glossary {
	g := &Glossary{source: index{source, make(map[string][]form)}, target: index{target, make(map[string][]form)}}
	for _, t := range terms {
		from, to := t.Source.Locale.Base(), t.Target.Locale.Base()
		switch {
		case from == source.Base() && to == target.Base():
		case from == target.Base() && to == source.Base():
			t.Source, t.Target, t.Forbidden = t.Target, t.Source, nil
		default:
			continue
		}
		g.source.add(&t, false, append([]string{t.Source.Term}, t.Source.Forms...)...)
		g.target.add(&t, false, append([]string{t.Target.Term}, t.Target.Forms...)...)
		g.target.add(&t, true, t.Forbidden...)
	}
	return g
}

// Find returns the terms that stand in a text of the source, in the small markup,
// in order of place: of those that overlap the longest, and all that stand at the very
// same place.
func (g *Glossary) Find(text string) []Match { return g.source.find(text) }

// A Fault is a term that its translation does not keep to.
type Fault struct {
	Match           // in the source
	Wrong    *Match // the forbidden form in the target; nil: the term is not there
	Expected string // what it is called
}

// Judge returns where a translation does not keep to the glossary: a term of the
// source has its forbidden form in the target, or nothing that it is called. A term
// that stands in the source several times must be in the target once.
func (g *Glossary) Judge(source, target string) []Fault { return g.judge(source, target) }
