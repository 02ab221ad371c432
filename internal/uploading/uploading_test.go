package uploading_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/blob"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/projection"
	"github.com/diptych-cms/diptych/internal/sanitize"
	"github.com/diptych-cms/diptych/internal/store"
	"github.com/diptych-cms/diptych/internal/uploading"
)

var (
	_ uploading.Tx       = (*store.Tx)(nil)
	_ uploading.Snapshot = (*store.Snapshot)(nil)
	_ media.Blobs        = (*blob.Dir)(nil)
)

// A world is a real database and folder of blobs with a service over them.
type world struct {
	*uploading.Service
	t      *testing.T
	db     *store.DB
	pool   *sql.DB // to look at rows
	blobs  *blob.Dir
	folder string
	now    time.Time
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, folder: t.TempDir(), now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	db, err := store.Open(t.Context(), filepath.Join(w.folder, "diptych.db"), store.Options{
		Now: func() time.Time { w.now = w.now.Add(time.Second); return w.now }, Log: slog.New(slog.DiscardHandler),
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

func TestUpload(t *testing.T) {
	w := newWorld(t)
	b := picture(t, 8, 6)
	a, fresh, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: actor(access.RoleTranslator, "fr"), Name: `C:\photos\été.png`, Content: bytes.NewReader(b)})
	if err != nil || !fresh {
		t.Fatalf("Upload() = %t, %v", fresh, err)
	}
	if a.Type != "image/png" || a.Width != 8 || a.Height != 6 || a.Name != "été.png" || a.Bytes != int64(len(b)) || a.Version != 1 || a.CreatedAt.IsZero() {
		t.Errorf("asset = %+v", a)
	}
	again, fresh, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: admin, Name: "other.png", Content: bytes.NewReader(b)})
	if err != nil || fresh || again.ID != a.ID || again.Name != a.Name {
		t.Errorf("the same bytes again = %+v, fresh %t, %v", again, fresh, err)
	}
	if w.kept() != 1 || !cmp.Equal(w.events(), []string{"asset.uploaded"}) {
		t.Errorf("%d blobs, events %v", w.kept(), w.events())
	}
}

func TestUploadRefused(t *testing.T) {
	w := newWorld(t)
	w.Limits = media.Limits{Bytes: 1000, Pixels: 47}
	tests := []struct {
		name  string
		actor access.Actor
		file  string
		bytes []byte
		kind  fault.Kind
	}{
		{"nobody", access.Actor{}, "a.png", picture(t, 2, 2), fault.Unauthenticated},
		{"reader", actor(access.RoleReader, "fr"), "a.png", picture(t, 2, 2), fault.Forbidden},
		{"page as picture", admin, "a.png", []byte("<html>"), fault.Unsupported},
		{"page", admin, "a.html", []byte("<html>"), fault.Unsupported},
		{"too many pixels", admin, "a.png", picture(t, 8, 6), fault.TooLarge},
		{"too many bytes", admin, "a.txt", bytes.Repeat([]byte("x"), 1001), fault.TooLarge},
		{"empty", admin, "a.png", nil, fault.Invalid},
		{"cut", admin, "a.png", picture(t, 2, 2)[:60], fault.Invalid},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: tt.actor, Name: tt.file, Content: bytes.NewReader(tt.bytes)})
			if !fault.Is(err, tt.kind) {
				t.Errorf("Upload() = %v", err)
			}
			if w.kept() != 0 || len(w.events()) != 0 {
				t.Errorf("%d blobs, events %v after a refusal", w.kept(), w.events())
			}
		})
	}
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

