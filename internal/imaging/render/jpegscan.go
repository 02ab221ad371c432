package render

import (
	"bufio"
	"errors"
	"io"
)

// zigzag gives the place, in the order of rows, of each coefficient as it comes.
var zigzag = [64]byte{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// fast is how long codes are that one look finds.
const fast = 9

// A huffman table finds symbols by their codes (T.81 §F.2.2.3).
type huffman struct {
	quick   [1 << fast]uint16 // symbol and length, by the next bits; 0: longer
	most    [18]int32         // the largest code of each length, by 16 bits; -1: none
	offset  [17]int32
	symbols []byte
}

// newHuffman reads a table; nil if it is none. It returns how many symbols it has.
func newHuffman(b []byte) (*huffman, int) {
	n := 0
	for _, c := range b[:16] {
		n += int(c)
	}
	if n > 256 || len(b) < 16+n {
		return nil, 0
	}
	h := &huffman{symbols: b[16 : 16+n]}
	code, at := int32(0), int32(0)
	for length := 1; length <= 16; length++ {
		count := int32(b[length-1])
		if code+count > 1<<length {
			return nil, 0
		}
		h.offset[length] = at - code
		if length <= fast {
			for i := range count {
				from := int(code+i) << (fast - length)
				for j := range 1 << (fast - length) {
					h.quick[from+j] = uint16(h.symbols[at+i])<<8 | uint16(length)
				}
			}
		}
		code, at = code+count, at+count
		h.most[length] = code<<(16-length) - 1
		code <<= 1
	}
	h.most[17] = 1 << 16
	return h, n
}

// bits reads coded data, from the highest bit of each byte.
type bits struct {
	r    *bufio.Reader
	next uint64 // the bits that come, from the highest on
	have int
	over int // bits that were made up where the data end
}

// fill makes sure that there are 32 bits at least. Behind a marker, of which the
// reader stays in front, and behind the end, they are zeros.
func (b *bits) fill() {
	for b.have <= 56 {
		c, err := b.r.ReadByte()
		if err == nil && c == 0xff {
			follows, peek := b.r.Peek(1)
			if peek != nil || follows[0] != 0 {
				_ = b.r.UnreadByte() // it was just read
				err = io.EOF
			} else {
				_, _ = b.r.Discard(1) // it was just seen
			}
		}
		if err != nil {
			b.over += 64 - b.have
			b.have = 64
			return
		}
		b.next |= uint64(c) << (56 - b.have)
		b.have += 8
	}
}

func (b *bits) drop(n int) {
	b.next <<= n
	b.have -= n
}

// symbol reads a code. There must be 16 bits.
func (b *bits) symbol(h *huffman) (byte, bool) {
	if q := h.quick[b.next>>(64-fast)]; q != 0 {
		b.drop(int(q & 0xff))
		return byte(q >> 8), true
	}
	code := int32(b.next >> 48)
	length := fast + 1
	for code > h.most[length] {
		length++
	}
	if length > 16 {
		return 0, false
	}
	at := h.offset[length] + code>>(16-length)
	b.drop(length)
	return h.symbols[at], true
}

// value reads a number of n bits, negative if it begins with 0 (§F.2.2.1).
func (b *bits) value(n byte) int32 {
	if n == 0 {
		return 0
	}
	v := int32(b.next >> (64 - n))
	b.drop(int(n))
	if v < 1<<(n-1) {
		v += -1<<n + 1
	}
	return v
}

// scan reads all blocks (§F.2).
func (f *jpegFile) scan() error {
	across, down := f.groups()
	b := &bits{r: f.r}
	var block [64]int32
	left := f.interval
	for y := range down {
		for x := range across {
			if f.interval > 0 && left == 0 {
				if err := f.restart(b); err != nil {
					return err
				}
				left = f.interval
			}
			left--
			if err := f.group(b, &block, x, y); err != nil {
				return err
			}
		}
		if b.over > b.have {
			return io.ErrUnexpectedEOF
		}
	}
	return nil
}

// groups makes room for the samples, and returns how many groups of blocks of all
// components there are.
func (f *jpegFile) groups() (across, down int) {
	luma := &f.components[0]
	across, down = (f.width+8*luma.h-1)/(8*luma.h), (f.height+8*luma.v-1)/(8*luma.v)
	for i := range f.components {
		c := &f.components[i]
		c.stride, c.rows = across*c.h*f.side, down*c.v*f.side
		c.pix = make([]byte, c.stride*c.rows)
	}
	return across, down
}

// group reads the blocks of one place.
func (f *jpegFile) group(b *bits, block *[64]int32, x, y int) error {
	for i := range f.components {
		c := &f.components[i]
		for v := range c.v {
			for h := range c.h {
				last, err := c.block(b, block, &f.quant[c.quant])
				if err != nil {
					return err
				}
				at := ((y*c.v+v)*c.stride + x*c.h + h) * f.side
				inverse(block, last, c.pix[at:], c.stride, f.side)
			}
		}
	}
	return nil
}

var errCode = errors.New("a code that is none")

// block reads the coefficients of a block, multiplied by their factors, and
// returns which is the last that is not 0, in the order they come.
func (c *jpegComponent) block(b *bits, block *[64]int32, quant *[64]int32) (last int, err error) {
	clear(block[:])
	b.fill()
	n, ok := b.symbol(c.dc)
	if !ok || n > 15 {
		return 0, errCode
	}
	c.previous += b.value(n)
	block[0] = c.previous * quant[0]
	for k := 1; k < 64; k++ {
		if b.have < 32 {
			b.fill()
		}
		s, ok := b.symbol(c.ac)
		if !ok {
			return 0, errCode
		}
		zeros, n := int(s>>4), s&15
		if n == 0 {
			if zeros != 15 {
				break
			}
			k += 15
			continue
		}
		if k += zeros; k > 63 {
			return 0, errCode
		}
		at := zigzag[k]
		block[at] = b.value(n) * quant[at]
		last = k
	}
	return last, nil
}

// restart reads the marker between intervals, and forgets the means.
func (f *jpegFile) restart(b *bits) error {
	if b.over > b.have {
		return io.ErrUnexpectedEOF
	}
	marker := []byte{0, 0} // the reader stands before it: no more than a part of a byte is left
	if _, err := io.ReadFull(f.r, marker); err != nil {
		return err
	}
	if marker[0] != 0xff || marker[1] < 0xd0 || marker[1] > 0xd7 {
		return errJPEG
	}
	*b = bits{r: f.r}
	for i := range f.components {
		f.components[i].previous = 0
	}
	return nil
}
