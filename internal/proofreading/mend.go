package proofreading

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/diptych-cms/diptych/internal/bitext/change"
	"github.com/diptych-cms/diptych/internal/bitext/check"
	"github.com/diptych-cms/diptych/internal/bitext/segment"
	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/draft"
	"github.com/diptych-cms/diptych/internal/fault"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
	"github.com/diptych-cms/diptych/internal/proof"
	"github.com/diptych-cms/diptych/internal/sanitize"
)

// mostRounds bounds how often a text is looked at again: fixes that touch each
// other are taken one after the other.
const mostRounds = 6

// excerptLength is how much of a segment a warning shows, in characters.
const excerptLength = 80

// A mender is one mending at work.
type mender struct {
	cmd    *Fix
	r      Snapshot
	policy *sanitize.Policy
	look   *look

	version int64 // of the translation that was looked at

	texts map[int]string       // of the segments that change, by their place
	by    map[int][]check.Name // whose findings are mended there
	left  map[int]bool         // segments that cannot be written
	later bool                 // the text was mended before
	spare map[slip]bool        // what was dismissed: it has another id once its segment is mended
	text  *draft.Prepared      // nil: nothing changes
	fixed Fixed
}

// A slip is a kind of finding in a segment.
type slip struct {
	segment int
	code    string
}

// run mends until nothing is left to be, or can be.
func (m *mender) run(ctx context.Context) error {
	m.texts, m.by, m.left = make(map[int]string), make(map[int][]check.Name), make(map[int]bool)
	m.spare = make(map[slip]bool)
	original := m.look.texts.Target
	proved := m.look.proved
	for range mostRounds {
		if !m.apply(proved) {
			break
		}
		m.later = true
		after, err := m.write(ctx, original)
		if err != nil {
			return err
		}
		if len(m.cmd.IDs) > 0 { // what is found after has another id
			break
		}
		texts := m.look.texts
		texts.Target = after
		if proved, err = proof.Of(ctx, m.r, texts); err != nil {
			return err
		}
	}
	m.tell(original)
	return nil
}

// apply mends the texts by what was found in them, and reports whether any changed.
func (m *mender) apply(proved *proof.Proof) bool {
	fixes := make(map[int][]check.Fix)
	names := make(map[int][]check.Name)
	for i := range proved.Findings {
		f := &proved.Findings[i]
		if !m.cmd.wants(f) || m.left[f.Fix.Segment] || m.later && m.spare[slip{f.Fix.Segment, f.Code}] {
			continue
		}
		if _, dismissed := proved.Dismissed[f.ID]; dismissed {
			m.spare[slip{f.Fix.Segment, f.Code}] = true
			continue
		}
		fixes[f.Fix.Segment] = append(fixes[f.Fix.Segment], *f.Fix)
		names[f.Fix.Segment] = append(names[f.Fix.Segment], f.Check)
	}
	for at, list := range fixes {
		text, ok := m.texts[at]
		if !ok {
			text = m.look.texts.Target.Segments[at].Text
		}
		mended, taken := check.Apply(text, list)
		m.texts[at] = mended
		for _, k := range taken {
			if !slices.Contains(m.by[at], names[at][k]) {
				m.by[at] = append(m.by[at], names[at][k])
			}
		}
	}
	return len(fixes) > 0
}

// write joins and prepares the text, and leaves out what does not come out as it
// should: it returns the document as it then is.
func (m *mender) write(ctx context.Context, original *segment.Document) (*segment.Document, error) {
	for {
		if len(m.texts) == 0 {
			m.text = nil
			return original, nil
		}
		joined, _, err := original.Join(m.texts)
		if f, ok := fault.Of(err); ok && f.Kind == fault.Invalid && m.leave(f.Fields) {
			continue
		}
		if err != nil {
			return nil, err
		}
		prepared, err := draft.Prepare(m.policy, m.cmd.Locale, "", joined)
		if err != nil {
			return nil, err
		}
		if err := draft.Link(ctx, m.r, m.cmd.Actor.OwnOnly(), prepared); err != nil {
			return nil, err
		}
		after := segment.Cut(m.cmd.Locale, prepared.Text)
		if wrong := m.differ(original, after); len(wrong) > 0 {
			for _, at := range wrong {
				m.drop(at)
			}
			continue
		}
		m.text = prepared
		return after, nil
	}
}

// leave leaves out the segments that the fields name, and reports whether there
// were any.
func (m *mender) leave(fields []fault.Field) bool {
	some := false
	for _, f := range fields {
		at, err := strconv.Atoi(strings.TrimPrefix(f.Pointer, "/"))
		if _, ok := m.texts[at]; err == nil && ok {
			m.drop(at)
			some = true
		}
	}
	return some
}

func (m *mender) drop(at int) {
	delete(m.texts, at)
	delete(m.by, at)
	m.left[at] = true
}

// differ returns the places that did not come out as they should: those that were
// mended, or all of them if anything else changed.
func (m *mender) differ(original, after *segment.Document) []int {
	if len(after.Segments) != len(original.Segments) {
		return slices.Collect(maps.Keys(m.texts))
	}
	var wrong []int
	for i := range after.Segments {
		want, mended := m.texts[i]
		switch {
		case !mended && otherwise(original.Segments[i], after.Segments[i], m.cmd.Locale):
			return slices.Collect(maps.Keys(m.texts))
		case mended && after.Segments[i].Text != want:
			wrong = append(wrong, i)
		}
	}
	return wrong
}

// otherwise reports whether a segment that was not mended is another now. That a link
// names what it leads to is not of the mending.
func otherwise(before, after segment.Segment, tag locale.Tag) bool {
	if before.Hash == after.Hash {
		return false
	}
	after.Tags = slices.Clone(after.Tags)
	for i := range min(len(before.Tags), len(after.Tags)) {
		after.Tags[i] = speaking(after.Tags[i], before.Tags[i].Attrs)
	}
	class, _ := change.ClassifySegments(before, after, tag)
	return class != ""
}

// speaking returns the tag with what other attributes say in words: those are
// segments of their own.
func speaking(t segment.Tag, says map[string]string) segment.Tag {
	t.Attrs = maps.Clone(t.Attrs)
	for _, name := range []string{"alt", "title", "aria-label"} {
		if _, ok := t.Attrs[name]; ok {
			t.Attrs[name] = says[name]
		}
	}
	return t
}

// tell notes what changes, and what was left.
func (m *mender) tell(original *segment.Document) {
	names := m.look.texts.Names()
	for _, at := range slices.Sorted(maps.Keys(m.texts)) {
		s := &original.Segments[at]
		if m.texts[at] == s.Text {
			continue
		}
		slices.Sort(m.by[at])
		m.fixed.Changes = append(m.fixed.Changes, Change{Segment: names[at], Place: s.Place, Before: s.Text, After: m.texts[at], Checks: m.by[at]})
	}
	for _, at := range slices.Sorted(maps.Keys(m.left)) {
		s := &original.Segments[at]
		m.fixed.Warnings = append(m.fixed.Warnings, content.Warning{Pointer: s.Place, Code: "checks.fix_left", Excerpt: markup.CutText(segment.Plain(s.Text), excerptLength)})
	}
}
