package align_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/pairtest"
)

// TestSecondGold is TestGold for the six pairs of the second reader alone.
func TestSecondGold(t *testing.T) {
	var ours, plain, oursHard, plainHard tally
	for _, g := range readGold(t) {
		if g.name < "16" {
			continue
		}
		found, baseline := keys(align.Align(g.source, g.target, align.Hints{})), keys(galeChurch(g.source, g.target))
		var one tally
		one.add(found, g.beads)
		t.Logf("%s: %s", g.name, one)
		for k := range found {
			if !g.beads[k] {
				t.Logf("%s: wrong %s", g.name, k)
			}
		}
		ours.add(found, g.beads)
		plain.add(baseline, g.beads)
		oursHard.add(hard(found), hard(g.beads))
		plainHard.add(hard(baseline), hard(g.beads))
	}
	t.Logf("all beads: ours %s", ours)
	t.Logf("all beads: Gale and Church %s", plain)
	t.Logf("beads that are not one to one: ours %s", oursHard)
	t.Logf("beads that are not one to one: Gale and Church %s", plainHard)
	if ours.f1() < 0.85 {
		t.Errorf("F1 %.3f: it was better", ours.f1())
	}
}

// TestAloneStaysAlone holds that what had no counterpart when it was approved gets none
// because everything else has one: only if it is surely its own.
func TestAloneStaysAlone(t *testing.T) {
	const wharf, quai = "<p>The wharf reopens on May 3 at 9 a.m.</p>", "<p>Le quai rouvre le 3 mai à 9 h.</p>"
	const lake, lac = "<p>The lake was stocked with 800 trout.</p>", "<p>Le lac a été ensemencé de 800 truites.</p>"
	tests := []struct{ name, came, alone, want string }{
		{"another heading", "<h2>La chorale du samedi</h2>", "<h2>Where to park</h2>", "0-0 -1 1- 2-2"},
		{"its own", `<p>Le <a href="https://parc.example.ca/p7">stationnement P7</a> a 45 places et ferme à 23 h 15.</p>`, `<p><a href="https://parc.example.ca/p7">Parking P7</a> has 45 spaces and closes at 11:15 p.m.</p>`, "0-0 1-1 2-2"},
	}
	for _, tt := range tests {
		source, target := document("fr", "", quai+tt.came+lac), document("en", "", wharf+tt.alone+lake)
		s, u := func(i int) []string { return []string{source.Segments[i].ID} }, func(j int) []string { return []string{target.Segments[j].ID} }
		h := align.Hints{Approved: [][2][]string{{s(0), u(0)}, {s(2), u(2)}}, Alone: u(1)}
		if got := written(mustBeWhole(t, source, target, h)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// TestDrawOfOneLanguage prints segments that are of one language alone, ten missing and
// ten local ones of both corpora together, with their texts, to be judged by reading:
//
//	ALIGN_SAMPLE=7 go test ./internal/bitext/align -run TestDrawOfOneLanguage -v
func TestDrawOfOneLanguage(t *testing.T) {
	if os.Getenv("ALIGN_SAMPLE") == "" {
		t.Skip("ALIGN_SAMPLE is no seed")
	}
	var seed uint64
	fmt.Sscan(os.Getenv("ALIGN_SAMPLE"), &seed)
	type drawn struct {
		pair
		bead align.Bead
	}
	var missing, local []drawn
	for _, name := range pairtest.Corpora() {
		for _, p := range corpusPairs(t, name) {
			for _, b := range align.Align(p.source, p.target, align.Hints{}) {
				switch {
				case len(b.Target) == 0:
					missing = append(missing, drawn{p, b})
				case len(b.Source) == 0:
					local = append(local, drawn{p, b})
				}
			}
		}
	}
	r := rand.New(rand.NewPCG(seed, 3))
	for _, list := range [][]drawn{missing, local} {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		for _, d := range list[:min(10, len(list))] {
			fmt.Fprintf(os.Stdout, "\n## %s %s %s %s\n", fingerprint(d.pair), keyOf(d.bead), d.name, strings.TrimSpace(show(d.pair, d.bead)))
		}
	}
}
