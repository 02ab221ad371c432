package archtest

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The limits: what a reader can hold in mind at once.
const (
	maxFunction   = 60  // lines
	maxFile       = 400 // lines
	maxParameters = 4   // besides the context
	maxMethods    = 5   // of an interface; an embedded one counts as one
)

// exceptions names what may be larger, with its reason.
var exceptions = map[string]string{}

// sources calls fn with every hand-written Go file of the module.
func sources(t *testing.T, fn func(name string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != root && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if head, _, _ := bytes.Cut(text, []byte("\npackage ")); bytes.Contains(head, []byte("Code generated")) {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		fn(filepath.ToSlash(rel), text)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSizes(t *testing.T) {
	used := make(map[string]bool)
	tooLarge := func(what string, format string, args ...any) {
		if exceptions[what] != "" {
			used[what] = true
			return
		}
		t.Errorf(what+": "+format, args...)
	}
	sources(t, func(name string, text []byte) {
		if n := bytes.Count(text, []byte("\n")); n > maxFile {
			tooLarge(name, "%d lines, at most %d", n, maxFile)
		}
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				what := name + ":" + n.Name.Name
				if lines := set.Position(n.End()).Line - set.Position(n.Pos()).Line + 1; lines > maxFunction {
					tooLarge(what, "%d lines, at most %d", lines, maxFunction)
				}
				if count := parameters(n.Type); count > maxParameters {
					tooLarge(what, "%d parameters, at most %d", count, maxParameters)
				}
			case *ast.TypeSpec:
				if i, ok := n.Type.(*ast.InterfaceType); ok && len(i.Methods.List) > maxMethods {
					tooLarge(name+":"+n.Name.Name, "%d methods, at most %d", len(i.Methods.List), maxMethods)
				}
			}
			return true
		})
	})
	for what := range exceptions {
		if !used[what] {
			t.Errorf("the exception for %s is not needed", what)
		}
	}
}

// parameters counts the parameters of a function besides its context.
func parameters(f *ast.FuncType) int {
	count := 0
	for _, p := range f.Params.List {
		if s, ok := p.Type.(*ast.SelectorExpr); ok && s.Sel.Name == "Context" {
			continue
		}
		count += max(1, len(p.Names))
	}
	return count
}

func TestNoSecretStarts(t *testing.T) {
	sources(t, func(name string, text []byte) {
		if strings.HasSuffix(name, "_test.go") {
			return
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, text, parser.ParseComments)
		if err != nil {
			t.Error(err)
			return
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: an init runs before anybody asked", name)
			}
		}
		if file.Name.Name != "main" && !strings.HasPrefix(name, "cmd/") {
			ast.Inspect(file, func(n ast.Node) bool {
				if c, ok := n.(*ast.CallExpr); ok {
					if id, ok := c.Fun.(*ast.Ident); ok && id.Name == "panic" {
						t.Errorf("%s: a panic outside tests and main", set.Position(c.Pos()))
					}
				}
				return true
			})
		}
	})
}
