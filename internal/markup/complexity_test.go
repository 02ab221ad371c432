package markup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/markup"
)

func TestTooComplex(t *testing.T) {
	const size = 1 << 20
	for _, c := range []struct {
		name, unit string
		refused    bool
	}{
		{"open brackets", "[", true},
		{"open links", "[a](", true},
		{"open links over lines", "1 [a](\n", true},
		{"open links in a quote", "> [a](\n", true},
		{"open links, indented", "    - [a](\n    # [a](\n", true},
		{"open emphasis", "**a", true},
		{"open code", "`a ", true},
		{"quotes in quotes", "> ", true},
		{"lists in lists", "- ", true},
		{"headings of one name", "# a\n", false},
		{"a list of links", "- [un lien](https://example.org/a) et du **gras**\n", false},
		{"a page of text", "## Un *titre*\n\nUn paragraphe avec [un lien](/a), du **gras**, du `code`.\nEt une ligne.\n\n> Une citation\n\n", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			_, err := markup.FromMarkdown(strings.Repeat(c.unit, size/len(c.unit)))
			if got := fault.Is(err, fault.Invalid); got != c.refused || err != nil && !got {
				t.Errorf("got %v", err)
			}
			// Far above what is needed: only what grows by the square breaks it.
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}
