package httpapi_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/i18n"
)

// TestExamplesSpeakOurLanguage: every code in an example of the contract has
// its message, so that no client is written for one that was never sent.
func TestExamplesSpeakOurLanguage(t *testing.T) {
	catalog, err := i18n.Load()
	if err != nil {
		t.Fatal(err)
	}
	codes := make(map[string]bool)
	for _, answer := range contract().doc.Components.Responses {
		for _, media := range answer.Value.Content {
			for _, example := range media.Examples {
				collect(example.Value.Value, codes)
			}
		}
	}
	for _, example := range contract().doc.Components.Examples {
		collect(example.Value.Value, codes)
	}
	if len(codes) < 15 {
		t.Errorf("only %d codes were found: the search looks in the wrong place", len(codes))
	}
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		if !catalog.Has(code) {
			t.Errorf("an example has the code %q, which has no message", code)
		}
	}
}

// collect notes every member "code" in a tree.
func collect(tree any, codes map[string]bool) {
	switch tree := tree.(type) {
	case map[string]any:
		for name, value := range tree {
			if code, ok := value.(string); ok && name == "code" && strings.TrimSpace(code) != "" {
				codes[code] = true
			}
			collect(value, codes)
		}
	case []any:
		for _, value := range tree {
			collect(value, codes)
		}
	}
}
