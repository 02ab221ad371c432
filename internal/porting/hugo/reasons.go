package hugo

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/diptych-cms/diptych/internal/porting"
)

// speaks is how much a trait must speak for a match to be named as a reason.
const speaks = 0.15

// reasons says what two documents have in common, the weightiest first.
func (m match) reasons() []porting.Reason {
	type weighty struct {
		porting.Reason
		weight float64
	}
	var list []weighty
	add := func(weight float64, code string, args map[string]any) {
		list = append(list, weighty{porting.Reason{Code: code, Args: args}, weight})
	}
	if m.key > 0 {
		add(keyWeight, "pairing.key", map[string]any{"key": m.a.key, "other": m.b.key})
	}
	if m.linked > 0 {
		add(linkedWeight, "pairing.linked", nil)
	}
	for t, code := range map[trait]string{pictures: "pairing.pictures", links: "pairing.links", numbers: "pairing.numbers", authored: "pairing.author"} {
		if m.traits[t] >= speaks {
			both := shared(m.a.shown[t], m.b.shown[t])
			add(weights[t]*m.traits[t], code, map[string]any{"count": len(both), "examples": examples(both)})
		}
	}
	if m.traits[title] >= speaks {
		add(weights[title]*m.traits[title], "pairing.title", map[string]any{"words": examples(m.titleWords())})
	}
	if m.traits[words] >= speaks {
		add(weights[words]*m.traits[words], "pairing.words", map[string]any{"count": len(common(m.a.sets[words], m.b.sets[words]))})
	}
	switch {
	case math.IsNaN(m.days) || m.date < speaks:
	case m.days < 1:
		add(dateWeight*m.date, "pairing.same_date", nil)
	default:
		add(dateWeight*m.date, "pairing.date", map[string]any{"count": int(m.days)})
	}
	if m.structure > 0.6 {
		add(structureWeight*m.structure, "pairing.structure", nil)
	}
	slices.SortFunc(list, func(a, b weighty) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(a.Code, b.Code))
	})
	reasons := make([]porting.Reason, len(list))
	for i, w := range list {
		reasons[i] = w.Reason
	}
	return reasons
}

// titleWords returns the words of a's title that b's has too, as a writes them.
func (m match) titleWords() []string {
	var list []string
	for _, word := range strings.Fields(m.a.titled) {
		if stem := stems(word); len(stem) > 0 && slices.Contains(m.b.shown[title], stem[0]) {
			list = append(list, strings.TrimFunc(word, func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }))
		}
	}
	return list
}

// shared returns what is in both sorted lists.
func shared(a, b []string) []string {
	var both []string
	for _, s := range a {
		if _, ok := slices.BinarySearch(b, s); ok {
			both = append(both, s)
		}
	}
	return both
}

// examples joins the first few of a list.
func examples(list []string) string {
	const few = 3
	if len(list) > few {
		return excerpt(strings.Join(list[:few], ", ") + "…")
	}
	return excerpt(strings.Join(list, ", "))
}
