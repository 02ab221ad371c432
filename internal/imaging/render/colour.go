package render

import (
	"image/color"
	"math"
)

// videoRGB converts the colours of video, ITU-R BT.601, which WebP has.
func videoRGB(y, cb, cr byte) (r, g, b byte) {
	const bits = 16
	l := 76309 * (int32(y) - 16) // 255/219, as all factors with 16 bits behind the point
	u, v := int32(cb)-128, int32(cr)-128
	clip := func(n int32) byte { return byte(max(0, min((n+1<<(bits-1))>>bits, 255))) }
	return clip(l + 104597*v), clip(l - 25675*u - 53279*v), clip(l + 132201*u)
}

// toVideo returns the tables that bring luma and chroma from the full range, as
// JPEG has it, to that of video.
func toVideo() (luma, chroma [256]byte) {
	for i := range 256 {
		luma[i] = byte(math.Round(float64(i)*219/255) + 16)
		chroma[i] = byte(math.Round(float64(i-128)*224/255) + 128)
	}
	return luma, chroma
}

// toFull returns the tables that bring luma and chroma back.
func toFull() (luma, chroma [256]byte) {
	clip := func(n float64) byte { return byte(max(0, min(math.Round(n), 255))) }
	for i := range 256 {
		luma[i] = clip(float64(i-16) * 255 / 219)
		chroma[i] = clip(float64(i-128)*255/224 + 128)
	}
	return luma, chroma
}

// rgbOf converts samples of luma and chroma, all of one number, to opaque rgba;
// no chroma is grey.
func rgbOf(y, cb, cr []byte, video bool) []byte {
	out := make([]byte, 4*len(y))
	convert := color.YCbCrToRGB
	if video {
		convert = videoRGB
	}
	for i, l := range y {
		u, v := byte(128), byte(128)
		if cb != nil {
			u, v = cb[i], cr[i]
		}
		o := out[4*i:][:4:4]
		o[0], o[1], o[2] = convert(l, u, v)
		o[3] = 0xff
	}
	return out
}
