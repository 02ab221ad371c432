package publishing

import (
	"slices"
	"testing"
)

// TestFill pages through numbers of which some are shown: the last thing of a page
// is where the next begins, unless nothing else is shown for long.
func TestFill(t *testing.T) {
	var all []int
	for i := range 3 * mostLooked {
		all = append(all, i)
	}
	for name, tt := range map[string]struct {
		of    int
		shown []int
		pages [][]int
		nexts []int // -1: none
	}{
		"none of a few":      {of: 5, pages: [][]int{nil}, nexts: []int{-1}},
		"all":                {of: 4, shown: []int{0, 1, 2, 3}, pages: [][]int{{0, 1}, {2, 3}}, nexts: []int{1, -1}},
		"more beside":        {of: 9, shown: []int{1, 7}, pages: [][]int{{1, 7}}, nexts: []int{-1}},
		"far between":        {of: 900, shown: []int{1, 400, 899}, pages: [][]int{{1, 400}, {899}}, nexts: []int{400, -1}},
		"full, then nothing": {of: 2 * mostLooked, shown: []int{1, 2}, pages: [][]int{{1, 2}, nil}, nexts: []int{2, 1004}},
		"nothing for long":   {of: 1100, shown: []int{1, 1050}, pages: [][]int{{1}, {1050}}, nexts: []int{1001, -1}},
	} {
		t.Run(name, func(t *testing.T) {
			at := 0
			for i, want := range tt.pages {
				read := func(after *int, n int) ([]int, error) {
					from := at
					if after != nil {
						from = *after + 1
					}
					return all[from:min(from+n, tt.of)], nil
				}
				page, next, err := fill(2, read, func(n *int) (bool, error) { return slices.Contains(tt.shown, *n), nil })
				got := -1
				if next != nil {
					got, at = *next, *next+1
				}
				if err != nil || !slices.Equal(page, want) || got != tt.nexts[i] {
					t.Errorf("page %d: %v, then after %d, %v; want %v, %d", i, page, got, err, want, tt.nexts[i])
				}
			}
		})
	}
}
