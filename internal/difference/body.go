package difference

import (
	"strings"

	"znkr.io/diff"
)

// A Body says what changed between the HTML of two bodies.
type Body struct {
	Runs []Run
	// HTML is the new body with what was deleted in it, in ins and del elements.
	// It is well formed. Of an element that cannot stand in them, such as a list
	// item or a table cell, the content stands in them.
	HTML    string
	Added   int // words
	Removed int
}

// A Run is a part of one line of both bodies with one fate. Those that are not
// inserted make the lines of the old body, those that are not deleted the ones
// of the new.
type Run struct {
	Op      Op
	HTML    string // well formed; inline elements only, but for a rule or a table that is taken as a whole
	Line    int    // from 1: runs of one line stand in one block
	Element string // the block's name, such as "p" or "li"; "" for none
}

// Bodies compares two sanitized bodies. Blocks are paired first, then their
// words. Elements are compared with their attributes: another link, or words
// that became bold, are a change. Spaces count as a browser shows them, and ins
// and del in the bodies are shown as u and s.
//
// Its time and memory grow little faster than the bodies, whatever they hold.
// Where they are so long or so different that the best comparison would take too
// much, it is coarser, never wrong: above half a megabyte it is of sentences.
func Bodies(from, to string) Body {
	p := &parser{names: make(intern), contexts: make(map[int32]*context), cutter: cutterOf(len(from) + len(to))}
	old, now := p.parse(from), p.parse(to)
	var w writer
	w.list(old.blocks, now.blocks)
	return Body{Runs: w.runs, HTML: w.html.String(), Added: w.added, Removed: w.removed}
}

// list writes how one list of blocks became another.
func (w *writer) list(old, now []*block) {
	var from, to []*block
	i, j := 0, 0
	for _, e := range edits(numbers(old), numbers(now)) {
		switch e.Op {
		case diff.Delete:
			from = append(from, old[i])
			i++
		case diff.Insert:
			to = append(to, now[j])
			j++
		default:
			w.gap(from, to)
			from, to = nil, nil
			w.all(Equal, now[j])
			i, j = i+1, j+1
		}
	}
	w.gap(from, to)
}

func numbers(blocks []*block) []int32 {
	list := make([]int32, len(blocks))
	for i, b := range blocks {
		list[i] = b.id
	}
	return list
}

// gap writes blocks that all went or changed, and what came in their place.
func (w *writer) gap(old, now []*block) {
	i, j := 0, 0
	for _, p := range paired(old, now) {
		w.each(Delete, old[i:p.old])
		w.each(Insert, now[j:p.now])
		w.changed(old[p.old], now[p.now])
		i, j = p.old+1, p.now+1
	}
	w.each(Delete, old[i:])
	w.each(Insert, now[j:])
}

func (w *writer) each(op Op, blocks []*block) {
	for _, b := range blocks {
		w.all(op, b)
	}
}

// changed writes a block that became another of its kind.
func (w *writer) changed(old, now *block) {
	if now.shape == line {
		w.line(compare(old.tokens, now.tokens))
		return
	}
	w.open(now)
	w.list(old.blocks, now.blocks)
	w.close(now)
}

// A pair says which old block became which new one.
type pair struct{ old, now int }

const (
	// widest bounds the pairs that are weighed against each other in one place.
	widest = 2500
	// alike is the share of words that two blocks among several must have in
	// common to be one that was changed.
	alike = 0.2
)

// paired finds which blocks are the same, changed, in order.
func paired(old, now []*block) []pair {
	if len(old) == 1 && len(now) == 1 {
		if fits(old[0], now[0]) {
			return []pair{{0, 0}}
		}
		return nil
	}
	if len(old)*len(now) > widest {
		return alongside(old, now)
	}
	return likest(old, now)
}

// fits reports whether one block can become the other. An element that was
// emptied, or filled, is another one: its marks could not be told from those of
// one that went, or came.
func fits(old, now *block) bool {
	return old.kind == now.kind && old.shape != solid && (len(old.blocks) > 0) == (len(now.blocks) > 0)
}

// alongside pairs blocks of the same place in both lists.
func alongside(old, now []*block) []pair {
	var pairs []pair
	for i := range min(len(old), len(now)) {
		if fits(old[i], now[i]) {
			pairs = append(pairs, pair{i, i})
		}
	}
	return pairs
}

// likest returns the pairs in order that have the most in common altogether.
func likest(old, now []*block) []pair {
	wide := len(now) + 1
	best := make([]float64, (len(old)+1)*wide)    // of the first i old and j new blocks, at [i*wide+j]
	share := make([]float64, len(old)*len(now)+1) // of two blocks; 0 if they are no pair
	for i, a := range old {
		for j, b := range now {
			if s := likeness(a.sketch, b.sketch); s >= alike && fits(a, b) {
				share[i*len(now)+j] = s
			}
			best[(i+1)*wide+j+1] = max(best[i*wide+j+1], best[(i+1)*wide+j], best[i*wide+j]+share[i*len(now)+j])
		}
	}
	var pairs []pair
	for i, j := len(old), len(now); i > 0 && j > 0; {
		switch best[i*wide+j] {
		case best[(i-1)*wide+j]:
			i--
		case best[i*wide+j-1]:
			j--
		default:
			i, j = i-1, j-1
			pairs = append(pairs, pair{i, j})
		}
	}
	for i, j := 0, len(pairs)-1; i < j; i, j = i+1, j-1 {
		pairs[i], pairs[j] = pairs[j], pairs[i]
	}
	return pairs
}

// A writer writes what it is told of blocks and words.
type writer struct {
	html    strings.Builder
	runs    []Run
	lines   int
	within  []string // names of the blocks that are open
	marked  bool     // an ins or a del is open around blocks
	bare    bool     // nothing was written since the start tag of a pre
	added   int
	removed int
}
