package align_test

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// galeChurch is the programme of Gale and Church (1993) as printed: lengths in
// characters alone, with their parameters (c = 1, s² = 6.8) and priors.
func galeChurch(source, target *segment.Document) []align.Bead {
	kinds := []struct {
		a, b  int
		prior float64
	}{{1, 1, 0.89}, {1, 0, 0.0099}, {0, 1, 0.0099}, {2, 1, 0.089}, {1, 2, 0.089}, {2, 2, 0.011}}
	x, y := characters(source), characters(target)
	type cell struct {
		cost float64
		a, b int
	}
	table := make([][]cell, len(x)+1)
	for i := range table {
		table[i] = make([]cell, len(y)+1)
		for j := range table[i] {
			if i+j > 0 {
				table[i][j].cost = math.Inf(1)
			}
			for _, k := range kinds {
				if i < k.a || j < k.b {
					continue
				}
				cost := table[i-k.a][j-k.b].cost + distance(sum(x[i-k.a:i]), sum(y[j-k.b:j])) - 100*math.Log(k.prior)
				if cost < table[i][j].cost {
					table[i][j] = cell{cost, k.a, k.b}
				}
			}
		}
	}
	var beads []align.Bead
	for i, j := len(x), len(y); i+j > 0; {
		c := table[i][j]
		b := align.Bead{}
		for n := i - c.a; n < i; n++ {
			b.Source = append(b.Source, n)
		}
		for n := j - c.b; n < j; n++ {
			b.Target = append(b.Target, n)
		}
		beads = append(beads, b)
		i, j = i-c.a, j-c.b
	}
	slices.Reverse(beads)
	return beads
}

func characters(d *segment.Document) []float64 {
	var list []float64
	for i := range d.Segments {
		list = append(list, float64(utf8.RuneCountInString(segment.Plain(d.Segments[i].Text))))
	}
	return list
}

func sum(list []float64) float64 {
	s := 0.0
	for _, v := range list {
		s += v
	}
	return s
}

// distance is −100 times the logarithm of the chance of such a difference of lengths.
func distance(a, b float64) float64 {
	if a == 0 && b == 0 {
		return 0
	}
	mean := (a + b) / 2
	z := math.Abs(a-b) / math.Sqrt(6.8*mean)
	chance := math.Erfc(z / math.Sqrt2)
	if chance <= 0 {
		return 2500
	}
	return min(2500, -100*math.Log(chance))
}
