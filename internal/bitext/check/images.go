package check

import (
	"path"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A picture is one in the body.
type picture struct {
	in    *reading
	at    int // the sign that stands for it
	attrs map[string]string
}

// pictures returns the pictures of a side, in order.
func pictures(side []*reading) []picture {
	var list []picture
	for _, d := range side {
		for _, m := range d.marks {
			if m.element == "img" && m.opens && m.number <= len(d.segment.Tags) {
				list = append(list, picture{in: d, at: m.at, attrs: d.segment.Tags[m.number-1].Attrs})
			}
		}
	}
	return list
}

// images compares the pictures of both texts: how many there are, in whichever
// place, and what they say to who cannot see them.
func (c *checker) images() {
	source, target := pictures(c.source), pictures(c.target)
	if len(source) > 4*mostPaired || len(target) > 4*mostPaired {
		return
	}
	pairs, lost, added := paired(source, target)
	if n := len(target) - len(source); n < 0 {
		for _, p := range lost[len(lost)-min(-n, len(lost)):] {
			c.report(hit{check: Image, code: "lost", bead: c.beadAt(p.in), at: p.in, side: InSource, start: p.at, end: p.at + 1,
				args: map[string]any{"source": p.attrs["src"]}})
		}
	} else if n > 0 {
		for _, p := range added[len(added)-min(n, len(added)):] {
			c.report(hit{check: ImageAdded, code: "added", bead: c.beadAt(p.in), at: p.in, side: InTarget, start: p.at, end: p.at + 1,
				args: map[string]any{"target": p.attrs["src"]}})
		}
	}
	for _, p := range pairs {
		c.altOf(p[1], &p[0])
	}
	for _, p := range added {
		c.altOf(p, nil)
	}
}

// paired finds which pictures are the same, or the same in the other language:
// those of one source, then of names that are alike, then of one name's ending.
func paired(source, target []picture) (pairs [][2]picture, lost, added []picture) {
	lost, added = source, target
	for _, same := range []func(a, b string) bool{
		func(a, b string) bool { return a == b },
		func(a, b string) bool { return stem(a) == stem(b) },
	} {
		var left []picture
		added = slices.Clone(added)
		for _, s := range lost {
			i := slices.IndexFunc(added, func(t picture) bool { return same(s.attrs["src"], t.attrs["src"]) })
			if i < 0 {
				left = append(left, s)
				continue
			}
			pairs = append(pairs, [2]picture{s, added[i]})
			added = slices.Delete(added, i, i+1)
		}
		lost = left
	}
	return pairs, lost, added
}

// stem returns the name of a file without what tells its language.
func stem(src string) string {
	name := strings.ToLower(path.Base(src))
	if i := strings.LastIndexByte(name, '.'); i > 0 {
		name = name[:i]
	}
	for _, mark := range []string{"-en", "-fr", "_en", "_fr", "-eng", "-fra", ".en", ".fr", "-e", "-f", "_e", "_f"} {
		name = strings.TrimSuffix(name, mark)
	}
	return name
}

// altOf finds a picture that says nothing: one that was said to be mere
// decoration, by an empty text, may, unless the source's says something.
func (c *checker) altOf(p picture, beside *picture) {
	alt, there := p.attrs["alt"]
	if strings.TrimSpace(alt) != "" {
		return
	}
	if there && (beside == nil || strings.TrimSpace(beside.attrs["alt"]) == "") {
		return
	}
	c.report(hit{check: AltMissing, code: "missing", bead: c.beadAt(p.in), at: p.in, side: InTarget, start: p.at, end: p.at + 1,
		args: map[string]any{"target": p.attrs["src"]}})
}

// alt compares the texts of pictures with the source's and with the caption.
func (c *checker) alt(b int) {
	for _, i := range c.in.Beads[b].Target {
		d := c.target[i]
		if d.segment.Kind != segment.Alt && d.segment.Kind != segment.ResourceAlt || len(d.words) < 2 {
			continue
		}
		for _, j := range c.in.Beads[b].Source {
			if s := c.source[j]; s.segment.Kind == d.segment.Kind && c.sameAlt(s, d) {
				c.copied[d] = true
				c.report(hit{check: AltSame, code: "same", bead: b, at: d, side: InTarget})
			}
		}
		if k := c.captionOf(d); k >= 0 && folded(c.target[k].plain) == folded(d.plain) {
			c.report(hit{check: AltCaption, code: "same", bead: b, at: d, side: InTarget})
		}
	}
}

// sameAlt reports whether an alternative text is the source's, and no name that is the
// same in both languages.
func (c *checker) sameAlt(s, d *reading) bool {
	return len(d.words) > 1 && folded(s.plain) == folded(d.plain) && (described(d) || !nameLike(d, c.foreign(d)))
}

// captionOf returns the caption of the picture whose text it is; -1 for none.
func (c *checker) captionOf(d *reading) int {
	figure := strings.LastIndexByte(strings.TrimSuffix(d.segment.Place, "/alt"), '/')
	for i := max(0, d.index-3); i < min(len(c.target), d.index+4); i++ {
		o := c.target[i].segment
		switch {
		case d.segment.Kind == segment.ResourceAlt && o.Kind == segment.ResourceCaption:
			if path.Dir(o.Place) == path.Dir(d.segment.Place) {
				return i
			}
		case d.segment.Kind == segment.Alt && o.Kind == segment.Caption && figure > 0:
			if slices.Contains(o.Path, "figure") && strings.HasPrefix(o.Place, d.segment.Place[:figure]+"/") {
				return i
			}
		}
	}
	return -1
}

// folded returns a text to be compared: without case, and with one kind of space.
func folded(text string) string { return strings.ToLower(strings.Join(strings.Fields(text), " ")) }
