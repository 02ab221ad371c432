package imaging

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// maxExif is the most that one segment of metadata may hold: what fits a JPEG
// segment.
const maxExif = 1 << 16

// A walked picture is what its structure says, without decoding it.
type walked struct {
	orientation int  // 1 to 8
	whole       bool // it has its end: no transfer cut it off
}

// walk follows the structure of a picture of the type to its end. It never
// fails: what it cannot follow is not whole.
func walk(kind string, r io.Reader, size int64) walked {
	w := walked{orientation: 1}
	br := bufio.NewReaderSize(r, 1<<15)
	var err error
	switch kind {
	case JPEG:
		err = w.jpeg(br)
	case PNG:
		err = w.png(br)
	case GIF:
		err = w.gif(br)
	case WebP:
		err = w.webp(br, size)
	}
	w.whole = err == nil
	return w
}

var errStructure = errors.New("not the structure of its type")

// jpeg follows the segments to the first scan, and looks for the end of image
// after it: within scans 0xFF is always stuffed, so the marker is no accident.
func (w *walked) jpeg(r *bufio.Reader) error {
	if _, err := r.Discard(2); err != nil {
		return err
	}
	for {
		marker, err := nextMarker(r)
		if err != nil {
			return err
		}
		switch {
		case marker == 0xd9:
			return nil
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd8:
			continue // no length follows
		}
		var b [2]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return err
		}
		length := int(binary.BigEndian.Uint16(b[:])) - len(b)
		switch {
		case length < 0:
			return errStructure
		case marker == 0xda:
			return seekEnd(r)
		case marker == 0xe1 && w.orientation == 1:
			err = w.exif(r, length, "Exif\x00\x00")
		default:
			_, err = r.Discard(length)
		}
		if err != nil {
			return err
		}
	}
}

// nextMarker skips to the next marker and returns its code.
func nextMarker(r *bufio.Reader) (byte, error) {
	if b, err := r.ReadByte(); err != nil || b != 0xff {
		return 0, errors.Join(err, errStructure)
	}
	for {
		b, err := r.ReadByte()
		if err != nil || b != 0xff { // more of them are padding
			return b, err
		}
	}
}

// seekEnd reads to JPEG's end of image.
func seekEnd(r *bufio.Reader) error {
	for {
		_, err := r.ReadSlice(0xff)
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if err != nil {
			return err
		}
		for b := byte(0xff); b == 0xff; {
			if b, err = r.ReadByte(); err != nil {
				return err
			}
			if b == 0xd9 {
				return nil
			}
		}
	}
}

// png follows the chunks to IEND (PNG 3rd edition §5).
func (w *walked) png(r *bufio.Reader) error {
	if _, err := r.Discard(8); err != nil {
		return err
	}
	for {
		var b [8]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return err
		}
		length, kind := int64(binary.BigEndian.Uint32(b[:])), string(b[4:])
		if kind == "eXIf" && length <= maxExif {
			if err := w.exif(r, int(length), ""); err != nil {
				return err
			}
			length = 0
		}
		if err := skip(r, length+4); err != nil { // and the checksum
			return err
		}
		if kind == "IEND" {
			return nil
		}
	}
}

// webp compares the length that RIFF gives, and looks for EXIF among the chunks
// (RFC 9649 §2.7).
func (w *walked) webp(r *bufio.Reader, size int64) error {
	var head [12]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	left := int64(binary.LittleEndian.Uint32(head[4:])) - 4
	if left < 0 || left+12 > size {
		return errStructure
	}
	for left >= 8 {
		var b [8]byte
		if _, err := io.ReadFull(r, b[:]); err != nil {
			return err
		}
		length := int64(binary.LittleEndian.Uint32(b[4:]))
		left -= 8 + length + length&1
		if left < -1 { // some writers forget the last byte of padding
			return errStructure
		}
		if string(b[:4]) == "EXIF" && length <= maxExif {
			if err := w.exif(r, int(length), ""); err != nil {
				return err
			}
			length &= 1
		} else {
			length += length & 1
		}
		if err := skip(r, length); err != nil {
			return err
		}
	}
	return nil
}

// exif reads a segment of length bytes that may begin with lead. WebP and PNG
// files are found with JPEG's lead too.
func (w *walked) exif(r *bufio.Reader, length int, lead string) error {
	segment := make([]byte, length)
	if _, err := io.ReadFull(r, segment); err != nil {
		return err
	}
	if !bytes.HasPrefix(segment, []byte(lead)) {
		return nil
	}
	w.orientation = orientation(bytes.TrimPrefix(segment, []byte("Exif\x00\x00")))
	return nil
}

// skip leaves out n bytes, which must be there.
func skip(r *bufio.Reader, n int64) error {
	for n > 0 {
		step := int(min(n, 1<<30))
		if _, err := r.Discard(step); err != nil {
			return err
		}
		n -= int64(step)
	}
	return nil
}
