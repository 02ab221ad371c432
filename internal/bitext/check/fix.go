package check

import (
	"cmp"
	"slices"
	"strings"
)

// Apply mends a segment's text by fixes that were found in it. Of two that touch
// one place the first is taken: the other is found again in what comes out, if it
// still is to be mended. It returns which were taken.
func Apply(text string, fixes []Fix) (mended string, taken []int) {
	type edit struct {
		Edit
		of int
	}
	var all []edit
	for k, f := range fixes {
		fits := !slices.ContainsFunc(f.Edits, func(e Edit) bool {
			return e.Start < 0 || e.End < e.Start || e.End > len(text) ||
				slices.ContainsFunc(all, func(o edit) bool { return touch(e, o.Edit) })
		})
		if !fits || len(f.Edits) == 0 {
			continue
		}
		taken = append(taken, k)
		for _, e := range f.Edits {
			all = append(all, edit{e, k})
		}
	}
	slices.SortStableFunc(all, func(a, b edit) int { return cmp.Compare(a.Start, b.Start) })
	var b strings.Builder
	at := 0
	for _, e := range all {
		b.WriteString(text[at:e.Start])
		b.WriteString(e.Text)
		at = e.End
	}
	b.WriteString(text[at:])
	return b.String(), taken
}

// touch reports whether two edits have a place in common, or meet: what both put
// there would depend on their order.
func touch(a, b Edit) bool { return a.Start <= b.End && b.Start <= a.End }
