package variants_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
	"github.com/diptych-cms/diptych/internal/variants"
)

var (
	_ variants.Tx       = (*store.Tx)(nil)
	_ variants.Snapshot = (*store.Snapshot)(nil)
)

// A world is a maker over a real database and a real directory of blobs.
type world struct {
	*variants.Maker
	t     *testing.T
	db    *store.DB
	blobs *watched
	write func() error // what happens before a write; nil: nothing

	mu  sync.Mutex
	now time.Time
}

func newWorld(t *testing.T, change ...func(*variants.Config)) *world {
	t.Helper()
	w := &world{t: t, now: time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)}
	folder := t.TempDir()
	path := filepath.Join(folder, "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{Now: w.clock, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(filepath.Join(folder, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	w.db, w.blobs = db, &watched{Store: blobs, opened: make(map[content.AssetID]int)}
	w.Maker = w.maker(change...)
	t.Cleanup(func() {
		w.Close()
		if err := errors.Join(db.Close(), blobs.Close()); err != nil {
			t.Error(err)
		}
	})
	return w
}

// maker returns one more maker over the same database and blobs, as another
// process has.
func (w *world) maker(change ...func(*variants.Config)) *variants.Maker {
	c := variants.Config{
		Read: func(ctx context.Context, fn func(variants.Snapshot) error) error {
			return w.db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
		},
		Write: func(ctx context.Context, fn func(variants.Tx) error) error {
			if w.write != nil {
				if err := w.write(); err != nil {
					return err
				}
			}
			return w.db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Blobs: w.blobs, Log: slog.New(slog.DiscardHandler), Now: w.clock,
	}
	for _, fn := range change {
		fn(&c)
	}
	return variants.New(c)
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) later(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

// take uploads a file.
func (w *world) take(name string, b []byte) media.Asset {
	w.t.Helper()
	a, err := media.Take(w.t.Context(), w.blobs, media.File{Name: name, Content: bytes.NewReader(b), Forgiving: true}, media.DefaultLimits())
	if err == nil {
		err = w.db.Write(w.t.Context(), func(tx *store.Tx) error { return tx.AddAsset(w.t.Context(), a) })
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return *a
}

// read opens a variant and returns it with its bytes.
func (w *world) read(a media.Asset, name string) (variants.File, []byte) {
	w.t.Helper()
	f, err := w.Open(w.t.Context(), wanted(w.t, a, name))
	if err != nil {
		w.t.Fatal(err)
	}
	b, err := io.ReadAll(f.Content)
	if err := errors.Join(err, f.Content.Close()); err != nil {
		w.t.Fatal(err)
	}
	return f, b
}

// refused wants a fault instead of a variant.
func (w *world) refused(a media.Asset, name, code string) {
	w.t.Helper()
	f, err := w.Open(w.t.Context(), wanted(w.t, a, name))
	if err == nil {
		w.t.Fatalf("%s is given: %+v", name, f)
	}
	if known, ok := fault.Of(err); !ok || known.Code != code {
		w.t.Fatalf("%s: %v, want %s", name, err, code)
	}
}

func wanted(t *testing.T, a media.Asset, name string) variants.Wanted {
	t.Helper()
	v, ok := content.ParseVariant(name)
	if !ok {
		t.Fatalf("%q names no variant", name)
	}
	return variants.Wanted{Asset: a, Variant: v}
}

// Watched counts which blobs are opened, and lets a test stand in between.
type watched struct {
	*blob.Store
	mu     sync.Mutex
	opened map[content.AssetID]int
	before func(context.Context, content.AssetID) (media.Bytes, error) // nil results: as usual
}

func (b *watched) Open(ctx context.Context, id content.AssetID) (media.Bytes, error) {
	b.mu.Lock()
	b.opened[id]++
	before := b.before
	b.mu.Unlock()
	if before != nil {
		if f, err := before(ctx, id); f != nil || err != nil {
			return f, err
		}
	}
	return b.Store.Open(ctx, id)
}

// times returns how often a blob was opened.
func (b *watched) times(id content.AssetID) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.opened[id]
}

func (b *watched) between(before func(context.Context, content.AssetID) (media.Bytes, error)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.before = before
}

// photo is a picture with something to see: left red, right blue.
func photo(width, height int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			c := color.NRGBA{200, uint8(y), 20, 255}
			if x >= width/2 {
				c = color.NRGBA{20, uint8(y), 200, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func jpegOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, photo(width, height), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, photo(width, height)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// located is a JPEG that says where it was taken, as cameras note it.
func located(t *testing.T) []byte {
	t.Helper()
	plain := jpegOf(t, 40, 30)
	// One entry, the pointer to the part of the position (EXIF 2.32 §4.6.3), with a
	// reference "N" and a name that stands out.
	note := "Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x25\x88\x04\x00\x01\x00\x00\x00\x1a\x00\x00\x00\x00\x00\x00\x00" +
		"\x01\x00\x01\x00\x02\x00\x02\x00\x00\x00N\x00\x00\x00\x00\x00\x00\x00SECRETPLACE"
	segment := append([]byte{0xff, 0xe1, 0, byte(len(note) + 2)}, note...)
	return append(append(append([]byte{}, plain[:2]...), segment...), plain[2:]...)
}
