package segment

import "strings"

// Together returns several segments of one document as one: their texts one a line,
// their tags numbered on. It has id, kind and place of the first. Of one segment it
// is that segment; of none an empty one.
func Together(list []Segment) Segment {
	if len(list) == 0 {
		return Segment{}
	}
	one := list[0]
	if len(list) == 1 {
		return one
	}
	texts := make([]string, len(list))
	one.Tags = nil
	for i, s := range list {
		texts[i] = renumbered(s.Text, func(n int) int { return n + len(one.Tags) })
		one.Tags = append(one.Tags, s.Tags...)
	}
	one.Text = strings.Join(texts, "\n")
	one.Hash = hashOf(one.Text, one.Tags)
	return one
}

// renumbered returns the text with other numbers.
func renumbered(text string, as func(int) int) string {
	pieces := Pieces(text)
	for i, p := range pieces {
		if p.Role != Said {
			pieces[i].N = as(p.N)
		}
	}
	return Compose(pieces)
}

// Beside returns the target as it is shown beside its source, and as it is written
// beside it: a tag that is the target's own for one of the source has the source's
// number, and one that only the target has a number after those of the source. Its
// Tags say what each number means in the target: where it has none for a tag of the
// source, that one. Id, hash and all else are the target's.
func Beside(source, target Segment) Segment {
	slots := slotsOf(source, target)
	number := make([]int, len(target.Tags)+1)
	shown := target
	shown.Tags = make([]Tag, len(slots))
	for i, s := range slots {
		shown.Tags[i] = s.tag
		if s.own > 0 {
			number[s.own] = i + 1
		}
	}
	shown.Text = renumbered(target.Text, func(n int) int {
		if n < len(number) {
			return number[n]
		}
		return n
	})
	return shown
}

// A slot is what a number means in a text that is written beside a source.
type slot struct {
	tag    Tag
	own    int  // the target's number for it; 0: the target has none
	source bool // the source has it
}

// slotsOf finds for each tag of the source the target's own: first among those that
// lead to the same place, then in order.
func slotsOf(source, target Segment) []slot {
	slots := make([]slot, len(source.Tags), len(source.Tags)+len(target.Tags))
	taken := make([]bool, len(target.Tags))
	for i, tag := range source.Tags {
		slots[i] = slot{tag: tag, source: true}
	}
	for _, key := range []func(Tag) string{goal, family} {
		alike := make(map[string][]int) // by key: places in the target, of which those before are taken
		for j, tag := range target.Tags {
			if k := key(tag); !taken[j] {
				alike[k] = append(alike[k], j)
			}
		}
		for i, tag := range source.Tags {
			if slots[i].own > 0 {
				continue
			}
			k := key(tag)
			if list := alike[k]; len(list) > 0 {
				j := list[0]
				slots[i].tag, slots[i].own = target.Tags[j], j+1
				taken[j], alike[k] = true, list[1:]
			}
		}
	}
	for j, tag := range target.Tags {
		if !taken[j] {
			slots = append(slots, slot{tag: tag, own: j + 1})
		}
	}
	return slots
}

// family returns what elements have in common that stand for one another.
func family(t Tag) string {
	name := t.Element
	switch name {
	case "b":
		name = "strong"
	case "i":
		name = "em"
	case "picture":
		name = "img"
	}
	if t.Opaque || t.Void {
		return name + "/"
	}
	return name
}

// goal returns what elements have in common that show or lead to the same thing.
func goal(t Tag) string {
	return strings.Join([]string{family(t), t.Attrs["href"], t.Attrs["src"], t.Text}, "\x00")
}

func sameTarget(a, b Tag) bool { return goal(a) == goal(b) }

// stays reports whether a writer may not drop the tag: it leads somewhere or shows
// something, and does more than mark words.
func stays(t Tag) bool {
	switch t.Element {
	case "br", "wbr":
		return false
	case "a":
		return t.Attrs["href"] != ""
	}
	return t.Opaque || t.Void
}

// Whole is [Together] of segments that a row points at.
func Whole(list []*Segment) Segment {
	flat := make([]Segment, len(list))
	for i, s := range list {
		flat[i] = *s
	}
	return Together(flat)
}
