package segment

import "strconv"

// Trace gives the segments of a document the ids of what they were in an earlier
// one of the same translation: those that are equal first, then those that changed
// in place, between neighbours that stayed, then those that moved and changed. What is
// new keeps a fresh id. It is deterministic, and near-linear in the segments.
func Trace(old, now *Document) {
	from := TraceMap(old, now)
	used := make(map[string]bool, len(from))
	for i, at := range from {
		if at >= 0 {
			now.Segments[i].ID = old.Segments[at].ID
			used[old.Segments[at].ID] = true
		}
	}
	next := make(map[string]int)
	for i, at := range from {
		if at >= 0 {
			continue
		}
		s := &now.Segments[i]
		base := s.ID
		if now.parts[i].field == "" {
			base = idOf(s.Kind, s.Text)
		}
		s.ID = base
		for used[s.ID] {
			next[base]++
			s.ID = base + "-" + strconv.Itoa(next[base]+1)
		}
		used[s.ID] = true
	}
	now.index()
}

// TraceMap returns for each segment of now which one of old it was, or -1.
func TraceMap(old, now *Document) []int {
	t := &tracer{old: old, now: now, was: minus(len(old.Segments)), is: minus(len(now.Segments))}
	t.fields()
	t.equal()
	t.moved()
	t.changed()
	t.strayed()
	return t.is
}

// minus returns n times -1.
func minus(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = -1
	}
	return list
}

// A tracer finds which segments of a document are those of an earlier one.
type tracer struct {
	old, now *Document
	was, is  []int    // for each of old its place in now, and the other way round; -1: none yet
	stayed   [][2]int // the pairs that are the same in the same order
	features map[*Segment]feature
}

func (t *tracer) pair(o, n int) { t.was[o], t.is[n] = n, o }

// fields pairs what stands beside the body: its name says which it is.
func (t *tracer) fields() {
	at := make(map[string]int)
	for i := range t.old.Segments {
		if t.old.parts[i].field != "" {
			at[t.old.Segments[i].Place] = i
		}
	}
	for i := range t.now.Segments {
		if o, ok := at[t.now.Segments[i].Place]; ok && t.now.parts[i].field != "" {
			t.pair(o, i)
		}
	}
}

// body returns the places of the segments of the body that have no pair yet.
func body(d *Document, paired []int) []int {
	var list []int
	for i := range d.Segments {
		if d.parts[i].field == "" && paired[i] < 0 {
			list = append(list, i)
		}
	}
	return list
}

func keyOf(s *Segment) string { return string(s.Kind) + "\x00" + s.Hash + "\x00" + s.Text }

func keysAt(d *Document, places []int) []string {
	keys := make([]string, len(places))
	for i, at := range places {
		keys[i] = keyOf(&d.Segments[at])
	}
	return keys
}

// equal pairs those that are the same in the same order.
func (t *tracer) equal() {
	old, now := body(t.old, t.was), body(t.now, t.is)
	for i, j := range matchEqual(keysAt(t.old, old), keysAt(t.now, now)) {
		if j >= 0 {
			t.pair(old[i], now[j])
			t.stayed = append(t.stayed, [2]int{old[i], now[j]})
		}
	}
}

// moved pairs those that are the same elsewhere, if there is one alone that they can be.
func (t *tracer) moved() {
	old, now := body(t.old, t.was), body(t.now, t.is)
	type seen struct{ times, at int }
	there := make(map[string]seen)
	for i, key := range keysAt(t.now, now) {
		there[key] = seen{there[key].times + 1, now[i]}
	}
	keys := keysAt(t.old, old)
	times := make(map[string]int)
	for _, key := range keys {
		times[key]++
	}
	for i, key := range keys {
		if to := there[key]; to.times == 1 && times[key] == 1 && t.old.Segments[old[i]].Text != "" {
			t.pair(old[i], to.at)
		}
	}
}

