// Package golden compares what a test got with a file that a person has read
// and agreed to. Files stand in the testdata folder of the package under test;
// `go test -update` writes them anew.
package golden

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// update is set by the command line alone.
var update = flag.Bool("update", false, "write golden files instead of comparing with them")

// Equal fails the test if got is not what testdata/name holds. With -update it
// writes the file instead, making folders as needed.
func Equal(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		write(t, path, got)
		return
	}
	want, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is missing: read what the test got, then run it with -update\n%s", path, got)
		return
	}
	if err != nil {
		t.Fatalf("read golden file: %v", err)
	}
	if string(want) != got {
		t.Errorf("%s differs (run with -update if the change is meant)\n%s", path, difference(string(want), got))
	}
}

// Updating reports whether this run writes golden files.
func Updating() bool { return *update }

func write(t testing.TB, path, got string) {
	t.Helper()
	if old, err := os.ReadFile(path); err == nil && bytes.Equal(old, []byte(got)) {
		return
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatalf("make folder for golden file: %v", err)
	}
	if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
		t.Fatalf("write golden file: %v", err)
	}
}

// difference shows the first lines that differ, with their number. Longer
// tools exist; a golden file is read whole anyway when it changes.
func difference(want, got string) string {
	const shown = 8
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	var b strings.Builder
	n := 0
	for i := 0; i < max(len(w), len(g)) && n < shown; i++ {
		a, c := at(w, i), at(g, i)
		if a == c {
			continue
		}
		fmt.Fprintf(&b, "line %d\n  want %s\n  got  %s\n", i+1, a, c)
		n++
	}
	return b.String()
}

func at(lines []string, i int) string {
	if i >= len(lines) {
		return "(no such line)"
	}
	return fmt.Sprintf("%q", lines[i])
}
