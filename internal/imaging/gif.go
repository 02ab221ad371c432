package imaging

import (
	"bufio"
	"io"
)

// gif follows the blocks to the trailer (GIF89a §17 to §27).
func (w *walked) gif(r *bufio.Reader) error {
	var screen [13]byte
	if _, err := io.ReadFull(r, screen[:]); err != nil {
		return err
	}
	if err := skip(r, colours(screen[10])); err != nil {
		return err
	}
	for {
		b, err := r.ReadByte()
		if err != nil {
			return err
		}
		switch b {
		case 0x3b:
			return nil
		case 0x21:
			_, err = r.Discard(1) // the extension's label
		case 0x2c:
			err = gifImage(r)
		default:
			return errStructure
		}
		if err != nil {
			return err
		}
		if err := skipBlocks(r); err != nil {
			return err
		}
	}
}

// gifImage leaves out an image's descriptor, colours and code size.
func gifImage(r *bufio.Reader) error {
	var image [9]byte
	if _, err := io.ReadFull(r, image[:]); err != nil {
		return err
	}
	return skip(r, colours(image[8])+1)
}

// colours returns the length of the colour table that the flags announce.
func colours(flags byte) int64 {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// skipBlocks leaves out data blocks up to the empty one.
func skipBlocks(r *bufio.Reader) error {
	for {
		n, err := r.ReadByte()
		if err != nil || n == 0 {
			return err
		}
		if _, err := r.Discard(int(n)); err != nil {
			return err
		}
	}
}
