package render

import (
	"bufio"
	"encoding/binary"
	"errors"
	"image/jpeg"
	"io"
)

var errJPEG = errors.New("no JPEG, or not of the kind that is decoded here")

// A jpegFile decodes what cameras write: baseline, grey or luma and chroma, all in
// one scan. It decodes to a half, a fourth or an eighth in each axis where that is
// enough, of so much fewer frequencies: that takes half the time, and a part of the
// memory. Every other kind is left to the standard library, and so is what seems
// broken: it has the last word.
type jpegFile struct {
	r             *bufio.Reader
	width, height int
	components    []jpegComponent
	quant         [4][64]int32 // in the order of rows
	huffman       [2][4]*huffman
	interval      int // blocks of all components between restarts; 0: none
	side          int // of a block's samples: 8, or less if reduced
}

type jpegComponent struct {
	id           byte
	h, v         int // blocks in a group of all components
	quant        byte
	dc, ac       *huffman
	previous     int32 // mean, of which the next differs
	pix          []byte
	stride, rows int
}

// decodeJPEG reads a JPEG, reduced by 1, 2, 4 or 8.
func decodeJPEG(whole *io.SectionReader, reduce int) (*source, error) {
	f := &jpegFile{r: bufio.NewReaderSize(io.NewSectionReader(whole, 0, whole.Size()), 1<<15), side: 8 / reduce}
	if s, err := f.decode(); err == nil {
		return s, nil
	}
	return decoded(jpeg.Decode(whole))
}

func (f *jpegFile) decode() (*source, error) {
	if _, err := f.r.Discard(2); err != nil {
		return nil, err
	}
	for {
		marker, data, err := f.segment()
		if err != nil {
			return nil, err
		}
		switch {
		case marker == 0xc0 || marker == 0xc1:
			err = f.frame(data)
		case marker == 0xc4:
			err = f.tables(data)
		case marker == 0xdb:
			err = f.quantization(data)
		case marker == 0xdd && len(data) == 2:
			f.interval = int(binary.BigEndian.Uint16(data))
		case marker == 0xda:
			if err := f.scanHeader(data); err != nil {
				return nil, err
			}
			if err := f.scan(); err != nil {
				return nil, err
			}
			return f.source(), nil
		case marker == 0xd9, marker > 0xc1 && marker < 0xd0, marker == 0xee && adobeRGB(data):
			err = errJPEG
		}
		if err != nil {
			return nil, err
		}
	}
}

// segment reads the next marker, and what belongs to it.
func (f *jpegFile) segment() (byte, []byte, error) {
	for {
		b, err := f.r.ReadByte()
		for err == nil && b != 0xff { // everybody bears what stands between segments
			b, err = f.r.ReadByte()
		}
		for err == nil && b == 0xff {
			b, err = f.r.ReadByte()
		}
		if err != nil {
			return 0, nil, err
		}
		if b == 0 || b == 0x01 || b >= 0xd0 && b <= 0xd8 {
			continue
		}
		if b == 0xd9 {
			return b, nil, nil
		}
		var length [2]byte
		if _, err := io.ReadFull(f.r, length[:]); err != nil {
			return 0, nil, err
		}
		n := int(binary.BigEndian.Uint16(length[:])) - 2
		if n < 0 {
			return 0, nil, errJPEG
		}
		if b >= 0xe0 && b != 0xee { // of what applications say only Adobe's counts
			_, err := f.r.Discard(n)
			return b, nil, err
		}
		data := make([]byte, n)
		_, err = io.ReadFull(f.r, data)
		return b, data, err
	}
}

// adobeRGB reports whether a segment of Adobe says that colours are not luma and
// chroma.
func adobeRGB(b []byte) bool { return len(b) >= 12 && string(b[:5]) == "Adobe" && b[11] == 0 }

