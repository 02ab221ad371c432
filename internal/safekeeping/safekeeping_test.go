package safekeeping_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/blob/standin"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/safekeeping"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
)

var _ safekeeping.Snapshot = (*store.Snapshot)(nil)

// A world is a real database and bytes in a directory or a bucket.
type world struct {
	*safekeeping.Service
	t    *testing.T
	db   *store.DB
	file string // of the database
	dir  string // of the bytes, as files
	mu   sync.Mutex
	told []string
}

// eachWorld runs a test with bytes in a directory, and in a bucket.
func eachWorld(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Run("directory", func(t *testing.T) {
		dir := t.TempDir()
		s, err := blob.Open(dir)
		test(t, newWorld(t, dir, s, err))
	})
	t.Run("bucket", func(t *testing.T) {
		g := standin.Start(t, "files")
		s, err := blob.OpenBucket(t.TempDir(), blob.Bucket{Endpoint: g.Endpoint, Region: "us-east-1", Name: "files", PathStyle: true, Key: g.Key, Secret: g.Secret})
		test(t, newWorld(t, filepath.Join(g.Dir, "files"), s, err))
	})
}

func newWorld(t *testing.T, dir string, blobs *blob.Store, err error) *world {
	t.Helper()
	w := &world{t: t, dir: dir, file: filepath.Join(t.TempDir(), "diptych.db")}
	if err := crowd.Blank(w.file); err != nil {
		t.Fatal(err)
	}
	var wrong error
	w.db, wrong = store.Open(t.Context(), w.file, store.Options{Log: slog.New(slog.DiscardHandler)})
	if err := errors.Join(err, wrong); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(w.db.Close(), blobs.Close()); err != nil {
			t.Error(err)
		}
	})
	w.Service = &safekeeping.Service{
		Read: func(ctx context.Context, fn func(safekeeping.Snapshot) error) error {
			return w.db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
		},
		Now:   time.Now,
		Blobs: blobs,
	}
	return w
}

// keep keeps a text, as old as that, and returns its id.
func (w *world) keep(text string, age time.Duration) content.AssetID {
	w.t.Helper()
	id, _, err := w.Blobs.Put(w.t.Context(), strings.NewReader(text), 1000, func(io.ReaderAt, int64) error { return nil })
	if err != nil {
		w.t.Fatal(err)
	}
	then := time.Now().Add(-age)
	if err := os.Chtimes(w.place(id), then, then); err != nil {
		w.t.Fatal(err)
	}
	return id
}

func (w *world) place(id content.AssetID) string {
	return filepath.Join(w.dir, string(id[:2]), string(id))
}

// asset gives an id the row of an asset.
func (w *world) asset(id content.AssetID) content.AssetID {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.AddAsset(ctx, &media.Asset{ID: id, Type: "text/plain", Bytes: 1, Name: "a.txt"})
	})
	return id
}

// made gives a hash the row of what was made from an asset.
func (w *world) made(from, hash content.AssetID, spec string) {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.PutMade(ctx, media.Made{Asset: from, Spec: spec, Type: "image/webp", Hash: hash, Bytes: 1})
		return err
	})
}

