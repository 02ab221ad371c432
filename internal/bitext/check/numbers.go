package check

import (
	"slices"
	"strconv"
	"strings"
)

// A sighting is a figure and where it stands.
type sighting struct {
	figure
	in *reading
}

// sightings gathers the figures of segments.
func (c *checker) sightings(side []*reading, places []int) []sighting {
	var list []sighting
	for _, i := range places {
		for _, f := range c.figuresOf(side[i]) {
			list = append(list, sighting{figure: f, in: side[i]})
		}
	}
	return list
}

// numbers compares the figures of the bead. What stands in the bead before or
// after on the other side has only moved.
func (c *checker) numbers(b int) {
	source, target := c.sightings(c.source, c.in.Beads[b].Source), c.sightings(c.target, c.in.Beads[b].Target)
	if len(source) > mostPaired || len(target) > mostPaired {
		return
	}
	lost, added := unmatched(source, target), unmatched(target, source)
	if len(lost) > 0 {
		lost = strayed(lost, c.nearFigures(b, InTarget))
	}
	if len(added) > 0 {
		added = strayed(added, c.nearFigures(b, InSource))
	}
	for len(lost) > 0 && len(added) > 0 {
		l, a := lost[0], added[0]
		lost, added = lost[1:], added[1:]
		c.report(hit{check: Number, code: "changed", bead: b, at: a.in, side: InTarget, start: a.start, end: a.end,
			args: map[string]any{"source": l.said(), "target": a.said()}})
	}
	for _, l := range lost {
		c.report(hit{check: Number, code: "lost", bead: b, at: l.in, side: InSource, start: l.start, end: l.end,
			args: map[string]any{"source": l.said()}})
	}
	for _, a := range added {
		c.report(hit{check: NumberAdded, code: "added", bead: b, at: a.in, side: InTarget, start: a.start, end: a.end,
			args: map[string]any{"target": a.said()}})
	}
	c.spelledOut(b, source, target)
	c.months(b, source, target)
	c.units(b, source, target)
}

func (s *sighting) said() string { return strings.TrimSpace(s.in.say(s.start, s.end)) }

// nearFigures returns the figures of the beads beside a bead, of one side.
func (c *checker) nearFigures(b int, side Field) []sighting {
	var list []sighting
	for _, n := range []int{b - 1, b + 1} {
		if n < 0 || n >= len(c.in.Beads) {
			continue
		}
		if side == InSource {
			list = append(list, c.sightings(c.source, c.in.Beads[n].Source)...)
		} else {
			list = append(list, c.sightings(c.target, c.in.Beads[n].Target)...)
		}
	}
	return list
}

// unmatched returns the figures in digits that have none like them on the other
// side. One figure there may answer for several: a number is often said again.
func unmatched(list, other []sighting) []sighting {
	var left []sighting
	for i := range list {
		if f := &list[i]; f.digits && !f.weak && !answered(f.figure, other) {
			left = append(left, *f)
		}
	}
	return left
}

// strayed leaves out what stands in the bead before or after. Single digits are too
// common for that.
func strayed(list, near []sighting) []sighting {
	return slices.DeleteFunc(list, func(f sighting) bool { return len(f.keys[0]) > 1 && common(f.figure, near) })
}

// answered reports whether a figure has one like it, as a whole or by its parts.
func answered(f figure, other []sighting) bool {
	if common(f, other) {
		return true
	}
	if len(f.parts) > 0 && !slices.ContainsFunc(f.parts, func(p figure) bool { return !common(p, other) }) {
		return true
	}
	return slices.ContainsFunc(other, func(o sighting) bool { // the other side's groups are several numbers
		return slices.ContainsFunc(o.parts, func(p figure) bool { return meet(f.keys, p.keys) })
	})
}

func common(f figure, others []sighting) bool {
	return slices.ContainsFunc(others, func(o sighting) bool { return meet(f.keys, o.keys) })
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(k string) bool { return slices.Contains(b, k) })
}

// spelledOut finds a number in words that another one stands for, from three on:
// one and two are said in too many ways.
func (c *checker) spelledOut(b int, source, target []sighting) {
	lost, added := unsaid(source, target), unsaid(target, source)
	if len(lost) != 1 || len(added) != 1 {
		return
	}
	l, a := lost[0], added[0]
	c.report(hit{check: Number, code: "changed", bead: b, at: a.in, side: InTarget, start: a.start, end: a.end,
		args: map[string]any{"source": l.said(), "target": a.said()}})
}

func unsaid(list, other []sighting) []sighting {
	var left []sighting
	for _, f := range list {
		n, err := strconv.Atoi(f.keys[0])
		if f.word && err == nil && n >= 3 && !common(f.figure, other) {
			left = append(left, f)
		}
	}
	return left
}

// months compares the months of dates.
func (c *checker) months(b int, source, target []sighting) {
	have := func(list []sighting) (named, all []sighting) {
		for _, f := range list {
			if f.keys[0][0] == 'm' {
				named = append(named, f)
			}
			if slices.ContainsFunc(f.keys, func(k string) bool { return k[0] == 'm' }) {
				all = append(all, f)
			}
		}
		return named, all
	}
	from, fromAll := have(source)
	to, toAll := have(target)
	lost := slices.DeleteFunc(slices.Clone(from), func(f sighting) bool { return sameMonth(f, toAll) })
	added := slices.DeleteFunc(slices.Clone(to), func(f sighting) bool { return sameMonth(f, fromAll) })
	for i := range min(len(lost), len(added)) {
		l, a := lost[i], added[i]
		c.report(hit{check: Date, code: "changed", bead: b, at: a.in, side: InTarget, start: a.start, end: a.end,
			args: map[string]any{"source": l.said(), "target": a.said()}})
	}
}

func sameMonth(f sighting, others []sighting) bool {
	return slices.ContainsFunc(others, func(o sighting) bool { return slices.Contains(o.keys, f.keys[0]) })
}

// units compares what the numbers count, where the number itself is there.
func (c *checker) units(b int, source, target []sighting) {
	for _, s := range source {
		if !s.digits || s.unit == "" || s.unit == "time" {
			continue
		}
		same := slices.DeleteFunc(slices.Clone(target), func(t sighting) bool { return !t.digits || !meet(s.keys, t.keys) })
		if len(same) == 0 || slices.ContainsFunc(same, func(t sighting) bool { return t.unit == s.unit }) {
			continue
		}
		t := same[0]
		name, money := unitCheck(s.unit)
		if t.unit == "" && (!money || said(target, s.unit)) {
			continue
		}
		c.report(hit{check: name, code: "changed", bead: b, at: t.in, side: InTarget, start: t.start, end: t.end,
			args: map[string]any{"source": s.said(), "target": t.said()}})
	}
}

// unitCheck returns the check of a unit, and whether a number without it is wrong.
func unitCheck(unit string) (Name, bool) {
	switch unit {
	case "%", "‰":
		return Percent, true
	case "$", "€", "£", "¥", "¢":
		return Currency, true
	}
	return Unit, false
}

// said reports whether the target says the unit anywhere, in whatever words.
func said(target []sighting, unit string) bool {
	for _, t := range target {
		if t.unit == unit {
			return true
		}
		for _, w := range t.in.words {
			switch w.lower {
			case "dollar", "dollars", "cad", "usd", "us":
				if unit == "$" {
					return true
				}
			case "euro", "euros":
				if unit == "€" {
					return true
				}
			case "percent", "cent", "pourcentage", "percentage", "points":
				if unit == "%" {
					return true
				}
			}
		}
		if strings.ContainsAny(t.in.plain, unit) {
			return true
		}
	}
	return false
}
