package golden_test

import (
	"os"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/golden"
)

// A witness records failures instead of failing.
type witness struct {
	testing.TB
	said strings.Builder
}

func (w *witness) Helper() {}

func (w *witness) Errorf(format string, args ...any) {
	w.said.WriteString(format)
	for _, a := range args {
		if s, ok := a.(string); ok {
			w.said.WriteString(s)
		}
	}
}

func TestEqual(t *testing.T) {
	if golden.Updating() {
		return // what is compared here is written by the test itself
	}
	t.Chdir(t.TempDir())
	if err := os.MkdirAll("testdata/deep", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("testdata/deep/a.txt", []byte("un\ndeux\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, file, got, says string }{
		{"same", "deep/a.txt", "un\ndeux\n", ""},
		{"other", "deep/a.txt", "un\ntrois\n", `want "deux"`},
		{"longer", "deep/a.txt", "un\ndeux\n\n", "no such line"},
		{"missing", "deep/b.txt", "un\n", "is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := &witness{TB: t}
			golden.Equal(w, c.file, c.got)
			if said := w.said.String(); (c.says == "") != (said == "") || !strings.Contains(said, c.says) {
				t.Errorf("said %q, want %q in it", said, c.says)
			}
		})
	}
}
