package render

import "bytes"

// greyRow expands a row of grey samples to eight bits each.
func (f *pngFile) greyRow(row, dst []byte) {
	switch f.depth {
	case 8:
		copy(dst, row)
	case 16:
		for x := range dst {
			dst[x] = row[2*x]
		}
	default:
		most := byte(1)<<f.depth - 1
		for x := range dst {
			dst[x] = f.small(row, x) * (255 / most)
		}
	}
}

// small returns the sample of less than eight bits.
func (f *pngFile) small(row []byte, x int) byte {
	bit := x * int(f.depth)
	return row[bit/8] >> (8 - int(f.depth) - bit%8) & (1<<f.depth - 1)
}

// colourRow expands a row of any colour type to premultiplied rgba.
func (f *pngFile) colourRow(row, dst []byte) {
	switch {
	case f.colour == pngPalette:
		f.paletteRow(row, dst)
	case f.key != nil:
		f.keyedRow(row, dst)
	case f.colour == pngRGBA && f.depth == 8:
		nrgbaRow(row, dst)
	case f.colour == pngRGB && f.depth == 8:
		for ; len(dst) >= 4; row, dst = row[3:], dst[4:] {
			dst[0], dst[1], dst[2], dst[3] = row[0], row[1], row[2], 0xff
		}
	default:
		f.anyRow(row, dst)
	}
}

func (f *pngFile) paletteRow(row, dst []byte) {
	for x := range len(dst) / 4 {
		i := row[min(x, len(row)-1)]
		if f.depth < 8 {
			i = f.small(row, x)
		}
		copy(dst[4*x:], f.palette[i][:])
	}
}

// keyedRow expands a row with one colour that is transparent. The key is compared
// in all its bits.
func (f *pngFile) keyedRow(row, dst []byte) {
	f.anyRow(row, dst)
	n := f.samples()
	sample := make([]byte, 2*n)
	for x := range len(dst) / 4 {
		for i := range n {
			at := x*n + i
			switch f.depth {
			case 16:
				copy(sample[2*i:], row[2*at:][:2])
			case 8:
				sample[2*i+1] = row[at]
			default:
				sample[2*i+1] = f.small(row, at)
			}
		}
		if bytes.Equal(sample, f.key) {
			clear(dst[4*x:][:4])
		}
	}
}

// anyRow expands grey and colours of any depth, with alpha or without.
func (f *pngFile) anyRow(row, dst []byte) {
	if f.colour == pngGrey {
		grey := dst[len(dst)-len(dst)/4:]
		f.greyRow(row, grey)
		for x := range len(dst) / 4 {
			v := grey[x]
			copy(dst[4*x:], []byte{v, v, v, 0xff})
		}
		return
	}
	n, wide := f.samples(), int(f.depth)/8
	for ; len(dst) >= 4; row, dst = row[n*wide:], dst[4:] {
		p := [4]byte{row[0], row[0], row[0], 0xff}
		if n >= 3 {
			p[1], p[2] = row[wide], row[2*wide]
		}
		if n%2 == 0 {
			p[3] = row[(n-1)*wide]
		}
		nrgbaRow(p[:], dst[:4])
	}
}
