package render

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"runtime/debug"

	"golang.org/x/image/webp"

	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/imaging"
)

// A reading is a file that is being decoded. It ends when its context does, and
// remembers what the disk said, so that this is not told as the file's fault.
type reading struct {
	ctx  context.Context
	r    io.ReaderAt
	size int64
	err  error

	kind  string // the picture's type, when it is known
	leave func() // gives back the room that it takes; nil: it takes none
}

// end gives back the room. A decoder that panics has met a picture that is broken.
func (f *reading) end(err *error) {
	if p := recover(); p != nil {
		*err = errors.Join(broken(f.kind), fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
	}
	if f.leave != nil {
		f.leave()
	}
}

func (f *reading) ReadAt(b []byte, at int64) (int, error) {
	if err := f.ctx.Err(); err != nil {
		f.err = err
		return 0, err
	}
	n, err := f.r.ReadAt(b, at)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = fmt.Errorf("read the picture: %w", err)
	}
	return n, err
}

// why returns what err, said by a decoder, comes from: what is asked of the file,
// or the file.
func (f *reading) why(err error, kind string) error {
	if f.err != nil {
		return f.err
	}
	if err == nil {
		return f.ctx.Err()
	}
	if ended := f.ctx.Err(); ended != nil {
		return ended
	}
	return broken(kind)
}

func broken(kind string) error {
	return fault.New(fault.Invalid, "media.picture_broken", "type", kind)
}

// decode reads a picture as it is stored. The description has bounded what it
// may be; a decoder that finds another size than that is not believed.
func decode(f *reading, d imaging.Description) (*source, error) {
	var s *source
	var err error
	whole := io.NewSectionReader(f, 0, f.size)
	switch d.Type {
	case imaging.JPEG:
		s, err = decoded(jpeg.Decode(whole))
	case imaging.PNG:
		s, err = decoded(png.Decode(whole))
	case imaging.GIF:
		s, err = decodeGIF(whole)
	case imaging.WebP:
		s, err = decodeWebP(f)
	}
	if err = f.why(err, d.Type); err != nil {
		return nil, err
	}
	width, height := d.Width, d.Height
	if d.Turned() {
		width, height = height, width
	}
	if s == nil || s.width != width || s.height != height {
		return nil, broken(d.Type)
	}
	s.exact = s.rgba != nil && d.Type != imaging.JPEG
	return s, nil
}

// plausible reports whether so few bytes can hold so many pixels: a header that
// promises more costs no memory. JPEG has a bit at least for a block of 64 pixels,
// and a PNG's deflate makes no more than 1032 bytes of one, so of a bit a pixel as
// many as eight times that.
func plausible(d imaging.Description, size int64) bool {
	pixels := int64(d.Width) * int64(d.Height)
	switch d.Type {
	case imaging.JPEG:
		return pixels/(64*8) <= size
	case imaging.PNG:
		return pixels/(1032*8) <= size
	}
	return true
}

func decoded(img image.Image, err error) (*source, error) {
	if err != nil {
		return nil, err
	}
	return sourceOf(img), nil
}

// decodeGIF reads the first frame, and lays it on the canvas.
func decodeGIF(r *io.SectionReader) (*source, error) {
	config, err := gif.DecodeConfig(io.NewSectionReader(r, 0, r.Size()))
	if err != nil {
		return nil, err
	}
	img, err := gif.Decode(r)
	if err != nil {
		return nil, err
	}
	return sourceOf(img).on(config.Width, config.Height, img.Bounds().Min), nil
}

// decodeWebP reads a picture, or the first frame of one that moves.
func decodeWebP(f *reading) (*source, error) {
	still, place := imaging.StillWebP(f, f.size)
	if still == nil {
		s, err := decoded(webp.Decode(io.NewSectionReader(f, 0, f.size)))
		if s != nil {
			s.video = true
		}
		return s, err
	}
	config, err := webp.DecodeConfig(io.NewSectionReader(f, 0, f.size))
	if err != nil {
		return nil, err
	}
	canvas := image.Rect(0, 0, config.Width, config.Height)
	if !place.In(canvas) {
		return nil, errors.New("a frame beside its canvas")
	}
	img, err := webp.Decode(still)
	if err != nil {
		return nil, err
	}
	if img.Bounds().Size() != place.Size() {
		return nil, errors.New("a frame of another size than it says")
	}
	if m, ok := img.(*image.YCbCr); ok && place != canvas {
		img = withAlpha(m)
	}
	s := sourceOf(img).on(config.Width, config.Height, place.Min)
	s.video = true
	return s, nil
}

// withAlpha returns the picture with transparency, of which it has none.
func withAlpha(m *image.YCbCr) *image.NYCbCrA {
	a := make([]byte, m.Rect.Dx()*m.Rect.Dy())
	for i := range a {
		a[i] = 0xff
	}
	return &image.NYCbCrA{YCbCr: *m, A: a, AStride: m.Rect.Dx()}
}
