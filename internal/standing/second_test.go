package standing_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/pairtest"
)

// secondTrials are what the second reader labelled: two of each of the kinds of edit,
// of the pairs of both corpora and of the gold set.
func secondTrials(t *testing.T) []trial {
	t.Helper()
	var pairs []pairtest.Pair
	for _, c := range pairtest.Corpora() {
		pairs = append(pairs, pairtest.Corpus(t, c)...)
	}
	for _, p := range pairtest.Gold(t) {
		if p.Name < "16" { // as the set was when they were labelled
			pairs = append(pairs, p)
		}
	}
	return trialsOf(rand.New(rand.NewPCG(4711, 4711)), pairs, labelled)
}

// TestWriteForSecondReader writes what the second reader is shown, to a file that is
// asked for: texts before and after, without the kind of edit and what it has to come to.
func TestWriteForSecondReader(t *testing.T) {
	name := os.Getenv("DIPTYCH_SECOND_READER")
	if name == "" {
		t.Skip("DIPTYCH_SECOND_READER names no file")
	}
	list := secondTrials(t)
	rand.New(rand.NewPCG(1, 4711)).Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	var out strings.Builder
	for i := range list {
		tr := &list[i]
		fmt.Fprintf(&out, "## %d %s %s\n", i, tr.key(), tr.pair.Source.Locale)
		a, b := shown(tr, false), shown(tr, true)
		front := 0
		for front < len(a) && front < len(b) && a[front] == b[front] {
			front++
		}
		back := 0
		for back < len(a)-front && back < len(b)-front && a[len(a)-1-back] == b[len(b)-1-back] {
			back++
		}
		was, is := a[front:len(a)-back], b[front:len(b)-back]
		fmt.Fprintf(&out, "segments %d → %d, from %d\n", len(a), len(b), front)
		if len(was) == 1 && len(is) == 1 {
			was[0], is[0] = window(was[0], is[0])
		}
		for _, s := range was {
			fmt.Fprintf(&out, "- %s\n", s)
		}
		for _, s := range is {
			fmt.Fprintf(&out, "+ %s\n", s)
		}
		target := segment.Cut(tr.pair.Target.Locale, tr.pair.Target.Text).Segments
		fmt.Fprintf(&out, "target has %d\n", len(target))
		for n := max(0, front-2); n < min(len(target), front+3); n++ {
			text := []rune(target[n].Text)
			fmt.Fprintf(&out, "  = %d %s\n", n, string(text[:min(len(text), 110)]))
		}
	}
	if err := os.WriteFile(name, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}

// shown returns the segments of the source as a reader sees them.
func shown(tr *trial, after bool) []string {
	text := tr.pair.Source.Text
	if after {
		text = tr.now
	}
	var list []string
	for _, s := range segment.Cut(tr.pair.Source.Locale, text).Segments {
		line := fmt.Sprint(s.Kind, s.Level) + "|" + s.Text
		for _, tag := range s.Tags {
			line += fmt.Sprint(" {", tag.Element, tag.Attrs, "}")
		}
		list = append(list, line)
	}
	return list
}

// window leaves out what is the same far from what differs.
func window(from, to string) (a, b string) {
	const around = 90
	x, y := []rune(from), []rune(to)
	front := 0
	for front < min(len(x), len(y)) && x[front] == y[front] {
		front++
	}
	back := 0
	for back < min(len(x), len(y))-front && x[len(x)-1-back] == y[len(y)-1-back] {
		back++
	}
	cut := func(r []rune) string {
		return string(slices.Concat(r[max(0, front-around):front], []rune("⟦"), r[front:len(r)-back], []rune("⟧"), r[len(r)-back:len(r)-back+min(back, around)]))
	}
	return cut(x), cut(y)
}

// TestSecondLabels compares what the second reader found with what the edits had to
// come to, and with what is judged.
func TestSecondLabels(t *testing.T) {
	raw, err := os.ReadFile("testdata/second.txt")
	if err != nil {
		t.Fatal(err)
	}
	labels := make(map[string]string)
	for line := range strings.Lines(string(raw)) {
		if f := strings.Fields(line); len(f) == 3 {
			labels[f[1]] = f[2]
		}
	}
	asExpected, asJudged, expectedJudged, seen := 0, 0, 0, 0
	for _, tr := range secondTrials(t) {
		label, ok := labels[tr.key()]
		if !ok {
			continue
		}
		seen++
		before, after := tr.judged(t)
		if tr.verdictOf(before, after) == "" {
			expectedJudged++
		}
		if label == string(tr.edit.want) {
			asExpected++
		} else {
			t.Logf("%s, %s, %s: %s was expected, the reader says %s", tr.key(), tr.edit.name, tr.pair.Name, tr.edit.want, label)
		}
		tr.edit.want = outcome(label)
		if v := tr.verdictOf(before, after); v == "" {
			asJudged++
		} else {
			t.Logf("%s, %s, %s: %s", tr.key(), tr.edit.name, tr.pair.Name, v)
		}
	}
	t.Logf("%d labels: %d as was expected, %d as is judged; %d judged as was expected", seen, asExpected, asJudged, expectedJudged)
	if seen != labelled || asJudged < 95 {
		t.Errorf("%d labels seen, %d as is judged", seen, asJudged)
	}
}
