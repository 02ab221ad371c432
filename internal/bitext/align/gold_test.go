package align_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/pairtest"
)

// A pair is a post in two languages, cut.
type pair struct {
	name           string
	source, target *segment.Document
}

func cut(p pairtest.Pair) pair {
	return pair{p.Name, segment.Cut(p.Source.Locale, p.Source.Text), segment.Cut(p.Target.Locale, p.Target.Text)}
}

// A golden pair has its beads, as keyOf writes them.
type golden struct {
	pair
	beads map[string]bool
}

func readGold(t testing.TB) []golden {
	t.Helper()
	var all []golden
	for _, p := range pairtest.Gold(t) {
		g := golden{pair: cut(p), beads: make(map[string]bool)}
		mustBeLabelled(t, g.source, p.Source)
		mustBeLabelled(t, g.target, p.Target)
		for _, b := range beadsOf(p.Source.Labels, p.Target.Labels) {
			g.beads[keyOf(b)] = true
		}
		all = append(all, g)
	}
	return all
}

func mustBeLabelled(t testing.TB, d *segment.Document, s pairtest.Side) {
	t.Helper()
	if len(d.Segments) == len(s.Labels) {
		return
	}
	for i := range d.Segments {
		t.Logf("%d %s %s", i, d.Segments[i].Kind, d.Segments[i].Text)
	}
	t.Fatalf("%s: %d segments, %d labels", s.Text.Title, len(d.Segments), len(s.Labels))
}

// beadsOf joins what has a label in common.
func beadsOf(left, right []string) []align.Bead {
	with := make(map[string]string) // a label to the one that stands for all joined with it
	for _, l := range slices.Concat(left, right) {
		parts := strings.Split(l, "+")
		for _, p := range parts {
			with[p] = parts[0]
		}
	}
	by := make(map[string]*align.Bead)
	at := func(label string) *align.Bead {
		first := with[strings.Split(label, "+")[0]]
		if by[first] == nil {
			by[first] = &align.Bead{}
		}
		return by[first]
	}
	for i, l := range left {
		at(l).Source = append(at(l).Source, i)
	}
	for j, l := range right {
		at(l).Target = append(at(l).Target, j)
	}
	var list []align.Bead
	for _, label := range slices.Sorted(maps.Keys(by)) {
		list = append(list, *by[label])
	}
	return list
}

func keyOf(b align.Bead) string { return fmt.Sprint(b.Source, b.Target) }

// A tally counts beads, and the links between single segments in them.
type tally struct{ right, found, gold int }

func (t *tally) add(found, gold map[string]bool) {
	for k := range found {
		if gold[k] {
			t.right++
		}
	}
	t.found += len(found)
	t.gold += len(gold)
}

func (t tally) precision() float64 { return float64(t.right) / float64(t.found) }
func (t tally) recall() float64    { return float64(t.right) / float64(t.gold) }
func (t tally) f1() float64 {
	return 2 * float64(t.right) / float64(t.found+t.gold)
}

func (t tally) String() string {
	return fmt.Sprintf("precision %.3f recall %.3f F1 %.3f (%d of %d found, %d in gold)", t.precision(), t.recall(), t.f1(), t.right, t.found, t.gold)
}

func keys(beads []align.Bead) map[string]bool {
	set := make(map[string]bool)
	for _, b := range beads {
		set[keyOf(b)] = true
	}
	return set
}

// TestGold compares what is found with what was set by reading, and with what Gale
// and Church's programme finds. A bead is right if it has the same segments.
func TestGold(t *testing.T) {
	var ours, plain, oursHard, plainHard tally
	for _, g := range readGold(t) {
		if g.name >= "16" {
			continue // of the second reader: TestSecondGold
		}
		beads := align.Align(g.source, g.target, align.Hints{})
		found, baseline := keys(beads), keys(galeChurch(g.source, g.target))
		ours.add(found, g.beads)
		plain.add(baseline, g.beads)
		oursHard.add(hard(found), hard(g.beads))
		plainHard.add(hard(baseline), hard(g.beads))
		for _, b := range beads {
			if !g.beads[keyOf(b)] {
				t.Logf("%s: wrong %s %.2f%s", g.name, keyOf(b), b.Confidence, show(g.pair, b))
			}
		}
	}
	t.Logf("all beads: ours %s", ours)
	t.Logf("all beads: Gale and Church %s", plain)
	t.Logf("beads that are not one to one: ours %s", oursHard)
	t.Logf("beads that are not one to one: Gale and Church %s", plainHard)
	if ours.f1() < 0.96 || oursHard.f1() < 0.7 {
		t.Errorf("F1 %.3f, of what is not one to one %.3f: it was better", ours.f1(), oursHard.f1())
	}
}

// hard leaves the beads that are not of one segment each.
func hard(beads map[string]bool) map[string]bool {
	set := make(map[string]bool)
	for k := range beads {
		if strings.Count(k, " ") != 1 || strings.Contains(k, "[]") {
			set[k] = true
		}
	}
	return set
}

func show(p pair, b align.Bead) string {
	var s strings.Builder
	for _, i := range b.Source {
		s.WriteString("\n\t\tS " + p.source.Segments[i].Text)
	}
	for _, j := range b.Target {
		s.WriteString("\n\t\tT " + p.target.Segments[j].Text)
	}
	return s.String()
}
