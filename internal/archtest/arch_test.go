// Package archtest holds the house to its plan: which package may import which,
// who alone may use a technology, and how large things may grow.
package archtest

import (
	"encoding/json"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module = "github.com/diptych-cms/diptych/"
	root   = "../.."
)

// besides lists the imports that stay within one floor, each for a reason: the
// lowest ground has steps of its own.
var besides = map[string][]string{
	"internal/locale":  {"internal/fault"},
	"internal/markup":  {"internal/fault"},
	"internal/imaging": {"internal/fault"},
	"internal/config":  {"internal/fault", "internal/locale"},
}

// A room is one row of internal/README.md.
type room struct {
	floor int
	alone []string
}

// plan reads the floors from internal/README.md, by package.
func plan(t *testing.T) map[string]room {
	t.Helper()
	text, err := os.ReadFile(root + "/internal/README.md")
	if err != nil {
		t.Fatal(err)
	}
	rooms := make(map[string]room)
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 6 || !strings.Contains(cells[2], "`") {
			continue
		}
		number, _, _ := strings.Cut(strings.TrimSpace(cells[1]), " ")
		floor, err := strconv.Atoi(number)
		if err != nil {
			t.Fatalf("internal/README.md: floor %q is no number", cells[1])
		}
		r := room{floor: floor}
		for _, name := range strings.FieldsFunc(cells[4], func(c rune) bool { return c == ',' || c == ' ' }) {
			r.alone = append(r.alone, strings.Trim(name, "`"))
		}
		rooms[strings.Trim(strings.TrimSpace(cells[2]), "`")] = r
	}
	if len(rooms) < 10 {
		t.Fatalf("internal/README.md names only %d packages", len(rooms))
	}
	return rooms
}

// A listed package is what go list says of it; imports of tests do not count.
type listed struct {
	ImportPath string
	Imports    []string
}

func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var pkgs []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p listed
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
	return pkgs
}

func TestImportsGoDown(t *testing.T) {
	rooms := plan(t)
	seen := make(map[string]bool)
	for _, pkg := range list(t) {
		from := strings.TrimPrefix(pkg.ImportPath, module)
		seen[from] = true
		if from == "internal/archtest" || from == "internal/housetest" {
			continue
		}
		here, ok := rooms[from]
		if !ok {
			t.Errorf("%s stands on no floor: add it to internal/README.md", from)
			continue
		}
		for _, imp := range pkg.Imports {
			to, ours := strings.CutPrefix(imp, module)
			if !ours {
				continue
			}
			if to == "testdata" {
				continue // the sample site: files alone
			}
			there, ok := rooms[to]
			if ok && there.floor >= here.floor && !slices.Contains(besides[from], to) {
				t.Errorf("%s (floor %d) imports %s (floor %d): imports go down", from, here.floor, to, there.floor)
			}
			if strings.HasPrefix(from, "pkg/") && strings.HasPrefix(to, "internal/") {
				t.Errorf("%s imports %s: the SDK stands apart from the house", from, to)
			}
		}
	}
	for name := range rooms {
		if !seen[name] {
			t.Errorf("internal/README.md lists %s, which does not exist", name)
		}
	}
}

func TestTechnologiesHaveOneOwner(t *testing.T) {
	owner := make(map[string]string)
	for name, r := range plan(t) {
		for _, technology := range r.alone {
			owner[technology] = name
		}
	}
	for _, pkg := range list(t) {
		from := strings.TrimPrefix(pkg.ImportPath, module)
		for _, imp := range pkg.Imports {
			for technology, name := range owner {
				if (imp == technology || strings.HasPrefix(imp, technology+"/")) && from != name {
					t.Errorf("%s imports %s, which only %s may", from, imp, name)
				}
			}
		}
	}
}

func TestNamesSayWhatIsInside(t *testing.T) {
	vague := []string{"models", "utils", "util", "helpers", "common", "types", "services"}
	for _, pkg := range list(t) {
		if name := path.Base(pkg.ImportPath); slices.Contains(vague, name) {
			t.Errorf("%s: the name %q says nothing", pkg.ImportPath, name)
		}
	}
}

func TestTopLevel(t *testing.T) {
	allowed := []string{
		".ci", ".dockerignore", ".git", ".gitignore", ".golangci.yml", "CHANGELOG.md", "CONTRIBUTING.md", "Dockerfile",
		"LICENSE", "README.md", "SECURITY.md", "cmd", "go.mod", "go.sum", "internal", "locales", "openapi", "pkg", "testdata",
	}
	out, err := exec.Command("git", "-C", root, "ls-tree", "--name-only", "HEAD").Output()
	if err != nil {
		t.Logf("no git here, so the folder itself is read: %v", err)
		entries, err := os.ReadDir(root)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			out = append(out, e.Name()+"\n"...)
		}
	}
	for name := range strings.Lines(string(out)) {
		if name = strings.TrimSpace(name); !slices.Contains(allowed, name) {
			t.Errorf("%s does not belong on the top level", name)
		}
	}
}
