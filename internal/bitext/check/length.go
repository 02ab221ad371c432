package check

import "math"

// How long a translation is to its source follows Gale and Church, "A Program for
// Aligning Sentences in Bilingual Corpora" (Computational Linguistics 19, 1993):
// the difference of lengths in characters, divided by its standard deviation, is
// nearly normal. English becomes longer in French: by a quarter in the posts that
// were measured, with a variance of 2.3 to 4.4 a character. What is short varies
// more than that, so that a few characters are let go.
const (
	frenchPerEnglish = 1.25 // characters of French for one of English, without spaces
	variance         = 3.5  // per character
	slack            = 12.0 // characters that say nothing
	tooLong          = 3.8  // standard deviations; a translation that explains is longer,
	tooShort         = 3.4  // and one that is shorter has left something out
	madeUp           = 2.0  // a neighbour that is off by as much the other way has what is missing here
)

// length finds a text that is much longer or shorter than its source.
func (c *checker) length(b int) {
	bead := c.in.Beads[b]
	from, to := c.letters(c.source, bead.Source), c.letters(c.target, bead.Target)
	if from == 0 || to == 0 || max(from, to) < 30 {
		return
	}
	z := score(float64(from), float64(to), c.in.Source.Locale.Base(), c.in.Target.Locale.Base())
	code := "long"
	switch {
	case z <= -tooShort:
		code = "short"
	case z < tooLong:
		return
	}
	if c.lent(b, z) {
		return
	}
	c.report(hit{check: Length, code: code, bead: b, at: c.target[bead.Target[0]], side: InTarget,
		args: map[string]any{"source": from, "target": to}})
}

// lent reports whether the bead beside makes up for what this one has too much or too
// little: a sentence stands in the paragraph before in one language, in the one after
// it in the other.
func (c *checker) lent(b int, z float64) bool {
	from, to := c.in.Source.Locale.Base(), c.in.Target.Locale.Base()
	bead := c.in.Beads[b]
	for _, n := range []int{b - 1, b + 1} {
		if n < 0 || n >= len(c.in.Beads) || !c.compared(n) {
			continue
		}
		near := c.in.Beads[n]
		s, t := float64(c.letters(c.source, near.Source)), float64(c.letters(c.target, near.Target))
		other := score(s, t, from, to)
		both := score(s+float64(c.letters(c.source, bead.Source)), t+float64(c.letters(c.target, bead.Target)), from, to)
		if other*z < 0 && math.Abs(other) >= madeUp && math.Abs(both) < madeUp {
			return true
		}
	}
	return false
}

// score returns how many standard deviations the target's length is from what is
// expected.
func score(from, to float64, source, target string) float64 {
	ratio := 1.0
	switch source + " " + target {
	case "en fr":
		ratio = frenchPerEnglish
	case "fr en":
		ratio = 1 / frenchPerEnglish
	}
	difference := to - from*ratio
	if math.Abs(difference) <= slack {
		return 0
	}
	difference -= math.Copysign(slack, difference)
	return difference / math.Sqrt(variance*(from*ratio+to)/2)
}

// letters counts the signs of segments that are no spaces, and no addresses.
func (c *checker) letters(side []*reading, places []int) int {
	n := 0
	for _, i := range places {
		for k, r := range side[i].r {
			if !spaced(r) && r != '\n' && r != object && !side[i].kept[k] {
				n++
			}
		}
	}
	return n
}
