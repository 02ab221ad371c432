package main

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// A sample is what one thing took in each run, in microseconds.
type sample []float64

func (s sample) median() float64 { return quantile(s, 0.5) }

// String writes the median, and the range in brackets.
func (s sample) String() string {
	return fmt.Sprintf("%.1f (%.1f–%.1f)", s.median(), slices.Min(s), slices.Max(s))
}

// quantile returns the value that a part of the sample does not exceed.
func quantile(s sample, part float64) float64 {
	if len(s) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s))
	if part == 0.5 && len(sorted)%2 == 0 {
		return (sorted[len(sorted)/2-1] + sorted[len(sorted)/2]) / 2
	}
	return sorted[min(int(float64(len(sorted))*part), len(sorted)-1)]
}

// latency makes a sample of times.
func latency(took []time.Duration) sample {
	s := make(sample, len(took))
	for i, t := range took {
		s[i] = float64(t) / float64(time.Microsecond)
	}
	return s
}

// milliseconds writes a quantile of a sample of microseconds.
func milliseconds(s sample, part float64) string { return fmt.Sprintf("%.2f", quantile(s, part)/1000) }

// head prints the head of a table.
func (l *lab) head(title string, columns ...string) {
	fmt.Fprintf(l.out, "\n## %s\n\n| %s |\n|%s\n", title, strings.Join(columns, " | "), strings.Repeat(" --- |", len(columns)))
}

// row prints a row of a table.
func (l *lab) row(cells ...string) { fmt.Fprintf(l.out, "| %s |\n", strings.Join(cells, " | ")) }
