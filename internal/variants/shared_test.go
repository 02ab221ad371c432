package variants_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/variants"
)

func TestFiftyAskForOne(t *testing.T) {
	w := newWorld(t)
	a := w.take("a.jpg", jpegOf(t, 800, 400))
	want := wanted(t, a, "w320.webp")
	var wg sync.WaitGroup
	tags := make([]string, 50)
	for i := range tags {
		wg.Go(func() {
			f, err := w.Open(t.Context(), want)
			if err != nil {
				t.Error(err)
				return
			}
			b, err := io.ReadAll(f.Content)
			if err := errors.Join(err, f.Content.Close()); err != nil {
				t.Error(err)
			}
			if tags[i] = f.ETag; hashOf(b) != f.ETag {
				t.Error("the bytes are others than the tag says")
			}
		})
	}
	wg.Wait()
	for _, tag := range tags {
		if tag != tags[0] {
			t.Fatalf("some got %s, others %s", tags[0], tag)
		}
	}
	if n := w.blobs.times(a.ID); n != 1 {
		t.Errorf("the picture was made %d times", n)
	}
}

// Two processes that make the same variant at once come to the same bytes and
// leave one row.
func TestTwoProcesses(t *testing.T) {
	w := newWorld(t)
	a := w.take("a.jpg", jpegOf(t, 800, 400))
	makers := []*variants.Maker{w.Maker, w.maker()}
	both := make(chan struct{}, 2)
	w.blobs.between(func(_ context.Context, id content.AssetID) (media.Bytes, error) {
		if id == a.ID { // each waits until the other has begun
			both <- struct{}{}
			for len(both) < 2 {
				time.Sleep(time.Millisecond)
			}
		}
		return nil, nil
	})
	tags := make([]string, 2)
	var wg sync.WaitGroup
	for i, m := range makers {
		wg.Go(func() {
			f, err := m.Open(t.Context(), wanted(t, a, "w320.webp"))
			if err != nil {
				t.Error(err)
				return
			}
			tags[i] = f.ETag
			_ = f.Content.Close()
		})
	}
	wg.Wait()
	makers[1].Close()
	if tags[0] != tags[1] || w.blobs.times(a.ID) != 2 {
		t.Errorf("made %d times, as %v", w.blobs.times(a.ID), tags)
	}
}

// held lets runs of an asset begin, and go on when they are told to, or when they
// are cancelled.
type held struct {
	began  chan content.AssetID
	goOn   chan struct{}
	ended  chan struct{} // one for each that was cancelled
	onlyOf content.AssetID
}

func hold(w *world, only content.AssetID) *held {
	h := &held{began: make(chan content.AssetID, 10), goOn: make(chan struct{}), ended: make(chan struct{}, 10), onlyOf: only}
	w.blobs.between(func(ctx context.Context, id content.AssetID) (media.Bytes, error) {
		if only != "" && id != only {
			return nil, nil
		}
		h.began <- id
		select {
		case <-h.goOn:
			return nil, nil
		case <-ctx.Done():
			h.ended <- struct{}{}
			return nil, ctx.Err()
		}
	})
	return h
}

// asked begins to ask for a variant, and tells how it ended.
func (w *world) asked(ctx context.Context, want variants.Wanted) <-chan error {
	end := make(chan error, 1)
	go func() {
		f, err := w.Open(ctx, want)
		if err == nil {
			err = f.Content.Close()
		}
		end <- err
	}()
	return end
}

