package shortcode_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/shortcode"
)

// frames knows the films of one place, and what the site itself allows.
func frames(address string) (shortcode.Frame, bool) {
	if strings.HasPrefix(address, "https://own.example/") {
		return shortcode.Frame{Src: address}, true
	}
	rest, ok := strings.CutPrefix(address, "https://films.example/")
	return shortcode.Frame{Src: "https://films.example/embed/" + rest, Width: 560, Height: 315, Named: true}, ok && rest != ""
}

// TestGolden compares what becomes of each file in testdata with what was agreed to.
// Those in Markdown are made HTML first.
func TestGolden(t *testing.T) {
	inputs, err := filepath.Glob("testdata/*.in.*")
	if err != nil || len(inputs) == 0 {
		t.Fatalf("no inputs: %v", err)
	}
	for _, path := range inputs {
		name, _, _ := strings.Cut(filepath.Base(path), ".")
		t.Run(name, func(t *testing.T) {
			in, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			source := string(in)
			if strings.HasSuffix(path, ".md") {
				if source, err = markup.FromMarkdown(source); err != nil {
					t.Fatal(err)
				}
			}
			got := shortcode.Expand(source, frames)
			if a, b := strings.Count(source, "\n"), strings.Count(got.HTML, "\n"); a != b {
				t.Errorf("%d line breaks became %d: findings of what follows would be off", a, b)
			}
			golden.Equal(t, name+".golden", got.HTML+"----\n"+report(got.Findings))
		})
	}
}

func report(findings []shortcode.Finding) string {
	var b strings.Builder
	for _, f := range findings {
		fmt.Fprintf(&b, "%d:%d %s", f.Line, f.Column, f.Code)
		for _, key := range slices.Sorted(maps.Keys(f.Args)) {
			fmt.Fprintf(&b, " %s=%v", key, f.Args[key])
		}
		fmt.Fprintf(&b, " %q\n", f.Excerpt)
	}
	return b.String()
}

func TestUnescape(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Write [[gallery]] or [[gallery ids=\"a\"]].", "Write [gallery] or [gallery ids=\"a\"]."},
		{"[[caption width=\"3\"]words[/caption]]", "[caption width=\"3\"]words[/caption]"},
		{"[[Wiki]] and a[[0]]", "[[Wiki]] and a[[0]]"},
		{"[[galleryish]]", "[[galleryish]]"},
		{"[gallery]", "[gallery]"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := shortcode.Unescape(tt.in); got != tt.want {
			t.Errorf("Unescape(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

// TestLinesStay: neither what a tag says nor an address brings line breaks of its own.
func TestLinesStay(t *testing.T) {
	for _, source := range []string{
		"[caption caption=\"one\ntwo\"]<img src=\"a.jpg\">[/caption]\nend",
		"[caption caption=\"one&#10;two\" class=\"a&#10;b\"]<img src=\"a.jpg\">[/caption]\nend",
		"[embed]https://nowhere.example/1&#10;[/embed]\nend",
		"[embed src=\"https://nowhere.example/1&#10;\"]\nend",
		"[embed]https://own.example/1&#10;2[/embed]\nend",
		"[embed]//nowhere.example/1&#10;&lt;/a&gt;[/embed]\nend",
		"<p>https://films.example/1&#10;2</p>\nend",
		"https://films.example/1&NewLine;2\nend",
		"[gallery ids=\"a&#10;,b\"]\nend",
		"[gallery ids=\"a\nb\"]\nend",
	} {
		got := shortcode.Expand(source, frames)
		if strings.Count(got.HTML, "\n") != strings.Count(source, "\n") || !strings.HasSuffix(got.HTML, "\nend") {
			t.Errorf("%q became %q", source, got.HTML)
		}
	}
}

// TestHostile holds that no text costs more than its length.
func TestHostile(t *testing.T) {
	const size = 1 << 20
	for _, part := range []string{
		"[", "[[", "[caption]", "[/caption]", "[caption]<img>", "[caption ", "[caption id=\"", "[gallery]", "[embed]", "<p>[embed]", "<p>[gallery]",
		"<p>&nbsp;", "[embed]https://films.example/1[/embed]", "https://films.example/1\n", "<p>https://films.example/1</p>", "[x a=\"", "[caption]<a ",
		"\n[gallery]", "<p> [caption]<img> x[/caption] ", "]]", "<code>[gallery]", "{{", "{{< a ", "{{< a >}}<p>",
	} {
		source := strings.Repeat(part, size/len(part))
		got := shortcode.Expand(source, frames)
		if n := strings.Count(got.HTML, "<iframe"); len(got.HTML) > 16*size || len(got.Findings) > 200 || n > 1000 {
			t.Errorf("%q: %d bytes, %d findings, %d frames", part, len(got.HTML), len(got.Findings), n)
		}
	}
}

func FuzzExpand(f *testing.F) {
	inputs, err := filepath.Glob("testdata/*.in.*")
	if err != nil || len(inputs) == 0 {
		f.Fatalf("no inputs: %v", err)
	}
	for _, path := range inputs {
		in, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(in))
	}
	f.Fuzz(func(t *testing.T, source string) {
		got := shortcode.Expand(source, frames)
		if lines := strings.Count(source, "\n"); strings.Count(got.HTML, "\n") != lines {
			t.Errorf("%d line breaks became %d", lines, strings.Count(got.HTML, "\n"))
		}
		for _, finding := range got.Findings {
			if finding.Line < 1 || finding.Column < 1 || finding.Code == "" {
				t.Errorf("a finding without a place: %+v", finding)
			}
		}
		if !strings.ContainsAny(source, "[") && !strings.Contains(source, "://") && got.HTML != source {
			t.Errorf("%q became %q", source, got.HTML)
		}
		again := shortcode.Expand(got.HTML, frames)
		if strings.Count(again.HTML, "<iframe") < strings.Count(got.HTML, "<iframe") {
			t.Errorf("a second time takes frames away: %q", again.HTML)
		}
	})
}
