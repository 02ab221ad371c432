package difference

import (
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/markup"
)

// open writes a block's start tag.
func (w *writer) open(b *block) {
	w.html.WriteString(b.start)
	w.within = append(w.within, b.tag)
	w.bare = b.tag == "pre"
}

func (w *writer) close(b *block) {
	w.html.WriteString("</" + b.tag + ">")
	w.within = w.within[:len(w.within)-1]
	w.bare = false
}

// all writes a block with everything in it, which has one fate.
func (w *writer) all(op Op, b *block) {
	switch {
	case b.shape == inner && op != Equal && !w.marked:
		w.open(b)
		w.mark(op, func() { w.each(op, b.blocks) })
		w.close(b)
	case b.shape == row || op == Equal || w.marked:
		w.plainly(op, b)
	default:
		w.mark(op, func() { w.plainly(op, b) })
	}
}

// plainly writes a block without marks of its own.
func (w *writer) plainly(op Op, b *block) {
	switch b.shape {
	case line:
		w.lines++
		w.count(op, b.tokens)
		w.run(op, b.tokens)
		e := emitter{w: w}
		for _, t := range b.tokens {
			e.put(t, nil, 0)
		}
		e.end()
	case solid:
		w.lines++
		w.runs = append(w.runs, Run{op, b.start, w.lines, b.tag})
		w.html.WriteString(b.start)
		w.bare = false
	default:
		w.open(b)
		w.each(op, b.blocks)
		w.close(b)
	}
}

// mark writes what fn writes in an ins or a del.
func (w *writer) mark(op Op, fn func()) {
	m := markOf(op)
	w.html.WriteString(m.start)
	w.marked, w.bare = true, false
	fn()
	w.marked = false
	w.html.WriteString("</" + m.tag + ">")
}

// Marks stand among the contexts of tokens, so each is one value.
var (
	inserted = &context{tag: "ins", start: "<ins>"}
	deleted  = &context{tag: "del", start: "<del>"}
)

func markOf(op Op) *context {
	switch op {
	case Insert:
		return inserted
	case Delete:
		return deleted
	}
	return nil
}

func (w *writer) count(op Op, tokens []token) {
	n := 0
	for _, t := range tokens {
		if t.kind == word && !t.html {
			n += markup.CountWords(t.text)
		}
	}
	switch op {
	case Insert:
		w.added += n
	case Delete:
		w.removed += n
	}
}

// run notes a part of the line that is being written.
func (w *writer) run(op Op, tokens []token) {
	if len(tokens) == 0 {
		return
	}
	var alone writer
	e := emitter{w: &alone}
	for _, t := range tokens {
		e.put(t, nil, 0)
	}
	e.end()
	element := ""
	if len(w.within) > 0 {
		element = w.within[len(w.within)-1]
	}
	w.runs = append(w.runs, Run{op, alone.html.String(), w.lines, element})
}

// line writes a line that changed.
func (w *writer) line(runs []run) {
	w.lines++
	e := emitter{w: w}
	var before *context
	for i, r := range runs {
		if r.equal {
			w.run(Equal, r.to)
			for _, t := range r.to {
				e.put(t, nil, 0)
			}
			before = r.to[len(r.to)-1].in
			continue
		}
		w.run(Delete, r.from)
		w.run(Insert, r.to)
		w.count(Delete, r.from)
		w.count(Insert, r.to)
		var after *context
		if i+1 < len(runs) {
			after = runs[i+1].to[0].in
		}
		gap := slices.Concat(r.from, r.to)
		for k, depth := range depths(gap, before, after) {
			op := inserted
			if k < len(r.from) {
				op = deleted
			}
			e.put(gap[k], op, depth)
		}
	}
	e.end()
}

// depths returns for each token of a change how many of the elements around it
// stay open around its mark: those that go on from what stands before the
// change, or into what stands after it. Such an element holds something that
// stayed, so that it is never left empty by taking a mark away.
func depths(gap []token, before, after *context) []int {
	list := make([]int, len(gap))
	for i, t := range gap {
		before = common(before, t.in)
		list[i] = before.level()
	}
	for i, t := range slices.Backward(gap) {
		after = common(after, t.in)
		list[i] = max(list[i], after.level())
	}
	return list
}

// An emitter writes the tokens of one line with the elements around them.
type emitter struct {
	w    *writer
	open []*context
	want []*context // kept to be filled again
	last place
}

// A place is where a token is put.
type place struct {
	in, mark *context
	depth    int
}

// put writes a token in its elements; depth of them stand outside of the mark.
func (e *emitter) put(t token, mark *context, depth int) {
	if here := (place{t.in, mark, depth}); here != e.last {
		e.enter(here)
		e.last = here
	}
	text := t.escaped()
	if e.w.bare && strings.HasPrefix(text, "\n") {
		e.w.html.WriteByte('\n') // the parser takes the first one away
	}
	e.w.bare = false
	e.w.html.WriteString(text)
}

// enter opens the elements of a place, and closes those that it is not in.
func (e *emitter) enter(p place) {
	e.want = e.want[:0]
	for c := p.in; c != nil; c = c.parent {
		if c.depth == p.depth && p.mark != nil {
			e.want = append(e.want, p.mark)
		}
		e.want = append(e.want, c)
	}
	if p.mark != nil && p.depth == 0 {
		e.want = append(e.want, p.mark)
	}
	slices.Reverse(e.want)
	same := 0
	for same < len(e.open) && same < len(e.want) && e.open[same] == e.want[same] {
		same++
	}
	e.until(same)
	for _, c := range e.want[same:] {
		e.w.html.WriteString(c.start)
		e.open = append(e.open, c)
		e.w.bare = false
	}
}

// until closes all but the outermost elements.
func (e *emitter) until(n int) {
	for i := len(e.open) - 1; i >= n; i-- {
		e.w.html.WriteString("</" + e.open[i].tag + ">")
	}
	e.open = e.open[:n]
}

func (e *emitter) end() { e.until(0) }
