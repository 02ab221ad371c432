package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// hashOfAbc is the SHA-256 of "abc" (FIPS 180-2, appendix B.1).
const hashOfAbc content.AssetID = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

func accept(io.ReaderAt, int64) error { return nil }

// files returns the names of all files below the folder.
func files(t *testing.T, folder string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			names = append(names, strings.TrimPrefix(path, folder+"/"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestPutAndOpen(t *testing.T) {
	folder := t.TempDir()
	d := open(t, folder)
	var looked string
	id, size, err := d.Put(t.Context(), strings.NewReader("abc"), 3, func(r io.ReaderAt, size int64) error {
		b, err := io.ReadAll(io.NewSectionReader(r, 0, size))
		looked = string(b)
		return err
	})
	if err != nil || id != hashOfAbc || size != 3 || looked != "abc" {
		t.Fatalf("Put() = %s, %d, %v, after a look at %q", id, size, err, looked)
	}
	if again, _, err := d.Put(t.Context(), strings.NewReader("abc"), 3, accept); err != nil || again != id {
		t.Errorf("Put() of the same = %s, %v", again, err)
	}
	if got := files(t, folder); len(got) != 1 || got[0] != "ba/"+string(hashOfAbc) {
		t.Errorf("files = %v", got)
	}
	f, err := d.Open(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Seek(1, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(f); err != nil || string(b) != "bc" {
		t.Errorf("a range = %q, %v", b, err)
	}
}

func TestPutKeepsNothingOfWhatFails(t *testing.T) {
	broken := errors.New("connection reset")
	refused := errors.New("not this one")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name string
		ctx  context.Context
		r    io.Reader
		look func(io.ReaderAt, int64) error
		want error
	}{
		{"broken off", t.Context(), io.MultiReader(strings.NewReader("ab"), iotest.ErrReader(broken)), accept, broken},
		{"refused", t.Context(), strings.NewReader("abc"), func(io.ReaderAt, int64) error { return refused }, refused},
		{"nobody waits", gone, strings.NewReader("abc"), accept, context.Canceled},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			folder := t.TempDir()
			if _, _, err := open(t, folder).Put(tt.ctx, tt.r, 100, tt.look); !errors.Is(err, tt.want) {
				t.Errorf("Put() = %v, want %v", err, tt.want)
			}
			if got := files(t, folder); len(got) > 0 {
				t.Errorf("left over: %v", got)
			}
		})
	}
}

func TestPutLimit(t *testing.T) {
	folder := t.TempDir()
	_, _, err := open(t, folder).Put(t.Context(), strings.NewReader("abcd"), 3, accept)
	if f, ok := fault.Of(err); !ok || f.Kind != fault.TooLarge || f.Code != "upload.too_large" {
		t.Errorf("Put() of 4 bytes where 3 are taken = %v", err)
	}
	if got := files(t, folder); len(got) > 0 {
		t.Errorf("left over: %v", got)
	}
}

// What a power cut left damaged under the right name is mended by the next Put.
func TestPutMends(t *testing.T) {
	folder := t.TempDir()
	d := open(t, folder)
	place := filepath.Join(folder, "ba", string(hashOfAbc))
	if err := errors.Join(os.Mkdir(filepath.Dir(place), 0o700), os.WriteFile(place, nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	if err := d.Verify(t.Context(), hashOfAbc); !errors.Is(err, blob.ErrCorrupt) {
		t.Errorf("Verify() of damaged bytes = %v", err)
	}
	if _, _, err := d.Put(t.Context(), strings.NewReader("abc"), 3, accept); err != nil {
		t.Fatal(err)
	}
	if err := d.Verify(t.Context(), hashOfAbc); err != nil {
		t.Errorf("Verify() after Put = %v", err)
	}
}

func TestPutAtOnce(t *testing.T) {
	folder := t.TempDir()
	dirs := []*blob.Store{open(t, folder), open(t, folder)} // as two processes
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			b := bytes.Repeat([]byte{byte(i % 4)}, 10_000)
			if _, _, err := dirs[i%2].Put(t.Context(), bytes.NewReader(b), 10_000, accept); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := files(t, folder); len(got) != 4 {
		t.Errorf("files = %v, want 4", got)
	}
}

func TestOpenTakesNoPath(t *testing.T) {
	folder := t.TempDir()
	d := open(t, folder)
	if err := os.WriteFile(filepath.Join(folder, "secret"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, id := range []content.AssetID{
		"", "a", "../secret", "secret", hashOfAbc, hashOfAbc + "0", content.AssetID(strings.ToUpper(string(hashOfAbc))),
		content.AssetID("../" + string(hashOfAbc[3:])), content.AssetID(strings.Repeat("/", 64)),
	} {
		if _, err := d.Open(t.Context(), id); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Open(%q) = %v", id, err)
		}
	}
}

func TestOpenSweeps(t *testing.T) {
	folder := t.TempDir()
	open(t, folder)
	old, young := filepath.Join(folder, "tmp", "old"), filepath.Join(folder, "tmp", "young")
	for _, name := range []string{old, young} {
		if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	yesterday := time.Now().Add(-25 * time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	open(t, folder)
	if got := files(t, folder); len(got) != 1 || got[0] != "tmp/young" {
		t.Errorf("files = %v, want the young one: another process may be writing it", got)
	}
}
