package sanitize

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestLatePatterns: what is made late would fail late. Those that stand in the text are
// made here, and those that are put together.
func TestLatePatterns(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	literal := regexp.MustCompile("\\b(?:late|pattern)\\(`([^`]*)`[,)]")
	found := 0
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range literal.FindAllSubmatch(text, -1) {
			found++
			if _, err := regexp.Compile(string(m[1])); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if found < 30 {
		t.Errorf("%d patterns are found, which are too few", found)
	}
	for property, pattern := range styles {
		if !pattern().MatchString("inherit") {
			t.Errorf("%s cannot be inherited", property)
		}
	}
}
