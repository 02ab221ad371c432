// Package imaging says what a file is: its type from its bytes, never from its
// name, and of a picture the size that is shown, under limits. It takes metadata
// out of pictures. It reads headers and structure alone, and decodes nothing.
package imaging

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"github.com/diptych-cms/diptych/internal/fault"
)

// maxScans is how many scans a progressive JPEG may have. Encoders write ten or
// so, and each costs a walk over the whole picture, however short it is.
const maxScans = 100

// maxParts is of how many parts a picture may be made: a PNG of 64 MiB has less than
// twenty thousand, and a decoder forgets kilobytes over each, though it be empty.
const maxParts = 20_000

// maxSide is the longest side that is taken: what JPEG and GIF can hold. A PNG can
// say more, and rows are read whole.
const maxSide = 65535

// MaxDecoded is how many bytes a picture may take while it is decoded: a PNG of 50
// megapixels with 64 bits each is just taken, and so are 55 megapixels of a camera's
// progressive JPEG, but 28 of one without subsampling.
const MaxDecoded = 400 << 20

// perPixel is how many bytes a pixel takes at most while it is decoded, but for those
// that [decoded] counts: a JPEG's in CMYK, one of 64 bits of a PNG.
const perPixel = 8

// Limits bound the pictures that are taken.
type Limits struct {
	Pixels int // width times height
	Frames int // of a moving picture; 0: no bound
}

// A Description is what a file's bytes say.
type Description struct {
	Type        string // media type
	Width       int    // pixels as shown, after turning by EXIF; 0 for what is no picture
	Height      int
	Orientation int   // EXIF's, 1 (upright) to 8; 0 for what is no picture
	Frames      int   // of a picture, 1 if it does not move
	Truncated   bool  // a picture that ends before its end
	Trailing    int64 // bytes behind a picture's end
	Memory      int64 // bytes that a picture takes at most while it is decoded
}

// Turned reports whether a picture's width and height as stored are exchanged
// when it is shown.
func (d Description) Turned() bool { return d.Orientation >= 5 }

// Describe reads what the file is. A picture whose header cannot be read is a
// fault.Invalid "media.picture_broken"; one beyond the limits is a
// fault.TooLarge "media.too_many_pixels", "media.side_too_long",
// "media.too_many_frames" or "media.too_many_scans"; any other error is r's.
func Describe(r io.ReaderAt, size int64, most Limits) (Description, error) {
	head := make([]byte, min(size, SniffLength))
	if _, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return Description{}, fmt.Errorf("read the file's beginning: %w", err)
	}
	d := Description{Type: Sniff(head)}
	decode := header(d.Type)
	if decode == nil {
		return d, nil
	}
	config, err := decode(io.NewSectionReader(r, 0, size))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return d, fault.New(fault.Invalid, "media.picture_broken", "type", d.Type)
	}
	d.Width, d.Height = config.Width, config.Height
	if int64(d.Width)*int64(d.Height) > int64(most.Pixels) {
		return d, fault.New(fault.TooLarge, "media.too_many_pixels", "width", d.Width, "height", d.Height, "most", most.Pixels)
	}
	if max(d.Width, d.Height) > maxSide {
		return d, fault.New(fault.TooLarge, "media.side_too_long", "width", d.Width, "height", d.Height, "most", maxSide)
	}
	w := walk(d.Type, r, size)
	if w.parts > maxParts {
		return d, fault.New(fault.Invalid, "media.picture_broken", "type", d.Type)
	}
	d.Orientation, d.Frames, d.Truncated = w.orientation, max(w.frames, 1), !w.whole
	if w.whole {
		d.Trailing = size - w.end
	}
	if d.Turned() {
		d.Width, d.Height = d.Height, d.Width
	}
	if most.Frames > 0 && d.Frames > most.Frames {
		return d, fault.New(fault.TooLarge, "media.too_many_frames", "frames", d.Frames, "most", most.Frames)
	}
	pixels, need := int64(d.Width)*int64(d.Height), decoded(d.Type, head, config, w.samples)
	d.Memory = max(perPixel*pixels, need)
	if need > MaxDecoded {
		allowed := pixels * MaxDecoded / need
		return d, fault.New(fault.TooLarge, "media.too_many_pixels", "width", d.Width, "height", d.Height, "most", allowed)
	}
	if w.scans > maxScans {
		return d, fault.New(fault.TooLarge, "media.too_many_scans", "scans", w.scans, "most", maxScans)
	}
	return d, nil
}

// decoded returns how many bytes the standard library needs to decode a picture that
// needs more than a few for a pixel: of a progressive JPEG it keeps each sample in
// five, of an interlaced PNG a half beside the whole.
func decoded(kind string, head []byte, config image.Config, samples int64) int64 {
	const interlaced = 28 // where a PNG says so
	switch {
	case kind == JPEG:
		return 5 * samples
	case kind != PNG:
		return 0
	}
	pixels := int64(config.Width) * int64(config.Height)
	each := int64(4)
	if config.ColorModel == color.RGBA64Model || config.ColorModel == color.NRGBA64Model {
		each = 8
	}
	if len(head) > interlaced && head[interlaced] == 1 {
		return pixels * each * 3 / 2
	}
	return pixels * each
}

// header returns what reads the dimensions of pictures of the type; nil if it
// is none that we read.
func header(kind string) func(io.Reader) (image.Config, error) {
	switch kind {
	case JPEG:
		return jpeg.DecodeConfig
	case PNG:
		return png.DecodeConfig
	case GIF:
		return gif.DecodeConfig
	case WebP:
		return webp.DecodeConfig
	}
	return nil
}
