package imaging

import "math"

// maxMade is the longest side of a picture made from another: what WebP holds.
const maxMade = 16383

// Fit returns the size of the picture that is made from one of width × height
// pixels as shown, where wide × high is asked for. Nothing is enlarged: a picture
// that is too small gives what it has. With high, it is cropped to the shape of
// wide × high, else it keeps its own; no side becomes less than 1.
func Fit(width, height, wide, high int) (w, h int) {
	cw, ch := Crop(width, height, wide, high)
	scale := min(1, float64(wide)/cw, maxMade/cw, maxMade/ch)
	side := func(n float64) int { return max(1, int(math.Round(n*scale))) }
	return side(cw), side(ch)
}

// Crop returns the size of the largest piece of a picture of width × height in
// the shape of wide × high; the whole picture if high is 0.
func Crop(width, height, wide, high int) (w, h float64) {
	w, h = float64(width), float64(height)
	if high <= 0 || wide <= 0 {
		return w, h
	}
	shape := float64(wide) / float64(high)
	return min(w, h*shape), min(h, w/shape)
}
