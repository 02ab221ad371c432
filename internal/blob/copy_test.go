package blob_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
)

func keep(t *testing.T, d *blob.Store, text string) content.AssetID {
	t.Helper()
	id, _, err := d.Put(t.Context(), strings.NewReader(text), 100, func(io.ReaderAt, int64) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func open(t *testing.T, path string) *blob.Store {
	t.Helper()
	d, err := blob.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}

func TestCopyTo(t *testing.T) {
	path := t.TempDir()
	from, to := open(t, path), open(t, t.TempDir())
	a, b := keep(t, from, "aurora"), keep(t, from, "borealis")
	keep(t, to, "aurora")
	if n, err := from.CopyTo(t.Context(), to); err != nil || n != 1 {
		t.Fatalf("CopyTo() = %d, %v; want the one blob that was missing", n, err)
	}
	for _, id := range []content.AssetID{a, b} {
		if err := to.Verify(t.Context(), id); err != nil {
			t.Error(err)
		}
	}
	if n, err := from.CopyTo(t.Context(), to); err != nil || n != 0 {
		t.Errorf("a second CopyTo() = %d, %v; want nothing to do", n, err)
	}

	place := filepath.Join(path, string(b[:2]), string(b))
	if err := os.WriteFile(place, []byte("Borealis"), 0o600); err != nil {
		t.Fatal(err)
	}
	third := open(t, t.TempDir())
	if _, err := from.CopyTo(t.Context(), third); !errors.Is(err, blob.ErrCorrupt) {
		t.Errorf("CopyTo() of damaged bytes: %v, want ErrCorrupt", err)
	}
	if err := third.Verify(t.Context(), b); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("damaged bytes were copied: %v", err)
	}
}
