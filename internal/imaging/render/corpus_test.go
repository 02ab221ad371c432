package render_test

import (
	"bytes"
	"image"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "image/jpeg"
	_ "image/png"

	"golang.org/x/image/webp"

	"github.com/diptych-cms/diptych/internal/hugojudge"
	"github.com/diptych-cms/diptych/internal/imaging"
	"github.com/diptych-cms/diptych/internal/imaging/render"
)

// made returns what is made of a picture, decoded again.
func made(t testing.TB, b []byte, o render.Options) (image.Image, []byte) {
	t.Helper()
	var out bytes.Buffer
	got, err := render.Make(t.Context(), &out, bytes.NewReader(b), int64(len(b)), bounded(o))
	if err != nil {
		t.Fatal(err)
	}
	decode := func() (image.Image, error) {
		img, _, err := image.Decode(bytes.NewReader(out.Bytes()))
		return img, err
	}
	if o.Format == "webp" {
		decode = func() (image.Image, error) { return webp.Decode(bytes.NewReader(out.Bytes())) }
	}
	img, err := decode()
	if err != nil {
		t.Fatalf("what was made cannot be decoded: %v", err)
	}
	if size := img.Bounds().Size(); size != image.Pt(got.Width, got.Height) || got.Type != "image/"+o.Format {
		t.Fatalf("Make() = %+v, but the picture is %v", got, size)
	}
	return img, out.Bytes()
}

func bounded(o render.Options) render.Options {
	o.MaxPixels, o.MaxFrames = 50_000_000, 1000
	return o
}

// Cameras' pictures are shown upright: a block of yellow marks the true top left
// corner of those that were turned.
func TestCorpusIsUpright(t *testing.T) {
	root := hugojudge.Corpus(t, "cloudops")
	var found []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch d.Name() {
		case "MagicDove.jpg", "Turkey.jpeg", "Stadia.jpg", "Toolbox-Blog.jpg":
			found = append(found, path)
		}
		return err
	})
	if err != nil || len(found) < 4 {
		t.Fatalf("found %v, %v", found, err)
	}
	for i, path := range found {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		d, err := imaging.Describe(bytes.NewReader(b), int64(len(b)), imaging.Limits{Pixels: 50_000_000})
		if err != nil {
			t.Fatal(err)
		}
		format := []string{"webp", "jpeg", "png"}[i%3]
		img, _ := made(t, b, render.Options{Width: 320, Format: format})
		r, g, bl, _ := img.At(3, 3).RGBA()
		t.Logf("%s (orientation %d, %d × %d) as %s: corner %02x%02x%02x", filepath.Base(path), d.Orientation, d.Width, d.Height, format, r>>8, g>>8, bl>>8)
		if r>>8 < 200 || g>>8 < 180 || bl>>8 > 90 {
			t.Errorf("%s as %s: the top left corner is #%02x%02x%02x, not yellow", filepath.Base(path), format, r>>8, g>>8, bl>>8)
		}
		if (d.Width > d.Height) != (img.Bounds().Dx() > img.Bounds().Dy()) {
			t.Errorf("%s as %s lies on its side", filepath.Base(path), format)
		}
	}
}

// Pictures of the corpora are made and looked at without a fault: every fourth, and
// all of them with DIPTYCH_JUDGE.
func TestCorpusIsRendered(t *testing.T) {
	n, each := 0, 4
	if os.Getenv("DIPTYCH_JUDGE") != "" {
		each = 1
	}
	for _, name := range []string{"cds", "cloudops"} {
		err := filepath.WalkDir(hugojudge.Corpus(t, name), func(path string, d fs.DirEntry, err error) error {
			switch strings.ToLower(filepath.Ext(path)) {
			case ".jpg", ".jpeg", ".png", ".gif", ".webp":
			default:
				return err
			}
			if n++; err != nil || n%each != 0 {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			_, out := made(t, b, render.Options{Width: 320, Format: "webp"})
			look, err := render.See(t.Context(), bytes.NewReader(b), int64(len(b)), bounded(render.Options{}))
			if err != nil {
				t.Errorf("See(%s) = %v", path, err)
			}
			t.Logf("%s: %d bytes, %d as w320.webp, %+v", filepath.Base(path), len(b), len(out), look)
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if n < 50 {
		t.Errorf("the corpora have %d pictures: most were not found", n)
	}
}
