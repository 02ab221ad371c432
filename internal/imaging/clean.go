package imaging

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/diptych-cms/diptych/internal/fault"
)

// Clean writes the picture without what it says besides its pixels to w: no EXIF
// but the orientation, no XMP, IPTC, comments, texts and times, and nothing behind
// its end; colour profiles stay, and nothing is decoded. Changed is false, and
// nothing is written, if there is nothing to take out, or the file is of a type
// that cannot be cleaned. A picture whose structure cannot be followed is a
// fault.Invalid "media.picture_broken". It reads the file twice, and keeps none of
// it in memory.
func Clean(w io.Writer, r io.ReaderAt, size int64, kind string) (changed bool, err error) {
	if header(kind) == nil {
		return false, nil
	}
	c := &cleaning{r: r, kind: kind, orientation: 1}
	length, err := c.plan(size)
	if errors.Is(err, errStructure) || errors.Is(err, io.ErrUnexpectedEOF) {
		return false, fault.New(fault.Invalid, "media.picture_broken", "type", kind)
	}
	if err != nil || !c.changed {
		return false, err
	}
	if err := c.write(w, size, length); err != nil {
		return false, fmt.Errorf("write the picture without metadata: %w", err)
	}
	return true, nil
}

// A cleaning knows a file's orientation from the walk that plans, for the walk
// that writes.
type cleaning struct {
	r           io.ReaderAt
	kind        string
	orientation int   // 1 is upright, and needs no saying
	at          int64 // where EXIF data say so: there it is said again
	changed     bool
}

// plan finds out what is taken out, and how long the picture is without.
func (c *cleaning) plan(size int64) (length int64, err error) {
	length = lead(c.kind)
	last := length
	end, err := parts(c.kind, c.r, size, func(p part) error {
		if c.orientation == 1 && holdsEXIF(c.kind, p) {
			c.orientation, c.at = orientation(exif(c.r, c.kind, p)), p.start
		}
		c.changed = c.changed || p.start != last
		last = p.end
		instead, kept := c.instead(p)
		if kept || p.name == "VP8X" { // its flags follow from what else goes
			length += p.end - p.start
			return nil
		}
		length += int64(len(instead))
		same := p.end-p.start == int64(len(instead)) && c.holds(p, instead)
		c.changed = c.changed || !same
		return nil
	})
	c.changed = c.changed || end < size
	return length, err
}

// holds reports whether the part is made of these bytes.
func (c *cleaning) holds(p part, b []byte) bool {
	have := make([]byte, len(b))
	_, err := c.r.ReadAt(have, p.start)
	return (err == nil || errors.Is(err, io.EOF)) && bytes.Equal(have, b)
}

// write copies the picture, part by part.
func (c *cleaning) write(w io.Writer, size, length int64) error {
	head := make([]byte, lead(c.kind))
	if _, err := c.r.ReadAt(head, 0); err != nil {
		return err
	}
	if c.kind == WebP {
		binary.LittleEndian.PutUint32(head[4:], uint32(length-8))
	}
	if _, err := w.Write(head); err != nil {
		return err
	}
	_, err := parts(c.kind, c.r, size, func(p part) error {
		instead, kept := c.instead(p)
		if !kept {
			_, err := w.Write(instead)
			return err
		}
		_, err := io.Copy(w, io.NewSectionReader(c.r, p.start, p.end-p.start))
		return err
	})
	return err
}

// lead returns how long what stands before the first part is.
func lead(kind string) int64 {
	switch kind {
	case PNG:
		return 8
	case WebP:
		return 12
	}
	return 0
}

// instead returns what is written for the part; kept says that it stays as it is.
func (c *cleaning) instead(p part) (b []byte, kept bool) {
	if c.orientation > 1 && p.start == c.at {
		return onlyOrientation(c.kind, c.orientation), false
	}
	switch c.kind {
	case JPEG:
		return c.ofJPEG(p)
	case PNG:
		return nil, keptOfPNG(p.name)
	case GIF:
		return nil, keptOfGIF(p.name)
	}
	if p.name == "VP8X" && p.length > 0 {
		return c.extended(p), false
	}
	return nil, slices.Contains([]string{"VP8X", "VP8 ", "VP8L", "ALPH", "ANIM", "ANMF", "ICCP"}, p.name)
}
