package render

// A plane is a grid of samples that are read row by row.
type plane struct {
	width, height int
	channels      int                     // 1, or 4: red, green, blue and alpha, premultiplied
	row           func(y int, dst []byte) // writes a row's samples
}

// pixels returns the plane that lies in memory.
func pixels(width, height, stride int, pix []byte) *plane {
	return &plane{width: width, height: height, channels: 1, row: func(y int, dst []byte) {
		copy(dst, pix[y*stride:][:width])
	}}
}

// high returns the plane that lies in memory in samples of 16 bits, their upper
// halves.
func high(width, height, stride int, pix []byte) *plane {
	return &plane{width: width, height: height, channels: 1, row: func(y int, dst []byte) {
		highRow(pix[y*stride:], dst[:width])
	}}
}

// A span is how an axis of a plane is sampled anew: n samples, each step wide,
// from the place from on. What lies outside of the plane is as its edge.
type span struct {
	from, step float64
	n          int
}
