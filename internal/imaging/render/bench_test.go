package render_test

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/diptych-cms/diptych/internal/imaging/render"
)

// threeSizes are made of a picture of 12 megapixels, as a page asks for them.
var threeSizes = [...]int{640, 1280, 2560}

// BenchmarkThreeSizes makes them in a warm process.
func BenchmarkThreeSizes(b *testing.B) {
	picture := jpegOf(b, photo(4000, 3000))
	for _, format := range []string{"webp", "jpeg"} {
		b.Run(format, func(b *testing.B) {
			b.ReportAllocs()
			before := usage(b)
			for b.Loop() {
				sizesOf(b, picture, format)
			}
			b.ReportMetric((usage(b)-before)/float64(b.N), "CPU-s/op")
		})
	}
}

func sizesOf(t testing.TB, picture []byte, format string) (sum int) {
	for _, width := range threeSizes {
		var out bytes.Buffer
		if _, err := render.Make(t.Context(), &out, bytes.NewReader(picture), int64(len(picture)), bounded(render.Options{Width: width, Format: format})); err != nil {
			t.Fatal(err)
		}
		sum += out.Len()
	}
	return sum
}

// usage returns the seconds of processor that the process took.
func usage(t testing.TB) float64 {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		t.Fatal(err)
	}
	return float64(r.Utime.Nano()+r.Stime.Nano()) / 1e9
}

// BenchmarkBesideOthers makes the same three sizes in processes of their own,
// ours and those of libvips and ImageMagick where they are installed: seconds of
// processor and the most memory, with the start of each and, of ours, the
// compilation of the encoder.
func BenchmarkBesideOthers(b *testing.B) {
	dir := b.TempDir()
	picture := filepath.Join(dir, "twelve.jpg")
	// Linux counts the memory of who starts a process as the process's own: so this
	// one stays small.
	cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestPictureAlone$")
	cmd.Env = append(os.Environ(), "DIPTYCH_PICTURE="+picture)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	for _, format := range []string{"webp", "jpeg"} {
		b.Run("diptych/"+format, func(b *testing.B) {
			alone(b, func(int) *exec.Cmd {
				cmd := exec.CommandContext(b.Context(), os.Args[0], "-test.run=^TestSizesAlone$")
				cmd.Env = append(os.Environ(), "DIPTYCH_PICTURE="+picture, "DIPTYCH_FORMAT="+format)
				return cmd
			}, 1)
		})
		b.Run("vipsthumbnail/"+format, func(b *testing.B) {
			alone(b, func(i int) *exec.Cmd {
				q := map[string]string{"webp": "[Q=80]", "jpeg": "[Q=82]"}[format]
				out := filepath.Join(dir, fmt.Sprintf("v%d.%s%s", i, format, q))
				return exec.CommandContext(b.Context(), "vipsthumbnail", picture, "-s", strconv.Itoa(threeSizes[i])+"x", "-o", out)
			}, len(threeSizes))
		})
		b.Run("convert/"+format, func(b *testing.B) {
			alone(b, func(int) *exec.Cmd {
				q := map[string]string{"webp": "80", "jpeg": "82"}[format]
				to := func(n int) string { return filepath.Join(dir, fmt.Sprintf("c%d.%s", n, format)) }
				return exec.CommandContext(b.Context(), "convert", picture, "-quality", q, "-resize", "2560x", "-write", to(0),
					"-resize", "1280x", "-write", to(1), "-resize", "640x", to(2))
			}, 1)
		})
	}
}

// alone runs n commands one after another, and reports what they took.
func alone(b *testing.B, command func(i int) *exec.Cmd, n int) {
	if _, err := exec.LookPath(command(0).Path); err != nil {
		b.Skip(err)
	}
	seconds, most := 0.0, int64(0)
	for b.Loop() {
		for i := range n {
			cmd := command(i)
			if out, err := cmd.CombinedOutput(); err != nil {
				b.Fatalf("%v\n%s", err, out)
			}
			seconds += (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
			if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
				most = max(most, r.Maxrss)
			}
		}
	}
	b.ReportMetric(seconds/float64(b.N), "CPU-s/op")
	b.ReportMetric(float64(most)/1024, "MiB-most")
}

// TestPictureAlone is the process that writes the picture.
func TestPictureAlone(t *testing.T) {
	path := os.Getenv("DIPTYCH_PICTURE")
	if path == "" {
		t.Skip("only a benchmark starts it")
	}
	if err := os.WriteFile(path, jpegOf(t, photo(4000, 3000)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestSizesAlone is the process of ours that BenchmarkBesideOthers starts.
func TestSizesAlone(t *testing.T) {
	path := os.Getenv("DIPTYCH_PICTURE")
	if path == "" {
		t.Skip("only a benchmark starts it")
	}
	picture, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, format := range strings.Fields(os.Getenv("DIPTYCH_FORMAT")) {
		sizesOf(t, picture, format)
	}
}

// BenchmarkLargest looks at pictures of 49 megapixels and makes one of 1280, and
// says how much memory the process had at most: run each alone.
func BenchmarkLargest(b *testing.B) {
	for name, picture := range map[string]func() []byte{
		"JPEG":             func() []byte { return jpegOf(b, photo(7000, 7000)) },
		"JPEG progressive": func() []byte { return progressive(7000, 7000, 9) },
		"PNG":              func() []byte { return blackPNG(7000, 7000, 8, 6, 0) },
		"PNG interlaced":   func() []byte { return blackPNG(7000, 7000, 8, 6, 1) },
		"GIF":              func() []byte { return oneGIF(b, 7000, 7000, 1) },
		"WebP lossless":    func() []byte { return riff(riffChunk("VP8L", lossless(7000, 7000))) },
	} {
		b.Run(name, func(b *testing.B) {
			bytesOf := picture()
			b.ReportAllocs()
			before := usage(b)
			for b.Loop() {
				r := bytes.NewReader(bytesOf)
				if _, err := render.Make(b.Context(), io.Discard, r, r.Size(), bounded(render.Options{Width: 1280, Format: "webp"})); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric((usage(b)-before)/float64(b.N), "CPU-s/op")
		})
	}
}
