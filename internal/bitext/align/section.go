package align

import "math"

// A run is some places that follow each other and stand alone.
type run struct{ from, to int }

// sections pairs runs that stand alone with each other, best first, as long as there
// are any that must have moved.
func (r *rest) sections() {
	for {
		left, right := runsOf(r.alone[0]), runsOf(r.alone[1])
		if len(left) > mostRuns || len(right) > mostRuns {
			return
		}
		least := movedScores + math.Log(1+math.Sqrt(float64(len(left)*len(right))))
		var best []step
		gain := 0.0
		for _, a := range left {
			for _, b := range right {
				steps, g := r.section(a, b)
				if g > gain && g >= least {
					best, gain = steps, g
				}
			}
		}
		if best == nil {
			return
		}
		for _, s := range best {
			r.take(s)
		}
	}
}

func runsOf(alone []bool) []run {
	var runs []run
	for i, is := range alone {
		switch {
		case !is:
		case len(runs) > 0 && runs[len(runs)-1].to == i && i-runs[len(runs)-1].from < longestRun:
			runs[len(runs)-1].to++
		default:
			runs = append(runs, run{i, i + 1})
		}
	}
	return runs
}

// section pairs two runs, and says what is gained by it.
func (r *rest) section(a, b run) (found []step, gain float64) {
	steps := r.m.path(r.source[a.from:a.to], r.target[b.from:b.to])
	for _, s := range steps {
		if s.sources == 0 || s.targets == 0 {
			continue
		}
		s.i, s.j = s.i+a.from, s.j+b.from
		if s.score < enough || r.target[s.j].empty {
			continue
		}
		found = append(found, s)
		gain += s.score + r.near(s)
	}
	return found, gain
}

// near says how much the neighbours of a step speak for it, by where they went: the
// next ones most, since a heading moves with what it heads.
func (r *rest) near(s step) float64 {
	asked, there := 0, 0
	for i := max(0, s.i-nearby); i < min(len(r.source), s.i+s.sources+nearby); i++ {
		j := r.partner[i]
		if i >= s.i && i < s.i+s.sources || j < 0 {
			continue
		}
		asked++
		if j >= s.j-nearby && j < s.j+s.targets+nearby {
			there++
		}
	}
	sum := 0.0
	if asked > 0 {
		sum = support * float64(there) / float64(asked)
	}
	if i := s.i + s.sources; i < len(r.source) && r.partner[i] == s.j+s.targets {
		sum += beside
	}
	if i := s.i - 1; i >= 0 && s.j > 0 && r.partner[i] == s.j-1 {
		sum += beside
	}
	return sum
}