func TestCancelledWhenNobodyWaits(t *testing.T) {
	w := newWorld(t)
	a := w.take("a.jpg", jpegOf(t, 800, 400))
	want := wanted(t, a, "w320.webp")
	h := hold(w, a.ID)
	first, leaveFirst := context.WithCancel(t.Context())
	second, leaveSecond := context.WithCancel(t.Context())
	defer leaveSecond()
	one := w.asked(first, want)
	<-h.began
	two := w.asked(second, want)
	for variants.Waiting(w.Maker) < 2 {
		time.Sleep(time.Millisecond)
	}
	leaveFirst()
	if err := <-one; !errors.Is(err, context.Canceled) {
		t.Errorf("who left got %v", err)
	}
	if n := len(h.ended); n > 0 {
		t.Fatal("the run ended though somebody waits")
	}
	leaveSecond()
	<-h.ended
	if err := <-two; !errors.Is(err, context.Canceled) {
		t.Errorf("who left last got %v", err)
	}

	// Whoever comes now is not given the end of the run that nobody waited for.
	three := w.asked(t.Context(), want)
	<-h.began
	close(h.goOn)
	if err := <-three; err != nil {
		t.Errorf("who came after got %v", err)
	}
	if n := variants.Waiting(w.Maker); n != 0 {
		t.Errorf("%d wait for ever", n)
	}
}

func TestQueue(t *testing.T) {
	w := newWorld(t, func(c *variants.Config) { c.Jobs, c.Queue = 1, 1 })
	a := w.take("a.jpg", jpegOf(t, 800, 400))
	h := hold(w, a.ID)
	working := w.asked(t.Context(), wanted(t, a, "w320.webp"))
	<-h.began
	waiting := w.asked(t.Context(), wanted(t, a, "w640.webp"))
	for variants.Queued(w.Maker) < 2 {
		time.Sleep(time.Millisecond)
	}
	w.refused(a, "w960.webp", "media.busy")
	shared := w.asked(t.Context(), wanted(t, a, "w320.webp")) // what is being made takes no place
	for variants.Waiting(w.Maker) < 3 {
		time.Sleep(time.Millisecond)
	}
	if n := len(h.began); n > 0 {
		t.Error("more are made at once than may be")
	}
	close(h.goOn)
	for _, end := range []<-chan error{working, waiting, shared} {
		if err := <-end; err != nil {
			t.Error(err)
		}
	}
	w.read(a, "w960.webp")
}

// A picture that cannot be made is tried once an hour, whatever sizes are asked for.
func TestBrokenPicture(t *testing.T) {
	w := newWorld(t)
	whole := pngOf(t, 400, 300)
	broken := bytes.Clone(whole)
	for i := 60; i < len(broken)-40; i++ {
		broken[i] ^= 0x55
	}
	a := w.take("a.png", broken)
	for _, name := range []string{"w320.webp", "w320.webp", "w320.png", "w640.jpeg", "w320h320.webp"} {
		w.refused(a, name, "media.no_variant")
	}
	if n := w.blobs.times(a.ID); n != 1 {
		t.Errorf("it was tried %d times", n)
	}
	w.later(2 * time.Hour)
	w.refused(a, "w320.webp", "media.no_variant")
	if n := w.blobs.times(a.ID); n != 2 {
		t.Errorf("after two hours it was tried %d times in all", n)
	}
}

// A decoder that panics takes nobody with it, and is not asked again.
func TestPanic(t *testing.T) {
	w := newWorld(t)
	a := w.take("a.jpg", jpegOf(t, 800, 400))
	w.blobs.between(func(context.Context, content.AssetID) (media.Bytes, error) { return panicking{}, nil })
	w.refused(a, "w320.webp", "media.no_variant")
	w.refused(a, "w640.webp", "media.no_variant")
	if n := w.blobs.times(a.ID); n != 1 {
		t.Errorf("it was tried %d times", n)
	}
}

type panicking struct{ media.Bytes }

func (panicking) ReadAt([]byte, int64) (int, error) { panic("index out of range") }
func (panicking) Close() error                      { return nil }

// What is not the picture's fault is not held against it.
func TestPassingFaults(t *testing.T) {
	w := newWorld(t)
	a := w.take("a.jpg", jpegOf(t, 800, 400))
	disk := errors.New("input/output error")
	w.blobs.between(func(context.Context, content.AssetID) (media.Bytes, error) { return nil, disk })
	if _, err := w.Open(t.Context(), wanted(t, a, "w320.webp")); !errors.Is(err, disk) {
		t.Errorf("with a disk that fails: %v", err)
	}
	w.blobs.between(nil)
	w.write = func() error { return disk }
	if _, err := w.Open(t.Context(), wanted(t, a, "w320.webp")); !errors.Is(err, disk) {
		t.Errorf("with a database that fails: %v", err)
	}
	orphan := w.all()
	w.write = nil
	f, _ := w.read(a, "w320.webp")
	if !orphan[content.AssetID(f.ETag)] || len(w.all()) != len(orphan) {
		t.Error("what was kept before its row came is not what is kept after")
	}
}