func TestDescribe(t *testing.T) {
	w := newWorld(t)
	a := w.upload("a.png", picture(t, 8, 6))
	w.live("p1", a)
	english := w.card("p1", "en")
	got, err := w.Describe(t.Context(), uploading.DescribeCommand{
		Actor: actor(access.RoleEditor, "fr"), Asset: a.ID, Version: 1,
		Texts: map[locale.Tag]*media.Text{"fr": {Alt: " L’e\u0301te\u0301\n", Caption: "Une légende : deux"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[locale.Tag]media.Text{"fr": {Alt: "L’été", Caption: "Une légende : deux"}}
	if !cmp.Equal(got.Texts, want) || got.Version != 2 {
		t.Errorf("asset = %+v", got)
	}
	if !strings.Contains(w.card("p1", "fr"), `"alt":"L’été"`) {
		t.Errorf("readers do not see the text: %s", w.card("p1", "fr"))
	}
	if w.card("p1", "en") != english {
		t.Error("a French text changed the English entry")
	}
	events := w.events()
	if n := len(events); n < 2 || !cmp.Equal(events[n-2:], []string{"asset.described", "content.changed"}) {
		t.Errorf("events = %v", events)
	}
	// Saying it again changes nothing; null takes it away.
	same, err := w.Describe(t.Context(), uploading.DescribeCommand{Actor: admin, Asset: a.ID, Version: 2, Texts: map[locale.Tag]*media.Text{"fr": {Alt: "L’été", Caption: "Une légende : deux"}}})
	if err != nil || same.Version != 2 || len(w.events()) != len(events) {
		t.Errorf("the same again = %+v, %v, events %v", same, err, w.events())
	}
	gone, err := w.Describe(t.Context(), uploading.DescribeCommand{Actor: admin, Asset: a.ID, Version: 2, Texts: map[locale.Tag]*media.Text{"fr": nil, "en": {Alt: "Summer"}}})
	if err != nil || !cmp.Equal(gone.Texts, map[locale.Tag]media.Text{"en": {Alt: "Summer"}}) {
		t.Errorf("after null = %+v, %v", gone, err)
	}
	if strings.Contains(w.card("p1", "fr"), "été") {
		t.Error("readers see a text that was taken away")
	}
}

func TestDescribeRefused(t *testing.T) {
	w := newWorld(t)
	a := w.upload("a.png", picture(t, 8, 6))
	text := map[locale.Tag]*media.Text{"fr": {Alt: "x"}}
	tests := []struct {
		name string
		cmd  uploading.DescribeCommand
		kind fault.Kind
		code string
	}{
		{"nobody", uploading.DescribeCommand{Asset: a.ID, Version: 1, Texts: text}, fault.Unauthenticated, "access.unauthenticated"},
		{"translator", uploading.DescribeCommand{Actor: actor(access.RoleTranslator, "fr"), Asset: a.ID, Version: 1, Texts: text}, fault.Forbidden, "access.forbidden_locale"},
		{"editor of another language", uploading.DescribeCommand{Actor: actor(access.RoleEditor, "en"), Asset: a.ID, Version: 1, Texts: text}, fault.Forbidden, "access.forbidden_locale"},
		{"editor of one of two", uploading.DescribeCommand{Actor: actor(access.RoleEditor, "en"), Asset: a.ID, Version: 1,
			Texts: map[locale.Tag]*media.Text{"en": {Alt: "x"}, "fr": nil}}, fault.Forbidden, "access.forbidden_locale"},
		{"no text", uploading.DescribeCommand{Actor: admin, Asset: a.ID, Version: 1}, fault.Invalid, "invalid"},
		{"old version", uploading.DescribeCommand{Actor: admin, Asset: a.ID, Version: 7, Texts: text}, fault.Stale, "asset.stale"},
		{"unknown asset", uploading.DescribeCommand{Actor: admin, Asset: "x", Version: 1, Texts: text}, fault.NotFound, "asset.not_found"},
		{"unknown locale", uploading.DescribeCommand{Actor: admin, Asset: a.ID, Version: 1, Texts: map[locale.Tag]*media.Text{"de": {Alt: "x"}}}, fault.Invalid, "invalid"},
		{"too long", uploading.DescribeCommand{Actor: admin, Asset: a.ID, Version: 1,
			Texts: map[locale.Tag]*media.Text{"fr": {Alt: strings.Repeat("é", 2001)}}}, fault.Invalid, "invalid"},
		{"no UTF-8", uploading.DescribeCommand{Actor: admin, Asset: a.ID, Version: 1, Texts: map[locale.Tag]*media.Text{"fr": {Alt: "\xff"}}}, fault.Invalid, "invalid"},
	}
	before := w.events()
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := w.Describe(t.Context(), tt.cmd)
			f, ok := fault.Of(err)
			if !ok || f.Kind != tt.kind || f.Code != tt.code {
				t.Fatalf("Describe() = %v, want %s", err, tt.code)
			}
			if tt.kind == fault.Stale && f.Extra["etag"] != `"1"` {
				t.Errorf("etag = %v", f.Extra["etag"])
			}
			got, err := w.Get(t.Context(), admin, a.ID)
			if err != nil || got.Version != 1 || len(got.Texts) != 0 || !cmp.Equal(w.events(), before) {
				t.Errorf("a refusal changed the asset: %+v, %v", got, err)
			}
		})
	}
}

func TestList(t *testing.T) {
	w := newWorld(t)
	var want []string
	for i := range 7 {
		name := fmt.Sprintf("%d.txt", i)
		if i%2 == 0 {
			name = fmt.Sprintf("%d.png", i)
			w.upload(name, picture(t, i+1, 1))
		} else {
			w.upload(name, []byte(name))
		}
		want = append([]string{name}, want...)
	}
	read := func(q uploading.ListQuery) (names []string) {
		for {
			page, err := w.List(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range page.Items {
				names = append(names, a.Name)
			}
			if page.Next == "" {
				return names
			}
			q.Cursor = page.Next
		}
	}
	for limit := range 8 {
		if got := read(uploading.ListQuery{Actor: admin, Limit: limit}); !cmp.Equal(got, want) {
			t.Errorf("by pages of %d = %v", limit, got)
		}
	}
	if got := read(uploading.ListQuery{Actor: admin, Type: "image/", Limit: 2}); !cmp.Equal(got, []string{"6.png", "4.png", "2.png", "0.png"}) {
		t.Errorf("pictures = %v", got)
	}
	if got := read(uploading.ListQuery{Actor: admin, Type: "text/plain"}); len(got) != 3 {
		t.Errorf("texts = %v", got)
	}
	if got := read(uploading.ListQuery{Actor: admin, Type: "%"}); len(got) != 0 {
		t.Errorf("a type of wildcards = %v", got)
	}
	page, err := w.List(t.Context(), uploading.ListQuery{Actor: admin, Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]uploading.ListQuery{
		"another list": {Actor: admin, Cursor: page.Next, Type: "image/"}, "broken": {Actor: admin, Cursor: "x"},
		"limit": {Actor: admin, Limit: 101}, "negative": {Actor: admin, Limit: -1},
	} {
		if _, err := w.List(t.Context(), q); !fault.Is(err, fault.Malformed) {
			t.Errorf("%s: List() = %v", name, err)
		}
	}
}

func TestLooking(t *testing.T) {
	w := newWorld(t)
	a := w.upload("a.png", picture(t, 8, 6))
	w.live("p1", a)
	for name, tt := range map[string]struct {
		actor access.Actor
		kind  fault.Kind // Internal: may
		uses  int
	}{
		"admin":          {admin, fault.Internal, 1},
		"reader":         {actor(access.RoleReader, "fr"), fault.Internal, 1},
		"the author":     {actor(access.RoleAuthor, "fr"), fault.Internal, 1},
		"another author": {access.Actor{ID: "test:other", Roles: actor(access.RoleAuthor, "fr").Roles}, fault.Internal, 0},
		"no role":        {access.Actor{ID: "test:none"}, fault.Forbidden, 0},
		"nobody":         {access.Actor{}, fault.Unauthenticated, 0},
	} {
		t.Run(name, func(t *testing.T) {
			_, errGet := w.Get(t.Context(), tt.actor, a.ID)
			_, errList := w.List(t.Context(), uploading.ListQuery{Actor: tt.actor})
			uses, err := w.Usage(t.Context(), tt.actor, a.ID)
			for _, err := range []error{errGet, errList, err} {
				if (err == nil) != (tt.kind == fault.Internal) || fault.KindOf(err) != tt.kind {
					t.Errorf("error = %v", err)
				}
			}
			if len(uses) != tt.uses || tt.uses > 0 && (uses[0].Post != "p1" || !uses[0].Live || uses[0].Locale != "") {
				t.Errorf("uses = %+v", uses)
			}
		})
	}
	if _, err := w.Usage(t.Context(), admin, "x"); !fault.Is(err, fault.NotFound) {
		t.Errorf("Usage() of what is not there = %v", err)
	}
}

// A failing transaction leaves the bytes, which harm nobody, and no row.
func TestUploadFailsHalfway(t *testing.T) {
	w := newWorld(t)
	broken := errors.New("no")
	write := w.Write
	w.Write = func(ctx context.Context, fn func(uploading.Tx) error) error {
		return write(ctx, func(tx uploading.Tx) error { return errors.Join(fn(tx), broken) })
	}
	if _, _, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: admin, Name: "a.txt", Content: strings.NewReader("x")}); !errors.Is(err, broken) {
		t.Fatalf("Upload() = %v", err)
	}
	w.Write = write
	if page, err := w.List(t.Context(), uploading.ListQuery{Actor: admin}); err != nil || len(page.Items) != 0 {
		t.Errorf("List() = %+v, %v", page, err)
	}
	if a := w.upload("a.txt", []byte("x")); a.Version != 1 || w.kept() != 1 {
		t.Errorf("the second try = %+v, %d blobs", a, w.kept())
	}
}
