package render_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"testing"

	"github.com/diptych-cms/diptych/internal/imaging/render"
)

// noisePNG returns a PNG of random pixels under random filters.
func noisePNG(r *rand.Rand, w, h int, depth, colour, interlace byte) []byte {
	samples := map[byte]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
	var raw []byte
	rows := func(w, h int) {
		for range h {
			raw = append(raw, byte(r.IntN(5)))
			for range (w*samples*int(depth) + 7) / 8 {
				raw = append(raw, byte(r.Uint32()))
			}
		}
	}
	if interlace == 0 {
		rows(w, h)
	} else {
		for _, p := range [][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
			pw, ph := (w-p[0]+p[2]-1)/p[2], (h-p[1]+p[3]-1)/p[3]
			if pw > 0 && ph > 0 {
				rows(pw, ph)
			}
		}
	}
	b := pngHeader(w, h, depth, colour, interlace)
	switch colour {
	case 3:
		palette := make([]byte, 3<<depth)
		for i := range palette {
			palette[i] = byte(r.Uint32())
		}
		b = append(append(b, chunk("PLTE", palette)...), chunk("tRNS", []byte{0, 255, 90}[:1+r.IntN(2)])...)
	case 0, 2:
		if r.IntN(2) == 0 {
			b = append(b, chunk("tRNS", make([]byte, 2*samples))...)
		}
	}
	z := deflated(raw)
	b = append(b, chunk("IDAT", z[:len(z)/2])...)
	b = append(b, chunk("IDAT", z[len(z)/2:])...)
	return append(b, chunk("IEND", nil)...)
}

// The standard library is the judge of what a PNG shows.
func TestPNGAsTheStandardLibrary(t *testing.T) {
	r := random(7)
	for _, kind := range [][2]byte{{1, 0}, {2, 0}, {4, 0}, {8, 0}, {16, 0}, {8, 2}, {16, 2}, {1, 3}, {2, 3}, {4, 3}, {8, 3}, {8, 4}, {16, 4}, {8, 6}, {16, 6}} {
		for interlace := range byte(2) {
			for _, size := range []image.Point{{1, 1}, {3, 2}, {16, 9}, {33, 17}, {5, 1}, {1, 9}} {
				name := fmt.Sprintf("depth %d, colour %d, interlace %d, %v", kind[0], kind[1], interlace, size)
				b := noisePNG(r, size.X, size.Y, kind[0], kind[1], interlace)
				want, err := png.Decode(bytes.NewReader(b))
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				got, _ := made(t, b, render.Options{Width: size.X, Format: "png"})
				same(t, name, got, want)
			}
		}
	}
}

// same compares colours as they cover the ground: premultiplied.
func same(t *testing.T, name string, got, want image.Image) {
	t.Helper()
	for y := range want.Bounds().Dy() {
		for x := range want.Bounds().Dx() {
			if !near(got.At(x, y), want.At(x, y), 3) {
				t.Fatalf("%s: (%d, %d) is %v, want %v", name, x, y, got.At(x, y), want.At(x, y))
			}
		}
	}
}

// Whatever of a PNG is cut off or changed is found, or is no loss.
func TestSeeFindsCorruptPNGs(t *testing.T) {
	whole := pngOf(t, photo(60, 40))
	end := len(whole) - 12 - 4 // before the sum of the last pixels, and the end
	for n := 8; n < end; n += 37 {
		if _, err := see(t, whole[:n]); err == nil {
			t.Errorf("cut after %d of %d bytes: nothing found", n, len(whole))
		}
		bad := bytes.Clone(whole)
		bad[n] ^= 0x55
		if _, err := see(t, bad); err == nil {
			t.Errorf("byte %d changed: nothing found", n)
		}
	}
}

func see(t testing.TB, b []byte) (render.Look, error) {
	return render.See(t.Context(), bytes.NewReader(b), int64(len(b)), bounded(render.Options{}))
}