// matchEqual pairs equal keys of two lists in order: for each of a its place in b, or
// -1. Keys that both have once are anchors (Cohen's patience diff), and so on
// between them.
func matchEqual(a, b []string) []int {
	m := &matcher{a: a, b: b, to: minus(len(a))}
	m.between(span{0, len(a)}, span{0, len(b)}, 0)
	return m.to
}

// A span is a part of a list.
type span struct{ from, to int }

type matcher struct {
	a, b []string
	to   []int
}

// deepest bounds how often the rest between anchors is looked at again.
const deepest = 40

func (m *matcher) between(a, b span, depth int) {
	for a.from < a.to && b.from < b.to && m.a[a.from] == m.b[b.from] {
		m.to[a.from] = b.from
		a.from++
		b.from++
	}
	for a.from < a.to && b.from < b.to && m.a[a.to-1] == m.b[b.to-1] {
		a.to--
		b.to--
		m.to[a.to] = b.to
	}
	if a.from == a.to || b.from == b.to || depth == deepest {
		return
	}
	anchors := m.anchors(a, b)
	if len(anchors) == 0 {
		m.repeated(a, b)
		return
	}
	for _, p := range anchors {
		m.to[p[0]] = p[1]
		m.between(span{a.from, p[0]}, span{b.from, p[1]}, depth+1)
		a.from, b.from = p[0]+1, p[1]+1
	}
	m.between(a, b, depth+1)
}

// anchors returns the longest run in order of keys that both have once.
func (m *matcher) anchors(a, b span) [][2]int {
	type seen struct{ inA, inB, at int }
	count := make(map[string]seen, a.to-a.from)
	for _, key := range m.a[a.from:a.to] {
		s := count[key]
		s.inA++
		count[key] = s
	}
	for j := b.from; j < b.to; j++ {
		if s, ok := count[m.b[j]]; ok {
			s.inB++
			s.at = j
			count[m.b[j]] = s
		}
	}
	var pairs [][2]int
	for i := a.from; i < a.to; i++ {
		if s := count[m.a[i]]; s.inA == 1 && s.inB == 1 {
			pairs = append(pairs, [2]int{i, s.at})
		}
	}
	return rising(pairs)
}

// repeated pairs what neither has once, if there is little of it: the longest common
// sequence, by the table that everybody knows.
func (m *matcher) repeated(a, b span) {
	const most = 40_000 // cells
	rows, columns := a.to-a.from, b.to-b.from
	if rows*columns > most {
		return
	}
	table := make([]int, (rows+1)*(columns+1))
	at := func(i, j int) *int { return &table[i*(columns+1)+j] }
	for i := rows - 1; i >= 0; i-- {
		for j := columns - 1; j >= 0; j-- {
			if m.a[a.from+i] == m.b[b.from+j] {
				*at(i, j) = *at(i+1, j+1) + 1
			} else {
				*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			}
		}
	}
	for i, j := 0, 0; i < rows && j < columns; {
		switch {
		case m.a[a.from+i] == m.b[b.from+j]:
			m.to[a.from+i] = b.from + j
			i++
			j++
		case *at(i+1, j) >= *at(i, j+1):
			i++
		default:
			j++
		}
	}
}

// rising returns the longest of pairs, in order of their first, whose second rise.
func rising(pairs [][2]int) [][2]int {
	var ends []int // for each length, the pair that such a run ends in with the least second
	before := minus(len(pairs))
	for i, p := range pairs {
		low, high := 0, len(ends)
		for low < high {
			if mid := (low + high) / 2; pairs[ends[mid]][1] < p[1] {
				low = mid + 1
			} else {
				high = mid
			}
		}
		if low > 0 {
			before[i] = ends[low-1]
		}
		if low == len(ends) {
			ends = append(ends, i)
		} else {
			ends[low] = i
		}
	}
	run := make([][2]int, len(ends))
	if len(ends) == 0 {
		return nil
	}
	for i, k := ends[len(ends)-1], len(ends)-1; k >= 0; i, k = before[i], k-1 {
		run[k] = pairs[i]
	}
	return run
}
