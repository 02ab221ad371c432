package render

import (
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"github.com/diptych-cms/diptych/internal/imaging"
)

// The qualities of what loses something: nobody sees it beside the original, and
// it has a third of its bytes.
const (
	webpQuality = 80
	jpegQuality = 82
)

// encode writes the canvas. Lossless is asked of WebP alone.
func (c *canvas) encode(ctx context.Context, w io.Writer, format string, lossless bool) (Result, error) {
	out := Result{Width: c.width, Height: c.height}
	var err error
	switch format {
	case "webp":
		out.Type, err = imaging.WebP, c.webp(ctx, w, lossless)
	case "jpeg":
		out.Type, err = imaging.JPEG, jpeg.Encode(w, c.overWhite(), &jpeg.Options{Quality: jpegQuality})
	case "png":
		encoder := png.Encoder{CompressionLevel: png.DefaultCompression}
		out.Type, err = imaging.PNG, encoder.Encode(w, c.straight())
	default:
		err = fmt.Errorf("no pictures are made in %q", format)
	}
	return out, err
}

// bounds returns the rectangle of the canvas.
func (c *canvas) bounds() image.Rectangle { return image.Rect(0, 0, c.width, c.height) }

// opaque reports whether nothing shines through.
func (c *canvas) opaque() bool {
	for i := 3; i < len(c.rgba); i += 4 {
		if c.rgba[i] != 0xff {
			return false
		}
	}
	return true
}

// overWhite returns the picture on white ground, for a format without alpha.
func (c *canvas) overWhite() image.Image {
	if c.rgba == nil {
		if c.video {
			c.convert(toFull())
			c.video = false
		}
		if c.cb == nil {
			return &image.Gray{Pix: c.y, Stride: c.width, Rect: c.bounds()}
		}
		half := (c.width + 1) / 2
		return &image.YCbCr{
			Y: c.y, Cb: c.cb, Cr: c.cr, YStride: c.width, CStride: half,
			SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: c.bounds(),
		}
	}
	for p := c.rgba; len(p) >= 4; p = p[4:] {
		white := 255 - p[3]
		for i, v := range p[:3] {
			p[i] = byte(min(int(v)+int(white), 255))
		}
		p[3] = 0xff
	}
	return &image.RGBA{Pix: c.rgba, Stride: 4 * c.width, Rect: c.bounds()}
}

// straight returns the picture as PNG has it: colours not multiplied by alpha.
func (c *canvas) straight() image.Image {
	if c.rgba == nil {
		return &image.Gray{Pix: c.y, Stride: c.width, Rect: c.bounds()}
	}
	if c.opaque() {
		return &image.RGBA{Pix: c.rgba, Stride: 4 * c.width, Rect: c.bounds()}
	}
	straight(c.rgba)
	return &image.NRGBA{Pix: c.rgba, Stride: 4 * c.width, Rect: c.bounds()}
}

// convert brings luma and chroma through tables, in place.
func (c *canvas) convert(luma, chroma [256]byte) {
	for _, plane := range []struct {
		pix   []byte
		table *[256]byte
	}{{c.y, &luma}, {c.cb, &chroma}, {c.cr, &chroma}} {
		for i, v := range plane.pix {
			plane.pix[i] = plane.table[v]
		}
	}
}
