package render

import (
	"context"
	"fmt"
	"image"
	"image/color"
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

// encode writes the canvas.
func (c *canvas) encode(ctx context.Context, w io.Writer, format string) (Result, error) {
	out := Result{Width: c.width, Height: c.height}
	var err error
	switch format {
	case "webp":
		out.Type, err = imaging.WebP, c.webp(ctx, w, c.exact && c.palette() != nil)
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
	opaque := c.opaque()
	straight(c.rgba)
	if palette := c.palette(); palette != nil {
		return c.indexed(palette)
	}
	if opaque {
		return &image.RGBA{Pix: c.rgba, Stride: 4 * c.width, Rect: c.bounds()}
	}
	return &image.NRGBA{Pix: c.rgba, Stride: 4 * c.width, Rect: c.bounds()}
}

// palette numbers the colours of a picture that has 256 at most; nil if it has
// more. Such a drawing is a fourth as large without loss as with.
func (c *canvas) palette() map[[4]byte]byte {
	numbers := make(map[[4]byte]byte)
	var last [4]byte
	for p := c.rgba; len(p) >= 4; p = p[4:] {
		colour := [4]byte(p)
		if colour == last && len(numbers) > 0 {
			continue
		}
		last = colour
		if _, ok := numbers[colour]; ok {
			continue
		}
		if len(numbers) == 256 {
			return nil
		}
		numbers[colour] = byte(len(numbers))
	}
	if len(numbers) == 0 {
		return nil
	}
	return numbers
}

// indexed returns a picture of few colours, which are not multiplied by alpha.
func (c *canvas) indexed(numbers map[[4]byte]byte) image.Image {
	palette := make(color.Palette, len(numbers))
	for p, i := range numbers {
		palette[i] = color.NRGBA{R: p[0], G: p[1], B: p[2], A: p[3]}
	}
	m := image.NewPaletted(c.bounds(), palette)
	for i := range m.Pix {
		m.Pix[i] = numbers[[4]byte(c.rgba[4*i:])]
	}
	return m
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
