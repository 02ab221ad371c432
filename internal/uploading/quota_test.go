package uploading_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/once"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/uploading"
)

// bound sets the site's quotas.
func (w *world) bound(site, user int64) {
	w.t.Helper()
	err := w.db.Write(w.t.Context(), func(tx *store.Tx) error {
		s, err := tx.Site(w.t.Context())
		if err != nil {
			return err
		}
		s.Settings.Media.SiteQuota, s.Settings.Media.UserQuota = site, user
		return tx.SaveSite(w.t.Context(), s)
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// text is a file of so many bytes that nobody else has.
func text(sign string, size int) io.Reader { return strings.NewReader(strings.Repeat(sign, size)) }

// TestQuota counts each file once, for whoever brought it first.
func TestQuota(t *testing.T) {
	w := newWorld(t)
	ada, bea := actor(access.RoleAuthor, "fr"), actor(access.RoleTranslator, "fr")
	send := func(who access.Actor, sign string, size int, length int64, key string) error {
		cmd := uploading.UploadCommand{Actor: who, Name: sign + ".txt", Content: text(sign, size), Length: length}
		if key != "" {
			cmd.Once = once.Key{Name: key}.With(sign)
		}
		_, _, err := w.Upload(t.Context(), cmd)
		return err
	}
	want := func(name string, err error, code string) {
		t.Helper()
		f, ok := fault.Of(err)
		switch {
		case code == "" && err != nil:
			t.Errorf("%s: %v", name, err)
		case code != "" && (!ok || f.Code != code || f.Kind != fault.TooLarge):
			t.Errorf("%s: %v, want %s", name, err, code)
		}
	}
	w.bound(25_000, 10_000)
	want("within", send(ada, "a", 6_000, 0, "first"), "")
	want("over one’s own", send(ada, "b", 6_000, 0, ""), "upload.quota")
	want("the same bytes again", send(ada, "a", 6_000, 0, ""), "")
	want("another person’s bytes count for who brought them first", send(bea, "a", 6_000, 0, ""), "")
	want("of another person", send(bea, "c", 10_000, 0, ""), "")
	want("to the last byte", send(ada, "d", 4_000, 0, ""), "")
	want("a repeated request, though there is no room any more", send(ada, "a", 6_000, 50_000, "first"), "")
	w.bound(25_000, 0)
	want("as its length says, whatever comes", send(admin, "e", 10, 60_000, ""), "upload.site_quota")
	want("over the site’s", send(admin, "f", 6_000, 0, ""), "upload.site_quota")
	w.bound(0, 0)
	want("without bounds", send(ada, "f", 60_000, 0, ""), "")

	stock, err := w.Stock(t.Context(), ada)
	if err != nil || stock.Usage != (media.Usage{Site: media.Sum{Files: 4, Bytes: 80_000}, Own: media.Sum{Files: 3, Bytes: 70_000}}) {
		t.Errorf("Stock() = %+v, %v", stock, err)
	}
	if _, err := w.Stock(t.Context(), access.Actor{ID: "test:none"}); !fault.Is(err, fault.Forbidden) {
		t.Errorf("Stock() of nobody in particular = %v", err)
	}
}

// A quota that is full refuses before a byte is read.
func TestQuotaBeforeTheBytes(t *testing.T) {
	w := newWorld(t)
	w.bound(100_000, 0)
	read := false
	_, _, err := w.Upload(t.Context(), uploading.UploadCommand{
		Actor: admin, Name: "a.txt", Length: 200_000, Once: once.Key{Name: "k"},
		Content: reader(func(b []byte) (int, error) { read = true; return len(b), nil }),
	})
	if f, ok := fault.Of(err); !ok || f.Code != "upload.site_quota" || f.Extra["quota"] != int64(100_000) || f.Extra["used"] != int64(0) || read {
		t.Errorf("Upload() = %v, read: %t", err, read)
	}
}

type reader func([]byte) (int, error)

func (r reader) Read(b []byte) (int, error) { return r(b) }

// TestQuotaAtOnce sends files together, each of which has room by itself.
func TestQuotaAtOnce(t *testing.T) {
	w := newWorld(t)
	w.bound(10_000, 0)
	var taken atomic.Int64
	var group sync.WaitGroup
	for _, sign := range strings.Split("abcdefgh", "") {
		group.Go(func() {
			_, _, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: admin, Name: sign, Content: text(sign, 6_000)})
			if err == nil {
				taken.Add(1)
			} else if !fault.Is(err, fault.TooLarge) {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if taken.Load() != 1 {
		t.Errorf("%d files were taken where one has room", taken.Load())
	}
}

// TestOneFileAtOnce sends one file several times together: it is one asset, that one of
// them brought.
func TestOneFileAtOnce(t *testing.T) {
	w := newWorld(t)
	bytes := picture(t, 40, 30)
	var fresh atomic.Int64
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			_, new, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: admin, Name: "a.png", Content: strings.NewReader(string(bytes))})
			if err != nil {
				t.Error(err)
			}
			if new {
				fresh.Add(1)
			}
		})
	}
	group.Wait()
	if fresh.Load() != 1 || w.kept() != 1 || len(w.events()) != 1 {
		t.Errorf("%d fresh ones, %d blobs, events %v", fresh.Load(), w.kept(), w.events())
	}
}

