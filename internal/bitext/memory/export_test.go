package memory

import (
	"slices"

	"github.com/diptych-cms/diptych/internal/bitext/words"
)

// TagsIn returns the tags of a text, in no order of its own.
func TagsIn(text string) []string { return slices.Sorted(slices.Values(tagsOf(words.Cut(text, "en")))) }
