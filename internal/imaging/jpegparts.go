package imaging

import (
	"encoding/binary"
	"io"
)

// The markers of a JPEG that are asked for (ITU-T T.81 table B.1).
const (
	markTEM  = 0x01
	markSOF2 = 0xc2 // progressive
	markRST  = 0xd0 // to 0xd7
	markSOI  = 0xd8
	markEOI  = 0xd9
	markSOS  = 0xda
	markAPP  = 0xe0 // to 0xef
	markCOM  = 0xfe
)

// jpegParts follows the segments to the end of the image. A scan's coded data
// belong to the segment before them; what stands between segments to none.
func jpegParts(c *cursor, show func(part) error) error {
	for {
		marker, err := nextMarker(c)
		if err != nil {
			return err
		}
		p := part{name: string([]byte{marker}), start: c.at - 2, data: c.at}
		if marker != markTEM && (marker < markRST || marker > markEOI) {
			err = p.segment(c)
		}
		if err != nil {
			return err
		}
		if marker == markSOS {
			if err := skipScan(c); err != nil {
				return err
			}
		}
		p.end = c.at
		if err := show(p); err != nil || marker == markEOI {
			return err
		}
	}
}

// segment leaves out what has a length.
func (p *part) segment(c *cursor) error {
	var b [2]byte
	if err := c.fill(b[:]); err != nil {
		return err
	}
	p.data, p.length = c.at, int64(binary.BigEndian.Uint16(b[:]))-int64(len(b))
	if p.length < 0 {
		return errStructure
	}
	return c.skip(p.length)
}

// nextMarker skips to the next marker and returns its code. What stands before
// it is no format, but every reader of JPEGs bears it.
func nextMarker(c *cursor) (byte, error) {
	for {
		if err := c.seekFF(); err != nil {
			return 0, err
		}
		b := byte(0xff)
		for b == 0xff { // more of them are padding
			var err error
			if b, err = c.next(); err != nil {
				return 0, err
			}
		}
		if b != 0 {
			return b, nil
		}
	}
}

// skipScan leaves out coded data: within them 0xFF is stuffed or begins a
// restart. The cursor stands before the next marker.
func skipScan(c *cursor) error {
	for {
		code, err := nextMarker(c)
		if err != nil {
			return err
		}
		if code < markRST || code >= markSOI {
			c.at -= 2
			return nil
		}
	}
}

// progressiveSamples returns how many samples the components of a frame have
// together, as its header says (T.81 §B.2.2).
func progressiveSamples(r io.ReaderAt, p part) int64 {
	const head, each = 6, 3
	b, err := payload(r, p, head+4*each)
	if err != nil || len(b) < head+each {
		return 0
	}
	pixels := int64(binary.BigEndian.Uint16(b[1:])) * int64(binary.BigEndian.Uint16(b[3:]))
	largest, all := 1, 0
	for c := b[head:]; len(c) >= each; c = c[each:] {
		share := int(c[1]>>4) * int(c[1]&15)
		largest, all = max(largest, share), all+share
	}
	return pixels * int64(all) / int64(largest)
}
