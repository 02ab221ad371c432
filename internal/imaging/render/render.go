// Package render makes pictures from pictures: decoded under limits, turned as
// their EXIF says, brought to sRGB, cropped, scaled and encoded without
// metadata. It also looks at pictures whole, for a placeholder and a colour, and
// so finds those that are corrupt.
package render

import (
	"context"
	"fmt"
	"io"

	"github.com/diptych-cms/diptych/internal/imaging"
)

// Version is of how pictures are looked at: who kept a [Look] of a lower one
// looks again.
const Version = 1

// A Point is a place in a picture as shown, from 0 (left, top) to 1.
type Point struct{ X, Y float64 }

// Options say what is made, and what is refused.
type Options struct {
	Width     int    // pixels; a picture is never enlarged
	Height    int    // pixels; 0: as the picture's shape has it, else it is cropped to the shape
	Focus     *Point // what a crop keeps in sight; nil: the middle
	Format    string // webp, jpeg or png
	MaxPixels int    // of the original
	MaxFrames int    // of a moving original
	Room      *Room  // for decoding; nil: without bounds
}

// A Result is what was made.
type Result struct {
	Type   string // media type
	Width  int    // pixels
	Height int
}

// Make writes the variant of a picture that the options name to w. The picture
// is never enlarged: what is asked for wider than it is comes in its own size,
// and a crop keeps its shape. Of a moving picture it makes the first frame.
//
// What cannot be made is a fault: Unsupported "media.no_picture" of what is none
// that can be decoded, Invalid "media.picture_broken", TooLarge
// "media.too_many_pixels" and "media.too_many_frames". Memory and time are
// bounded by MaxPixels, and memory of all that run at once by Room.
func Make(ctx context.Context, w io.Writer, r io.ReaderAt, size int64, o Options) (out Result, err error) {
	if o.Width < 1 || o.Height < 0 {
		return Result{}, fmt.Errorf("no picture is %d by %d", o.Width, o.Height)
	}
	f := &reading{ctx: ctx, r: r, size: size}
	defer f.end(&err)
	p, err := open(f, o, func(d imaging.Description) cut { return cutOf(d, o) })
	if err != nil {
		return Result{}, err
	}
	c, err := p.draw(ctx, o.Format == "png")
	if err != nil {
		return Result{}, err
	}
	return c.encode(ctx, w, o.Format)
}
