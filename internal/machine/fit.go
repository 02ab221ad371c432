package machine

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// Fits reports whether a translation has every tag of its source once, in the same
// form and well nested, no other, and any words where its source has some. What a
// machine made otherwise is not worth a person's time.
func Fits(source, target string) bool {
	want := make(map[int]segment.Role) // of each tag that is still to come
	says := false
	for _, p := range segment.Pieces(source) {
		switch p.Role {
		case segment.Said:
			says = says || strings.TrimSpace(p.Words) != ""
		case segment.Opens, segment.Alone:
			want[p.N] = p.Role
		}
	}
	var open []int
	for _, p := range segment.Pieces(target) {
		switch p.Role {
		case segment.Said:
			says = says && strings.TrimSpace(p.Words) == ""
		case segment.Closes:
			if len(open) == 0 || open[len(open)-1] != p.N {
				return false
			}
			open = open[:len(open)-1]
		default:
			if role, due := want[p.N]; !due || role != p.Role {
				return false
			}
			delete(want, p.N)
			if p.Role == segment.Opens {
				open = append(open, p.N)
			}
		}
	}
	return len(want) == 0 && len(open) == 0 && !says
}
