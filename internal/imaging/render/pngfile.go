package render

import (
	"compress/zlib"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

var errPNG = errors.New("not as PNG has it")

// A pngFile reads a PNG's chunks up to its pixels, and then those.
type pngFile struct {
	r             io.Reader
	width, height int
	depth, colour byte // of the header (PNG 3rd edition §11.2.1)
	interlaced    bool
	palette       [256][4]byte
	colours       int
	key           []byte // the colour that is transparent, two bytes a sample; nil: none

	left int // of the chunk of pixels that is being read
	sum  uint32
	done bool
}

// The colour types.
const (
	pngGrey      = 0
	pngRGB       = 2
	pngPalette   = 3
	pngGreyAlpha = 4
	pngRGBA      = 6
)

// openPNG reads all that stands before the pixels.
func openPNG(r io.Reader) (*pngFile, error) {
	f := &pngFile{r: r}
	var signature [8]byte
	if _, err := io.ReadFull(r, signature[:]); err != nil {
		return nil, err
	}
	for {
		length, name, err := f.head()
		if err != nil {
			return nil, err
		}
		if (name == "IHDR") != (f.width == 0) {
			return nil, errPNG // the header comes first, and once
		}
		switch name {
		case "IHDR", "PLTE", "tRNS":
			err = f.known(name, length)
		case "IDAT":
			f.left, f.sum = length, crc32.ChecksumIEEE([]byte(name))
			if f.colour == pngPalette && f.colours == 0 {
				return nil, errPNG
			}
			return f, nil
		case "IEND":
			return nil, errPNG
		default:
			_, err = io.CopyN(io.Discard, r, int64(length)+4)
		}
		if err != nil {
			return nil, err
		}
	}
}

// head reads a chunk's length and name.
func (f *pngFile) head() (int, string, error) {
	var b [8]byte
	if _, err := io.ReadFull(f.r, b[:]); err != nil {
		return 0, "", err
	}
	length := binary.BigEndian.Uint32(b[:])
	if length > 1<<31-1 {
		return 0, "", errPNG
	}
	return int(length), string(b[4:]), nil
}

// known reads a small chunk whose meaning is needed.
func (f *pngFile) known(name string, length int) error {
	const longest = 3 * 256
	if length > longest {
		return errPNG
	}
	b := make([]byte, length+4)
	if _, err := io.ReadFull(f.r, b); err != nil {
		return err
	}
	data := b[:length]
	if crc32.Update(crc32.ChecksumIEEE([]byte(name)), crc32.IEEETable, data) != binary.BigEndian.Uint32(b[length:]) {
		return errPNG
	}
	switch name {
	case "IHDR":
		return f.header(data)
	case "PLTE":
		return f.plte(data)
	}
	return f.transparent(data)
}

func (f *pngFile) header(b []byte) error {
	if len(b) != 13 {
		return errPNG
	}
	f.width, f.height = int(binary.BigEndian.Uint32(b)), int(binary.BigEndian.Uint32(b[4:]))
	f.depth, f.colour, f.interlaced = b[8], b[9], b[12] == 1
	if f.width <= 0 || f.height <= 0 || b[10] != 0 || b[11] != 0 || b[12] > 1 || !f.possible() {
		return errPNG
	}
	return nil
}

// possible reports whether the depth goes with the colour type.
func (f *pngFile) possible() bool {
	switch f.depth {
	case 1, 2, 4:
		return f.colour == pngGrey || f.colour == pngPalette
	case 8:
		return f.samples() > 0
	case 16:
		return f.samples() > 0 && f.colour != pngPalette
	}
	return false
}

// samples returns how many samples a pixel has; 0 if there is no such colour type.
func (f *pngFile) samples() int {
	switch f.colour {
	case pngGrey, pngPalette:
		return 1
	case pngGreyAlpha:
		return 2
	case pngRGB:
		return 3
	case pngRGBA:
		return 4
	}
	return 0
}

func (f *pngFile) plte(b []byte) error {
	if len(b) == 0 || len(b)%3 != 0 || f.colours > 0 {
		return errPNG
	}
	f.colours = len(b) / 3
	for i := range f.palette {
		f.palette[i] = [4]byte{0, 0, 0, 0xff} // for what the palette does not have
	}
	for i := range f.colours {
		copy(f.palette[i][:], b[3*i:][:3])
	}
	return nil
}

func (f *pngFile) transparent(b []byte) error {
	switch {
	case f.colour == pngPalette && len(b) <= f.colours:
		for i, a := range b {
			p := &f.palette[i]
			nrgbaRow([]byte{p[0], p[1], p[2], a}, p[:])
		}
	case f.colour == pngGrey && len(b) == 2, f.colour == pngRGB && len(b) == 6:
		f.key = b
	case f.colour <= pngPalette:
		return errPNG
	}
	return nil
}

// Read gives what the chunks of pixels hold, one behind the other, and checks
// their sums.
func (f *pngFile) Read(b []byte) (int, error) {
	for f.left == 0 {
		if f.done {
			return 0, io.EOF
		}
		var sum [4]byte
		if _, err := io.ReadFull(f.r, sum[:]); err != nil {
			return 0, err
		}
		if binary.BigEndian.Uint32(sum[:]) != f.sum {
			return 0, errPNG
		}
		length, name, err := f.head()
		if err != nil {
			return 0, err
		}
		f.left, f.sum = length, crc32.ChecksumIEEE([]byte(name))
		if name != "IDAT" {
			f.left, f.done = 0, true
		}
	}
	n, err := f.r.Read(b[:min(len(b), f.left)])
	f.left -= n
	f.sum = crc32.Update(f.sum, crc32.IEEETable, b[:n])
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// unpacked returns the pixels as the encoder filtered them.
func (f *pngFile) unpacked() (io.Reader, error) { return zlib.NewReader(f) }
