package blob_test

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
)

// TestHostileIDs asks for what is no hash: nothing outside is reached.
func TestHostileIDs(t *testing.T) {
	eachKind(t, func(t *testing.T, k *kind) {
		if err := os.WriteFile(filepath.Join(k.dir, "secret"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		hour := time.Now().Add(time.Hour)
		for _, id := range []content.AssetID{
			"", "a", "../secret", "secret", hashOfAbc, hashOfAbc + "0", content.AssetID(strings.ToUpper(string(hashOfAbc))),
			content.AssetID("../" + string(hashOfAbc[3:])), content.AssetID(strings.Repeat("/", 64)), "ba/../secret", "?versions", "ba\x00",
		} {
			if _, err := k.Open(t.Context(), id); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("Open(%q) = %v", id, err)
			}
			if _, err := k.Stat(t.Context(), id); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("Stat(%q) = %v", id, err)
			}
			if err := k.Verify(t.Context(), id); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("Verify(%q) = %v", id, err)
			}
			if gone, err := k.Delete(t.Context(), id, hour); gone || err != nil {
				t.Errorf("Delete(%q) = %t, %v", id, gone, err)
			}
		}
		if got := k.files(); len(got) != 1 {
			t.Errorf("files = %v", got)
		}
	})
}

// TestReads reads an object in every order that decoders and ranges do.
func TestReads(t *testing.T) {
	eachKind(t, func(t *testing.T, k *kind) {
		text := strings.Repeat("0123456789abcdef", 200_000) // 3 MiB: more than one block
		id := keep(t, k.Store, text)
		small := keep(t, k.Store, "0123456789")
		f, err := k.Open(t.Context(), small)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		if err := iotest.TestReader(f, []byte("0123456789")); err != nil {
			t.Error(err)
		}
		big, err := k.Open(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		defer big.Close()
		at, ok := big.(io.ReaderAt)
		if !ok {
			t.Fatal("an open blob is no io.ReaderAt")
		}
		for _, place := range []int64{0, 1<<20 - 3, 1<<20 + 1, 5, int64(len(text)) - 8} {
			b := make([]byte, 8)
			if _, err := at.ReadAt(b, place); err != nil || string(b) != text[place:place+8] {
				t.Errorf("ReadAt(%d) = %q, %v", place, b, err)
			}
		}
		if n, err := at.ReadAt(make([]byte, 8), int64(len(text))-3); n != 3 || err != io.EOF {
			t.Errorf("ReadAt over the end = %d, %v", n, err)
		}
		if b, err := io.ReadAll(big); err != nil || string(b) != text {
			t.Errorf("%d bytes of %d, %v", len(b), len(text), err)
		}
	})
}

func TestAll(t *testing.T) {
	eachKind(t, func(t *testing.T, k *kind) {
		var want []content.AssetID
		for _, text := range []string{"a", "b", "c", "d"} {
			want = append(want, keep(t, k.Store, text))
		}
		slices.Sort(want)
		// What others put there is passed over.
		for _, name := range []string{"README", "ba/x", "zz/" + string(hashOfAbc)} {
			if err := errors.Join(os.MkdirAll(filepath.Dir(filepath.Join(k.dir, name)), 0o700), os.WriteFile(filepath.Join(k.dir, name), nil, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		var got []content.AssetID
		for info, err := range k.All(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			if info.Size != 1 || time.Since(info.At).Abs() > time.Hour {
				t.Errorf("%+v", info)
			}
			got = append(got, info.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("All() = %v, want %v", got, want)
		}
		for range k.All(t.Context()) {
			break // early
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		var broken error
		for _, err := range k.All(gone) {
			broken = err
		}
		if !errors.Is(broken, context.Canceled) {
			t.Errorf("All() that was broken off ends with %v", broken)
		}
	})
}

func TestDelete(t *testing.T) {
	eachKind(t, func(t *testing.T, k *kind) {
		id := keep(t, k.Store, "abc")
		limit := time.Now().Add(-time.Hour)
		if gone, err := k.Delete(t.Context(), id, limit); gone || err != nil {
			t.Errorf("Delete() of what is young = %t, %v", gone, err)
		}
		k.grow(id, 2*time.Hour)
		keep(t, k.Store, "abc")
		if gone, err := k.Delete(t.Context(), id, limit); gone || err != nil {
			t.Errorf("Delete() of what came again = %t, %v", gone, err)
		}
		if err := k.Verify(t.Context(), id); err != nil {
			t.Error(err)
		}
		k.grow(id, 2*time.Hour)
		if gone, err := k.Delete(t.Context(), id, limit); !gone || err != nil {
			t.Errorf("Delete() = %t, %v", gone, err)
		}
		if _, err := k.Stat(t.Context(), id); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Stat() of what is gone = %v", err)
		}
		if gone, err := k.Delete(t.Context(), id, limit); gone || err != nil {
			t.Errorf("Delete() of what is gone = %t, %v", gone, err)
		}
		if got := k.files(); len(got) != 0 {
			t.Errorf("files = %v", got)
		}
	})
}

// TestDeleteBesidePut deletes old bytes while they come again: whoever has put them
// finds them.
func TestDeleteBesidePut(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	k := &kind{Store: s, t: t, dir: dir, here: dir}
	id := keep(t, s, "abc")
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	deleted := 0
	wg.Go(func() {
		for ctx.Err() == nil {
			gone, err := s.Delete(t.Context(), id, time.Now().Add(-time.Hour))
			if err != nil {
				t.Error(err)
			}
			if gone {
				deleted++
			}
		}
	})
	then := time.Now().Add(-2 * time.Hour)
	for range 200 {
		if err := os.Chtimes(k.file(id), then, then); err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		keep(t, s, "abc")
		if err := s.Verify(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	wg.Wait()
	t.Logf("deleted %d times", deleted)
	if got := k.files(); len(got) != 1 {
		t.Errorf("files = %v", got)
	}
}

func TestCopyTo(t *testing.T) {
	eachKind(t, func(t *testing.T, from *kind) {
		eachKind(t, func(t *testing.T, to *kind) {
			a, b := keep(t, from.Store, "aurora"), keep(t, from.Store, "borealis")
			keep(t, to.Store, "aurora")
			if n, err := from.CopyTo(t.Context(), to.Store, func(id content.AssetID) (bool, error) { return id == b, nil }); err != nil || n != 0 {
				t.Errorf("CopyTo() = %d, %v; want nothing but what was left out", n, err)
			}
			lost := errors.New("nobody knows")
			if _, err := from.CopyTo(t.Context(), to.Store, func(content.AssetID) (bool, error) { return false, lost }); !errors.Is(err, lost) {
				t.Errorf("CopyTo() = %v, want what leave said", err)
			}
			if n, err := from.CopyTo(t.Context(), to.Store, nil); err != nil || n != 1 {
				t.Fatalf("CopyTo() = %d, %v; want the one blob that was missing", n, err)
			}
			for _, id := range []content.AssetID{a, b} {
				if err := to.Verify(t.Context(), id); err != nil {
					t.Error(err)
				}
			}
			if n, err := from.CopyTo(t.Context(), to.Store, nil); err != nil || n != 0 {
				t.Errorf("a second CopyTo() = %d, %v; want nothing to do", n, err)
			}
			c := keep(t, from.Store, "corona")
			from.damage(c, "Corona")
			if _, err := from.CopyTo(t.Context(), to.Store, nil); !errors.Is(err, blob.ErrCorrupt) {
				t.Errorf("CopyTo() of damaged bytes: %v, want ErrCorrupt", err)
			}
			if err := to.Verify(t.Context(), c); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("damaged bytes were copied: %v", err)
			}
			if err := os.Remove(from.file(c)); err != nil { // for the next kind
				t.Fatal(err)
			}
		})
	})
}

func TestOpenSweeps(t *testing.T) {
	eachKind(t, func(t *testing.T, k *kind) {
		for name, age := range map[string]time.Duration{"old": 25 * time.Hour, "young": 2 * time.Hour} {
			path, then := filepath.Join(k.here, "tmp", name), time.Now().Add(-age)
			if err := errors.Join(os.WriteFile(path, []byte("x"), 0o600), os.Chtimes(path, then, then)); err != nil {
				t.Fatal(err)
			}
		}
		k.more()
		if got := k.files(); len(got) != 1 || got[0] != "tmp/young" {
			t.Errorf("files = %v, want the young one: another process may be writing it", got)
		}
		hour := time.Now().Add(-time.Hour)
		if n, err := k.Leftovers(hour); n != 1 || err != nil {
			t.Errorf("Leftovers() = %d, %v", n, err)
		}
		if err := k.Sweep(hour); err != nil || len(k.files()) > 0 {
			t.Errorf("Sweep() = %v, files %v", err, k.files())
		}
	})
}
