package hugo

import (
	"math"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/content"
)

// Evidence is how much each trait speaks for two documents being one work, from
// 0 to 1, and what they have in common.
type evidence struct {
	traits    [numTraits]float64
	date      float64
	days      float64 // between them; NaN if one has no date
	structure float64
	key       float64
	linked    float64
	score     float64
}

// Weights say how far one trait alone may go: a score of w is "this alone makes
// it w likely". Those that many unrelated posts share weigh little.
var weights = [numTraits]float64{pictures: 0.55, links: 0.55, numbers: 0.35, title: 0.45, words: 0.65, authored: 0.10}

const (
	dateWeight      = 0.25
	structureWeight = 0.10
	keyWeight       = 0.80
	linkedWeight    = 0.35

	// nearDays is the distance of two dates at which their nearness counts a third.
	nearDays = 30
)

// weigh gives each token of each document its inverse document frequency, and
// returns the greatest that there is.
func weigh(all []*features) (most float64) {
	size := float64(len(all))
	for t := range numTraits {
		count := make(map[token]int)
		for _, f := range all {
			for _, x := range f.sets[t] {
				count[x.token]++
			}
		}
		for _, f := range all {
			f.mass[t] = 0
			for i, x := range f.sets[t] {
				w := math.Log((size + 1) / (float64(count[x.token]) + 0.5))
				f.sets[t][i].weight = w
				f.mass[t] += w
			}
		}
	}
	return math.Log(size + 1)
}

// alike is the cosine of two sets, each token counting by its weight; trust, as
// a share of the greatest weight, lowers it where little is shared, since one
// common number is no evidence.
func alike(t trait, a, b *features, trust float64) float64 {
	shared := 0.0
	for _, x := range common(a.sets[t], b.sets[t]) {
		shared += x.weight
	}
	whole := math.Sqrt(a.mass[t] * b.mass[t])
	if shared <= 0 || whole <= 0 {
		return 0
	}
	return shared / whole * shared / (shared + trust)
}

// common returns the tokens that are in both sorted sets.
func common(a, b []weighed) []weighed {
	var both []weighed
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].token == b[j].token:
			both = append(both, a[i])
			i, j = i+1, j+1
		case a[i].token < b[j].token:
			i++
		default:
			j++
		}
	}
	return both
}

// compareDocuments weighs all that speaks for two documents being one work. What
// is independent adds up as chances do: 1 - (1-a)(1-b)….
func compareDocuments(a, b *features, most float64) evidence {
	e := evidence{days: math.NaN()}
	for t, trust := range [numTraits]float64{pictures: 0.3, links: 0.3, numbers: 1, title: 0.5, words: 0, authored: 0} {
		e.traits[t] = alike(trait(t), a, b, trust*most)
	}
	// Of the words of a text and its translation a fifth is shared at most.
	e.traits[words] = min(max(e.traits[words]-0.05, 0)/0.20, 1)
	if !a.date.IsZero() && !b.date.IsZero() {
		e.days = math.Abs(a.date.Sub(b.date).Hours() / 24)
		e.date = math.Exp(-e.days / nearDays)
	}
	e.structure = structure(a, b)
	if content.NearKeys(a.key, b.key) {
		e.key = 1
	}
	if a.linksTo(b) || b.linksTo(a) {
		e.linked = 1
	}
	doubt := (1 - dateWeight*e.date) * (1 - structureWeight*e.structure) * (1 - keyWeight*e.key) * (1 - linkedWeight*e.linked)
	for t, w := range weights {
		doubt *= 1 - w*e.traits[t]
	}
	e.score = 1 - doubt
	return e
}

// structure compares length, and the number of headings.
func structure(a, b *features) float64 {
	longer := max(a.length, b.length)
	if longer == 0 {
		return 0
	}
	s := max(0, float64(min(a.length, b.length))/float64(longer)*2-1)
	if a.headings > 1 && a.headings == b.headings {
		s = (s + 1) / 2
	}
	return s
}

// linksTo reports whether a's text links to b's page, under any of its paths.
func (a *features) linksTo(b *features) bool {
	return slices.ContainsFunc(b.paths, func(p string) bool {
		p = strings.TrimSuffix(p, "/")
		return p != "" && a.named[p]
	})
}
