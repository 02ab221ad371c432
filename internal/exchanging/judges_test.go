package exchanging_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/exchanging"
)

// The tools that judge our files, and stand for those of translators. Where one is
// not installed its tests are skipped, but not where CI=true.

// missing skips a test whose tool is not there.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed", what)
	}
	t.Skipf("%s is not installed", what)
}

// slow skips a test that takes long, unless DIPTYCH_TOOLS asks for it, as the proof does.
func slow(t testing.TB) {
	t.Helper()
	if os.Getenv("DIPTYCH_TOOLS") == "" {
		t.Skip("DIPTYCH_TOOLS=1 asks for it")
	}
}

// installed returns the path of a program.
func installed(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		missing(t, name)
	}
	return path
}

// run runs a program, which must succeed, and returns what it says.
func run(t testing.TB, name string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return string(out)
}

// root returns the folder of the module.
func root(t testing.TB) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// schema returns the path of an XLIFF schema, beside the checkout.
func schema(t testing.TB, format exchanging.Format) string {
	t.Helper()
	name := map[exchanging.Format]string{exchanging.XLIFF12: "xliff-core-1.2-transitional.xsd", exchanging.XLIFF21: "xliff-core-2.0.xsd"}[format]
	path := filepath.Join(root(t), "..", "shared", "schemas", name)
	if _, err := os.Stat(path); err != nil {
		missing(t, "the schema "+name)
	}
	return path
}

// toolkit returns a Python that has translate-toolkit. Debian's has.
func toolkit(t testing.TB) string {
	t.Helper()
	for _, python := range []string{"/usr/bin/python3", "python3"} {
		if exec.CommandContext(t.Context(), python, "-c", "import translate.storage").Run() == nil {
			return python
		}
	}
	missing(t, "translate-toolkit")
	return ""
}

// modules returns the folder in which the npm package xliff is installed.
func modules(t testing.TB) string {
	t.Helper()
	installed(t, "node")
	dir := filepath.Join(root(t), ".ci", "bin", "js", "node_modules")
	if _, err := os.Stat(filepath.Join(dir, "xliff")); err != nil {
		missing(t, "the npm package xliff")
	}
	return dir
}

// file writes a document to a file of a temporary folder.
func file(t testing.TB, name, doc string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(doc), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// contents returns what is in a file.
func contents(t testing.TB, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// A tool opens a document and saves it again; a loud one translates every unit into
// the source's capitals.
type tool func(t *testing.T, doc string, isLoud bool) string

func how(isLoud bool) string {
	if isLoud {
		return "loud"
	}
	return "keep"
}
