package render

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math"
	"os"
	"path/filepath"
	"testing"
)

// seeds are small JPEGs of each kind, and some from the standard library's encoder.
func seeds(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.jpg")
	if err != nil || len(paths) < 8 {
		t.Fatalf("seeds: %v, %v", paths, err)
	}
	all := make(map[string][]byte)
	for _, path := range paths {
		if all[filepath.Base(path)], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	for name, size := range map[string]image.Point{"one pixel": {1, 1}, "odd": {61, 47}, "blocks": {64, 48}, "line": {1, 300}} {
		img := image.NewRGBA(image.Rectangle{Max: size})
		for i := range size.X * size.Y {
			x, y := i%size.X, i/size.X
			img.SetRGBA(x, y, color.RGBA{R: byte(x * 3), G: byte(255 - y*3/4), B: byte(x * y / 16), A: 255})
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
			t.Fatal(err)
		}
		all[name] = b.Bytes()
	}
	return all
}

func section(b []byte) *io.SectionReader {
	return io.NewSectionReader(bytes.NewReader(b), 0, int64(len(b)))
}

// grid reads a plane whole.
func grid(t testing.TB, p *plane) []byte {
	t.Helper()
	pix := make([]byte, p.width*p.height*p.channels)
	for y := range p.height {
		if err := p.row(y, pix[y*p.width*p.channels:][:p.width*p.channels]); err != nil {
			t.Fatal(err)
		}
	}
	return pix
}

func planesOf(s *source) map[string]*plane {
	if s.rgba != nil {
		return map[string]*plane{"rgba": s.rgba}
	}
	all := map[string]*plane{"luma": s.luma}
	if s.cb != nil {
		all["cb"], all["cr"] = s.cb, s.cr
	}
	return all
}

// The standard library is the judge of what a JPEG shows.
func TestJPEGAsTheStandardLibrary(t *testing.T) {
	ours := 0
	for name, b := range seeds(t) {
		img, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := sourceOf(img)
		got, err := decodeJPEG(section(b), 1)
		if err != nil || got.width != want.width || got.height != want.height || got.subX != want.subX || got.subY != want.subY || got.grey != want.grey {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, want)
			continue
		}
		if got.reduced > 0 {
			ours++
		}
		for plane, p := range planesOf(want) {
			q := planesOf(got)[plane]
			if q == nil || q.width != p.width || q.height != p.height {
				t.Errorf("%s, %s: %+v, want %+v", name, plane, q, p)
				continue
			}
			a, b := grid(t, q), grid(t, p)
			for i := range a {
				if abs(int(a[i])-int(b[i])) > 2 {
					t.Errorf("%s, %s: sample %d is %d, want %d", name, plane, i, a[i], b[i])
					break
				}
			}
		}
	}
	if ours < 9 {
		t.Errorf("only %d seeds were decoded by the house's own decoder", ours)
	}
}

// A reduced picture is as the mean of the pixels that share a sample, but for the
// finest frequencies, which it leaves out.
func TestReducedJPEGs(t *testing.T) {
	for name, b := range seeds(t) {
		whole, err := decodeJPEG(section(b), 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range []int{2, 4, 8} {
			s, err := decodeJPEG(section(b), n)
			if err != nil {
				t.Fatal(err)
			}
			if s.reduced == 0 {
				continue // the standard library does not
			}
			for plane, p := range planesOf(s) {
				full := planesOf(whole)[plane]
				if d := distance(grid(t, p), grid(t, full), p.width, full.width, n); d > 4 {
					t.Errorf("%s reduced by %d, %s: %.1f from the mean of its pixels", name, n, plane, d)
				}
			}
		}
	}
}

// distance is the root of the mean square between samples and the means of blocks
// that are whole.
func distance(small, full []byte, width, fullWidth, n int) float64 {
	sum, count := 0.0, 0
	for y := range len(full) / fullWidth / n {
		for x := range fullWidth / n {
			mean := 0.0
			for dy := range n {
				for _, v := range full[(y*n+dy)*fullWidth+x*n:][:n] {
					mean += float64(v)
				}
			}
			d := mean/float64(n*n) - float64(small[y*width+x])
			sum, count = sum+d*d, count+1
		}
	}
	if count == 0 {
		return 0
	}
	return math.Sqrt(sum / float64(count))
}

// FuzzReducedJPEG decodes whatever it is, reduced and not: the sizes agree.
func FuzzReducedJPEG(f *testing.F) {
	for _, b := range seeds(f) {
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		config, err := jpeg.DecodeConfig(bytes.NewReader(b))
		if err != nil || config.Width*config.Height > 1<<14 {
			return
		}
		whole, err := decodeJPEG(section(b), 1)
		if err != nil {
			return
		}
		for _, n := range []int{2, 4, 8} {
			s, err := decodeJPEG(section(b), n)
			if err != nil || s.width != whole.width || s.height != whole.height || (s.cb == nil) != (whole.cb == nil) {
				t.Errorf("reduced by %d: %+v, %v, whole %+v", n, s, err, whole)
			}
		}
	})
}
