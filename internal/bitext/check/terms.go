package check

import "strings"

// terms reports what the glossary says of the beads.
func (c *checker) terms() {
	for _, t := range c.in.Terms {
		if t.Bead < 0 || t.Bead >= len(c.in.Beads) {
			continue
		}
		bead := c.in.Beads[t.Bead]
		h := hit{check: TermMissing, code: "missing", bead: t.Bead, side: InSource, args: map[string]any{
			"source": t.Source, "wanted": strings.Join(t.Wanted, ", ")}}
		places, side := bead.Source, c.source
		if t.Forbidden != "" {
			h.check, h.code, h.side = TermForbidden, "forbidden", InTarget
			h.args = map[string]any{"target": t.Forbidden, "wanted": strings.Join(t.Wanted, ", ")}
			places, side = bead.Target, c.target
		}
		if t.At < 0 || t.At >= len(places) {
			continue
		}
		h.at = side[places[t.At]]
		h.start, h.end = h.at.signs(t.Start, t.Start+t.Length)
		c.report(h)
	}
}

// signs returns the signs that stand from byte start to byte end of the segment's text.
func (d *reading) signs(start, end int) (from, to int) {
	for from < len(d.r) && d.from[from] < start {
		from++
	}
	for to = from; to < len(d.r) && d.to[to] <= end; {
		to++
	}
	return from, to
}
