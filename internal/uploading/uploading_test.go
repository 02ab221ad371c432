package uploading_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/uploading"
)

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
		{"a page by its name", uploading.DescribeCommand{Actor: admin, Asset: a.ID, Version: 1, Name: "a.png.html"}, fault.Invalid, "invalid"},
		{"another picture by its name", uploading.DescribeCommand{Actor: admin, Asset: a.ID, Version: 1, Name: "b.JPG"}, fault.Invalid, "invalid"},
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
		title string // of the source, which is English
	}{
		"admin":               {admin, fault.Internal, 1, "enp1"},
		"reader":              {actor(access.RoleReader, "en"), fault.Internal, 1, "enp1"},
		"reader of the other": {actor(access.RoleReader, "fr"), fault.Internal, 1, ""},
		"translator":          {actor(access.RoleTranslator, "fr"), fault.Internal, 1, "enp1"},
		"the author":          {actor(access.RoleAuthor, "fr"), fault.Internal, 1, ""},
		"another author":      {access.Actor{ID: "test:other", Roles: actor(access.RoleAuthor, "fr").Roles}, fault.Internal, 0, ""},
		"no role":             {access.Actor{ID: "test:none"}, fault.Forbidden, 0, ""},
		"nobody":              {access.Actor{}, fault.Unauthenticated, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, errGet := w.Get(t.Context(), tt.actor, a.ID)
			_, errList := w.List(t.Context(), uploading.ListQuery{Actor: tt.actor})
			uses, err := w.Uses(t.Context(), tt.actor, a.ID)
			for _, err := range []error{errGet, errList, err} {
				if (err == nil) != (tt.kind == fault.Internal) || fault.KindOf(err) != tt.kind {
					t.Errorf("error = %v", err)
				}
			}
			if len(uses) != tt.uses || tt.uses > 0 && (uses[0].Post != "p1" || uses[0].State != media.UseLive || uses[0].Locale != "" || uses[0].Title != tt.title) {
				t.Errorf("uses = %+v", uses)
			}
		})
	}
	if _, err := w.Uses(t.Context(), admin, "x"); !fault.Is(err, fault.NotFound) {
		t.Errorf("Uses() of what is not there = %v", err)
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
