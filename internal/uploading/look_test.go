package uploading_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/access"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging/render"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/uploading"
)

// TestLookAround looks at pictures that came before anybody looked, once.
func TestLookAround(t *testing.T) {
	w := newWorld(t)
	seen, lost := w.upload("a.png", picture(t, 80, 60)), w.upload("b.png", picture(t, 90, 60))
	w.upload("c.txt", []byte("no picture"))
	w.live("p1", seen)
	if err := os.Remove(filepath.Join(w.folder, "blobs", string(lost.ID[:2]), string(lost.ID))); err != nil {
		t.Fatal(err)
	}
	if n, err := w.LookAround(t.Context(), 10); err != nil || n != 0 {
		t.Errorf("LookAround() without eyes = %d, %v", n, err)
	}
	w.Eyes = media.NewEyes(2, nil)
	for _, want := range []int{1, 1, 0} {
		if n, err := w.LookAround(t.Context(), 1); err != nil || n != want {
			t.Fatalf("LookAround() = %d, %v, want %d", n, err, want)
		}
	}
	a, err := w.Get(t.Context(), admin, seen.ID)
	if err != nil || a.Look.Version != render.Version || a.Look.Frames != 1 || a.Look.Placeholder == "" || a.Look.Colour == "" || a.Version != 1 {
		t.Errorf("what was looked at = %+v, %v", a, err)
	}
	if card := w.card("p1", "fr"); !strings.Contains(card, a.Look.Colour) {
		t.Errorf("readers do not see it: %s", card)
	}
	if b, err := w.Get(t.Context(), admin, lost.ID); err != nil || b.Look != (media.Look{Version: render.Version}) {
		t.Errorf("what is lost = %+v, %v", b, err)
	}
}

// TestLookAtOnce looks at a picture before it is kept: one that is corrupt is refused.
func TestLookAtOnce(t *testing.T) {
	w := newWorld(t)
	w.Eyes = media.NewEyes(1, nil)
	if a := w.upload("a.png", picture(t, 80, 60)); a.Look.Frames != 1 || a.Look.Placeholder == "" {
		t.Errorf("look = %+v", a.Look)
	}
	// Its pixels are another file's: the structure holds, and what is in it does not.
	b := picture(t, 80, 60)
	at := bytes.Index(b, []byte("IDAT"))
	for i := at + 6; i < len(b)-20; i++ {
		b[i] ^= 0x55
	}
	_, _, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: admin, Name: "b.png", Content: bytes.NewReader(b)})
	if f, ok := fault.Of(err); !ok || f.Code != "media.picture_broken" || w.kept() != 1 {
		t.Errorf("a corrupt picture = %v, %d blobs", err, w.kept())
	}
}

