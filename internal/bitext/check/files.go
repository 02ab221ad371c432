package check

import (
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/locale"
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
		target := c.saying(f, f.Target, c.in.Target.Locale, c.target)
		if target.empty() {
			c.report(hit{check: AltMissing, code: "missing", bead: -1, at: target, side: InTarget, most: Warning, args: map[string]any{"target": f.Shows}})
			continue
		}
		if len(c.source) == 0 || f.Target.Own && f.Source.Own {
			continue // there is nothing beside it, or it is compared where its segment stands
		}
		if c.sameAlt(c.saying(f, f.Source, c.in.Source.Locale, c.source), target) {
			c.copied[target] = true
			c.report(hit{check: AltSame, code: "same", bead: c.beadAt(target), at: target, side: InTarget, most: Warning})
		}
	}
}

// saying returns the reading of what a language says of the file: of its segment, if it
// has one.
func (c *checker) saying(f File, alt Alt, tag locale.Tag, side []*reading) *reading {
	place := "/resources/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(f.Name) + "/alt"
	if alt.Own {
		for _, d := range side {
			if d.segment.Place == place {
				return d
			}
		}
	}
	c.loose++
	s := &segment.Segment{Kind: segment.ResourceAlt, Place: place, Text: escape(alt.Text), Hash: f.Name}
	return read(s, len(side)+c.loose, tag.Base())
}

// escape writes words as text in the small markup.
func escape(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}
