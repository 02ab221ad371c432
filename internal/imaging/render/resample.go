package render

import (
	"context"
	"math"
)

// scale returns the plane sampled anew: rows of h.n samples, v.n of them. It
// averages whole blocks first, to something more than one and a half times the
// samples wanted, and then convolves with Catmull and Rom's cubic: rows first, of
// which it keeps as many as the cubic reaches over. golang.org/x/image/draw does the
// same six times as slowly, in a quarter of a gigabyte (FIGURES.md).
func scale(ctx context.Context, p *plane, h, v span) ([]byte, error) {
	s := newShrinker(p, &h, &v)
	across, down := weigh(h, s.width), weigh(v, s.height)
	ring := make([][]int32, down.taps)
	for i := range ring {
		ring[i] = make([]int32, h.n*p.channels)
	}
	out := make([]byte, h.n*v.n*p.channels)
	sums := make([]int32, h.n*p.channels)
	have := 0 // rows of the shrunk plane that the ring has seen
	for y := range v.n {
		first := down.first[y]
		for ; have < first+down.taps && have < s.height; have++ {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			row := s.next()
			if have >= first {
				across.apply(ring[have%len(ring)], row, p.channels)
			}
		}
		clear(sums)
		for i, w := range down.of(y) {
			if w != 0 {
				add(sums, ring[(first+i)%len(ring)], w)
			}
		}
		round(out[y*len(sums):][:len(sums)], sums)
	}
	return out, nil
}

// Weights are fixed numbers with a point: rows that wait in the ring carry four
// more bits than samples, so that two roundings are as good as one.
const (
	weightBits = 14
	ringBits   = 4
)

func add(sums, row []int32, w int32) {
	row = row[:len(sums)]
	for i := range sums {
		sums[i] += w * row[i]
	}
}

func round(out []byte, sums []int32) {
	sums = sums[:len(out)]
	for i := range out {
		n := (sums[i] + 1<<(weightBits+ringBits-1)) >> (weightBits + ringBits)
		out[i] = byte(max(0, min(n, 255)))
	}
}

// weights say of how many samples, and how much of each, a new sample is made.
type weights struct {
	taps  int
	first []int   // the first sample that counts, by new sample
	w     []int32 // taps for each new sample
}

func (k *weights) of(i int) []int32 { return k.w[i*k.taps:][:k.taps] }

// weigh returns the weights of a span of an axis that is length long.
func weigh(s span, length int) *weights {
	reach := 2 * max(s.step, 1)
	k := &weights{taps: min(int(math.Ceil(2*reach))+1, length), first: make([]int, s.n)}
	k.w = make([]int32, s.n*k.taps)
	exact := make([]float64, k.taps)
	for i := range s.n {
		centre := s.from + (float64(i)+0.5)*s.step - 0.5
		low := int(math.Ceil(centre - reach))
		first := max(0, min(low, length-k.taps))
		clear(exact)
		sum := 0.0
		for j := low; float64(j) <= centre+reach; j++ {
			c := cubic((float64(j) - centre) / max(s.step, 1))
			at := max(0, min(j, length-1)) - first
			exact[max(0, min(at, k.taps-1))] += c
			sum += c
		}
		k.first[i] = first
		fix(k.of(i), exact, sum)
	}
	return k
}

// fix rounds weights so that they are one together.
func fix(w []int32, exact []float64, sum float64) {
	left, top := int32(1<<weightBits), 0
	for i, e := range exact {
		w[i] = int32(math.Round(e / sum * (1 << weightBits)))
		left -= w[i]
		if w[i] > w[top] {
			top = i
		}
	}
	w[top] += left
}

// cubic is Catmull and Rom's: 1 at 0, 0 at each other whole number.
func cubic(x float64) float64 {
	switch x = math.Abs(x); {
	case x < 1:
		return (1.5*x-2.5)*x*x + 1
	case x < 2:
		return ((-0.5*x+2.5)*x-4)*x + 2
	}
	return 0
}

// apply makes the new samples of a row.
func (k *weights) apply(out []int32, row []byte, channels int) {
	const half = 1 << (weightBits - ringBits - 1)
	if channels == 1 {
		for i, first := range k.first {
			w := k.w[i*k.taps:][:k.taps]
			src := row[first:][:len(w)]
			sum := int32(half)
			for j, c := range w {
				sum += c * int32(src[j])
			}
			out[i] = sum >> (weightBits - ringBits)
		}
		return
	}
	for i, first := range k.first {
		src := row[4*first:]
		var r, g, b, a int32 = half, half, half, half
		for j, c := range k.of(i) {
			s := src[4*j:][:4:4]
			r, g, b, a = r+c*int32(s[0]), g+c*int32(s[1]), b+c*int32(s[2]), a+c*int32(s[3])
		}
		o := out[4*i:][:4:4]
		const shift = weightBits - ringBits
		o[0], o[1], o[2], o[3] = r>>shift, g>>shift, b>>shift, a>>shift
	}
}
