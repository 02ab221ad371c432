package render

import (
	"context"
	"runtime"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging"
)

// A picture is open to be drawn, once.
type picture struct {
	file    *reading
	of      imaging.Description
	piece   cut // of it, that is drawn
	source  *source
	colours *conversion // to sRGB; nil if it has those
}

// large is how many bytes a picture takes before which garbage is cleared away: those
// of 16 megapixels.
const large = 128_000_000

// open decodes a picture within the limits of the options, to draw the piece that
// is chosen, when there is room for it.
func open(f *reading, o Options, choose func(imaging.Description) cut) (*picture, error) {
	d, err := imaging.Describe(f, f.size, imaging.Limits{Pixels: o.MaxPixels, Frames: o.MaxFrames})
	if f.err != nil {
		return nil, f.err
	}
	if err != nil {
		return nil, err
	}
	if d.Width == 0 {
		return nil, fault.New(fault.Unsupported, "media.no_picture", "type", d.Type)
	}
	piece := choose(d)
	f.kind = d.Type
	if !plausible(d, f.size) {
		return nil, broken(d.Type)
	}
	if f.leave, err = o.Room.take(f.ctx, d.Memory); err != nil {
		return nil, err
	}
	if d.Memory >= large {
		// Else the collector, which lets the garbage become as much as is in use, keeps
		// what some pictures before this one took.
		runtime.GC()
	}
	s, err := decode(f, d)
	if err != nil {
		return nil, err
	}
	return &picture{f, d, piece, s, conversionOf(imaging.Profile(f, f.size, d.Type), s.grey)}, nil
}

// draw takes the piece, in sRGB. With full, it comes as rgba, or grey.
func (p *picture) draw(ctx context.Context, full bool) (*canvas, error) {
	full = p.colours != nil || full && p.source.cb != nil
	c, err := p.piece.draw(ctx, p.source, full)
	if err = p.file.why(err, p.of.Type); err != nil {
		return nil, err
	}
	if p.colours != nil {
		p.colours.apply(c.rgba)
	}
	c.exact = p.source.exact
	return c, nil
}
