package align_test

import (
	"math/rand/v2"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/pairtest"
)

// TestSkeletons aligns sources with their structure alone, as a translation begins,
// and with some of it filled in: every block keeps its place.
func TestSkeletons(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, p := range pairtest.Gold(t) {
		whole := cut(p)
		beads := align.Align(whole.source, whole.target, align.Hints{})
		empty, err := segment.Skeleton(p.Source.Locale, p.Source.Text)
		if err != nil {
			t.Fatal(err)
		}
		for _, share := range []float64{0, 0.1, 0.5, 0.9} {
			skeleton := segment.Cut(p.Target.Locale, empty)
			at := places(skeleton)
			texts := make(map[int]string)
			for _, b := range beads {
				if len(b.Source) != 1 || len(b.Target) != 1 || r.Float64() >= share {
					continue
				}
				s, to := &whole.source.Segments[b.Source[0]], &whole.target.Segments[b.Target[0]]
				if j, ok := at[s.Place]; ok && len(s.Tags) == 0 && len(to.Tags) == 0 {
					texts[j] = to.Text
				}
			}
			begun, _, err := skeleton.Join(texts)
			if err != nil {
				t.Fatal(err)
			}
			mustKeepPlaces(t, p.Name, whole.source, segment.Cut(p.Target.Locale, begun))
		}
	}
}

func places(d *segment.Document) map[string]int {
	at := make(map[string]int)
	for i := range d.Segments {
		at[d.Segments[i].Place] = i
	}
	return at
}

// mustKeepPlaces holds that each block of the target goes with the one of the source
// that has its place.
func mustKeepPlaces(t *testing.T, name string, source, target *segment.Document) {
	t.Helper()
	for _, b := range align.Align(source, target, align.Hints{}) {
		for _, j := range b.Target {
			to := &target.Segments[j]
			if len(to.Path) > 3 { // a list in an item without words: places are counted otherwise
				continue
			}
			if len(b.Source) != 1 || source.Segments[b.Source[0]].Place != to.Place {
				t.Errorf("%s: %s %q goes with %v", name, to.Place, to.Text, b.Source)
			}
		}
	}
}
