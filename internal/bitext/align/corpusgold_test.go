package align_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/pairtest"
)

// fingerprint names the texts of a pair without saying what they are.
func fingerprint(p pair) string {
	h := sha256.New()
	for _, d := range []*segment.Document{p.source, p.target} {
		for i := range d.Segments {
			fmt.Fprintf(h, "%s\n", d.Segments[i].Text)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}

// TestCorpusGold compares what is found in sixteen pairs of the corpora, those that
// were translated most freely, with beads that were read and put right: a line for
// each pair in testdata/corpus.txt, of its fingerprint and the indexes of its segments.
func TestCorpusGold(t *testing.T) {
	raw, err := os.ReadFile("testdata/corpus.txt")
	if err != nil {
		t.Fatal(err)
	}
	gold := make(map[string]map[string]bool)
	for line := range strings.Lines(string(raw)) {
		fields := strings.Fields(line)
		if len(fields) < 2 || fields[0] == "#" {
			continue
		}
		gold[fields[0]] = make(map[string]bool)
		for _, f := range fields[1:] {
			left, right, _ := strings.Cut(f, "-")
			gold[fields[0]][keyOf(align.Bead{Source: numbers(left), Target: numbers(right)})] = true
		}
	}
	var ours, plain tally
	seen := 0
	for _, name := range pairtest.Corpora() {
		for _, p := range corpusPairs(t, name) {
			want := gold[fingerprint(p)]
			if want == nil {
				continue
			}
			seen++
			ours.add(keys(align.Align(p.source, p.target, align.Hints{})), want)
			plain.add(keys(galeChurch(p.source, p.target)), want)
		}
	}
	t.Logf("%d pairs: ours %s", seen, ours)
	t.Logf("%d pairs: Gale and Church %s", seen, plain)
	if seen != len(gold) || ours.f1() < 0.98 {
		t.Errorf("%d of %d pairs, F1 %.3f", seen, len(gold), ours.f1())
	}
}

func numbers(list string) []int {
	var all []int
	for s := range strings.SplitSeq(list, ",") {
		if n, err := strconv.Atoi(s); err == nil {
			all = append(all, n)
		}
	}
	return all
}
