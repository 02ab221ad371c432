package sanitize

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Bounds of a report: a hostile body must not become a longer report.
const (
	maxFindings = 1000 // different ones
	maxExcerpt  = 80   // characters
)

// Report writes the findings for a person: place, what and how often, and below
// it the beginning of what it was about and the remedy. say gives the words of a
// message key, or the key itself where there are none.
func Report(w io.Writer, findings []Finding, say func(key string, args map[string]any) string) error {
	for _, f := range findings {
		words := say(f.Code, f.Args)
		if f.Count > 1 {
			words += " " + say("sanitize.times", map[string]any{"times": f.Count})
		}
		if f.Excerpt != "" {
			words += "\n    " + f.Excerpt
		}
		if key := f.Code + ".detail"; say(key, f.Args) != key {
			words += "\n    " + say(key, f.Args)
		}
		if _, err := fmt.Fprintf(w, "%d:%d  %s\n", f.Line, f.Column, words); err != nil {
			return fmt.Errorf("write report: %w", err)
		}
	}
	return nil
}

// A report gathers findings and joins equal ones.
type report struct {
	source string
	found  map[string]*noted
	order  []*noted
	more   int // findings beyond the bound
}

// noted is a finding with its first place as an offset.
type noted struct {
	Finding
	offset int
}

func newReport(source string) *report {
	return &report{source: source}
}

// add notes a finding at an offset of the source. One that says the same as an
// earlier one is counted there.
func (r *report) add(f Finding, offset int) { r.addMany(f, offset, 1) }

// addMany is add for what was found several times, first at the offset.
func (r *report) addMany(f Finding, offset, times int) {
	key := keyOf(f)
	if n, ok := r.found[key]; ok {
		n.Count += times
		n.offset = min(n.offset, offset)
		return
	}
	if len(r.order) >= maxFindings {
		r.more += times
		return
	}
	if r.found == nil {
		r.found = make(map[string]*noted)
	}
	f.Count = times
	n := &noted{f, offset}
	r.found[key] = n
	r.order = append(r.order, n)
}

// has reports whether the same was found before.
func (r *report) has(f Finding) bool { return r.found[keyOf(f)] != nil }

func keyOf(f Finding) string {
	var b strings.Builder
	b.WriteString(f.Code)
	for _, name := range slices.Sorted(maps.Keys(f.Args)) {
		fmt.Fprintf(&b, "\x00%s=%v", name, f.Args[name])
	}
	b.WriteString("\x00")
	b.WriteString(f.Excerpt)
	return b.String()
}

// findings returns what was found, in the order of place.
func (r *report) findings() []Finding {
	if len(r.order) == 0 {
		return nil
	}
	slices.SortStableFunc(r.order, func(a, b *noted) int {
		return cmp.Or(cmp.Compare(a.offset, b.offset), cmp.Compare(a.Code, b.Code))
	})
	lines := lineStarts(r.source)
	found := make([]Finding, 0, len(r.order)+1)
	for _, n := range r.order {
		n.Line, n.Column = place(r.source, lines, n.offset)
		found = append(found, n.Finding)
	}
	if r.more > 0 {
		last := found[len(found)-1]
		found = append(found, Finding{
			Code: "sanitize.more", Args: map[string]any{"number": r.more}, Line: last.Line, Column: last.Column, Count: 1,
		})
	}
	return found
}

// lineStarts returns the offsets at which lines begin.
func lineStarts(source string) []int {
	starts := []int{0}
	for i := range len(source) {
		if source[i] == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

// place turns an offset into a line and a column in characters, both from 1.
func place(source string, starts []int, offset int) (line, column int) {
	line = sort.SearchInts(starts, offset+1)
	return line, utf8.RuneCountInString(source[starts[line-1]:offset]) + 1
}

// excerpt returns the beginning of a text on one line.
func excerpt(s string) string {
	// Far enough for the longest excerpt, so that a long text costs nothing.
	if limit := 8 * maxExcerpt; len(s) > limit {
		s = strings.ToValidUTF8(s[:limit], "")
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return r == ' ' || unicode.IsControl(r)
	}), " ")
	count := 0
	for i := range s {
		if count == maxExcerpt {
			return s[:i] + "…"
		}
		count++
	}
	return s
}
