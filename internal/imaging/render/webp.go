package render

import (
	"bytes"
	"context"
	"image"
	"io"

	"github.com/gen2brain/webp"
)

// webp encodes the canvas. It is asked whether anybody still waits before the
// work, which takes a second for five megapixels and cannot be stopped.
func (c *canvas) webp(ctx context.Context, w io.Writer, lossless bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	options := webp.Options{Quality: webpQuality, Lossless: lossless, Method: method(c.width*c.height, lossless)}
	if c.rgba == nil {
		return webp.Encode(w, c.yuva(), options)
	}
	straight(c.rgba)
	return webp.Encode(w, &image.NRGBA{Pix: c.rgba, Stride: 4 * c.width, Rect: c.bounds()}, options)
}

// yuva returns luma, chroma and an alpha that hides nothing, in the ranges of
// video. They lie one behind the other in one piece of memory: the encoder takes
// them as such.
func (c *canvas) yuva() *image.NYCbCrA {
	if !c.video {
		c.convert(toVideo())
		c.video = true
	}
	cb, cr, half := c.cb, c.cr, (c.width+1)/2
	if cb == nil {
		cb = bytes.Repeat([]byte{128}, half*((c.height+1)/2))
		cr = cb
	}
	luma, chroma := len(c.y), len(cb)
	all := make([]byte, 0, 2*luma+2*chroma)
	all = append(append(append(all, c.y...), cb...), cr...)
	all = append(all, bytes.Repeat([]byte{0xff}, luma)...)
	return &image.NYCbCrA{
		YCbCr: image.YCbCr{
			Y: all[:luma], Cb: all[luma : luma+chroma], Cr: all[luma+chroma : luma+2*chroma], YStride: c.width, CStride: half,
			SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: c.bounds(),
		},
		A: all[luma+2*chroma:], AStride: c.width,
	}
}

// method is how hard the encoder tries, 0 to 6. Small pictures are seen most and
// cost little; large ones would take seconds for a twentieth of their bytes.
func method(pixels int, lossless bool) int {
	switch {
	case lossless:
		return 2
	case pixels <= 500_000:
		return 4
	case pixels <= 2_000_000:
		return 2
	}
	return 1
}
