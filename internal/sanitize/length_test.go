package sanitize

import (
	"strings"
	"testing"
)

// Long values are counted in characters, up to the last one that may be.
func TestLengthsOfValues(t *testing.T) {
	for _, c := range []struct {
		name  string
		takes func(string) bool
		sign  string
		most  int
		empty bool
	}{
		{"sizes", isSizes, "x", 1000, true},
		{"font", isFontList, "é", 200, false},
		{"ids", isIDs, "é", 500, false},
	} {
		if got := c.takes(""); got != c.empty {
			t.Errorf("%s: empty: %t", c.name, got)
		}
		if !c.takes(strings.Repeat(c.sign, c.most)) || c.takes(strings.Repeat(c.sign, c.most+1)) {
			t.Errorf("%s: the limit is not %d", c.name, c.most)
		}
		if c.takes("a<b\xff") {
			t.Errorf("%s: takes broken text", c.name)
		}
	}
	for n, kept := range map[int]bool{200: true, 201: false} {
		html := New(Options{}).Body(`<h2 id="` + strings.Repeat("é", n) + `">x</h2>`).HTML
		if strings.Contains(html, "id=") != kept {
			t.Errorf("id of %d characters: %s", n, html)
		}
	}
}
