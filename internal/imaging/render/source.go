package render

import (
	"image"
	"image/color"
)

// A source is a picture decoded: as stored, not turned yet, in the colours of its
// own profile. It has luma and no more (grey), or luma and chroma, or rgba.
type source struct {
	width, height int
	luma, cb, cr  *plane
	subX, subY    int // pixels that share a sample of chroma
	rgba          *plane
	video         bool // luma has 16 for black and 235 for white, as WebP has it
	grey          bool // without colours, whatever the planes
	exact         bool // from a format that loses nothing
}

// sourceOf returns what a decoder made; nil if it is none of the kinds that
// decoders make.
func sourceOf(img image.Image) *source {
	s := &source{width: img.Bounds().Dx(), height: img.Bounds().Dy()}
	switch m := img.(type) {
	case *image.YCbCr:
		s.planes(m)
	case *image.Gray:
		s.luma, s.grey = pixels(s.width, s.height, m.Stride, m.Pix), true
	case *image.Gray16:
		s.luma, s.grey = high(s.width, s.height, m.Stride, m.Pix), true
	case *image.RGBA64:
		s.rgba = s.rows(func(y int, dst []byte) { highRow(m.Pix[y*m.Stride:], dst) })
	case *image.NRGBA64:
		s.rgba = s.rows(func(y int, dst []byte) {
			highRow(m.Pix[y*m.Stride:], dst)
			nrgbaRow(dst, dst)
		})
	case *image.CMYK:
		s.rgba = s.rows(func(y int, dst []byte) { cmykRow(m.Pix[y*m.Stride:], dst) })
	case *image.RGBA:
		s.rgba = s.rows(func(y int, dst []byte) { copy(dst, m.Pix[y*m.Stride:]) })
	case *image.NRGBA:
		s.rgba = s.rows(func(y int, dst []byte) { nrgbaRow(m.Pix[y*m.Stride:], dst) })
	case *image.NYCbCrA:
		s.rgba = s.rows(func(y int, dst []byte) { videoRow(m, y, dst) })
	case *image.Paletted:
		s.palette(m)
	default:
		return nil
	}
	return s
}

// rows makes a plane of four channels of what writes its rows.
func (s *source) rows(row func(y int, dst []byte)) *plane {
	return &plane{width: s.width, height: s.height, channels: 4, row: row}
}

// planes takes luma and chroma as they are.
func (s *source) planes(m *image.YCbCr) {
	s.luma = pixels(s.width, s.height, m.YStride, m.Y[m.YOffset(m.Rect.Min.X, m.Rect.Min.Y):])
	s.subX, s.subY = subsampling(m.SubsampleRatio)
	w, h := (s.width+s.subX-1)/s.subX, (s.height+s.subY-1)/s.subY
	at := m.COffset(m.Rect.Min.X, m.Rect.Min.Y)
	s.cb, s.cr = pixels(w, h, m.CStride, m.Cb[at:]), pixels(w, h, m.CStride, m.Cr[at:])
}

// subsampling returns how many pixels share one sample of chroma.
func subsampling(r image.YCbCrSubsampleRatio) (across, down int) {
	switch r {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}

func (s *source) palette(m *image.Paletted) {
	var of [256][4]byte
	for i, c := range m.Palette {
		r, g, b, a := c.RGBA()
		of[i] = [4]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8), byte(a >> 8)}
	}
	s.rgba = s.rows(func(y int, dst []byte) {
		for x, index := range m.Pix[y*m.Stride:][:s.width] {
			copy(dst[4*x:], of[index][:])
		}
	})
}

// on lays a frame of four channels on a canvas, which is transparent around it.
func (s *source) on(width, height int, at image.Point) *source {
	if s.width == width && s.height == height {
		return s
	}
	c := &source{width: width, height: height, exact: s.exact}
	c.rgba = &plane{width: width, height: height, channels: 4, row: func(y int, dst []byte) {
		clear(dst)
		if y >= at.Y && y < at.Y+s.height {
			s.rgba.row(y-at.Y, dst[4*at.X:][:4*s.width])
		}
	}}
	return c
}

// highRow takes the upper half of samples of 16 bits.
func highRow(src, dst []byte) {
	for i := range dst {
		dst[i] = src[2*i]
	}
}

func cmykRow(src, dst []byte) {
	for ; len(dst) >= 4; src, dst = src[4:], dst[4:] {
		dst[0], dst[1], dst[2] = color.CMYKToRGB(src[0], src[1], src[2], src[3])
		dst[3] = 0xff
	}
}

// nrgbaRow multiplies colours by their alpha.
func nrgbaRow(src, dst []byte) {
	for ; len(dst) >= 4; src, dst = src[4:], dst[4:] {
		a := uint32(src[3])
		if a == 0xff {
			copy(dst, src[:4])
			continue
		}
		for i := range 3 {
			dst[i] = byte((uint32(src[i])*a + 127) / 255)
		}
		dst[3] = byte(a)
	}
}

// videoRow converts a row of WebP's luma, chroma and alpha.
func videoRow(m *image.NYCbCrA, y int, dst []byte) {
	luma, alpha := m.Y[y*m.YStride:], m.A[y*m.AStride:]
	cb, cr := m.Cb[y/2*m.CStride:], m.Cr[y/2*m.CStride:]
	for x := range len(dst) / 4 {
		var c [4]byte
		c[0], c[1], c[2] = videoRGB(luma[x], cb[x/2], cr[x/2])
		c[3] = alpha[x]
		nrgbaRow(c[:], dst[4*x:][:4])
	}
}
