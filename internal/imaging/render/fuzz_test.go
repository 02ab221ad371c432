package render_test

import (
	"bytes"
	"image/color"
	"image/png"
	"io"
	"testing"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging"
	"github.com/diptych-cms/diptych/internal/imaging/render"
)

// fuzzed makes a small picture of what the fuzzer found, if it is of the type.
// What comes out must be what the result says, an error a fault.
func fuzzed(t *testing.T, b []byte, kind string) []byte {
	if imaging.Sniff(b) != kind {
		return nil
	}
	o := render.Options{Width: 40, Height: 30, Format: "png", MaxPixels: 1 << 16, MaxFrames: 10}
	var out bytes.Buffer
	got, err := render.Make(t.Context(), &out, bytes.NewReader(b), int64(len(b)), o)
	if err != nil {
		if _, ok := fault.Of(err); !ok {
			t.Errorf("Make() = %v, which is no fault", err)
		}
		return nil
	}
	if c, err := png.DecodeConfig(bytes.NewReader(out.Bytes())); err != nil || c.Width != got.Width || c.Height != got.Height || c.Width > 40 || c.Height > 30 {
		t.Errorf("Make() = %+v, but the picture is %+v, %v", got, c, err)
	}
	return out.Bytes()
}

func FuzzJPEG(f *testing.F) {
	for _, b := range [][]byte{withOrientation(jpegOf(f, photo(24, 16)), 6), withProfile(jpegOf(f, quarters(9, 8)), displayP3()), progressive(16, 16, 3), cmyk(f)} {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) { fuzzed(t, b, imaging.JPEG) })
}

// FuzzPNG takes the standard library for the judge: what it decodes is decoded,
// and looks the same.
func FuzzPNG(f *testing.F) {
	r := random(3)
	for _, kind := range [][3]byte{{1, 0, 0}, {16, 0, 1}, {8, 2, 0}, {4, 3, 1}, {8, 4, 0}, {16, 6, 0}} {
		f.Add(noisePNG(r, 9, 7, kind[0], kind[1], kind[2]))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		fuzzed(t, b, imaging.PNG)
		config, err := png.DecodeConfig(bytes.NewReader(b))
		if err != nil || config.Width > 64 || config.Height > 64 {
			return
		}
		if imaging.Profile(bytes.NewReader(b), int64(len(b)), imaging.PNG) != nil {
			return
		}
		want, err := png.Decode(bytes.NewReader(b))
		d, err2 := imaging.Describe(bytes.NewReader(b), int64(len(b)), imaging.Limits{Pixels: 64 * 64})
		if err != nil || err2 != nil || d.Orientation != 1 {
			return
		}
		got, _ := made(t, b, render.Options{Width: 64, Format: "png"})
		same(t, "fuzzed", got, want)
	})
}

func FuzzGIF(f *testing.F) {
	f.Add(oneGIF(f, 16, 9, 2))
	f.Add(lzwBomb(1 << 10))
	f.Add(gifComments(300))
	f.Fuzz(func(t *testing.T, b []byte) { fuzzed(t, b, imaging.GIF) })
}

func FuzzWebP(f *testing.F) {
	for _, b := range small(f) {
		if imaging.Sniff(b) == imaging.WebP {
			f.Add(b)
		}
	}
	f.Add(riff(riffChunk("VP8L", lossless(70, 70))))
	f.Fuzz(func(t *testing.T, b []byte) { fuzzed(t, b, imaging.WebP) })
}

// FuzzICC puts a profile into pictures: whatever it is, they are made.
func FuzzICC(f *testing.F) {
	f.Add(displayP3())
	f.Add(adobeRGB())
	f.Add(iccOf("GRAY", map[string][]byte{"kTRC": gamma(1.8)}))
	f.Add(rgbProfile(para(4, 2.2, 1, 0, 0.5, 0.1, 0, 0), [3][]byte{xyz(1, 0, 0), xyz(0, 1, 0), xyz(0, 0, 1)}))
	jpg, pngs := jpegOf(f, one(color.RGBA{R: 180, G: 90, B: 60, A: 255})), pngOf(f, quarters(8, 8))
	f.Fuzz(func(t *testing.T, profile []byte) {
		if len(profile) > 60_000 {
			return
		}
		for _, b := range [][]byte{withProfile(jpg, profile), withProfile(pngs, profile)} {
			o := bounded(render.Options{Width: 8, Format: "jpeg"})
			if _, err := render.Make(t.Context(), io.Discard, bytes.NewReader(b), int64(len(b)), o); err != nil {
				t.Errorf("Make() = %v", err)
			}
		}
	})
}
