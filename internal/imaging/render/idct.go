package render

// inverse transforms a block's frequencies to samples: to side by side of them, of
// as many of the lowest. A reduced block is as if the whole one were averaged.
func inverse(block *[64]int32, last int, dst []byte, stride, side int) {
	switch {
	case last == 0 || side == 1:
		level := sample((block[0] + 4) >> 3)
		for y := range side {
			row := dst[y*stride:][:side]
			for x := range row {
				row[x] = level
			}
		}
	case side == 8:
		inverse8(block, dst, stride)
	case side == 4:
		inverse4(block, dst, stride)
	default:
		inverse2(block, dst, stride)
	}
}

// sample brings a value around 0 to a byte.
func sample(v int32) byte { return byte(max(0, min(v+128, 255))) }

func inverse2(b *[64]int32, dst []byte, stride int) {
	const half = 4
	p, q := b[0]+b[8], b[0]-b[8]
	// A frequency of 1 is 0.5 · cos(π/4) = 1/√8 times: as the mean.
	r, s := b[1]+b[9], b[1]-b[9]
	dst[0], dst[1] = sample((p+r+half)>>3), sample((p-r+half)>>3)
	dst = dst[stride:]
	dst[0], dst[1] = sample((q+s+half)>>3), sample((q-s+half)>>3)
}

// The factors of four frequencies: cos(kπ/8) / 2, with 12 bits behind the point.
const (
	c4mean  = 1448 // 1/√8
	c4one   = 1892 // cos(π/8) / 2
	c4three = 784  // cos(3π/8) / 2
)

func inverse4(b *[64]int32, dst []byte, stride int) {
	const keep = 12 - 3 // between the passes, three bits more than samples have
	var mid [16]int32
	for x := range 4 {
		p, q := c4mean*(b[x]+b[16+x]), c4mean*(b[x]-b[16+x])
		r, s := c4one*b[8+x]+c4three*b[24+x], c4three*b[8+x]-c4one*b[24+x]
		const half = 1 << (keep - 1)
		mid[x], mid[4+x], mid[8+x], mid[12+x] = (p+r+half)>>keep, (q+s+half)>>keep, (q-s+half)>>keep, (p-r+half)>>keep
	}
	for y := range 4 {
		m := mid[4*y:][:4:4]
		p, q := c4mean*(m[0]+m[2]), c4mean*(m[0]-m[2])
		r, s := c4one*m[1]+c4three*m[3], c4three*m[1]-c4one*m[3]
		const shift, half = 12 + 3, 1 << 14
		row := dst[y*stride:][:4:4]
		row[0], row[1], row[2], row[3] = sample((p+r+half)>>shift), sample((q+s+half)>>shift), sample((q-s+half)>>shift), sample((p-r+half)>>shift)
	}
}

// inverse8 is the algorithm of Loeffler, Ligtenberg and Moschytz with 12
// multiplications, as libjpeg has it.
func inverse8(b *[64]int32, dst []byte, stride int) {
	const keep = 13 - 2
	var v [8]int32
	for x := range 8 {
		if b[8+x]|b[16+x]|b[24+x]|b[32+x]|b[40+x]|b[48+x]|b[56+x] == 0 {
			level := b[x] << 2
			for y := 0; y < 64; y += 8 {
				b[y+x] = level
			}
			continue
		}
		v = [8]int32{b[x], b[8+x], b[16+x], b[24+x], b[32+x], b[40+x], b[48+x], b[56+x]}
		llm(&v)
		for y := range 8 {
			b[8*y+x] = (v[y] + 1<<(keep-1)) >> keep
		}
	}
	for y := range 8 {
		copy(v[:], b[8*y:])
		llm(&v)
		row := dst[y*stride:][:8:8]
		const shift = 13 + 2 + 3
		for x := range row {
			row[x] = sample((v[x] + 1<<(shift-1)) >> shift)
		}
	}
}

// llm transforms eight values, and multiplies them by 2^13 · √8.
func llm(v *[8]int32) {
	z1 := (v[2] + v[6]) * 4433
	t2, t3 := z1-v[6]*15137, z1+v[2]*6270
	t0, t1 := (v[0]+v[4])<<13, (v[0]-v[4])<<13
	e0, e3, e1, e2 := t0+t3, t0-t3, t1+t2, t1-t2

	o0, o1, o2, o3 := v[7], v[5], v[3], v[1]
	z1, z2, z3, z4 := o0+o3, o1+o2, o0+o2, o1+o3
	z5 := (z3 + z4) * 9633
	o0, o1, o2, o3 = o0*2446, o1*16819, o2*25172, o3*12299
	z1, z2 = z1*-7373, z2*-20995
	z3, z4 = z3*-16069+z5, z4*-3196+z5
	o0, o1, o2, o3 = o0+z1+z3, o1+z2+z4, o2+z2+z3, o3+z1+z4

	v[0], v[7] = e0+o3, e0-o3
	v[1], v[6] = e1+o2, e1-o2
	v[2], v[5] = e2+o1, e2-o1
	v[3], v[4] = e3+o0, e3-o0
}
