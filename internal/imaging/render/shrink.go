package render

import "math"

// A shrinker averages whole blocks of a plane's samples, row by row.
type shrinker struct {
	p             *plane
	x0, y0        int // where the first block begins
	kx, ky        int // samples of a block
	width, height int // blocks
	y             int // the plane's next row
	raw, row      []byte
	sums          []uint32
}

// newShrinker returns the shrinker for sampling the plane by the spans, which it
// changes to spans of what it returns. It leaves out what lies far outside of
// them.
func newShrinker(p *plane, h, v *span) *shrinker {
	s := &shrinker{p: p}
	s.x0, s.kx, s.width = blocks(h, p.width)
	s.y0, s.ky, s.height = blocks(v, p.height)
	s.raw = make([]byte, p.width*p.channels)
	s.row = make([]byte, s.width*p.channels)
	s.sums = make([]uint32, s.width*p.channels)
	return s
}

// maxBlock is the longest side of a block: so the sums of one fit their type.
const maxBlock = 2048

// blocks divides an axis of the given length into blocks: where they begin, how
// long they are, how many there are. The last may be shorter.
func blocks(s *span, length int) (from, k, n int) {
	k = max(1, min(int(s.step/1.5), maxBlock))
	margin := 3 * max(s.step, 1) // what the cubic reaches over, and a block
	from = max(0, min(int(s.from-margin), length-1))
	end := max(from+1, min(int(math.Ceil(s.from+s.step*float64(s.n)+margin)), length))
	s.from, s.step = (s.from-float64(from))/float64(k), s.step/float64(k)
	return from, k, (end - from + k - 1) / k
}

// next returns the next row of blocks.
func (s *shrinker) next() []byte {
	if s.y < s.y0 {
		s.y = s.y0
	}
	high := min(s.ky, s.p.height-s.y)
	for range high {
		s.p.row(s.y, s.raw)
		s.y++
		row := s.raw[s.x0*s.p.channels:]
		if s.kx == 1 && s.ky == 1 {
			return row
		}
		if s.p.channels == 1 {
			s.gather(row)
		} else {
			s.gather4(row)
		}
	}
	s.average(high)
	return s.row
}

// gather adds a row's samples to the sums of their blocks.
func (s *shrinker) gather(row []byte) {
	k := s.kx
	whole := min(len(s.sums), len(row)/k)
	switch sums := s.sums[:whole]; k {
	case 1:
		for i := range sums {
			sums[i] += uint32(row[i])
		}
	case 2:
		row := row[:2*whole]
		for i := range sums {
			sums[i] += uint32(row[2*i]) + uint32(row[2*i+1])
		}
	default:
		for i := range sums {
			sum := uint32(0)
			for _, b := range row[i*k:][:k] {
				sum += uint32(b)
			}
			sums[i] += sum
		}
	}
	for i := whole; i < len(s.sums); i++ {
		for _, b := range row[i*k:] {
			s.sums[i] += uint32(b)
		}
	}
}

func (s *shrinker) gather4(row []byte) {
	k := 4 * s.kx
	for i := 0; i < len(s.sums); i += 4 {
		block := row[min(i/4*k, len(row)):]
		block = block[:min(k, len(block))]
		sums := s.sums[i:][:4:4]
		for ; len(block) >= 4; block = block[4:] {
			sums[0] += uint32(block[0])
			sums[1] += uint32(block[1])
			sums[2] += uint32(block[2])
			sums[3] += uint32(block[3])
		}
	}
}

// average makes a row of the sums of blocks that are high rows high, and clears
// them. The last block can be narrower.
func (s *shrinker) average(high int) {
	narrow := s.p.width - s.x0 - (s.width-1)*s.kx
	last := len(s.sums) - s.p.channels
	divide(s.row[:last], s.sums, s.kx*high)
	divide(s.row[last:], s.sums[last:], min(narrow, s.kx)*high)
	clear(s.sums)
}

// divide writes the sums by n.
func divide(out []byte, sums []uint32, n int) {
	inverse := (1<<32 + uint64(n)/2) / uint64(n)
	sums = sums[:len(out)]
	for i := range out {
		out[i] = byte((uint64(sums[i])*inverse + 1<<31) >> 32)
	}
}