func (w *world) write(fn func(ctx context.Context, tx *store.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(w.t.Context(), func(tx *store.Tx) error { return fn(w.t.Context(), tx) }); err != nil {
		w.t.Fatal(err)
	}
}

// insert writes a row past every rule, as only this test may.
func (w *world) insert(statement string, args ...any) {
	w.t.Helper()
	db, err := sql.Open("sqlite", "file:"+w.file+"?_pragma=busy_timeout(5000)")
	if err != nil {
		w.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.ExecContext(w.t.Context(), statement, args...); err != nil {
		w.t.Fatal(err)
	}
}

// teller notes what is found.
func (w *world) teller() safekeeping.Teller {
	w.told = nil
	return safekeeping.Teller{Progress: func(done, total int) {
		if done > total {
			w.t.Errorf("%d of %d", done, total)
		}
	}, Found: func(code string, id content.AssetID) {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.told = append(w.told, code+" "+string(id))
	}}
}

func (w *world) tells(want ...string) {
	w.t.Helper()
	slices.Sort(w.told)
	slices.Sort(want)
	if diff := cmp.Diff(want, w.told); diff != "" {
		w.t.Error(diff)
	}
}

func (w *world) there(id content.AssetID) bool {
	_, err := w.Blobs.Stat(w.t.Context(), id)
	return err == nil
}

const day = 24 * time.Hour

func hashOf(text string) content.AssetID {
	sum := sha256.Sum256([]byte(text))
	return content.AssetID(hex.EncodeToString(sum[:]))
}

func TestVerify(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		whole, damaged := w.asset(w.keep("whole", 0)), w.asset(w.keep("damaged", 0))
		lost := w.asset(hashOf("lost"))
		small := w.keep("small", 0)
		w.made(whole, small, "w640.webp")
		w.made(whole, hashOf("smaller"), "w320.webp")
		w.made(whole, whole, "original") // as it came: read once
		w.keep("nobody’s", 0)
		if err := os.WriteFile(w.place(damaged), []byte("Damaged"), 0o600); err != nil {
			t.Fatal(err)
		}
		v, err := w.Verify(t.Context(), w.teller())
		if err != nil || v != (safekeeping.Verified{Files: 5, Damaged: 3}) {
			t.Errorf("Verify() = %+v, %v", v, err)
		}
		w.tells("check.blob_missing "+string(lost), "check.blob_corrupt "+string(damaged), "check.variant_missing "+string(hashOf("smaller")))
	})
}

// TestVerifyAll has more assets than one look at the database.
func TestVerifyAll(t *testing.T) {
	dir := t.TempDir()
	s, err := blob.Open(dir)
	w := newWorld(t, dir, s, err)
	w.write(func(ctx context.Context, tx *store.Tx) error {
		for i := range 1200 {
			if err := tx.AddAsset(ctx, &media.Asset{ID: hashOf(string(rune(i))), Type: "text/plain", Bytes: 1, Name: "a.txt"}); err != nil {
				return err
			}
		}
		return nil
	})
	if v, err := w.Verify(t.Context(), w.teller()); err != nil || v.Files != 1200 || v.Damaged != 1200 {
		t.Errorf("Verify() = %+v, %v", v, err)
	}
}

// TestClear deletes what is old and named by nothing, and only that.
func TestClear(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		asset := w.asset(w.keep("asset", 2*day))
		variant := w.keep("variant", 2*day)
		w.made(asset, variant, "w640.webp")
		used, avatar, imported := w.keep("used", 2*day), w.keep("avatar", 2*day), w.keep("imported", 2*day)
		w.insert("INSERT INTO asset_uses (asset_id, post_id, part, n) VALUES (?, 'p', 'fr', 1)", string(used))
		w.insert("INSERT INTO terms (id, kind, version, avatar, links) VALUES ('t', 'author', 1, ?, '[]')", string(avatar))
		w.insert("INSERT INTO imports (source, path, locale, post_id, asset_id, hash) VALUES ('hugo', 'a.png', '', '', ?, '')", string(imported))
		kept := []content.AssetID{asset, variant, used, avatar, imported, w.keep("young", 23*time.Hour)}
		orphans := []content.AssetID{w.keep("orphan", 25*time.Hour), w.keep("another", 300*day)}
		tell := []string{"blobs.orphan " + string(orphans[0]), "blobs.orphan " + string(orphans[1])}

		dry, err := w.Clear(t.Context(), safekeeping.ClearCommand{Older: day, DryRun: true}, w.teller())
		if err != nil || dry != (safekeeping.Cleared{Files: 8, Orphans: 2, Bytes: 13}) {
			t.Errorf("Clear() of a dry run = %+v, %v", dry, err)
		}
		w.tells(tell...)
		for _, id := range slices.Concat(kept, orphans) {
			if !w.there(id) {
				t.Errorf("a dry run deleted %s", id)
			}
		}
		real, err := w.Clear(t.Context(), safekeeping.ClearCommand{Older: day}, w.teller())
		if err != nil || real != dry {
			t.Errorf("Clear() = %+v, %v; want as in the dry run", real, err)
		}
		w.tells(tell...)
		for _, id := range kept {
			if !w.there(id) {
				t.Errorf("%s was deleted", id)
			}
		}
		for _, id := range orphans {
			if w.there(id) {
				t.Errorf("%s is there", id)
			}
		}
		again, err := w.Clear(t.Context(), safekeeping.ClearCommand{Older: day}, w.teller())
		if err != nil || again != (safekeeping.Cleared{Files: 6}) {
			t.Errorf("Clear() again = %+v, %v", again, err)
		}
	})
}

