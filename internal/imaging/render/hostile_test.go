package render_test

import (
	"bytes"
	"io"
	"os"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging"
	"github.com/diptych-cms/diptych/internal/imaging/render"
)

// hostileBytes is how large the hostile set is together.
const hostileBytes = 64 << 20

// TestHostilePictures gives every file to all that reads pictures. Whatever it
// is, nothing panics, an error is a fault, and no more memory is asked for than
// its pixels and bytes may need. The table is of all that was allocated, garbage
// included, so it is more than what was held at once. Pictures that are large for
// their pixels have a million of them; with DIPTYCH_HOSTILE, as in the drills, 25.
func TestHostilePictures(t *testing.T) {
	side := 1
	if os.Getenv("DIPTYCH_HOSTILE") != "" {
		side = 5
	}
	made(t, jpegOf(t, quarters(64, 64)), render.Options{Width: 16, Format: "webp"}) // the encoder compiles once
	sum := 0
	for _, h := range hostiles(t, side) {
		sum += len(h.bytes)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		before, began := m.TotalAlloc, cpu(t)
		word := "made"
		if err := digest(t, h.bytes); err != nil {
			f, ok := fault.Of(err)
			if !ok {
				t.Errorf("%s: %v is no fault", h.name, err)
				continue
			}
			word = f.Code
		}
		runtime.ReadMemStats(&m)
		got := m.TotalAlloc - before
		most := uint64(h.most)<<20 + 4*uint64(len(h.bytes))
		if h.most == 0 {
			most += 8 << 20
		}
		t.Logf("%-46s %9d bytes  %7.0f ms CPU  %4d of %4d MiB allocated  %s", h.name, len(h.bytes), (cpu(t)-began).Seconds()*1000, got>>20, most>>20, word)
		if got > most {
			t.Errorf("%s: %d bytes allocated, more than %d", h.name, got, most)
		}
		if word != h.word {
			t.Errorf("%s: %s, want %s", h.name, word, h.word)
		}
	}
	t.Logf("%d bytes together", sum)
	if sum < hostileBytes {
		t.Errorf("the set has %d bytes, less than %d", sum, hostileBytes)
	}
}

// digest does with a file all that is done with uploads, and returns the first
// error. What it may not show is an error of another kind in later steps.
func digest(t *testing.T, b []byte) error {
	r, size := bytes.NewReader(b), int64(len(b))
	o := bounded(render.Options{Width: 320, Height: 180, Format: "webp"})
	d, err := imaging.Describe(r, size, imaging.Limits{Pixels: o.MaxPixels, Frames: o.MaxFrames})
	_, errClean := imaging.Clean(io.Discard, r, size, d.Type)
	_, errSee := render.See(t.Context(), r, size, o)
	_, errMake := render.Make(t.Context(), io.Discard, r, size, o)
	for _, err := range []error{err, errClean, errSee, errMake} {
		if _, ok := fault.Of(err); err != nil && !ok {
			return err
		}
	}
	if err != nil {
		return err
	}
	if errSee != nil {
		return errSee
	}
	return errMake
}

func cpu(t *testing.T) time.Duration {
	t.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		t.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// TestCutAndChangedPictures cuts small pictures of each type at twenty places, and
// changes their bytes there; with DIPTYCH_HOSTILE at two hundred.
func TestCutAndChangedPictures(t *testing.T) {
	places := 20
	if os.Getenv("DIPTYCH_HOSTILE") != "" {
		places = 200
	}
	for kind, b := range small(t) {
		step := max(1, len(b)/places)
		broken, n := 0, 0
		for at := 0; at < len(b); at += step {
			changed := slices.Clone(b)
			changed[at] ^= 0xff
			for _, bad := range [][]byte{b[:at], changed} {
				n++
				if err := digest(t, bad); err != nil {
					broken++
					if _, ok := fault.Of(err); !ok {
						t.Errorf("%s, at %d: %v is no fault", kind, at, err)
					}
				}
			}
		}
		t.Logf("%s: %d of %d were found", kind, broken, n)
		if broken < n/3 {
			t.Errorf("%s: only %d of %d were found", kind, broken, n)
		}
	}
}
