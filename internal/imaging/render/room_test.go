package render_test

import (
	"bytes"
	"image"
	"image/png"
	"runtime"
	"testing"

	"github.com/diptych-cms/diptych/internal/imaging/render"
)

// TestRoomIsMade: what pictures before took is collected before a large one is decoded,
// and for its sake alone.
func TestRoomIsMade(t *testing.T) {
	for size, want := range map[int]uint32{4000: 1, 400: 0} {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, size, size))); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := render.See(t.Context(), bytes.NewReader(b.Bytes()), int64(b.Len()), bounded(render.Options{})); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		if got := after.NumForcedGC - before.NumForcedGC; got != want {
			t.Errorf("%d × %d: room was made %d times, want %d", size, size, got, want)
		}
	}
}
