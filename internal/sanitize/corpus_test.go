package sanitize_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// corpus returns where the real sites are, or skips: a stranger's clone has none.
func corpus(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("DIPTYCH_CORPUS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "corpus")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("no corpus: set DIPTYCH_CORPUS to the folder that holds cds and cloudops")
	}
	return dir
}

// bodies calls fn with each post's body as HTML.
func bodies(t testing.TB, fn func(name, body string)) {
	t.Helper()
	dir := corpus(t)
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" || d.Name() == "README.md" || d.Name() == "_index.md" {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		parts := strings.SplitN(string(raw), "---\n", 3)
		if len(parts) != 3 {
			return fmt.Errorf("%s has no front matter", path)
		}
		body, err := markup.FromMarkdown(parts[2])
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		fn(filepath.ToSlash(name), body)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestDump(t *testing.T) {
	p := sanitize.New(sanitize.Options{})
	bodies(t, func(name, body string) {
		res := p.Body(body)
		for _, f := range res.Findings {
			fmt.Printf("%s:%d:%d %s %v %q x%d\n", name[max(0, len(name)-60):], f.Line, f.Column, strings.TrimPrefix(f.Code, "sanitize."), f.Args, f.Excerpt, f.Count)
		}
		if again := p.Body(res.HTML); again.HTML != res.HTML || len(again.Findings) > 0 {
			t.Errorf("%s: not idempotent %v", name, again.Findings)
		}
	})
}
