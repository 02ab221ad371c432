package difference

import (
	"slices"
)

// A sketch is the least of the scattered numbers of all tokens that a block
// holds, in order: two sketches tell how much two blocks share, at a price that
// does not grow with them (bottom-k sketches; Cohen and Kaplan, 2007).
type sketch []uint32

const sketchSize = 64

// sketched makes the sketch of a block out of its words, or its blocks' own.
func sketched(b *block) sketch {
	var all sketch
	for _, t := range b.tokens {
		if t.kind == word || t.kind == whole {
			all = append(all, scattered(t.id))
		}
	}
	for _, c := range b.blocks {
		all = append(all, c.sketch...)
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.Clip(all[:min(len(all), sketchSize)])
}

// scattered spreads the numbers of tokens over all numbers, as MurmurHash3 ends.
func scattered(id int32) uint32 {
	h := uint32(id)
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}

// likeness estimates which share of the words of two blocks both have, from 0 to 1.
func likeness(a, b sketch) float64 {
	i, j, seen, both := 0, 0, 0, 0
	for seen < sketchSize && (i < len(a) || j < len(b)) {
		seen++
		switch {
		case j == len(b) || i < len(a) && a[i] < b[j]:
			i++
		case i == len(a) || b[j] < a[i]:
			j++
		default:
			i, j, both = i+1, j+1, both+1
		}
	}
	if seen == 0 {
		return 0
	}
	return float64(both) / float64(seen)
}
