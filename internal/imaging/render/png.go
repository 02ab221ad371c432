package render

import (
	"bufio"
	"errors"
	"io"
)

// decodePNG reads a PNG's rows while they are drawn, so that it needs no more
// memory than two of them; an interlaced picture has to be whole first. What gAMA
// and cHRM say is not minded, as hardly a browser does.
func decodePNG(r io.Reader) (*source, error) {
	f, err := openPNG(bufio.NewReaderSize(r, 1<<15))
	if err != nil {
		return nil, err
	}
	z, err := f.unpacked()
	if err != nil {
		return nil, err
	}
	s := &source{width: f.width, height: f.height}
	s.grey = f.colour == pngGrey || f.colour == pngGreyAlpha
	if f.interlaced {
		return s, f.deinterlace(z, s)
	}
	rows := f.rows(z, f.width)
	p := &plane{width: f.width, height: f.height, channels: 4}
	if f.colour == pngGrey && f.key == nil {
		p.channels, s.luma = 1, p
	} else {
		s.rgba = p
	}
	at := 0
	p.row = func(y int, dst []byte) error {
		for ; at <= y; at++ {
			if err := rows.next(); err != nil {
				return err
			}
		}
		if p.channels == 1 {
			f.greyRow(rows.now, dst)
		} else {
			f.colourRow(rows.now, dst)
		}
		if at < f.height {
			return nil
		}
		return ended(z)
	}
	return s, nil
}

// ended checks that nothing follows the last row, and so the sum of all.
func ended(z io.Reader) error {
	var b [1]byte
	if n, err := io.ReadFull(z, b[:]); n > 0 || !errors.Is(err, io.EOF) {
		return errPNG
	}
	return nil
}

// deinterlace reads the seven pictures that an interlaced one is made of (§8).
func (f *pngFile) deinterlace(z io.Reader, s *source) error {
	pix := make([]byte, 4*f.width*f.height)
	s.rgba = s.rows(func(y int, dst []byte) { copy(dst, pix[4*y*f.width:]) })
	for _, pass := range [...]struct{ x, y, dx, dy int }{
		{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2},
	} {
		n := (f.width - pass.x + pass.dx - 1) / pass.dx
		if n <= 0 {
			continue
		}
		rows, row := f.rows(z, n), make([]byte, 4*n)
		for y := pass.y; y < f.height; y += pass.dy {
			if err := rows.next(); err != nil {
				return err
			}
			f.colourRow(rows.now, row)
			for i := range n {
				copy(pix[4*(y*f.width+pass.x+i*pass.dx):], row[4*i:][:4])
			}
		}
	}
	return ended(z)
}

// pngRows undoes the filters of rows, of which each needs the one before.
type pngRows struct {
	z           io.Reader
	now, before []byte
	bytes       int // of a pixel, at least 1
}

func (f *pngFile) rows(z io.Reader, width int) *pngRows {
	bits := f.samples() * int(f.depth)
	length := (width*bits + 7) / 8
	return &pngRows{z: z, now: make([]byte, length), before: make([]byte, length), bytes: max(1, bits/8)}
}

func (r *pngRows) next() error {
	r.now, r.before = r.before, r.now
	var filter [1]byte
	if _, err := io.ReadFull(r.z, filter[:]); err != nil {
		return err
	}
	if _, err := io.ReadFull(r.z, r.now); err != nil {
		return err
	}
	return r.unfilter(filter[0])
}

// unfilter is §9.2.
func (r *pngRows) unfilter(filter byte) error {
	now, before, n := r.now, r.before[:len(r.now)], r.bytes
	switch filter {
	case 0:
	case 1:
		for i := n; i < len(now); i++ {
			now[i] += now[i-n]
		}
	case 2:
		for i := range now {
			now[i] += before[i]
		}
	case 3:
		for i := range min(n, len(now)) {
			now[i] += before[i] / 2
		}
		for i := n; i < len(now); i++ {
			now[i] += byte((int(now[i-n]) + int(before[i])) / 2)
		}
	case 4:
		for i := range min(n, len(now)) {
			now[i] += before[i]
		}
		for i := n; i < len(now); i++ {
			now[i] += paeth(now[i-n], before[i], before[i-n])
		}
	default:
		return errPNG
	}
	return nil
}

// paeth returns the neighbour that is nearest to left + up - corner (§9.4).
func paeth(left, up, corner byte) byte {
	l, u, c := int(left), int(up), int(corner)
	dl, du, dc := abs(u-c), abs(l-c), abs(l+u-2*c)
	if dl <= du && dl <= dc {
		return left
	}
	if du <= dc {
		return up
	}
	return corner
}
