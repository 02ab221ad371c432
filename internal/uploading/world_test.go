package uploading_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"image"
	"image/png"
	"io/fs"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/sanitize"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/store/crowd"
	"github.com/diptych-cms/diptych/internal/uploading"
)

var (
	_ uploading.Tx       = (*store.Tx)(nil)
	_ uploading.Snapshot = (*store.Snapshot)(nil)
	_ media.Blobs        = (*blob.Store)(nil)
)

// A world is a real database and folder of blobs with a service over them.
type world struct {
	*uploading.Service
	t      *testing.T
	db     *store.DB
	pool   *sql.DB // to look at rows
	blobs  *blob.Store
	folder string
	now    atomic.Int64 // seconds that have passed
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, folder: t.TempDir()}
	began := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	path := filepath.Join(w.folder, "diptych.db")
	if err := crowd.Blank(path); err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), path, store.Options{
		Now: func() time.Time { return began.Add(time.Duration(w.now.Add(1)) * time.Second) }, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	if w.pool, err = db.OpenReaders(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(filepath.Join(w.folder, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := errors.Join(w.pool.Close(), db.Close(), blobs.Close()); err != nil {
			t.Error(err)
		}
	})
	w.db, w.blobs = db, blobs
	w.Service = &uploading.Service{
		Write: func(ctx context.Context, fn func(uploading.Tx) error) error {
			return db.Write(ctx, func(tx *store.Tx) error { return fn(tx) })
		},
		Read: func(ctx context.Context, fn func(uploading.Snapshot) error) error {
			return db.Read(ctx, func(s *store.Snapshot) error { return fn(s) })
		},
		Blobs: blobs,
	}
	return w
}

// kept returns how many blobs lie in the folder.
func (w *world) kept() int {
	w.t.Helper()
	n := 0
	err := filepath.WalkDir(filepath.Join(w.folder, "blobs"), func(_ string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// events returns the types of all events so far, in order.
func (w *world) events() []string {
	w.t.Helper()
	rows, err := w.pool.QueryContext(w.t.Context(), "SELECT type FROM outbox ORDER BY seq, i")
	if err != nil {
		w.t.Fatal(err)
	}
	defer rows.Close()
	var types []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			w.t.Fatal(err)
		}
		types = append(types, s)
	}
	return types
}

func actor(role access.Role, tags ...locale.Tag) access.Actor {
	a := access.Actor{ID: "test:" + string(role), Roles: map[locale.Tag][]access.Role{}}
	for _, tag := range tags {
		a.Roles[tag] = []access.Role{role}
	}
	return a
}

var admin = access.System("test")

func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (w *world) upload(name string, b []byte) *media.Asset {
	w.t.Helper()
	a, _, err := w.Upload(w.t.Context(), uploading.UploadCommand{Actor: admin, Name: name, Content: bytes.NewReader(b)})
	if err != nil {
		w.t.Fatal(err)
	}
	return a
}

// live makes a post live that shows the asset as thumbnail, in both languages.
func (w *world) live(id content.PostID, a *media.Asset) {
	w.t.Helper()
	shared, err := draft.PrepareShared("", content.Shared{Resources: []content.Resource{{Name: "thumbnail", Asset: a.ID}}})
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.db.Write(w.t.Context(), func(tx *store.Tx) error {
		ctx := w.t.Context()
		post := &content.Post{ID: id, SourceLocale: "en", CreatedBy: "test:author"}
		o := draft.Options{Meta: content.Meta{At: tx.Now(), By: "test:author", Origin: content.FromAPI}}
		if _, err := draft.SaveShared(ctx, tx, post, shared, o); err != nil {
			return err
		}
		for _, tag := range []locale.Tag{"en", "fr"} {
			p, err := draft.Prepare(sanitize.New(sanitize.Options{}), tag, "", content.Text{Title: string(tag) + string(id), Body: "<p>x</p>"})
			if err != nil {
				return err
			}
			if _, err := draft.Save(ctx, tx, post, p, o); err != nil {
				return err
			}
		}
		post.Live, post.LiveAt = 1, tx.Now()
		for i := range post.Translations {
			t := &post.Translations[i]
			t.Live, t.LiveAt, t.FirstPublishedAt = 1, tx.Now(), tx.Now()
		}
		if err := tx.SaveLive(ctx, post); err != nil {
			return err
		}
		return projection.Refresh(ctx, tx, id, "content")
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// card returns the card that readers get.
func (w *world) card(id content.PostID, tag locale.Tag) string {
	w.t.Helper()
	var card string
	err := w.pool.QueryRowContext(w.t.Context(), "SELECT card FROM entries WHERE post_id = ? AND locale = ?", id, tag).Scan(&card)
	if err != nil {
		w.t.Fatal(err)
	}
	return card
}
