package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A codeUse is one place in our Go code that names a message.
type codeUse struct {
	at   string
	key  string
	args []string // names of the values given with it
	open bool     // the values are not written out at this place
}

// spoken matches keys that no fault has.
var spoken = regexp.MustCompile(`^(cli|help|cmd|flag|option|arg|demo|progress|report|data|check|config)(\.[a-z0-9_]+)+$`)

// A survey is what our Go code says of messages.
type survey struct {
	spoken   map[string]string // literals of the command line that look like keys, with their place
	uses     []codeUse         // faults, fields, warnings and notes
	literals map[string]bool   // every string literal
	prefixes []string          // literals that end with a dot and are continued by +
}

// surveyCode parses all our Go files but tests and generated ones.
func surveyCode(t *testing.T) *survey {
	t.Helper()
	s := &survey{literals: map[string]bool{}, spoken: map[string]string{}}
	for _, root := range []string{"../../internal", "../../cmd"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (d.Name() == "testdata" || d.Name() == "apigen") {
				return fs.SkipDir
			}
			if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				return s.file(path)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(s.uses) == 0 {
		t.Fatal("no code found: the survey looks in the wrong place")
	}
	return s
}

func (s *survey) file(path string) error {
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.Field:
			if n.Tag != nil { // the command line's helps are keys
				tag, _ := literal(n.Tag)
				help := reflect.StructTag(tag).Get("help")
				s.literals[help] = true
				if help != "" {
					s.spoken[help] = set.Position(n.Pos()).String()
				}
			}
		case *ast.BasicLit:
			if text, ok := literal(n); ok {
				s.literals[text] = true
				if spoken.MatchString(text) {
					s.spoken[text] = set.Position(n.Pos()).String()
				}
			}
		case *ast.BinaryExpr:
			if text, ok := literal(n.X); ok && n.Op == token.ADD && strings.HasSuffix(text, ".") {
				s.prefixes = append(s.prefixes, text)
			}
		case *ast.CallExpr:
			s.call(set, n)
		case *ast.CompositeLit:
			s.composite(set, n)
		}
		return true
	})
	return nil
}

// call takes fault.New(kind, code, name, value, …) and fault.Wrong(pointer, code, name, value, …).
func (s *survey) call(set *token.FileSet, call *ast.CallExpr) {
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) < 2 || fun.Sel.Name != "New" && fun.Sel.Name != "Wrong" {
		return
	}
	if pkg, ok := fun.X.(*ast.Ident); !ok || pkg.Name != "fault" {
		return
	}
	key, ok := literal(call.Args[1])
	if !ok {
		return
	}
	use := codeUse{at: set.Position(call.Pos()).String(), key: key, open: call.Ellipsis.IsValid()}
	for i := 2; i < len(call.Args); i += 2 {
		name, ok := literal(call.Args[i])
		use.open = use.open || !ok
		use.args = append(use.args, name)
	}
	s.uses = append(s.uses, use)
}

// composite takes {…, Code: "code", Args: map[string]any{"name": value}, …}.
func (s *survey) composite(set *token.FileSet, lit *ast.CompositeLit) {
	use := codeUse{at: set.Position(lit.Pos()).String(), open: true}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		name, _ := kv.Key.(*ast.Ident)
		switch {
		case name == nil:
		case name.Name == "Code":
			use.key, _ = literal(kv.Value)
		case name.Name == "Args":
			use.args, use.open = mapKeys(kv.Value)
		}
	}
	if use.key != "" {
		s.uses = append(s.uses, use)
	}
}

// mapKeys returns the literal keys of a map written out; open if it is none.
func mapKeys(e ast.Expr) (keys []string, open bool) {
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return nil, true
	}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return nil, true
		}
		key, ok := literal(kv.Key)
		if !ok {
			return nil, true
		}
		keys = append(keys, key)
	}
	return keys, false
}

func literal(e ast.Expr) (string, bool) {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}

func TestEveryCodeHasItsMessage(t *testing.T) {
	all := messages(t)
	for _, use := range surveyCode(t).uses {
		for tag, byKey := range all {
			title, ok := byKey[use.key]
			if !ok {
				t.Errorf("%s: %q has no message in %s", use.at, use.key, tag)
				continue
			}
			if use.open {
				continue
			}
			for _, name := range placeholders(title.text() + byKey[use.key+".detail"].text()) {
				name := strings.TrimPrefix(name, ".")
				if !slices.Contains(use.args, name) && !slices.ContainsFunc(use.args, func(a string) bool { return namedValues[a] == name }) {
					t.Errorf("%s: the message of %q in %s needs {{.%s}}, which is not given here", use.at, use.key, tag, name)
				}
			}
		}
	}
}

// TestTheCommandLineHasItsWords looks at literals in areas of keys that nothing
// but the command line uses.
func TestTheCommandLineHasItsWords(t *testing.T) {
	all := messages(t)
	for key, at := range surveyCode(t).spoken {
		for tag, byKey := range all {
			if _, ok := byKey[key]; !ok {
				t.Errorf("%s: %q has no message in %s", at, key, tag)
			}
		}
	}
}

func TestEveryMessageIsUsed(t *testing.T) {
	s := surveyCode(t)
	for key, m := range messages(t)["en"] {
		base := strings.TrimSuffix(strings.TrimSuffix(key, ".detail"), ".more")
		used := s.literals[key] || s.literals[base] ||
			slices.ContainsFunc(s.prefixes, func(p string) bool { return strings.HasPrefix(base, p) })
		if !used {
			t.Errorf("%s: nothing in our code names %q", m.file, key)
		}
	}
}
