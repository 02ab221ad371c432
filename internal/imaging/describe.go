// Package imaging says what a file is: its type from its bytes, never from its
// name, and of a picture the size that is shown, under limits. It decodes
// headers alone.
package imaging

import (
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"github.com/diptych-cms/diptych/internal/fault"
)

// A Description is what a file's bytes say.
type Description struct {
	Type      string // media type
	Width     int    // pixels as shown, after turning by EXIF; 0 for what is no picture
	Height    int
	Truncated bool // a picture that ends before its end
}

// Describe reads what the file is. A picture whose header cannot be read is a
// fault.Invalid "media.picture_broken", one of more than maxPixels a
// fault.TooLarge "media.too_many_pixels"; any other error is r's.
func Describe(r io.ReaderAt, size int64, maxPixels int) (Description, error) {
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
	if int64(d.Width)*int64(d.Height) > int64(maxPixels) {
		return d, fault.New(fault.TooLarge, "media.too_many_pixels", "width", d.Width, "height", d.Height, "most", maxPixels)
	}
	w := walk(d.Type, io.NewSectionReader(r, 0, size), size)
	d.Truncated = !w.whole
	if turned(w.orientation) {
		d.Width, d.Height = d.Height, d.Width
	}
	return d, nil
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
