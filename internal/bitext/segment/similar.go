package segment

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
)

// How alike two texts must be to be one that was changed: shares of words that both
// have (Dice's coefficient).
const (
	alikeAlone  = 0.15 // between the same neighbours, and nothing else is there
	alike       = 0.34 // between the same neighbours
	alikeOther  = 0.6  // of another kind, or elsewhere
	shortWords  = 3    // with so few words, one in the place of another is that one changed
	mostCompare = 10_000
	mostSharing = 30 // a word that more segments have finds none
)

// A feature is what a segment is compared by: its words, sorted, as hashes; of one
// without words, what it shows.
type feature []uint32

func featureOf(s *Segment) feature {
	var list feature
	add := func(word string) {
		h := fnv.New32a()
		_, _ = h.Write([]byte(word))
		list = append(list, h.Sum32())
	}
	for word := range strings.FieldsFuncSeq(strings.ToLower(Plain(s.Text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}) {
		add(word)
	}
	if len(list) == 0 {
		for _, t := range s.Tags {
			add(t.Element + t.Attrs["src"] + t.Attrs["href"] + t.Text)
		}
	}
	slices.Sort(list)
	return list
}

func (t *tracer) feature(s *Segment) feature {
	f, ok := t.features[s]
	if !ok {
		f = featureOf(s)
		if t.features == nil {
			t.features = make(map[*Segment]feature)
		}
		t.features[s] = f
	}
	return f
}

// likeness returns the share of words that both have: 0 none, 1 all.
func (t *tracer) likeness(o, n int) float64 {
	a, b := t.feature(&t.old.Segments[o]), t.feature(&t.now.Segments[n])
	if len(a)+len(b) == 0 {
		return 1
	}
	common := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			common++
			i++
			j++
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return 2 * float64(common) / float64(len(a)+len(b))
}

// enough returns how alike the two must be in place; above 1 if they cannot be one.
func (t *tracer) enough(o, n int, alone bool) float64 {
	a, b := &t.old.Segments[o], &t.now.Segments[n]
	switch attr := t.old.parts[o].attr; {
	case attr != t.now.parts[n].attr:
		return 2
	case a.Kind != b.Kind:
		return alikeOther
	case !alone:
		return alike
	case len(t.feature(a)) <= shortWords && len(t.feature(b)) <= shortWords:
		return 0
	}
	return alikeAlone
}

// changed pairs, between those that stayed, what is alike in order.
func (t *tracer) changed() {
	o, n := 0, 0
	for _, stayed := range append(t.stayed, [2]int{len(t.old.Segments), len(t.now.Segments)}) {
		t.gap(open(t.old, t.was, o, stayed[0]), open(t.now, t.is, n, stayed[1]))
		o, n = stayed[0]+1, stayed[1]+1
	}
}

// open returns the segments of the body in a range that have no pair yet.
func open(d *Document, paired []int, from, to int) []int {
	var list []int
	for i := from; i < to; i++ {
		if paired[i] < 0 && d.parts[i].field == "" {
			list = append(list, i)
		}
	}
	return list
}

// gap pairs what is alike, in order, so that the sum of likeness is the greatest.
func (t *tracer) gap(old, now []int) {
	rows, columns := len(old), len(now)
	if rows*columns == 0 || rows*columns > mostCompare {
		return
	}
	alone := rows == 1 && columns == 1
	like := make([]float64, rows*columns)
	best := make([]float64, (rows+1)*(columns+1))
	at := func(i, j int) *float64 { return &best[i*(columns+1)+j] }
	for i := rows - 1; i >= 0; i-- {
		for j := columns - 1; j >= 0; j-- {
			*at(i, j) = max(*at(i+1, j), *at(i, j+1))
			if l := t.likeness(old[i], now[j]); l >= t.enough(old[i], now[j], alone) {
				like[i*columns+j] = l + 0.01 // none at all is more than nothing, where it is enough
				*at(i, j) = max(*at(i, j), like[i*columns+j]+*at(i+1, j+1))
			}
		}
	}
	for i, j := 0, 0; i < rows && j < columns; {
		switch l := like[i*columns+j]; {
		case l > 0 && *at(i, j) == l+*at(i+1, j+1):
			t.pair(old[i], now[j])
			i++
			j++
		case *at(i, j) == *at(i+1, j):
			i++
		default:
			j++
		}
	}
}

// strayed pairs what moved and changed: for each segment without a pair the likest
// one, among those that share a word which few have.
func (t *tracer) strayed() {
	old, now := body(t.old, t.was), body(t.now, t.is)
	sharing := make(map[uint32][]int)
	for _, o := range old {
		for _, word := range slices.Compact(slices.Clone(t.feature(&t.old.Segments[o]))) {
			sharing[word] = append(sharing[word], o)
		}
	}
	for _, n := range now {
		likest, most := -1, 0.0
		looked := make(map[int]bool)
		for _, word := range slices.Compact(slices.Clone(t.feature(&t.now.Segments[n]))) {
			if len(sharing[word]) > mostSharing {
				continue
			}
			for _, o := range sharing[word] {
				if looked[o] || t.was[o] >= 0 {
					continue
				}
				looked[o] = true
				if l := t.likeness(o, n); l >= max(alikeOther, t.enough(o, n, false)) && l > most {
					likest, most = o, l
				}
			}
		}
		if likest >= 0 {
			t.pair(likest, n)
		}
	}
}
