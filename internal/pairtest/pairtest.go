// Package pairtest has texts in two languages for tests: those of the test corpora,
// and a gold set, written for it, of which it is known what belongs together.
package pairtest

import (
	"embed"
	"io/fs"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
)

// A Pair is a text and its translation.
type Pair struct {
	Name           string
	Source, Target Side
}

// A Side is one text of a pair.
type Side struct {
	Locale locale.Tag
	Text   content.Text
	Labels []string // of the gold set: one for each segment, in order
}

//go:embed gold/*.txt
var gold embed.FS

// Gold reads the gold set: good English and Canadian French of newsrooms, ministries
// and companies, by hand. Segments of both sides with the same label belong together;
// a label with + stands for several. What has a label that the other side has not is
// of one language alone. The labels were set by reading.
//
// A file has two documents, each line a label for each of its segments, with commas
// between them, a bar, and HTML.
func Gold(t testing.TB) []Pair {
	t.Helper()
	entries, err := fs.ReadDir(gold, "gold")
	if err != nil {
		t.Fatal(err)
	}
	var pairs []Pair
	for _, e := range entries {
		raw, err := gold.ReadFile("gold/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		halves := strings.Split(string(raw), "== ")
		if len(halves) != 3 {
			t.Fatalf("%s has %d documents", e.Name(), len(halves)-1)
		}
		pairs = append(pairs, Pair{Name: e.Name(), Source: sideOf(halves[1]), Target: sideOf(halves[2])})
	}
	return pairs
}

func sideOf(half string) Side {
	tag, lines, _ := strings.Cut(half, "\n")
	s := Side{Locale: locale.Tag(tag)}
	var body strings.Builder
	for line := range strings.Lines(lines) {
		label, html, ok := strings.Cut(strings.TrimSpace(line), "|")
		if !ok {
			continue
		}
		if label != "" {
			s.Labels = append(s.Labels, strings.Split(label, ",")...)
		}
		switch html = strings.TrimSpace(html); label {
		case "title":
			s.Text.Title = html
		case "summary":
			s.Text.Summary = html
		default:
			body.WriteString(html + "\n")
		}
	}
	s.Text.Format, s.Text.Body, s.Text.HTML = content.HTML, body.String(), body.String()
	return s
}
