package tmx

import (
	"strconv"
	"strings"
)

// Pair returns two of the unit's texts in the small markup, and the elements of the
// source's tags. Tags are numbered as they open in the source; those that the target
// alone has are left out, and where tags of a text do not stand within each other, all
// of its tags.
func Pair(source, target Variant) (from, to, elements string) {
	numbers := make(map[string]int)
	var names []string
	known := true
	for _, p := range source.nested() {
		if p.tag == nil || p.tag.role == closed {
			continue
		}
		numbers[p.tag.id] = len(numbers) + 1
		name := p.tag.element
		known = known && name != ""
		if p.tag.role == void {
			name += "/"
		}
		names = append(names, name)
	}
	if known {
		elements = strings.Join(names, " ")
	}
	return source.write(numbers), target.write(numbers), elements
}

// Text returns the words of the text alone.
func (v Variant) Text() string { return v.write(nil) }

// nested returns the pieces, without tags if these do not stand within each other, or
// if two are called the same.
func (v Variant) nested() []piece {
	var opened []string
	seen := make(map[string]bool)
	sound := true
	for _, p := range v.pieces {
		switch {
		case p.tag == nil:
		case p.tag.role == closed:
			sound = sound && len(opened) > 0 && opened[len(opened)-1] == p.tag.id
			if sound {
				opened = opened[:len(opened)-1]
			}
		default:
			sound = sound && !seen[p.tag.id]
			seen[p.tag.id] = true
			if p.tag.role == open {
				opened = append(opened, p.tag.id)
			}
		}
	}
	if sound && len(opened) == 0 && len(seen) <= maxTags {
		return v.pieces
	}
	var words []piece
	for _, p := range v.pieces {
		if p.tag == nil {
			words = append(words, p)
		}
	}
	return words
}

// write writes the text with the numbers of its tags; those without a number are left
// out.
func (v Variant) write(numbers map[string]int) string {
	var b strings.Builder
	for _, p := range v.nested() {
		if p.tag == nil {
			b.WriteString(p.words)
			continue
		}
		n, ok := numbers[p.tag.id]
		if !ok {
			continue
		}
		number := strconv.Itoa(n)
		switch p.tag.role {
		case open:
			b.WriteString("<" + number + ">")
		case closed:
			b.WriteString("</" + number + ">")
		case void:
			b.WriteString("<" + number + "/>")
		}
	}
	return strings.TrimSpace(b.String())
}