// all returns the ids of all blobs.
func (w *world) all() map[content.AssetID]bool {
	w.t.Helper()
	ids := make(map[content.AssetID]bool)
	for info, err := range w.blobs.All(w.t.Context()) {
		if err != nil {
			w.t.Fatal(err)
		}
		ids[info.ID] = true
	}
	return ids
}

func TestLostBytes(t *testing.T) {
	w := newWorld(t)
	a := w.take("a.jpg", located(t))
	paper := w.take("a.pdf", []byte("%PDF-1.4\n"))
	was, _ := w.read(a, "w320.webp")
	original, _ := w.read(a, "original")
	w.lose(content.AssetID(was.ETag), content.AssetID(original.ETag))
	for name, tag := range map[string]string{"w320.webp": was.ETag, "original": original.ETag} {
		if f, _ := w.read(a, name); f.ETag != tag {
			t.Errorf("%s is made again as %s, was %s", name, f.ETag, tag)
		}
	}
	w.lose(a.ID, paper.ID)
	w.read(a, "w320.webp")
	w.refused(a, "w640.webp", "media.gone")
	w.refused(paper, "original", "media.gone")
	w.lose(content.AssetID(original.ETag))
	w.refused(a, "original", "media.gone")
}

func (w *world) lose(ids ...content.AssetID) {
	w.t.Helper()
	for _, id := range ids {
		if gone, err := w.blobs.Delete(w.t.Context(), id, time.Now().Add(time.Hour)); err != nil || !gone {
			w.t.Fatalf("delete %s: %t, %v", id, gone, err)
		}
		if _, err := w.blobs.Store.Open(w.t.Context(), id); !errors.Is(err, fs.ErrNotExist) {
			w.t.Fatal(fmt.Errorf("it is still there: %w", err))
		}
	}
}

// An asset that is deleted while a variant of it is made leaves no row.
func TestDeletedMeanwhile(t *testing.T) {
	w := newWorld(t)
	a := w.take("a.jpg", jpegOf(t, 800, 400))
	w.write = func() error {
		return w.db.Write(t.Context(), func(tx *store.Tx) error { return tx.DeleteAsset(t.Context(), a.ID) })
	}
	w.refused(a, "w320.webp", "media.gone")
	var made bool
	err := w.db.Read(t.Context(), func(s *store.Snapshot) error {
		m, err := s.Made(t.Context(), a.ID, "w320.webp")
		made = m.Hash != ""
		return err
	})
	if err != nil || made {
		t.Errorf("a row is left: %t, %v", made, err)
	}
}

// Whoever comes and goes, in whatever order: who stays gets the file, and nothing is
// left running.
func TestComingAndGoing(t *testing.T) {
	w := newWorld(t)
	a := w.take("a.png", pngOf(t, 400, 300))
	names := []string{"w320.webp", "w320.png", "original", "w320h320.jpeg"}
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			ctx, leave := context.WithCancel(t.Context())
			defer leave()
			goes := i%3 != 0
			if goes {
				time.AfterFunc(time.Duration(i)*time.Millisecond/10, leave)
			}
			f, err := w.Open(ctx, wanted(t, a, names[i%len(names)]))
			if err != nil {
				if ctx.Err() == nil {
					t.Errorf("who asked as number %d got %v", i, err)
				}
				return
			}
			if err := f.Content.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	w.Close()
	if n, q := variants.Waiting(w.Maker), variants.Queued(w.Maker); n != 0 || q != 0 {
		t.Errorf("%d wait, %d work", n, q)
	}
}
