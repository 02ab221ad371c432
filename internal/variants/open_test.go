package variants_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"strings"
	"testing"

	_ "golang.org/x/image/webp"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/media"
	"github.com/diptych-cms/diptych/internal/store"
)

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func TestVariants(t *testing.T) {
	w := newWorld(t)
	a := w.take("été.v2.jpg", jpegOf(t, 800, 400))
	for _, tt := range []struct {
		name, kind, file string
		width, height    int
	}{
		{"w320.webp", "image/webp", "été.v2.w320.webp", 320, 160},
		{"w640.jpeg", "image/jpeg", "été.v2.w640.jpeg", 640, 320},
		{"w320.png", "image/png", "été.v2.w320.png", 320, 160},
		{"w320h320.webp", "image/webp", "été.v2.w320h320.webp", 320, 320},
		{"w2560.webp", "image/webp", "été.v2.w2560.webp", 800, 400}, // never enlarged
	} {
		f, b := w.read(a, tt.name)
		size, _, err := image.DecodeConfig(bytes.NewReader(b))
		if err != nil || size.Width != tt.width || size.Height != tt.height {
			t.Errorf("%s is %d × %d, %v", tt.name, size.Width, size.Height, err)
		}
		if f.Type != tt.kind || f.Name != tt.file || !f.Inline || f.ETag != hashOf(b) || f.At.IsZero() {
			t.Errorf("%s: %+v", tt.name, f)
		}
		before := w.blobs.times(a.ID)
		if again, same := w.read(a, tt.name); again.ETag != f.ETag || !bytes.Equal(same, b) || w.blobs.times(a.ID) != before {
			t.Errorf("%s is made again", tt.name)
		}
	}
}

func TestNoVariant(t *testing.T) {
	w := newWorld(t)
	picture := w.take("a.png", pngOf(t, 40, 30))
	paper := w.take("a.pdf", []byte("%PDF-1.4\n"))
	drawing := w.take("a.svg", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"))
	unreadable := w.take("b.png", pngOf(t, 41, 30))
	unreadable.Look = media.Look{Version: 1}
	for _, tt := range []struct {
		asset media.Asset
		name  string
	}{
		{picture, "w321.webp"}, {picture, "w1.webp"}, {picture, "w99999999.png"}, {picture, "w320h1.webp"}, {picture, "w320h181.webp"},
		{paper, "w320.webp"}, {drawing, "w320.png"}, {unreadable, "w320.webp"},
	} {
		w.refused(tt.asset, tt.name, "media.no_variant")
		if n := w.blobs.times(tt.asset.ID); n > 0 {
			t.Errorf("%s of %s is looked for in its bytes", tt.name, tt.asset.Name)
		}
	}
	for _, a := range []media.Asset{paper, drawing} {
		if f, _ := w.read(a, "original"); f.ETag != string(a.ID) || f.Inline || f.Name != a.Name {
			t.Errorf("original of %s: %+v", a.Name, f)
		}
	}
}

// What was made while the settings allowed it stays: pages that were built then
// name it.
func TestSettingsChange(t *testing.T) {
	w := newWorld(t)
	a := w.take("a.jpg", jpegOf(t, 800, 400))
	was, _ := w.read(a, "w320.webp")
	err := w.db.Write(t.Context(), func(tx *store.Tx) error {
		site, err := tx.Site(t.Context())
		if err != nil {
			return err
		}
		site.Settings.Media.Widths = []int{333}
		return tx.SaveSite(t.Context(), site)
	})
	if err != nil {
		t.Fatal(err)
	}
	if f, _ := w.read(a, "w320.webp"); f.ETag != was.ETag {
		t.Errorf("a kept variant is %s, was %s", f.ETag, was.ETag)
	}
	w.refused(a, "w640.webp", "media.no_variant")
	w.read(a, "w333.webp")
}

// A crop follows the point that it keeps; the one before makes room for it.
func TestFocus(t *testing.T) {
	w := newWorld(t)
	a := w.take("a.png", pngOf(t, 800, 400))
	middle, _ := w.read(a, "w320h320.png")
	a.Focus = &media.Point{X: 0.1, Y: 0.5}
	left, b := w.read(a, "w320h320.png")
	if left.ETag == middle.ETag {
		t.Error("a crop does not follow the point")
	}
	m, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if r, _, blue, _ := m.At(m.Bounds().Max.X-1, 10).RGBA(); r < blue {
		t.Error("a crop around the left shows the right")
	}
	whole, _ := w.read(a, "w320.png")
	a.Focus = nil
	if again, _ := w.read(a, "w320h320.png"); again.ETag != middle.ETag {
		t.Error("the same crop has other bytes")
	}
	if again, _ := w.read(a, "w320.png"); again.ETag != whole.ETag {
		t.Error("what is not cropped follows the point")
	}
	var hashes []content.AssetID
	err = w.db.Read(t.Context(), func(s *store.Snapshot) (err error) {
		hashes, err = s.MadeHashes(t.Context(), "", 10)
		return err
	})
	if err != nil || len(hashes) != 2 {
		t.Errorf("rows name %v, %v; want the crop and the whole", hashes, err)
	}
}

// An original comes without what the camera noted; one that says nothing comes as
// it is, and neither is looked at twice.
func TestOriginal(t *testing.T) {
	w := newWorld(t)
	secret := w.take("a.jpg", located(t))
	f, b := w.read(secret, "original")
	if bytes.Contains(b, []byte("SECRETPLACE")) || bytes.Contains(b, []byte("\x25\x88")) {
		t.Error("an original says where it was taken")
	}
	if f.ETag == string(secret.ID) || f.ETag != hashOf(b) || f.Type != "image/jpeg" || f.Name != "a.jpg" {
		t.Errorf("cleaned: %+v", f)
	}
	if _, kind, err := image.Decode(bytes.NewReader(b)); err != nil || kind != "jpeg" {
		t.Errorf("a cleaned original is %s, %v", kind, err)
	}
	plain := w.take("b.jpg", jpegOf(t, 41, 30))
	if f, b := w.read(plain, "original"); f.ETag != string(plain.ID) || hashOf(b) != string(plain.ID) {
		t.Errorf("an original that says nothing: %+v", f)
	}
	before := w.blobs.times(secret.ID)
	w.read(secret, "original")
	if n := w.blobs.times(secret.ID); n != before {
		t.Errorf("a cleaned original is cleaned again")
	}
}

func TestNameOf(t *testing.T) {
	for name, want := range map[string]string{"été.v2.jpg": "été.v2.w640.webp", "photo": "photo.w640.webp", ".jpg": ".w640.webp"} {
		v, _ := content.ParseVariant("w640.webp")
		if got := media.NameOf(&media.Asset{Name: name}, v); got != want {
			t.Errorf("NameOf(%q) = %q", name, got)
		}
	}
	long := strings.Repeat("x", 300) + ".png"
	if got := media.NameOf(&media.Asset{Name: long}, content.Variant{}); got != long {
		t.Errorf("an original is called %q", got)
	}
}
