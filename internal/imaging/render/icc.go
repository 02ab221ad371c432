package render

import (
	"encoding/binary"
	"math"
)

// A profile is what is understood of an ICC profile: of one by three primaries
// and their curves (most cameras, screens, Display P3, Adobe RGB), or of a grey
// one. Profiles that are tables (of printers, of CMYK) are none.
type profile struct {
	grey      bool
	primaries matrix   // linear colours to XYZ, as ICC's connection space has it
	curves    [3]curve // samples to linear; grey has the first
}

// A curve brings a sample, 0 to 1, to linear light.
type curve func(float64) float64

type matrix [3][3]float64

// parseProfile reads a profile (ICC.1:2022 §7 to §10); ok is false if it is none
// of those that are understood.
func parseProfile(b []byte) (p profile, ok bool) {
	if len(b) < 132 || string(b[36:40]) != "acsp" || string(b[20:24]) != "XYZ " && string(b[16:20]) != "GRAY" {
		return p, false
	}
	switch string(b[16:20]) {
	case "GRAY":
		p.grey = true
		p.curves[0], ok = parseCurve(tag(b, "kTRC"))
		return p, ok
	case "RGB ":
		for i, name := range []string{"r", "g", "b"} {
			xyz := tag(b, name+"XYZ")
			if len(xyz) < 20 || string(xyz[:4]) != "XYZ " {
				return p, false
			}
			for row := range 3 {
				p.primaries[row][i] = fixed(xyz[8+4*row:])
			}
			if p.curves[i], ok = parseCurve(tag(b, name+"TRC")); !ok {
				return p, false
			}
		}
		return p, true
	}
	return p, false
}

// maxTags is how many tags are looked at; profiles have twenty.
const maxTags = 100

// tag returns the data of the tag; nil if there is none.
func tag(b []byte, name string) []byte {
	count := min(binary.BigEndian.Uint32(b[128:]), maxTags)
	for i := range int(count) {
		at := 132 + 12*i
		if at+12 > len(b) {
			return nil
		}
		if string(b[at:at+4]) != name {
			continue
		}
		from, length := uint64(binary.BigEndian.Uint32(b[at+4:])), uint64(binary.BigEndian.Uint32(b[at+8:]))
		if from+length > uint64(len(b)) {
			return nil
		}
		return b[from : from+length]
	}
	return nil
}

// fixed reads an s15Fixed16Number.
func fixed(b []byte) float64 { return float64(int32(binary.BigEndian.Uint32(b))) / (1 << 16) }

// parseCurve reads a curve (§10.6) or a parametric one (§10.18).
func parseCurve(b []byte) (curve, bool) {
	if len(b) < 12 {
		return nil, false
	}
	switch string(b[:4]) {
	case "curv":
		n := uint64(binary.BigEndian.Uint32(b[8:]))
		if n > uint64(len(b)-12)/2 {
			return nil, false
		}
		return tableCurve(b[12:], int(n)), true
	case "para":
		return parametric(b)
	}
	return nil, false
}

// tableCurve reads n numbers: none is a straight line, one a power.
func tableCurve(b []byte, n int) curve {
	switch n {
	case 0:
		return func(x float64) float64 { return x }
	case 1:
		return power(float64(binary.BigEndian.Uint16(b)) / 256)
	}
	at := func(i int) float64 { return float64(binary.BigEndian.Uint16(b[2*i:])) / 0xffff }
	return func(x float64) float64 {
		place := max(0, min(x, 1)) * float64(n-1)
		i := min(int(place), n-2)
		part := place - float64(i)
		return at(i)*(1-part) + at(i+1)*part
	}
}

func power(gamma float64) curve {
	return func(x float64) float64 { return math.Pow(max(x, 0), gamma) }
}

// parametric reads one of the five kinds of functions: a power of a line, and
// below d another line.
func parametric(b []byte) (curve, bool) {
	lengths := [...]int{1, 3, 4, 5, 7}
	kind := int(binary.BigEndian.Uint16(b[8:]))
	if kind >= len(lengths) || len(b) < 12+4*lengths[kind] {
		return nil, false
	}
	var n [7]float64 // g a b c d e f
	for i := range lengths[kind] {
		n[i] = fixed(b[12+4*i:])
	}
	g, a, bb, c, d, e, f := n[0], n[1], n[2], n[3], n[4], n[5], n[6]
	switch kind {
	case 0:
		return power(g), true
	case 1, 2: // (ax + b)^g + c from -b/a on, else c
		if a == 0 {
			return nil, false
		}
		d, e, f, c = -bb/a, c, c, 0
	}
	return func(x float64) float64 {
		if x < d {
			return c*x + f
		}
		return math.Pow(max(a*x+bb, 0), g) + e
	}, true
}
