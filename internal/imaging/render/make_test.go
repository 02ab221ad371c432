package render_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging/render"
)

// near reports whether two colours differ by no more than d in each channel.
func near(a, b color.Color, d int) bool {
	r, g, bl, al := a.RGBA()
	r2, g2, b2, a2 := b.RGBA()
	for _, n := range [][2]uint32{{r, r2}, {g, g2}, {bl, b2}, {al, a2}} {
		if diff := int(n[0]>>8) - int(n[1]>>8); diff > d || -diff > d {
			return false
		}
	}
	return true
}

// corners names the colours of a picture's four quarters.
func corners(img image.Image) string {
	names := ""
	b := img.Bounds()
	for _, at := range []image.Point{{b.Dx() / 4, b.Dy() / 4}, {b.Dx() * 3 / 4, b.Dy() / 4}, {b.Dx() / 4, b.Dy() * 3 / 4}, {b.Dx() * 3 / 4, b.Dy() * 3 / 4}} {
		r, g, bl, _ := img.At(at.X, at.Y).RGBA()
		switch {
		case r > 0xc000 && g > 0xc000 && bl > 0xc000:
			names += "w"
		case r > 0xa000 && g < 0x4000 && bl < 0x4000:
			names += "r"
		case g > 0xa000 && r < 0x5000 && bl < 0x5000:
			names += "g"
		case bl > 0xa000 && r < 0x4000 && g < 0x4000:
			names += "b"
		default:
			names += "?"
		}
	}
	return names
}

func TestMakeTurns(t *testing.T) {
	shown := []string{"rgbw", "rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"}
	for _, size := range []image.Point{{96, 64}, {97, 65}, {64, 97}} {
		plain := jpegOf(t, quarters(size.X, size.Y))
		for orientation := range byte(9) {
			b := withOrientation(plain, orientation)
			for _, format := range []string{"webp", "jpeg", "png"} {
				img, _ := made(t, b, render.Options{Width: 1000, Format: format})
				want := size
				if orientation >= 5 {
					want = image.Pt(size.Y, size.X)
				}
				if got := corners(img); got != shown[orientation] || img.Bounds().Size() != want {
					t.Errorf("%v with orientation %d as %s: %s, %v; want %s, %v", size, orientation, format, got, img.Bounds().Size(), shown[orientation], want)
				}
			}
		}
	}
}

func TestMakeSizes(t *testing.T) {
	wide, tall := jpegOf(t, quarters(400, 300)), withOrientation(jpegOf(t, quarters(400, 300)), 6)
	tests := []struct {
		name          string
		picture       []byte
		width, height int
		want          image.Point
	}{
		{"smaller", wide, 200, 0, image.Pt(200, 150)},
		{"never larger", wide, 640, 0, image.Pt(400, 300)},
		{"rounded", wide, 333, 0, image.Pt(333, 250)},
		{"turned", tall, 150, 0, image.Pt(150, 200)},
		{"cropped", wide, 160, 90, image.Pt(160, 90)},
		{"cropped upright", wide, 90, 160, image.Pt(90, 160)},
		{"cropped and turned", tall, 160, 90, image.Pt(160, 90)},
		{"a crop keeps its shape and is never larger", wide, 1600, 900, image.Pt(400, 225)},
		{"a high crop neither", wide, 900, 1600, image.Pt(169, 300)},
		{"a line", pngOf(t, quarters(1, 3000)), 640, 0, image.Pt(1, 3000)},
		{"a long line", pngOf(t, quarters(1, 20000)), 640, 0, image.Pt(1, 16383)},
		{"a line across", pngOf(t, quarters(3000, 1)), 320, 0, image.Pt(320, 1)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, format := range []string{"webp", "jpeg", "png"} {
				img, _ := made(t, tt.picture, render.Options{Width: tt.width, Height: tt.height, Format: format})
				if got := img.Bounds().Size(); got != tt.want {
					t.Errorf("as %s: %v, want %v", format, got, tt.want)
				}
			}
		})
	}
}

func TestMakeCropsAroundTheFocus(t *testing.T) {
	wide, high := pngOf(t, quarters(800, 100)), pngOf(t, quarters(100, 800))
	tests := []struct {
		name    string
		picture []byte
		focus   *render.Point
		want    string
	}{
		{"the middle", wide, nil, "rgbw"},
		{"left", wide, &render.Point{X: 0, Y: 0.9}, "rrbb"},
		{"right", wide, &render.Point{X: 1, Y: 0}, "ggww"},
		{"top", high, &render.Point{X: 0.5, Y: 0}, "rgrg"},
		{"bottom", high, &render.Point{X: 0, Y: 1}, "bwbw"},
		{"near the end, but not beyond", high, &render.Point{X: 0.5, Y: 0.97}, "bwbw"},
	}
	for _, tt := range tests {
		img, _ := made(t, tt.picture, render.Options{Width: 100, Height: 100, Focus: tt.focus, Format: "png"})
		if got := corners(img); got != tt.want {
			t.Errorf("a square around %s shows %s, want %s", tt.name, got, tt.want)
		}
	}
}

func TestMakeMindsAlpha(t *testing.T) {
	img := quarters(80, 80)
	for i := 3; i < len(img.Pix)/2; i += 4 {
		img.Pix[i] = 0 // the upper half
	}
	b := pngOf(t, img)
	flat, _ := made(t, b, render.Options{Width: 40, Format: "jpeg"})
	if got := corners(flat); got != "wwbw" {
		t.Errorf("on white ground: %s, want wwbw", got)
	}
	for _, format := range []string{"png", "webp"} {
		clear, _ := made(t, b, render.Options{Width: 40, Format: format})
		if _, _, _, a := clear.At(5, 5).RGBA(); a != 0 {
			t.Errorf("as %s: alpha %d where nothing is", format, a)
		}
		if got := corners(clear)[2:]; got != "bw" {
			t.Errorf("as %s: %s below, want bw", format, got)
		}
	}
}

