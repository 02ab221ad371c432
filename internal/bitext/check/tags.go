package check

import (
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// emphasis is strong and em: one language may do with the one what the other does
// with the other.
const emphasis = "emphasis"

// group names what elements do to words; "" for what other checks look at, or
// nobody sees.
func group(element string) string {
	switch element {
	case "strong", "b", "em", "i", "cite", "dfn", "var":
		return emphasis
	case "code", "kbd", "samp", "pre":
		return "code"
	case "sup", "sub", "mark", "del", "ins":
		return element
	case "iframe", "video", "audio", "embed", "object":
		return "embed"
	}
	return ""
}

// A marked is words of one kind, and the first place where they stand.
type markedWords struct {
	in    *reading
	at    span
	count int
	whole int // segments that are marked from end to end: how they look, not what they say
}

// groups returns what words of the segments are marked as.
func groups(side []*reading, places []int) map[string]markedWords {
	all := make(map[string]markedWords)
	for _, i := range places {
		d := side[i]
		for k, m := range d.marks {
			name := group(m.element)
			if name == "" || !m.opens || name == emphasis && d.segment.Kind == segment.Heading {
				continue
			}
			at := span{m.at, min(m.at+1, len(d.r))}
			if !m.closes {
				at.end = d.closing(k)
				if at.end <= at.start || strings.TrimSpace(d.say(at.start, at.end)) == "" {
					continue
				}
				if name == emphasis && d.all(at) {
					g := all[name]
					g.whole++
					all[name] = g
					continue
				}
			}
			g := all[name]
			if g.count == 0 {
				g.in, g.at = d, at
			}
			g.count++
			all[name] = g
		}
	}
	return all
}

// all reports whether nothing but spaces and punctuation stands outside of the
// signs: the whole segment is marked, which is how it looks, not what it says.
func (d *reading) all(s span) bool {
	n := len(d.words)
	return n == 0 || d.words[0].start >= s.start && d.words[n-1].end <= s.end
}

// closing returns where the pair ends that the mark k opens.
func (d *reading) closing(k int) int {
	for _, m := range d.marks[k+1:] {
		if m.number == d.marks[k].number && m.closes {
			return m.at
		}
	}
	return len(d.r)
}

// tags compares what words are marked as. How often says little: one language
// marks in two pieces what the other marks in one.
func (c *checker) tags(b int) {
	bead := c.in.Beads[b]
	source, target := groups(c.source, bead.Source), groups(c.target, bead.Target)
	for _, name := range []string{emphasis, "code", "sup", "sub", "mark", "del", "ins", "embed"} {
		s, t := source[name], target[name]
		switch {
		case s.count > 0 && t.count == 0 && t.whole == 0 && !(name == emphasis && (c.quotes(bead) || c.says(bead, s.in.say(s.at.start, s.at.end)))) && !(name == "sup" || name == "sub") && !c.near(b, name):
			c.report(hit{check: Tags, code: "lost", bead: b, at: s.in, side: InSource, start: s.at.start, end: s.at.end, args: map[string]any{"element": name}})
		case s.count == 0 && t.count > 0 && (name == "code" || name == "embed") && !c.nearSource(b, name):
			c.report(hit{check: Tags, code: "added", bead: b, at: t.in, side: InTarget, start: t.at.start, end: t.at.end, args: map[string]any{"element": name}})
		}
	}
	for _, i := range bead.Target {
		c.emptyTags(b, c.target[i])
	}
}

// near reports whether the target's beads beside have such marks that the source's
// there have not: they have moved.
func (c *checker) near(b int, name string) bool {
	return slices.ContainsFunc([]int{b - 1, b + 1}, func(n int) bool {
		return n >= 0 && n < len(c.in.Beads) && groups(c.target, c.in.Beads[n].Target)[name].count > groups(c.source, c.in.Beads[n].Source)[name].count
	})
}

func (c *checker) nearSource(b int, name string) bool {
	return slices.ContainsFunc([]int{b - 1, b + 1}, func(n int) bool {
		return n >= 0 && n < len(c.in.Beads) && groups(c.source, c.in.Beads[n].Source)[name].count > groups(c.target, c.in.Beads[n].Target)[name].count
	})
}

// says reports whether the target has the very words: a title or a foreign word, which
// one language sets in italics and the other need not.
func (c *checker) says(bead Bead, words string) bool {
	return slices.ContainsFunc(bead.Target, func(i int) bool { return strings.Contains(folded(c.target[i].plain), folded(words)) })
}

// quotes reports whether the target has more quotation marks than the source:
// titles in italics in one language stand in quotation marks in the other.
func (c *checker) quotes(bead Bead) bool {
	count := func(side []*reading, places []int) (n int) {
		for _, i := range places {
			for _, r := range side[i].r {
				if strings.ContainsRune("«»“”\"", r) {
					n++
				}
			}
		}
		return n
	}
	return count(c.target, bead.Target) > count(c.source, bead.Source)
}

// emptyTags finds a link or marked words with nothing in them: where a tool put
// what it could not place.
func (c *checker) emptyTags(b int, d *reading) {
	for k, m := range d.marks {
		if !m.opens || m.closes || m.element != "a" && group(m.element) == "" {
			continue
		}
		if m.number <= len(d.segment.Tags) && m.element == "a" && d.segment.Tags[m.number-1].Attrs["href"] == "" {
			continue // a place that links lead to
		}
		end := d.closing(k)
		if strings.TrimSpace(d.say(m.at, max(m.at, end))) == "" {
			c.report(hit{check: Tags, code: "empty", bead: b, at: d, side: InTarget, start: m.at, end: max(m.at, end), args: map[string]any{"element": m.element}})
		}
	}
}

// placeholders compares what a program puts something in the place of: each as
// often on both sides.
func (c *checker) placeholders(b int) {
	source, target := c.placeholdersIn(c.source, c.in.Beads[b].Source), c.placeholdersIn(c.target, c.in.Beads[b].Target)
	if len(source) > mostPaired || len(target) > mostPaired {
		return
	}
	for _, s := range source {
		i := slices.IndexFunc(target, func(t placed) bool { return t.text == s.text })
		if i < 0 {
			c.report(hit{check: Placeholder, code: "lost", bead: b, at: s.in, side: InSource, start: s.start, end: s.end, args: map[string]any{"source": s.text}})
			continue
		}
		target = slices.Delete(target, i, i+1)
	}
	for _, t := range target {
		c.report(hit{check: Placeholder, code: "added", bead: b, at: t.in, side: InTarget, start: t.start, end: t.end, args: map[string]any{"target": t.text}})
	}
}

// A placed is a placeholder and where it stands.
type placed struct {
	span
	in   *reading
	text string
}

func (c *checker) placeholdersIn(side []*reading, places []int) []placed {
	var list []placed
	for _, i := range places {
		for _, s := range placeholders(side[i].r) {
			list = append(list, placed{s, side[i], side[i].say(s.start, s.end)})
		}
	}
	return list
}

// outline compares headings: their levels, and whether they are still headings.
func (c *checker) outline(b int) {
	bead := c.in.Beads[b]
	if len(bead.Source) == 0 || len(bead.Target) == 0 {
		return
	}
	s, t := c.source[bead.Source[0]], c.target[bead.Target[0]]
	from, to := s.segment.Level, t.segment.Level
	if from == to || !inBody(s.segment.Kind) || !inBody(t.segment.Kind) {
		return
	}
	code := "level"
	switch {
	case to == 0:
		code = "lost"
	case from == 0:
		code = "added"
	}
	c.report(hit{check: Outline, code: code, bead: b, at: t, side: InTarget, args: map[string]any{"source": from, "target": to}})
}

// inBody reports whether a segment is a block of the body.
func inBody(k segment.Kind) bool {
	switch k {
	case segment.Title, segment.Summary, segment.SEOTitle, segment.SEODescription, segment.Alt, segment.Tooltip,
		segment.ResourceTitle, segment.ResourceAlt, segment.ResourceCaption:
		return false
	}
	return true
}
