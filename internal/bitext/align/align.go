// Package align says which segments of two texts belong together, whoever wrote
// them and however freely one was made from the other.
//
// It is a dynamic programme over beads (Gale and Church, A Program for Aligning Sentences
// in Bilingual Corpora, Computational Linguistics 19, 1993): one segment becomes one,
// two, three or none, and the other way round. What a bead scores is the logarithm of
// the odds that its sides are translations, against two texts that have nothing to do
// with each other. Witnesses are added up as in a naive Bayes classifier:
//
//   - lengths, by a normal curve of the logarithm of their ratio;
//   - structure: kind, level, what is around, column of a table, by how frequent that is;
//   - anchors: numbers as both languages write them, where links lead, pictures, code;
//   - words: names and untranslated ones, cognates by their beginnings (Simard, Foster and
//     Isabelle 1992) and consonants, and a small lexicon for English and French, as hunalign
//     has (Varga et al. 2005). The rarer in both documents, the more they count.
//
// Gaps cost less to go on with than to open, since sections are left out as a whole
// (Gotoh 1982). Long documents are cut at sure points first, found as in patience diff by
// what is rare on both sides, and are then looked at in a band around the diagonal. What
// found no place is looked for elsewhere: sections move, and lists are sorted by the
// alphabet of their language.
//
// Left out on purpose: a machine translation of the source to compare with, as Bleualign
// (Sennrich and Volk 2010), and sentence embeddings, as Vecalign (Thompson and Koehn 2019) and
// Bertalign (Liu and Zhu 2022). They find more in freely translated prose without structure,
// and need a model of some hundred megabytes or somebody's service, where this must give the
// same answer within milliseconds on every machine. Blocks of a post, with their kinds,
// numbers and links, make up for it.
package align

import (
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A Bead is what belongs together: segments of the source and segments of the
// target, by their indexes in the documents.
type Bead struct {
	Source     []int
	Target     []int
	Confidence float64 // 0 to 1: how likely it is right
	Moved      bool    // the target stands at another place than its neighbours say
	Person     bool    // somebody said so
}

// Name returns what people and programs call the pieces of a bead of the two documents:
// its first segment of the source; where the source says nothing there, "t-" and its
// first of the target: a text that stands in both has one id in both.
func (b *Bead) Name(source, target *segment.Document) string {
	said := slices.ContainsFunc(b.Source, func(i int) bool { return strings.TrimSpace(source.Segments[i].Text) != "" })
	if len(b.Source) > 0 && (said || len(b.Target) == 0) {
		return source.Segments[b.Source[0]].ID
	}
	return "t-" + target.Segments[b.Target[0]].ID
}

// Hints are what is known of the pair: what people said, and what was approved. They go before what is computed; where
// they contradict each other the later one of the first list does, then the lists in
// this order. Ids that are in no document are passed over.
type Hints struct {
	Linked   [][2][]string // ids of the source, and ids of the target that belong to them
	Unlinked [][2][]string // ids of the source of which none belongs to any of those of the target
	Local    []string      // ids of the target that belong to none of the source
	Omitted  []string      // ids of the source that are left out on purpose
	// Approved are ids that were right beside each other, some time, though nobody said
	// that they belong together. They stay so, and what stands alone may join them: a
	// paragraph that was cut in two.
	Approved [][2][]string
	// Alone are ids of the target that had no counterpart when they were approved. They
	// get one that came since only if it is surely theirs.
	Alone []string
}

// Align pairs the segments of source and target. Each stands in exactly one
// bead. Beads stand in order of the source, those of the target alone after what
// stands before them in the target.
//
// An empty block of the target is paired with the segment of the source whose place
// it holds. It is deterministic. Its time grows little faster than the documents.
func Align(source, target *segment.Document, h Hints) []Bead {
	a := &aligner{m: newModel(source, target)}
	a.taken[0], a.taken[1] = make([]bool, len(source.Segments)), make([]bool, len(target.Segments))
	a.heed(source, target, h)
	a.fields(source, target)
	a.body(source, target)
	a.grow()
	beads := ordered(a.beads, len(target.Segments))
	a.markMoved(beads)
	judge(beads)
	list := make([]Bead, len(beads))
	for n, b := range beads {
		list[n] = b.Bead
	}
	return list
}

// An aligner gathers beads.
type aligner struct {
	m      *model
	taken  [2][]bool // segments that have a bead, by index
	linked [][2]int  // first segments of what people linked, in order of the source
	beads  []scored
}

// A scored bead is one with what it scores; that of a field has no score but is sure.
type scored struct {
	Bead
	score float64
}

// put adds a bead and takes its segments.
func (a *aligner) put(b Bead, score float64) {
	for _, i := range b.Source {
		a.taken[0][i] = true
	}
	for _, i := range b.Target {
		a.taken[1][i] = true
	}
	a.beads = append(a.beads, scored{b, score})
}

// fields pairs what has one place by its kind or name: title, summary, texts of
// resources.
func (a *aligner) fields(source, target *segment.Document) {
	at := make(map[string]int)
	for j := range target.Segments {
		if s := &target.Segments[j]; fixed(s.Kind) && !a.taken[1][j] {
			at[s.Place] = j
		}
	}
	for i := range source.Segments {
		s := &source.Segments[i]
		if !fixed(s.Kind) || a.taken[0][i] {
			continue
		}
		j, ok := at[s.Place]
		if !ok || a.m.apart[[2]int{i, j}] {
			continue
		}
		delete(at, s.Place)
		a.put(Bead{Source: []int{i}, Target: []int{j}, Confidence: ofFields}, 0)
	}
}

func fixed(k segment.Kind) bool {
	switch k {
	case segment.Title, segment.Summary, segment.SEOTitle, segment.SEODescription, segment.ResourceTitle, segment.ResourceAlt, segment.ResourceCaption:
		return true
	}
	return false
}

// body pairs what stands in order.
func (a *aligner) body(source, target *segment.Document) {
	left := a.free(0, source, false)
	right := a.free(1, target, false)
	var steps []step
	from := point{}
	for _, to := range append(a.points(left, right), point{len(left), len(right)}) {
		part := a.m.path(left[from.i:to.i], right[from.j:to.j])
		for _, s := range part {
			s.i, s.j = s.i+from.i, s.j+from.j
			steps = append(steps, s)
		}
		from = to
	}
	r := &rest{m: a.m, source: left, target: right, steps: steps}
	r.search()
	r.put(a)
	for side, d := range []*segment.Document{source, target} {
		for _, it := range a.free(side, d, true) {
			b := Bead{}
			if side == 0 {
				b.Source = []int{it.index}
			} else {
				b.Target = []int{it.index}
			}
			a.put(b, 0)
		}
	}
}

// free returns the items of one side that have no bead yet: those in the body, or all.
func (a *aligner) free(side int, d *segment.Document, all bool) []item {
	items := a.m.source
	if side == 1 {
		items = a.m.target
	}
	var free []item
	for _, it := range items {
		if !a.taken[side][it.index] && (all || !fixed(d.Segments[it.index].Kind)) {
			free = append(free, it)
		}
	}
	return free
}
