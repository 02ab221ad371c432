package imaging

import (
	"encoding/binary"
	"errors"
	"io"
)

// A part is one piece of a picture's file: a JPEG's segment, with its scan
// behind it; a chunk of a PNG or WebP; a block of a GIF.
type part struct {
	name       string // the chunk's name; a JPEG's marker or a GIF's label and what an application calls itself
	start, end int64  // with header and checksum
	data       int64  // where the payload begins
	length     int64  // of the payload
}

var (
	errStructure = errors.New("not the structure of its type")
	errStop      = errors.New("seen enough")
)

// parts shows the parts of a picture of the type one after another, without
// decoding them, and returns where the last one ends. A file that cannot be
// followed to its end is errStructure or io.ErrUnexpectedEOF.
func parts(kind string, r io.ReaderAt, size int64, show func(part) error) (end int64, err error) {
	c := newCursor(r, size)
	switch kind {
	case JPEG:
		err = jpegParts(c, show)
	case PNG:
		err = pngParts(c, show)
	case GIF:
		err = gifParts(c, show)
	case WebP:
		err = webpParts(c, show)
	default:
		err = errStructure
	}
	return c.at, err
}

// pngParts follows the chunks to IEND (PNG 3rd edition §5).
func pngParts(c *cursor, show func(part) error) error {
	if err := c.skip(8); err != nil {
		return err
	}
	for {
		p := part{start: c.at}
		var b [8]byte
		if err := c.fill(b[:]); err != nil {
			return err
		}
		p.name, p.data, p.length = string(b[4:]), c.at, int64(binary.BigEndian.Uint32(b[:]))
		if err := c.skip(p.length + 4); err != nil { // and the checksum
			return err
		}
		p.end = c.at
		if err := show(p); err != nil || p.name == "IEND" {
			return err
		}
	}
}

// webpParts follows the chunks to the end that RIFF gives (RFC 9649 §2.4).
func webpParts(c *cursor, show func(part) error) error {
	var head [12]byte
	if err := c.fill(head[:]); err != nil {
		return err
	}
	end := int64(binary.LittleEndian.Uint32(head[4:])) + 8
	if end < int64(len(head)) || end > c.end {
		return errStructure
	}
	for end-c.at >= 8 {
		p := part{start: c.at}
		var b [8]byte
		if err := c.fill(b[:]); err != nil {
			return err
		}
		p.name, p.data, p.length = string(b[:4]), c.at, int64(binary.LittleEndian.Uint32(b[4:]))
		p.end = p.data + p.length + p.length&1
		if p.end == end+1 && p.length&1 == 1 {
			p.end-- // some writers forget the last byte of padding
		}
		if p.end > end {
			return errStructure
		}
		c.at = p.end
		if err := show(p); err != nil {
			return err
		}
	}
	c.at = end
	return nil
}

// gifParts follows the blocks to the trailer (GIF89a §17 to §27). The first
// part is the header with the colours of all.
func gifParts(c *cursor, show func(part) error) error {
	var screen [13]byte
	if err := c.fill(screen[:]); err != nil {
		return err
	}
	if err := c.skip(colours(screen[10])); err != nil {
		return err
	}
	if err := show(part{name: "header", end: c.at}); err != nil {
		return err
	}
	for {
		p := part{start: c.at}
		b, err := c.next()
		if err != nil {
			return err
		}
		switch b {
		case 0x3b:
			p.name, p.end = ";", c.at
			return show(p)
		case 0x21:
			p.name, err = gifExtension(c)
		case 0x2c:
			p.name, err = ",", gifImage(c)
		default:
			err = errStructure
		}
		if err != nil {
			return err
		}
		p.data = c.at
		if err := skipBlocks(c); err != nil {
			return err
		}
		p.end, p.length = c.at, c.at-p.data
		if err := show(p); err != nil {
			return err
		}
	}
}

// gifApplication stands before what an application calls itself.
const gifApplication = "application "

// gifExtension reads the label of an extension and, of an application's, the
// name that its first block gives.
func gifExtension(c *cursor) (string, error) {
	label, err := c.next()
	if err != nil || label != 0xff {
		return string(rune(label)), err
	}
	length, err := c.next()
	if err != nil {
		return "", err
	}
	name := make([]byte, length)
	err = c.fill(name)
	return gifApplication + string(name), err
}

// gifImage leaves out an image's descriptor, colours and code size.
func gifImage(c *cursor) error {
	var image [9]byte
	if err := c.fill(image[:]); err != nil {
		return err
	}
	return c.skip(colours(image[8]) + 1)
}

// colours returns the length of the colour table that the flags announce.
func colours(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// skipBlocks leaves out data blocks up to the empty one.
func skipBlocks(c *cursor) error {
	for {
		n, err := c.next()
		if err != nil || n == 0 {
			return err
		}
		if err := c.skip(int64(n)); err != nil {
			return err
		}
	}
}