// frame reads the frame's header (T.81 §B.2.2).
func (f *jpegFile) frame(b []byte) error {
	if len(b) < 6 || f.components != nil || b[0] != 8 {
		return errJPEG
	}
	n := int(b[5])
	if n != 1 && n != 3 {
		return errJPEG
	}
	f.height, f.width = int(binary.BigEndian.Uint16(b[1:])), int(binary.BigEndian.Uint16(b[3:]))
	if len(b) != 6+3*n || f.width == 0 || f.height == 0 {
		return errJPEG
	}
	for c := b[6:]; len(c) > 0; c = c[3:] {
		f.components = append(f.components, jpegComponent{id: c[0], h: int(c[1] >> 4), v: int(c[1] & 15), quant: c[2]})
		if c[2] > 3 {
			return errJPEG
		}
	}
	if n == 1 {
		f.components[0].h, f.components[0].v = 1, 1 // alone, its blocks follow each other
		return nil
	}
	if f.usual() {
		return nil
	}
	return errJPEG
}

// usual reports whether luma has one, two or four samples for one of chroma.
func (f *jpegFile) usual() bool {
	luma, cb, cr := f.components[0], f.components[1], f.components[2]
	rgb := luma.id == 'R' && cb.id == 'G' && cr.id == 'B'
	return !rgb && cb.h == 1 && cb.v == 1 && cr.h == 1 && cr.v == 1 && (luma.h == 1 || luma.h == 2) && (luma.v == 1 || luma.v == 2)
}

// quantization reads tables of factors (§B.2.4.1).
func (f *jpegFile) quantization(b []byte) error {
	for len(b) > 0 {
		wide, which := int(b[0]>>4), b[0]&15
		b = b[1:]
		if which > 3 || wide > 1 || len(b) < 64*(1+wide) {
			return errJPEG
		}
		for i, at := range zigzag {
			if wide == 1 {
				f.quant[which][at] = int32(binary.BigEndian.Uint16(b[2*i:]))
			} else {
				f.quant[which][at] = int32(b[i])
			}
		}
		b = b[64*(1+wide):]
	}
	return nil
}

// tables reads tables of codes (§B.2.4.2).
func (f *jpegFile) tables(b []byte) error {
	for len(b) > 0 {
		if len(b) < 17 || b[0]>>4 > 1 || b[0]&15 > 3 {
			return errJPEG
		}
		h, n := newHuffman(b[1:])
		if h == nil {
			return errJPEG
		}
		f.huffman[b[0]>>4][b[0]&15] = h
		b = b[17+n:]
	}
	return nil
}

// scanHeader reads which codes the components have (§B.2.3).
func (f *jpegFile) scanHeader(b []byte) error {
	n := len(f.components)
	if n == 0 || len(b) != 4+2*n || int(b[0]) != n {
		return errJPEG
	}
	for i := range f.components {
		c, s := &f.components[i], b[1+2*i:]
		if s[0] != c.id || s[1]>>4 > 3 || s[1]&15 > 3 {
			return errJPEG
		}
		c.dc, c.ac = f.huffman[0][s[1]>>4], f.huffman[1][s[1]&15]
		if c.dc == nil || c.ac == nil {
			return errJPEG
		}
	}
	return nil
}

// source returns the planes.
func (f *jpegFile) source() *source {
	reduce := 8 / f.side
	up := func(n, by int) int { return (n + by - 1) / by }
	s := &source{width: f.width, height: f.height, reduced: reduce, grey: len(f.components) == 1}
	y := &f.components[0]
	s.luma = pixels(up(f.width, reduce), up(f.height, reduce), y.stride, y.pix)
	if s.grey {
		return s
	}
	cb, cr := &f.components[1], &f.components[2]
	s.subX, s.subY = y.h, y.v
	w, h := up(f.width, y.h*reduce), up(f.height, y.v*reduce)
	s.cb, s.cr = pixels(w, h, cb.stride, cb.pix), pixels(w, h, cr.stride, cr.pix)
	return s
}