// TestFocusAndName are of all languages, so they take the permission in all of them; or
// to have uploaded a file that no reader sees.
func TestFocusAndName(t *testing.T) {
	w := newWorld(t)
	ada := actor(access.RoleAuthor, "fr")
	a, _, err := w.Upload(t.Context(), uploading.UploadCommand{Actor: ada, Name: "a.png", Content: bytes.NewReader(picture(t, 8, 6))})
	if err != nil {
		t.Fatal(err)
	}
	say := func(who access.Actor, version int64, name string, focus *media.Point) (*media.Asset, error) {
		cmd := uploading.DescribeCommand{Actor: who, Asset: a.ID, Version: version, Name: name}
		if name == "" {
			cmd.Focus = content.Instead(focus)
		}
		return w.Describe(t.Context(), cmd)
	}
	if got, err := say(ada, 1, "", &media.Point{X: 0.25, Y: 1}); err != nil || got.Version != 2 || *got.Focus != (media.Point{X: 0.25, Y: 1}) {
		t.Errorf("by who uploaded it = %+v, %v", got, err)
	}
	if got, err := say(ada, 2, "", &media.Point{X: 0.25, Y: 1}); err != nil || got.Version != 2 {
		t.Errorf("the same again = %+v, %v", got, err)
	}
	if got, err := say(ada, 2, `..\..\le toit.png`, nil); err != nil || got.Name != "le toit.png" || got.Focus == nil {
		t.Errorf("another name = %+v, %v", got, err)
	}
	w.live("p1", a)
	for name, who := range map[string]access.Actor{"who uploaded it": ada, "an editor of one language": actor(access.RoleEditor, "fr")} {
		if _, err := say(who, 3, "", nil); !fault.Is(err, fault.Forbidden) {
			t.Errorf("of what readers see, by %s = %v", name, err)
		}
	}
	before := w.card("p1", "fr")
	if got, err := say(actor(access.RoleEditor, "fr", "en"), 3, "", &media.Point{X: 0.5, Y: 0.1}); err != nil || got.Version != 4 {
		t.Errorf("by an editor of both = %+v, %v", got, err)
	}
	if w.card("p1", "fr") == before {
		t.Error("readers do not see another focus")
	}
	if got, err := say(admin, 4, "", nil); err != nil || got.Focus != nil {
		t.Errorf("taken away = %+v, %v", got, err)
	}
	for _, p := range []media.Point{{X: -0.1}, {Y: 1.1}} {
		if _, err := say(admin, 5, "", &p); !fault.Is(err, fault.Invalid) {
			t.Errorf("outside of the picture, %v = %v", p, err)
		}
	}
}

// TestFind finds files by words, whatever their case and accents, and those that nothing
// names.
func TestFind(t *testing.T) {
	w := newWorld(t)
	a := w.upload("Été à Québec.png", picture(t, 8, 6))
	w.upload("100%_sure.txt", []byte("x"))
	w.live("p1", a)
	said := uploading.DescribeCommand{Actor: admin, Asset: a.ID, Version: 1, Texts: map[locale.Tag]*media.Text{"fr": {Alt: "Les toits", Credit: "Maude Côté"}}}
	if _, err := w.Describe(t.Context(), said); err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string][]string{
		"ete QUEBEC": {a.Name}, "toit": {a.Name}, "cote maude ": {a.Name}, "quebec x": nil, "%": {"100%_sure.txt"}, "0__": nil, "'": nil,
	} {
		page, err := w.List(t.Context(), uploading.ListQuery{Actor: admin, Words: words})
		var names []string
		for _, found := range page.Items {
			names = append(names, found.Name)
		}
		if err != nil || !cmp.Equal(names, want) {
			t.Errorf("%q = %v, %v, want %v", words, names, err, want)
		}
	}
	page, err := w.List(t.Context(), uploading.ListQuery{Actor: admin, Unused: true})
	if err != nil || len(page.Items) != 1 || page.Items[0].Name != "100%_sure.txt" {
		t.Errorf("unused = %+v, %v", page, err)
	}
}

// away is a store that does not give what it keeps.
type away struct {
	uploading.Blobs
	err error
}

func (a away) Open(context.Context, content.AssetID) (media.Bytes, error) { return nil, a.err }

// TestLookLater waits for a store that cannot be reached, and not for a disk that cannot
// be read.
func TestLookLater(t *testing.T) {
	w := newWorld(t)
	a := w.upload("a.png", picture(t, 80, 60))
	w.Eyes = media.NewEyes(1, nil)
	for _, tt := range []struct {
		err    error
		looked int
	}{{fault.New(fault.Unavailable, "blobs.unreachable"), 0}, {errors.New("input/output error"), render.Version}} {
		blobs := w.Blobs
		w.Blobs = away{blobs, tt.err}
		_, err := w.LookAround(t.Context(), 10)
		w.Blobs = blobs
		got, fail := w.Get(t.Context(), admin, a.ID)
		if (err == nil) != (tt.looked > 0) || fail != nil || got.Look.Version != tt.looked {
			t.Errorf("%v: LookAround() = %v, look %+v, %v", tt.err, err, got.Look, fail)
		}
	}
}