// TestAgain sends a file under one key.
func TestAgain(t *testing.T) {
	w := newWorld(t)
	send := func(name string, b []byte) (*media.Asset, bool, error) {
		key := once.Key{Name: "k"}.With(name)
		return w.Upload(t.Context(), uploading.UploadCommand{Actor: admin, Name: name, Content: bytes.NewReader(b), Once: key})
	}
	first, fresh, err := send("a.png", picture(t, 8, 6))
	again, freshAgain, errAgain := send("a.png", picture(t, 8, 6))
	if err != nil || errAgain != nil || !fresh || !freshAgain || first.ID != again.ID || again.By != admin.ID || len(w.events()) != 1 {
		t.Errorf("twice under one key: %v %t %v, %v %t %v, events %v", first, fresh, err, again, freshAgain, errAgain, w.events())
	}
	if _, _, err := send("a.png", picture(t, 9, 6)); !fault.Is(err, fault.Invalid) {
		t.Errorf("another file under the same key = %v", err)
	}
	if page, err := w.List(t.Context(), uploading.ListQuery{Actor: admin}); err != nil || len(page.Items) != 1 {
		t.Errorf("List() = %+v, %v", page, err)
	}
}

// TestMemory sends what memory should not hold.
func TestMemory(t *testing.T) {
	w := newWorld(t)
	line := bytes.Repeat([]byte("Le vent se lève.\n"), 60)
	sent := 0
	endless := reader(func(b []byte) (int, error) {
		if sent >= 63<<20 {
			return 0, io.EOF
		}
		n := copy(b, line)
		sent += n
		return n, nil
	})
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	a, _, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: admin, Name: "a.txt", Content: endless})
	runtime.ReadMemStats(&after)
	if err != nil || a.Bytes != int64(sent) {
		t.Fatalf("Upload() = %+v, %v", a, err)
	}
	if took := after.TotalAlloc - before.TotalAlloc; took > 2<<20 {
		t.Errorf("an upload of %d MiB took %d KiB of memory", sent>>20, took>>10)
	}
}

// full is a store without room.
type full struct{ uploading.Blobs }

func (full) Put(context.Context, io.Reader, int64, func(io.ReaderAt, int64) error) (content.AssetID, int64, error) {
	return "", 0, fault.New(fault.Full, "store.full")
}

// TestBrokenOff sends files that do not come to their end, or find no room.
func TestBrokenOff(t *testing.T) {
	w := newWorld(t)
	cut := errors.New("connection reset")
	content := io.MultiReader(bytes.NewReader(picture(t, 80, 60)[:60]), reader(func([]byte) (int, error) { return 0, cut }))
	if _, _, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: admin, Name: "a.png", Content: content}); !errors.Is(err, cut) {
		t.Errorf("cut half way = %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	endless := reader(func(b []byte) (int, error) { cancel(); return copy(b, "x"), nil })
	if _, _, err := w.Upload(ctx, uploading.UploadCommand{Actor: admin, Name: "a.txt", Content: endless}); !errors.Is(err, context.Canceled) {
		t.Errorf("given up = %v", err)
	}
	blobs := w.Blobs
	w.Blobs = full{blobs}
	if _, _, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: admin, Name: "a.txt", Content: text("x", 10)}); !fault.Is(err, fault.Full) {
		t.Errorf("without room = %v", err)
	}
	if w.Blobs = blobs; w.kept() != 0 || len(w.events()) != 0 {
		t.Errorf("%d blobs, events %v", w.kept(), w.events())
	}
	w.upload("a.txt", []byte("x"))
}
