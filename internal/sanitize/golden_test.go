package sanitize_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/golden"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// shapes returns the bodies under testdata/shapes by name.
func shapes(t testing.TB) map[string]string {
	t.Helper()
	files, err := filepath.Glob("testdata/shapes/*.in.html")
	if err != nil || len(files) == 0 {
		t.Fatalf("no shapes: %v", err)
	}
	found := make(map[string]string, len(files))
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found[strings.TrimSuffix(filepath.Base(file), ".in.html")] = string(body)
	}
	return found
}

// TestShapes holds what comes out of bodies as real posts have them, and what
// is said about it.
func TestShapes(t *testing.T) {
	p := sanitize.New(sanitize.Options{DeniedClasses: []string{"mkto-*", "secret"}, EmbedHosts: []string{"video.example.ca"}})
	all := shapes(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		t.Run(name, func(t *testing.T) {
			r := p.Body(all[name])
			var b strings.Builder
			b.WriteString(r.HTML)
			b.WriteString("\n----\n")
			for _, f := range r.Findings {
				fmt.Fprintf(&b, "%d:%d %s", f.Line, f.Column, strings.TrimPrefix(f.Code, "sanitize."))
				for _, key := range slices.Sorted(maps.Keys(f.Args)) {
					fmt.Fprintf(&b, " %s=%v", key, f.Args[key])
				}
				if f.Excerpt != "" {
					fmt.Fprintf(&b, " %q", f.Excerpt)
				}
				if f.Count > 1 {
					fmt.Fprintf(&b, " ×%d", f.Count)
				}
				b.WriteByte('\n')
			}
			golden.Equal(t, "shapes/"+name+".golden", b.String())
			mustBeSafe(t, r)
			again := p.Body(r.HTML)
			if again.HTML != r.HTML || len(again.Findings) > 0 {
				t.Errorf("not idempotent: %v\n%s", again.Findings, again.HTML)
			}
		})
	}
}