func TestMakeTakesTheFirstFrame(t *testing.T) {
	palette := color.Palette{color.White, color.RGBA{R: 230, A: 255}, color.RGBA{B: 230, A: 255}}
	frame := func(r image.Rectangle, index uint8) *image.Paletted {
		m := image.NewPaletted(r, palette)
		for i := range m.Pix {
			m.Pix[i] = index
		}
		return m
	}
	var moving bytes.Buffer
	err := gif.EncodeAll(&moving, &gif.GIF{
		Image: []*image.Paletted{frame(image.Rect(40, 0, 80, 80), 1), frame(image.Rect(0, 0, 80, 80), 2)}, Delay: []int{1, 1},
		Config: image.Config{ColorModel: palette, Width: 80, Height: 80},
	})
	if err != nil {
		t.Fatal(err)
	}
	_, still := made(t, pngOf(t, quarters(40, 80)), render.Options{Width: 40, Format: "webp"})
	webp := movingWebP(still, image.Pt(40, 0), image.Pt(80, 80), image.Pt(40, 80), 3)
	for name, tt := range map[string]struct {
		bytes  []byte
		frames int
		want   string
	}{"gif": {moving.Bytes(), 2, "wrwr"}, "webp": {webp, 3, "w?w?"}} {
		img, _ := made(t, tt.bytes, render.Options{Width: 80, Format: "jpeg"})
		got := corners(img)
		look, err := render.See(t.Context(), bytes.NewReader(tt.bytes), int64(len(tt.bytes)), bounded(render.Options{}))
		if got[0] != tt.want[0] || got[2] != tt.want[2] || look.Frames != tt.frames || err != nil {
			t.Errorf("%s: %s, %+v, %v; want %s and %d frames", name, got, look, err, tt.want, tt.frames)
		}
	}
}

func TestMakeRefuses(t *testing.T) {
	jpg := jpegOf(t, quarters(64, 64))
	_, still := made(t, jpg, render.Options{Width: 8, Format: "webp"})
	tests := []struct {
		name  string
		bytes []byte
		kind  fault.Kind
		code  string
	}{
		{"text", []byte("words"), fault.Unsupported, "media.no_picture"},
		{"HTML named .png", []byte("<!doctype html><script>alert(1)</script>"), fault.Unsupported, "media.no_picture"},
		{"SVG with script", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), fault.Unsupported, "media.no_picture"},
		{"nothing", nil, fault.Unsupported, "media.no_picture"},
		{"50,000 by 50,000", pngHeader(50000, 50000, 8, 6, 0), fault.TooLarge, "media.too_many_pixels"},
		{"cut", jpg[:len(jpg)/2], fault.Invalid, "media.picture_broken"},
		{"a promise", append(pngHeader(7000, 7000, 16, 6, 0), chunk("IDAT", []byte("x"))...), fault.Invalid, "media.picture_broken"},
		{"too many frames", movingWebP(still, image.Pt(0, 0), image.Pt(8, 8), image.Pt(8, 8), 1001), fault.TooLarge, "media.too_many_frames"},
		{"a frame beside the canvas", movingWebP(still, image.Pt(4, 0), image.Pt(8, 8), image.Pt(8, 8), 2), fault.Invalid, "media.picture_broken"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := bounded(render.Options{Width: 32, Format: "webp"})
			_, err := render.Make(t.Context(), &bytes.Buffer{}, bytes.NewReader(tt.bytes), int64(len(tt.bytes)), o)
			if f, ok := fault.Of(err); !ok || f.Kind != tt.kind || f.Code != tt.code {
				t.Errorf("Make() = %v, want %s", err, tt.code)
			}
			_, err = render.See(t.Context(), bytes.NewReader(tt.bytes), int64(len(tt.bytes)), o)
			if f, ok := fault.Of(err); !ok || f.Kind != tt.kind || f.Code != tt.code {
				t.Errorf("See() = %v, want %s", err, tt.code)
			}
		})
	}
}

// failing is a disk that fails after its first bytes.
type failing struct{ b []byte }

var errDisk = errors.New("disk")

func (f failing) ReadAt(b []byte, at int64) (int, error) {
	if at > 600 {
		return 0, errDisk
	}
	return bytes.NewReader(f.b).ReadAt(b, at)
}

func TestMakeTellsTheDiskFromThePicture(t *testing.T) {
	for _, b := range [][]byte{jpegOf(t, photo(600, 400)), pngOf(t, photo(600, 400))} {
		_, err := render.Make(t.Context(), &bytes.Buffer{}, failing{b}, int64(len(b)), bounded(render.Options{Width: 32, Format: "webp"}))
		if !errors.Is(err, errDisk) {
			t.Errorf("Make() on a failing disk = %v", err)
		}
	}
}

func TestMakeEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	b := jpegOf(t, photo(600, 400))
	if _, err := render.Make(ctx, &bytes.Buffer{}, bytes.NewReader(b), int64(len(b)), bounded(render.Options{Width: 32, Format: "webp"})); !errors.Is(err, context.Canceled) {
		t.Errorf("Make() for nobody = %v", err)
	}
}
