package blob_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
)

// hashOfAbc is the SHA-256 of "abc" (FIPS 180-2, appendix B.1).
const hashOfAbc content.AssetID = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

func TestPutAndOpen(t *testing.T) {
	eachKind(t, func(t *testing.T, k *kind) {
		var looked string
		id, size, err := k.Put(t.Context(), strings.NewReader("abc"), 3, func(r io.ReaderAt, size int64) error {
			b, err := io.ReadAll(io.NewSectionReader(r, 0, size))
			looked = string(b)
			return err
		})
		if err != nil || id != hashOfAbc || size != 3 || looked != "abc" {
			t.Fatalf("Put() = %s, %d, %v, after a look at %q", id, size, err, looked)
		}
		if again, _, err := k.Put(t.Context(), strings.NewReader("abc"), 3, accept); err != nil || again != id {
			t.Errorf("Put() of the same = %s, %v", again, err)
		}
		if got := k.files(); len(got) != 1 || got[0] != "ba/"+string(hashOfAbc) {
			t.Errorf("files = %v", got)
		}
		f, err := k.Open(t.Context(), id)
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
	})
}

func TestPutNothing(t *testing.T) {
	eachKind(t, func(t *testing.T, k *kind) {
		id := keep(t, k.Store, "")
		if err := k.Verify(t.Context(), id); err != nil {
			t.Error(err)
		}
		f, err := k.Open(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if b, err := io.ReadAll(f); err != nil || len(b) > 0 {
			t.Errorf("nothing = %q, %v", b, err)
		}
	})
}

func TestPutKeepsNothingOfWhatFails(t *testing.T) {
	broken := errors.New("connection reset")
	refused := errors.New("not this one")
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	tests := []struct {
		name string
		ctx  context.Context
		r    func() io.Reader
		look func(io.ReaderAt, int64) error
		want error
	}{
		{"broken off", t.Context(), func() io.Reader { return io.MultiReader(strings.NewReader("ab"), iotest.ErrReader(broken)) }, accept, broken},
		{"refused", t.Context(), func() io.Reader { return strings.NewReader("abc") }, func(io.ReaderAt, int64) error { return refused }, refused},
		{"nobody waits", gone, func() io.Reader { return strings.NewReader("abc") }, accept, context.Canceled},
	}
	eachKind(t, func(t *testing.T, k *kind) {
		for _, tt := range tests {
			if _, _, err := k.Put(tt.ctx, tt.r(), 100, tt.look); !errors.Is(err, tt.want) {
				t.Errorf("%s: Put() = %v, want %v", tt.name, err, tt.want)
			}
			if got := k.files(); len(got) > 0 {
				t.Errorf("%s: left over: %v", tt.name, got)
			}
		}
	})
}

func TestPutLimit(t *testing.T) {
	eachKind(t, func(t *testing.T, k *kind) {
		_, _, err := k.Put(t.Context(), strings.NewReader("abcd"), 3, accept)
		if f, ok := fault.Of(err); !ok || f.Kind != fault.TooLarge || f.Code != "upload.too_large" {
			t.Errorf("Put() of 4 bytes where 3 are taken = %v", err)
		}
		if got := k.files(); len(got) > 0 {
			t.Errorf("left over: %v", got)
		}
	})
}

// What a power cut left damaged under the right name is mended by the next Put.
func TestPutMends(t *testing.T) {
	eachKind(t, func(t *testing.T, k *kind) {
		k.damage(hashOfAbc, "")
		if err := k.Verify(t.Context(), hashOfAbc); !errors.Is(err, blob.ErrCorrupt) {
			t.Errorf("Verify() of damaged bytes = %v", err)
		}
		keep(t, k.Store, "abc")
		if err := k.Verify(t.Context(), hashOfAbc); err != nil {
			t.Errorf("Verify() after Put = %v", err)
		}
	})
}

// Nor does damage of the same length stay, in a directory.
func TestPutMendsWhatHasItsLength(t *testing.T) {
	dir := t.TempDir()
	store, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	id := string(keep(t, store, "abc"))
	if err := os.WriteFile(filepath.Join(dir, id[:2], id), []byte("xyz"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := store.Verify(t.Context(), hashOfAbc); !errors.Is(err, blob.ErrCorrupt) {
		t.Fatalf("Verify() of damaged bytes = %v", err)
	}
	keep(t, store, "abc")
	if err := store.Verify(t.Context(), hashOfAbc); err != nil {
		t.Errorf("Verify() after Put = %v", err)
	}
}

// TestPutAtOnce puts four files from sixteen sides of two processes, while others
// read them: what is there is whole at any time.
func TestPutAtOnce(t *testing.T) {
	eachKind(t, func(t *testing.T, k *kind) {
		stores := []*blob.Store{k.Store, k.more()}
		first := keep(t, k.Store, string(bytes.Repeat([]byte{0}, 100_000)))
		var wg sync.WaitGroup
		for i := range 16 {
			wg.Go(func() {
				b := bytes.Repeat([]byte{byte(i % 4)}, 100_000)
				if _, _, err := stores[i%2].Put(t.Context(), bytes.NewReader(b), 100_000, accept); err != nil {
					t.Error(err)
				}
				if err := stores[i%2].Verify(t.Context(), first); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := k.files(); len(got) != 4 {
			t.Errorf("files = %v, want 4", got)
		}
	})
}

// TestPutMemory keeps 64 MiB and sees that they never stand in memory: all that
// is allocated on the way is a small part of them.
func TestPutMemory(t *testing.T) {
	eachKind(t, func(t *testing.T, k *kind) {
		const size = 64 << 20
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		id, n, err := k.Put(t.Context(), io.LimitReader(numbers{}, size), size, accept)
		runtime.ReadMemStats(&after)
		if err != nil || n != size {
			t.Fatalf("Put() = %d bytes, %v", n, err)
		}
		allocated := after.TotalAlloc - before.TotalAlloc
		t.Logf("%d KiB allocated", allocated>>10)
		if allocated > size/8 {
			t.Errorf("Put() of %d MiB allocated %d MiB", size>>20, allocated>>20)
		}
		if err := k.Verify(t.Context(), id); err != nil {
			t.Error(err)
		}
	})
}

// Numbers gives bytes without end, of which no two blocks are alike in place.
type numbers struct{}

func (numbers) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = byte(i % 251)
	}
	return len(b), nil
}
