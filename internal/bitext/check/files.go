package check

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
)

// A File is a picture that stands beside the body: one of the post's resources, with
// what either language says to who cannot see it.
type File struct {
	Name   string // of the resource
	Shows  string // what people know it by: its file's name
	Source Alt
	Target Alt
}

// An Alt is an alternative text.
type Alt struct {
	Text string
	Own  bool // the translation's, which is a segment of it; else the file's, whatever post shows it
}

// files looks at what pictures beside the body say. What is said of a file can change
// while no post does, so nothing of it keeps a post from going live: it is a warning at
// most.
func (c *checker) files() {
	for _, f := range c.in.Files {
		target := c.beside(f, f.Target.Text, c.in.Target)
		if target.empty() {
			c.report(hit{check: AltMissing, code: "missing", bead: -1, at: target, side: InTarget, most: Warning, args: map[string]any{"target": f.Shows}})
			continue
		}
		if len(c.source) == 0 || f.Target.Own && f.Source.Own {
			continue // there is nothing beside it, or it is compared where its segment stands
		}
		source := c.beside(f, f.Source.Text, c.in.Source)
		if c.sameAlt(source, target) {
			c.report(hit{check: AltSame, code: "same", bead: -1, at: target, side: InTarget, most: Warning})
		}
	}
}

// beside returns the reading of an alternative text that is no segment of its side.
func (c *checker) beside(f File, text string, side Side) *reading {
	name := strings.NewReplacer("~", "~0", "/", "~1").Replace(f.Name)
	s := &segment.Segment{Kind: segment.ResourceAlt, Place: "/resources/" + name + "/alt", Text: escape(text), Hash: f.Name}
	c.loose++
	return read(s, len(side.Segments)+c.loose, side.Locale.Base())
}

// escape writes words as text in the small markup.
func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}
