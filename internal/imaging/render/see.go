package render

import (
	"context"
	"fmt"
	"image"
	"io"
	"slices"

	"github.com/bbrks/go-blurhash"

	"github.com/diptych-cms/diptych/internal/imaging"
)

// A Look is what a picture looks like.
type Look struct {
	Frames      int    // 1 for what does not move
	Placeholder string // a BlurHash of 4 by 3 components
	Colour      string // that it has most of, as "#rrggbb"
}

// glance is the longest side of the picture that is looked at.
const glance = 64

// See decodes a picture whole, of a moving one the first frame, and says what it
// looks like on white ground. Faults are as those of [Make]; a corrupt picture is
// Invalid "media.picture_broken". Only the limits and the room count among the options.
func See(ctx context.Context, r io.ReaderAt, size int64, o Options) (look Look, err error) {
	f := &reading{ctx: ctx, r: r, size: size}
	defer f.end(&err)
	p, err := open(f, o, small)
	if err != nil {
		return Look{}, err
	}
	c, err := p.draw(ctx, true)
	if err != nil {
		return Look{}, err
	}
	img := c.overWhite()
	hash, err := blurhash.Encode(4, 3, img)
	if err != nil {
		return Look{}, fmt.Errorf("make a placeholder: %w", err)
	}
	return Look{Frames: p.of.Frames, Placeholder: hash, Colour: most(img)}, nil
}

// small returns the whole picture, no side longer than a glance.
func small(d imaging.Description) cut {
	longest := max(d.Width, d.Height)
	side := func(n int) int { return max(1, min(n, (n*glance+longest/2)/longest)) }
	return pieceOf(d, [2]float64{float64(d.Width), float64(d.Height)}, image.Pt(side(d.Width), side(d.Height)), Point{0.5, 0.5})
}

// most returns the colour that most pixels have. First colours count together that
// are in the same quarter of each channel's range, for a sky of many blues is more
// than a sun of one yellow; then, of those, the ones in the same sixteenth, and the
// answer is their mean.
func most(img image.Image) string {
	quarters, sixteenths := make(map[[3]uint32]uint32), make(map[[3]uint32]tally)
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			r, g, b, _ := img.At(x, y).RGBA()
			r, g, b = r>>8, g>>8, b>>8
			quarters[[3]uint32{r >> 6, g >> 6, b >> 6}]++
			in := [3]uint32{r >> 4, g >> 4, b >> 4}
			t := sixteenths[in]
			sixteenths[in] = tally{t.n + 1, t.r + r, t.g + g, t.b + b}
		}
	}
	var top, widest uint32
	var best [3]uint32
	for in, t := range sixteenths {
		wide := quarters[[3]uint32{in[0] >> 2, in[1] >> 2, in[2] >> 2}]
		// Where two have the same number, the darker one: maps have no order.
		if wide > widest || wide == widest && (t.n > top || t.n == top && slices.Compare(in[:], best[:]) < 0) {
			widest, top, best = wide, t.n, in
		}
	}
	t := sixteenths[best]
	return fmt.Sprintf("#%02x%02x%02x", (t.r+t.n/2)/t.n, (t.g+t.n/2)/t.n, (t.b+t.n/2)/t.n)
}

// A tally counts pixels and adds up their channels.
type tally struct{ n, r, g, b uint32 }
