package segment_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// TestTrace has for each edit of a body which segment of the old one each of the new
// one was, from 0; -1 is new.
func TestTrace(t *testing.T) {
	old := `<h2>Wind</h2><p>It carried three tonnes of soil to the roof.</p><p>Nobody in the street was hurt that day.</p><p>Short</p>` +
		`<ul><li>Rain falls</li><li>Snow falls</li></ul><p>The end of it all came on a Monday.</p>`
	for name, tt := range map[string]struct {
		now  string
		want []int
	}{
		"as it was":               {old, []int{0, 1, 2, 3, 4, 5, 6}},
		"a number":                {strings.Replace(old, "three", "four", 1), []int{0, 1, 2, 3, 4, 5, 6}},
		"a link":                  {strings.Replace(old, "soil", `<a href="/x">soil</a>`, 1), []int{0, 1, 2, 3, 4, 5, 6}},
		"one gone":                {strings.Replace(old, "<p>Nobody in the street was hurt that day.</p>", "", 1), []int{0, 1, 3, 4, 5, 6}},
		"one more":                {strings.Replace(old, "<ul>", "<p>Something else entirely happened.</p><ul>", 1), []int{0, 1, 2, 3, -1, 4, 5, 6}},
		"a short one for another": {strings.Replace(old, "<p>Short</p>", "<p>Long</p>", 1), []int{0, 1, 2, 3, 4, 5, 6}},
		"a long one for another": {
			strings.Replace(old, "Nobody in the street was hurt that day.", "Meanwhile engineers measured every brick again, with lasers.", 1),
			[]int{0, 1, -1, 3, 4, 5, 6},
		},
		"moved to the end": {
			strings.Replace(old, "<p>It carried three tonnes of soil to the roof.</p>", "", 1) + "<p>It carried three tonnes of soil to the roof.</p>",
			[]int{0, 2, 3, 4, 5, 6, 1},
		},
		"moved and changed": {
			strings.Replace(old, "<p>It carried three tonnes of soil to the roof.</p>", "", 1) + "<p>It carried five tonnes of soil to the roof.</p>",
			[]int{0, 2, 3, 4, 5, 6, 1},
		},
		"another block":       {strings.Replace(old, "<p>Nobody in the street was hurt that day.</p>", "<h3>Nobody in the street was hurt that day.</h3>", 1), []int{0, 1, 2, 3, 4, 5, 6}},
		"items change places": {strings.Replace(old, "<li>Rain falls</li><li>Snow falls</li>", "<li>Snow falls</li><li>Rain falls</li>", 1), []int{0, 1, 2, 3, 5, 4, 6}},
		"nothing left":        {"", nil},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := segment.Cut("en", htmlText(old)), segment.Cut("en", htmlText(tt.now))
			got := segment.TraceMap(before, after)
			if diff := cmp.Diff(tt.want, got); diff != "" && len(got)+len(tt.want) > 0 {
				t.Errorf("(-want +got)\n%s", diff)
			}
			segment.Trace(before, after)
			seen := make(map[string]bool)
			for i, s := range after.Segments {
				if seen[s.ID] {
					t.Errorf("id %s twice", s.ID)
				}
				seen[s.ID] = true
				if i < len(got) && got[i] >= 0 && before.Segments[got[i]].ID != s.ID {
					t.Errorf("segment %d is %s, was %s", i, s.ID, before.Segments[got[i]].ID)
				}
				if after.Index(s.ID) != i {
					t.Errorf("Index(%s) = %d, want %d", s.ID, after.Index(s.ID), i)
				}
			}
		})
	}
}

// TestTraceTwins holds that of several equal segments each keeps its name.
func TestTraceTwins(t *testing.T) {
	body := strings.Repeat("<p>Same</p><p>Other</p>", 3)
	before, after := segment.Cut("en", htmlText(body)), segment.Cut("en", htmlText("<p>First</p>"+body))
	segment.Trace(before, after)
	for i, s := range before.Segments {
		if after.Segments[i+1].ID != s.ID {
			t.Errorf("%d is %s, was %s", i, after.Segments[i+1].ID, s.ID)
		}
	}
}

// TestTraceLarge traces bodies that are long or hard: it must not take the square of
// their length.
func TestTraceLarge(t *testing.T) {
	const n = 20_000
	make := func(word func(i int) string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString("<p>" + word(i) + "</p>")
		}
		return b.String()
	}
	for name, bodies := range map[string][2]string{
		"all the same":  {make(func(int) string { return "x" }), make(func(int) string { return "x" }) + "<p>y</p>"},
		"two by turns":  {make(func(i int) string { return fmt.Sprint("a", i%2) }), make(func(i int) string { return fmt.Sprint("a", (i+1)%2) })},
		"nothing alike": {make(func(i int) string { return fmt.Sprint("a", i) }), make(func(i int) string { return fmt.Sprint("b", i) })},
		"backwards":     {make(func(i int) string { return fmt.Sprint("a", i) }), make(func(i int) string { return fmt.Sprint("a", n-i) })},
		"all edited":    {make(func(i int) string { return fmt.Sprint("one two three a", i) }), make(func(i int) string { return fmt.Sprint("one two four a", i) })},
	} {
		t.Run(name, func(t *testing.T) {
			before, after := segment.Cut("en", htmlText(bodies[0])), segment.Cut("en", htmlText(bodies[1]))
			segment.Trace(before, after)
		})
	}
}
