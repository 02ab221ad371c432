package httpapi

import (
	"slices"
	"testing"
)

// TestEveryParameterOfALanguageIsKnown: what may be as long as a tag of a language names
// one, and is made one way of writing it before answers are looked up.
func TestEveryParameterOfALanguageIsKnown(t *testing.T) {
	c, err := readContract()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for id, op := range c.operations {
		if op.face != delivery {
			continue
		}
		for name, p := range op.parameters {
			language := p.schema.MaxLength != nil && *p.schema.MaxLength == 35
			if language != slices.Contains(tagParameters(), name) {
				t.Errorf("%s: is %s a language? %t", id, name, language)
			}
			seen[name] = true
		}
	}
	for _, name := range tagParameters() {
		if !seen[name] {
			t.Errorf("no operation has %s", name)
		}
	}
}
