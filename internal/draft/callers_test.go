package draft_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

// TestEveryPreparedTextIsLinked reads the program: a package that prepares texts
// links them too. One that did not would save other links than the rest.
func TestEveryPreparedTextIsLinked(t *testing.T) {
	prepares, links := make(map[string]int), make(map[string]int)
	err := filepath.WalkDir("..", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if of, ok := sel.X.(*ast.Ident); ok && of.Name == "draft" {
				switch sel.Sel.Name {
				case "Prepare":
					prepares[filepath.Dir(name)]++
				case "Link":
					links[filepath.Dir(name)]++
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(prepares) < 4 {
		t.Fatalf("texts are prepared in %v: this test looks at the wrong files", prepares)
	}
	for dir, n := range prepares {
		if links[dir] != n {
			t.Errorf("%s prepares texts at %d places and links them at %d", dir, n, links[dir])
		}
	}
}
