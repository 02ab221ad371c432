package entry

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/markup"
)

// A heading is what headings are aligned by.
type heading struct {
	level int
	words []string        // in lower case, numbers among them
	at    float64         // where in the text it stands, from 0 to 1
	ids   []string        // its own, and those of what stands in it
	marks map[string]bool // what stands below it in every language: numbers, and where links and pictures lead
}

// headingsOf returns the headings with an id, in order.
func headingsOf(root *html.Node) []heading {
	var list []heading
	passed := 0
	for n := range root.Descendants() {
		if n.Type == html.TextNode {
			passed += len(n.Data)
			mark(list, strings.FieldsFunc(n.Data, func(r rune) bool { return !unicode.IsDigit(r) })...)
			continue
		}
		if !isHeading(n) {
			for _, key := range []string{"href", "src"} {
				if at, ok := markup.Attr(n, key); ok {
					mark(list, at)
				}
			}
			continue
		}
		h := heading{level: int(n.Data[1] - '0'), words: wordsOf(markup.TextOf(n)), at: float64(passed), ids: namesOf(n), marks: make(map[string]bool)}
		for within := range n.Descendants() {
			h.ids = append(h.ids, namesOf(within)...)
		}
		h.ids, h.words = h.ids[:min(len(h.ids), mostIDs)], h.words[:min(len(h.words), mostWords)]
		if len(h.ids) > 0 {
			list = append(list, h)
		}
	}
	for i := range list {
		list[i].at /= float64(max(passed, 1))
	}
	return list
}

func isHeading(n *html.Node) bool {
	return n.Type == html.ElementNode && len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6'
}

// mark notes what stands below the last heading.
func mark(list []heading, marks ...string) {
	if len(list) == 0 {
		return
	}
	for _, m := range marks {
		if below := list[len(list)-1].marks; len(below) < mostMarks {
			below[m] = true
		}
	}
}

// shared returns how many marks stand below both.
func shared(a, b *heading) (n int) {
	for m := range a.marks {
		if b.marks[m] {
			n++
		}
	}
	return n
}

func wordsOf(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(words, func(w string) bool { return len(w) < 3 && !isNumber(w) })
}

func isNumber(w string) bool { return strings.Trim(w, "0123456789") == "" }

// beside puts the headings of two languages beside each other: pairs of their indexes.
// What stands below tells of sections that moved; the others follow in order. Of more
// than bounds allow none are.
func beside(a, b []heading) [][2]int {
	if len(a)*len(b) > mostBeside {
		return nil
	}
	pairs := moved(a, b)
	left := func(side, n int) (list []int) {
		for i := range n {
			if !slices.ContainsFunc(pairs, func(p [2]int) bool { return p[side] == i }) {
				list = append(list, i)
			}
		}
		return list
	}
	restA, restB := left(0, len(a)), left(1, len(b))
	return append(pairs, inOrder(a, b, restA, restB)...)
}

// moved returns the headings that are sure by what stands below them: each has more in
// common with the other than with any else, and that is more than a little.
func moved(a, b []heading) [][2]int {
	best := func(of *heading, among []heading) (at, most int) {
		at, second := -1, 0
		for i := range among {
			switch n := shared(of, &among[i]); {
			case n > most:
				at, most, second = i, n, most
			case n > second:
				second = n
			}
		}
		if most < 2 || most <= second {
			return -1, 0
		}
		return at, most
	}
	var pairs [][2]int
	for i := range a {
		j, n := best(&a[i], b)
		if j < 0 || a[i].level != b[j].level || 2*n < max(len(a[i].marks), len(b[j].marks)) {
			continue
		}
		if back, _ := best(&b[j], a); back == i {
			pairs = append(pairs, [2]int{i, j})
		}
	}
	return pairs
}

// inOrder aligns some of the headings in order. It is the alignment of sequences of
// Needleman and Wunsch (1970), where a gap costs nothing.
func inOrder(a, b []heading, of, with []int) (pairs [][2]int) {
	best := make([]float64, (len(of)+1)*(len(with)+1)) // of those from i and j on
	at := func(i, j int) int { return i*(len(with)+1) + j }
	for i := len(of) - 1; i >= 0; i-- {
		for j := len(with) - 1; j >= 0; j-- {
			best[at(i, j)] = max(best[at(i+1, j)], best[at(i, j+1)], best[at(i+1, j+1)]+alike(&a[of[i]], &b[with[j]]))
		}
	}
	for i, j := 0, 0; i < len(of) && j < len(with); {
		switch best[at(i, j)] {
		case best[at(i+1, j+1)] + alike(&a[of[i]], &b[with[j]]):
			pairs = append(pairs, [2]int{of[i], with[j]})
			i, j = i+1, j+1
		case best[at(i+1, j)]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// alike says how likely two headings are the same one in two languages: by level,
// ids, names and numbers that both say, and place.
func alike(a, b *heading) float64 {
	score := 3 - 2*max(a.at-b.at, b.at-a.at) + float64(min(shared(a, b), 3))
	if a.level != b.level {
		score -= 3
	}
	if slices.ContainsFunc(a.ids, func(id string) bool { return slices.Contains(b.ids, id) }) {
		score += 6
	}
	for _, w := range a.words {
		switch {
		case slices.Contains(b.words, w):
			score += 2
		case isNumber(w):
			score -= 2
		case slices.ContainsFunc(b.words, func(o string) bool { return sameRoot(w, o) }):
			score++
		}
	}
	return score
}

// sameRoot reports whether two words begin alike, as cognates do.
func sameRoot(a, b string) bool {
	const root = 4
	return len(a) >= root && len(b) >= root && a[:root] == b[:root] && !isNumber(b)
}
