package markup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/markup"
)

// TestBombs gives Markdown whose size says little of what it costs.
func TestBombs(t *testing.T) {
	for name, src := range map[string]string{
		"a wide table of short rows":   strings.Repeat("|a", 2000) + "\n" + strings.Repeat("|-", 2000) + "\n" + strings.Repeat("|x\n", 100_000),
		"classes of a heading":         "# a {" + strings.Repeat(".a ", 100_000) + "}\n",
		"classes of an underlined one": "a {" + strings.Repeat(".a ", 100_000) + "}\n===\n",
		"blank lines in lists":         strings.Repeat("- ", 90) + "a\n" + strings.Repeat("\n", 100_000),
		"empty lines in quotes":        strings.Repeat("> ", 90) + "a\n" + strings.Repeat(strings.Repeat(">", 90)+"\n", 40_000),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			if _, err := markup.FromMarkdown(src); !fault.Is(err, fault.Invalid) {
				t.Errorf("got %v", err)
			}
			if took := time.Since(start); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// TestLargePages holds what people write to be taken.
func TestLargePages(t *testing.T) {
	for name, src := range map[string]string{
		"a table":           "|a|b|c|d|\n|-|-|-|-|\n" + strings.Repeat("|1|`x`|[c](/d)|e|\n", 2000),
		"code":              "```\n" + strings.Repeat(strings.Repeat(" ", 24)+"{ \"a\": { 1: 2 } },\n", 50_000) + "```\n",
		"code of one line":  "```\n{" + strings.Repeat(`"a":1,`, 100_000) + "}\n```\n",
		"footnotes":         strings.Repeat("Un mot[^1].\n\n", 2000) + strings.Repeat("[^1]: Une note.\n\n", 2000),
		"numbers":           strings.Repeat("1. Un *point* et [un lien](/a)\n", 3000),
		"definitions":       strings.Repeat("Mot\n: ce qu’il veut dire\n\n", 5000),
		"lists in lists":    strings.Repeat("- a\n  - b\n    - c\n\n      d\n", 10_000),
		"a heading by name": strings.Repeat("## Un titre {#titre .grand}\n\nDu texte.\n\n", 5000),
	} {
		if _, err := markup.FromMarkdown(src); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

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
		{"numbers in numbers", "1. ", true},
		{"definitions in one block", "a\n:   ", true},
		{"pipes in code in tables", "|a|\n|-|\n|`\\|`|\n\n", true},
		{"footnotes", "[^1]: a\n\n[^1]\n\n", true},
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
			if took := time.Since(start); took > time.Minute {
				t.Errorf("took %v", took)
			}
		})
	}
}