func TestClearKeepsTheYoung(t *testing.T) {
	eachWorld(t, func(t *testing.T, w *world) {
		id := w.keep("young", 59*time.Minute)
		_, err := w.Clear(t.Context(), safekeeping.ClearCommand{Older: 59 * time.Minute}, w.teller())
		if f, ok := fault.Of(err); !ok || f.Code != "blobs.too_young" {
			t.Errorf("Clear() = %v", err)
		}
		if c, err := w.Clear(t.Context(), safekeeping.ClearCommand{Older: time.Hour}, w.teller()); err != nil || c.Orphans != 0 || !w.there(id) {
			t.Errorf("Clear() = %+v, %v", c, err)
		}
	})
}

// TestClearBesideUploads keeps the same old bytes again and again, with rows that
// come after them, while others clear: no row is ever without its bytes.
func TestClearBesideUploads(t *testing.T) {
	dir := t.TempDir()
	s, err := blob.Open(dir)
	w := newWorld(t, dir, s, err)
	const files = 60
	for i := range files {
		w.keep(strings.Repeat("x", i+1), 2*day)
	}
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for range 40 {
				if _, err := w.Clear(t.Context(), safekeeping.ClearCommand{Older: day}, safekeeping.Teller{}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range files {
		id, _, err := w.Blobs.Put(t.Context(), strings.NewReader(strings.Repeat("x", i+1)), 1000, func(io.ReaderAt, int64) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		w.asset(id)
	}
	wg.Wait()
	if v, err := w.Verify(t.Context(), w.teller()); err != nil || v != (safekeeping.Verified{Files: files}) {
		t.Errorf("Verify() = %+v, %v: %v", v, err, w.told)
	}
}

// TestMove moves between every two kinds, is broken off, goes on, and takes in what
// came meanwhile.
func TestMove(t *testing.T) {
	eachWorld(t, func(t *testing.T, from *world) {
		eachWorld(t, func(t *testing.T, to *world) {
			a, b, c := from.keep("a", 0), from.keep("b", 0), from.keep("c", 0)
			to.keep("a", 0)
			dry, err := from.Move(t.Context(), to.Blobs, true, from.teller())
			if err != nil || dry != (safekeeping.Moved{Files: 3, Copied: 2, Bytes: 2}) || to.there(b) {
				t.Errorf("Move() of a dry run = %+v, %v", dry, err)
			}
			if err := os.WriteFile(from.place(c), []byte("C"), 0o600); err != nil {
				t.Fatal(err)
			}
			gone, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := from.Move(gone, to.Blobs, false, from.teller()); !errors.Is(err, context.Canceled) {
				t.Errorf("Move() broken off = %v", err)
			}
			m, err := from.Move(t.Context(), to.Blobs, false, from.teller())
			if err != nil || m != (safekeeping.Moved{Files: 3, Copied: 1, Bytes: 1, Damaged: 1}) || to.there(c) {
				t.Errorf("Move() = %+v, %v", m, err)
			}
			from.tells("check.blob_corrupt " + string(c))
			if err := errors.Join(to.Blobs.Verify(t.Context(), a), to.Blobs.Verify(t.Context(), b), from.Blobs.Verify(t.Context(), b)); err != nil {
				t.Error(err)
			}
			d := from.keep("d", 0)
			if err := os.Remove(from.place(c)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			if m, err := from.Move(t.Context(), to.Blobs, false, from.teller()); err != nil || m != (safekeeping.Moved{Files: 3, Copied: 1, Bytes: 1}) || !to.there(d) {
				t.Errorf("Move() of what came since = %+v, %v", m, err)
			}
			if err := os.Remove(from.place(d)); err != nil { // for the next kind
				t.Fatal(err)
			}
		})
	})
}
