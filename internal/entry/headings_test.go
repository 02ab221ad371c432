package entry_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/bitext/align"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/entry"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/pairtest"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// headed returns, of the headings of a text, their groups in order.
func headed(side pairtest.Side, anchors []entry.Anchor) []int {
	var groups []int
	for _, h := range markup.Headings(markup.EnsureHeadingIDs(side.Text.HTML)) {
		i := slices.IndexFunc(anchors, func(a entry.Anchor) bool { return a.ID == h.ID })
		if i < 0 {
			groups = append(groups, 0)
			continue
		}
		groups = append(groups, anchors[i].Group)
	}
	return groups
}

// grouped renders a pair, and returns the groups of its headings.
func grouped(p pairtest.Pair) (source, target []int) {
	live := &content.LivePost{Post: &content.Post{ID: "p", SourceLocale: p.Source.Locale}, Shared: &content.SharedRevision{N: 1}}
	for _, side := range []pairtest.Side{p.Source, p.Target} {
		live.Post.Translations = append(live.Post.Translations, content.Translation{Locale: side.Locale, Live: 1})
		live.Texts = append(live.Texts, content.Revision{Locale: side.Locale, N: 1, Policy: sanitize.Version, Text: side.Text})
	}
	out := entry.Render(entry.Input{Live: live})
	return headed(p.Source, out[0].Anchors), headed(p.Target, out[1].Anchors)
}

// pairsOf returns which headings of the source are which of the target.
func pairsOf(source, target []int) map[[2]int]bool {
	pairs := make(map[[2]int]bool)
	for i, g := range source {
		if j := slices.Index(target, g); g > 0 && j >= 0 {
			pairs[[2]int{i, j}] = true
		}
	}
	return pairs
}

// isHeading reports whether the segment is of a heading, not of a paragraph that looks
// like one.
func isHeading(s segment.Segment) bool { return s.Kind == segment.Heading && s.Level > 0 }

// labelled returns the same by the labels of the gold set.
func labelled(p pairtest.Pair) map[[2]int]bool {
	of := func(side pairtest.Side) (labels []string) {
		for i, s := range segment.Cut(side.Locale, side.Text).Segments {
			if isHeading(s) {
				labels = append(labels, side.Labels[i])
			}
		}
		return labels
	}
	pairs := make(map[[2]int]bool)
	for i, a := range of(p.Source) {
		for j, b := range of(p.Target) {
			if slices.ContainsFunc(strings.Split(a, "+"), func(one string) bool { return slices.Contains(strings.Split(b, "+"), one) }) {
				pairs[[2]int{i, j}] = true
			}
		}
	}
	return pairs
}

// TestHeadingsOfTheGoldSet holds that headings are put beside those that readers of both
// languages put beside them, though half of its texts were made with their sections moved.
func TestHeadingsOfTheGoldSet(t *testing.T) {
	right, found, wanted := 0, 0, 0
	for _, p := range pairtest.Gold(t) {
		got, want := pairsOf(grouped(p)), labelled(p)
		found, wanted = found+len(got), wanted+len(want)
		for pair := range got {
			if want[pair] {
				right++
			} else {
				t.Logf("%s: heading %d is put beside %d", p.Name, pair[0], pair[1])
			}
		}
	}
	t.Logf("%d found, %d of them right, of %d", found, right, wanted)
	if right*100 < wanted*85 || right*100 < found*85 {
		t.Errorf("%d of %d headings found, %d wrong", right, wanted, found-right)
	}
}

// TestHeadingsOfTheCorpora says how often headings are put beside others than the
// alignment of whole texts puts them, which is some hundred times as dear.
func TestHeadingsOfTheCorpora(t *testing.T) {
	for _, name := range pairtest.Corpora() {
		same, differ, all := 0, 0, 0
		for _, p := range pairtest.Corpus(t, name) {
			got := pairsOf(grouped(p))
			source, target := segment.Cut(p.Source.Locale, p.Source.Text), segment.Cut(p.Target.Locale, p.Target.Text)
			number := func(d *segment.Document, at int) int {
				n := -1
				for i := range at + 1 {
					if isHeading(d.Segments[i]) {
						n++
					}
				}
				return n
			}
			for _, b := range align.Align(source, target, align.Hints{}) {
				if len(b.Source) != 1 || len(b.Target) != 1 || !isHeading(source.Segments[b.Source[0]]) || !isHeading(target.Segments[b.Target[0]]) {
					continue
				}
				all++
				if got[[2]int{number(source, b.Source[0]), number(target, b.Target[0])}] {
					same++
				} else {
					differ++
				}
			}
		}
		t.Logf("%s: of %d headings that are beside each other in whole texts, %d are here, %d are not", name, all, same, differ)
		if same*100 < all*97 {
			t.Errorf("%s: %d of %d", name, same, all)
		}
	}
}
