package glossary

import (
	"cmp"
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A form is a way to say a term in one language.
type form struct {
	term      *bitext.Term
	words     []word
	forbidden bool
}

// An index finds forms in texts of a language, by their first stem.
type index struct {
	tag locale.Tag
	of  map[string][]form
}

// add puts the forms of a term in the index's language into it.
func (x *index) add(t *bitext.Term, forbidden bool, texts ...string) {
	for _, text := range texts {
		if list := cut(text, x.tag); len(list) > 0 && len(list) <= MostWords {
			x.of[list[0].stem] = append(x.of[list[0].stem], form{term: t, words: list, forbidden: forbidden})
		}
	}
}

// A place is where a form stands in a text.
type place struct {
	Match
	forbidden bool
}

// all returns every form that stands in the text, in order of place, the longest of
// those that begin together first.
func (x *index) all(text string) []place {
	list := cut(text, x.tag)
	var all []place
	for i := range list {
		for _, f := range x.of[list[i].stem] {
			if !f.begins(list[i:]) {
				continue
			}
			from, to := list[i].Start, list[i+len(f.words)-1].End
			all = append(all, place{Match{Term: f.term, Form: text[from:to], Start: from, End: to}, f.forbidden})
		}
	}
	slices.SortStableFunc(all, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	return all
}

// begins reports whether the form is what the words begin with.
func (f *form) begins(list []word) bool {
	if len(list) < len(f.words) {
		return false
	}
	for i := range f.words {
		if i > 0 && !list[i].joined || !list[i].same(&f.words[i], f.term.CaseSensitive) {
			return false
		}
	}
	return true
}

// find returns the terms that stand in the text: of those that overlap the longest,
// and all that stand at the very same place, each once.
func (x *index) find(text string) []Match {
	var matches []Match
	for _, p := range x.all(text) {
		if n := len(matches); n > 0 {
			last := matches[n-1]
			same := p.Start == last.Start && p.End == last.End
			if p.Start < last.End && !same || same && slices.ContainsFunc(matches, func(m Match) bool {
				return m.Start == p.Start && m.Term == p.Term
			}) {
				continue
			}
		}
		matches = append(matches, p.Match)
	}
	return matches
}

// judge is [Glossary.Judge].
func (g *Glossary) judge(source, target string) []Fault {
	matches := g.source.find(source)
	if len(matches) == 0 {
		return nil
	}
	said := g.target.all(target)
	var faults []Fault
	judged := make(map[*bitext.Term]bool)
	for len(matches) > 0 {
		n := 1 // terms at one place: any of them will do
		for n < len(matches) && matches[n].Start == matches[0].Start {
			n++
		}
		together := matches[:n]
		matches = matches[n:]
		if judged[together[0].Term] {
			continue
		}
		judged[together[0].Term] = true
		if f, wrong := verdict(together, said); wrong {
			faults = append(faults, f)
		}
	}
	return faults
}

// verdict says what is wrong with a target in which these forms stand, if one of the
// terms is to be in it.
func verdict(terms []Match, said []place) (Fault, bool) {
	right := func(p place) bool {
		return !p.forbidden && slices.ContainsFunc(terms, func(m Match) bool { return m.Term == p.Term })
	}
	there := slices.ContainsFunc(said, right)
	for _, m := range terms {
		for _, p := range said {
			// A forbidden word may be part of what is right, such as nuage of nuage hybride.
			within := func(q place) bool {
				longer := q.End-q.Start > p.End-p.Start
				return q.Start <= p.Start && p.End <= q.End && (right(q) || longer && !q.forbidden)
			}
			if p.forbidden && p.Term == m.Term && !slices.ContainsFunc(said, within) {
				return Fault{Match: m, Wrong: &p.Match, Expected: m.Term.Target.Term}, true
			}
		}
	}
	return Fault{Match: terms[0], Expected: terms[0].Term.Target.Term}, !there
}
