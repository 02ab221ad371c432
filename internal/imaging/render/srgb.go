package render

import "math"

// A conversion brings samples of a profile's colours to sRGB.
type conversion struct {
	grey   bool
	linear [3][256]float32 // samples to linear light
	mix    [3][3]float32   // to the linear colours of sRGB
	encode [4096]byte      // linear light to samples
}

// conversionOf returns what brings the colours of an ICC profile to sRGB; nil if
// nothing is to be done, or the profile is none of those that are understood:
// then the samples are taken for sRGB, as browsers do without a profile.
func conversionOf(b []byte, grey bool) *conversion {
	p, ok := parseProfile(b)
	if !ok || p.grey != grey {
		return nil
	}
	c := &conversion{grey: grey}
	for i := range 3 {
		of := p.curves[i]
		if grey {
			of = p.curves[0]
		}
		for v := range 256 {
			c.linear[i][v] = float32(max(0, min(of(float64(v)/255), 1)))
		}
	}
	mix := matrix{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}
	if !grey {
		mix = fromXYZ().times(p.primaries)
	}
	for i := range 3 {
		for j := range 3 {
			c.mix[i][j] = float32(mix[i][j])
		}
	}
	for i := range c.encode {
		c.encode[i] = byte(math.Round(255 * toSRGB(float64(i)/float64(len(c.encode)-1))))
	}
	if c.changesNothing() {
		return nil
	}
	return c
}

// fromXYZ brings ICC's connection space (with the white of D50) to linear sRGB:
// the inverse of the primaries in the profile of IEC 61966-2-1.
func fromXYZ() matrix {
	return matrix{
		{3.1338561, -1.6168667, -0.4906146},
		{-0.9787684, 1.9161415, 0.0334540},
		{0.0719453, -0.2289914, 1.4052427},
	}
}

func (m matrix) times(o matrix) matrix {
	var out matrix
	for i := range 3 {
		for j := range 3 {
			for k := range 3 {
				out[i][j] += m[i][k] * o[k][j]
			}
		}
	}
	return out
}

// toSRGB is the curve of IEC 61966-2-1.
func toSRGB(x float64) float64 {
	if x <= 0.0031308 {
		return 12.92 * x
	}
	return 1.055*math.Pow(x, 1/2.4) - 0.055
}

// changesNothing reports whether the conversion is that of sRGB itself, or so
// near that nobody sees it.
func (c *conversion) changesNothing() bool {
	const near = 2
	for r := 0; r < 256; r += 51 {
		for g := 0; g < 256; g += 51 {
			for b := 0; b < 256; b += 51 {
				if c.grey && (r != g || g != b) {
					continue
				}
				p := [4]byte{byte(r), byte(g), byte(b), 0xff}
				c.apply(p[:])
				if abs(int(p[0])-r) > near || abs(int(p[1])-g) > near || abs(int(p[2])-b) > near {
					return false
				}
			}
		}
	}
	return true
}

func abs(n int) int { return max(n, -n) }

// apply converts premultiplied rgba in place. Alpha stays.
func (c *conversion) apply(rgba []byte) {
	for ; len(rgba) >= 4; rgba = rgba[4:] {
		p := rgba[:4:4]
		a := uint32(p[3])
		if a == 0 {
			continue
		}
		if a != 0xff {
			straight(p)
		}
		r, g, b := c.linear[0][p[0]], c.linear[1][p[1]], c.linear[2][p[2]]
		for i := range 3 {
			m := &c.mix[i]
			v := m[0]*r + m[1]*g + m[2]*b
			p[i] = c.encode[int(max(0, min(v, 1))*float32(len(c.encode)-1)+0.5)]
		}
		if a != 0xff {
			nrgbaRow(p, p)
		}
	}
}

// straight divides the colours of pixels by their alpha, in place.
func straight(rgba []byte) {
	for ; len(rgba) >= 4; rgba = rgba[4:] {
		a := uint32(rgba[3])
		if a == 0 || a == 0xff {
			continue
		}
		for i, v := range rgba[:3] {
			rgba[i] = byte(min((uint32(v)*255+a/2)/a, 255))
		}
	}
}
