package render

import (
	"context"
	"image"

	"github.com/diptych-cms/diptych/internal/imaging"
)

// A canvas is a picture in its last size, in memory: rgba, premultiplied, or luma
// with the chroma of four pixels in one sample, or luma alone, which is grey.
type canvas struct {
	width, height int
	y, cb, cr     []byte
	video         bool // as [source] has it
	rgba          []byte
	exact         bool // as [source] has it
}

// A cut says which piece of a picture is drawn, in which size: the piece in the
// pixels of what is stored, the size as stored too.
type cut struct {
	across, down span
	turn         turning
}

// cutOf returns the piece that the options ask of a picture: as large as can be in
// their shape, and around the focus.
func cutOf(d imaging.Description, o Options) cut {
	wide, high := imaging.Crop(d.Width, d.Height, o.Width, o.Height)
	w, h := imaging.Fit(d.Width, d.Height, o.Width, o.Height)
	focus := Point{X: 0.5, Y: 0.5}
	if o.Focus != nil {
		focus = *o.Focus
	}
	return pieceOf(d, [2]float64{wide, high}, image.Pt(w, h), focus)
}

// pieceOf returns the piece of so many pixels of what is shown, around the focus,
// drawn in so many.
func pieceOf(d imaging.Description, pixels [2]float64, as image.Point, focus Point) cut {
	c := cut{turn: turningOf(d.Orientation)}
	c.across = piece(pixels[0], float64(d.Width), focus.X, as.X)
	c.down = piece(pixels[1], float64(d.Height), focus.Y, as.Y)
	if c.turn.swap {
		c.across, c.down = c.down, c.across
	}
	stored := [2]float64{float64(d.Width), float64(d.Height)}
	if c.turn.swap {
		stored[0], stored[1] = stored[1], stored[0]
	}
	if c.turn.backX {
		c.across = c.across.backwards(stored[0])
	}
	if c.turn.backY {
		c.down = c.down.backwards(stored[1])
	}
	return c
}

// piece takes n samples of a piece of an axis around the focus.
func piece(size, length, focus float64, n int) span {
	from := max(0, min(focus*length-size/2, length-size))
	return span{from: from, step: size / float64(n), n: n}
}

// backwards returns the span as seen from the other end of the axis.
func (s span) backwards(length float64) span {
	s.from = max(0, length-s.from-s.step*float64(s.n))
	return s
}

// shared returns the span of samples that pixels of the picture share in one axis,
// sub of them one, for a canvas where two share one: the first sample begins with
// the first pixel as shown, so an odd one stands at the end.
func (s span) shared(sub int, back bool) span {
	if back && s.n%2 == 1 {
		s.from -= s.step
	}
	return span{from: s.from / float64(sub), step: 2 * s.step / float64(sub), n: (s.n + 1) / 2}
}

// draw takes the piece out of the source. With full, luma and chroma become rgba.
func (c cut) draw(ctx context.Context, s *source, full bool) (*canvas, error) {
	out := &canvas{video: s.video}
	var err error
	if s.rgba != nil {
		out.rgba, out.width, out.height, err = c.plane(ctx, s.rgba, c.across, c.down)
		return out, err
	}
	if out.y, out.width, out.height, err = c.plane(ctx, s.luma, c.across, c.down); err != nil {
		return nil, err
	}
	if s.cb != nil {
		out.cb, out.cr, err = c.chroma(ctx, s, full)
	}
	if err != nil || !full {
		return out, err
	}
	out.rgba = rgbOf(out.y, out.cb, out.cr, out.video)
	out.y, out.cb, out.cr = nil, nil, nil
	return out, nil
}

// chroma draws the two planes of chroma: a sample for each pixel with full, else
// one for four.
func (c cut) chroma(ctx context.Context, s *source, full bool) (cb, cr []byte, err error) {
	across, down := c.across.shared(s.subX, c.turn.backX), c.down.shared(s.subY, c.turn.backY)
	if full {
		across, down = c.across.by(s.subX), c.down.by(s.subY)
	}
	if cb, _, _, err = c.plane(ctx, s.cb, across, down); err != nil {
		return nil, nil, err
	}
	cr, _, _, err = c.plane(ctx, s.cr, across, down)
	return cb, cr, err
}

// by returns the span where sub pixels share one sample.
func (s span) by(sub int) span {
	s.from, s.step = s.from/float64(sub), s.step/float64(sub)
	return s
}

// plane draws one plane, turned.
func (c cut) plane(ctx context.Context, p *plane, across, down span) ([]byte, int, int, error) {
	pix, err := scale(ctx, p, across, down)
	if err != nil {
		return nil, 0, 0, err
	}
	pix, w, h := c.turn.apply(pix, across.n, down.n, p.channels)
	return pix, w, h, nil
}
