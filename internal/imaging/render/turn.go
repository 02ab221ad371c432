package render

// A turning brings a picture as stored to how it is shown: the axes of what is
// stored may run backwards, and then be exchanged.
type turning struct {
	backX, backY bool
	swap         bool
}

// turningOf returns what EXIF's orientation, 1 to 8, asks for (EXIF 2.32 §4.6.4).
func turningOf(orientation int) turning {
	switch orientation {
	case 2:
		return turning{backX: true}
	case 3:
		return turning{backX: true, backY: true}
	case 4:
		return turning{backY: true}
	case 5:
		return turning{swap: true}
	case 6:
		return turning{backY: true, swap: true}
	case 7:
		return turning{backX: true, backY: true, swap: true}
	case 8:
		return turning{backX: true, swap: true}
	}
	return turning{}
}

// apply turns samples of a picture of w by h, as stored, and returns them and the
// size that is shown.
func (t turning) apply(pix []byte, w, h, channels int) ([]byte, int, int) {
	if t == (turning{}) {
		return pix, w, h
	}
	out := make([]byte, len(pix))
	stepX, stepY := 1, w // of what is shown, along the axes of what is stored
	width, height := w, h
	if t.swap {
		stepX, stepY = h, 1
		width, height = h, w
	}
	start := 0
	if t.backX {
		start += (w - 1) * stepX
		stepX = -stepX
	}
	if t.backY {
		start += (h - 1) * stepY
		stepY = -stepY
	}
	for y := range h {
		to := start + y*stepY
		for x := range w {
			from := (y*w + x) * channels
			copy(out[to*channels:][:channels], pix[from:][:channels])
			to += stepX
		}
	}
	return out, width, height
}
