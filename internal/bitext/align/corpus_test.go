package align_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/pairtest"
)

func corpusPairs(t testing.TB, name string) []pair {
	t.Helper()
	var pairs []pair
	for _, p := range pairtest.Corpus(t, name) {
		pairs = append(pairs, cut(p))
	}
	return pairs
}

// TestCorpus aligns every pair of both corpora and says what came out.
func TestCorpus(t *testing.T) {
	for _, name := range pairtest.Corpora() {
		kinds := make(map[string]int)
		var longest, all time.Duration
		pairs := corpusPairs(t, name)
		unsure := 0
		for _, p := range pairs {
			start := time.Now()
			beads := mustBeWhole(t, p.source, p.target, align.Hints{})
			took := time.Since(start) / 2 // it is done twice
			longest, all = max(longest, took), all+took
			for _, b := range beads {
				kind := fmt.Sprintf("%d–%d", len(b.Source), len(b.Target))
				if b.Moved {
					kind += " moved"
				}
				kinds[kind]++
				if b.Confidence < 0.9 {
					unsure++
				}
			}
		}
		t.Logf("%s: %d pairs, %v each, %v at most, %d beads below 0.9", name, len(pairs), all/time.Duration(len(pairs)), longest, unsure)
		for _, k := range slices.Sorted(maps.Keys(kinds)) {
			t.Logf("%s: %5d beads %s", name, kinds[k], k)
		}
	}
}
