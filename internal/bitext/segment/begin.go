package segment

import (
	"strconv"

	"github.com/diptych-cms/diptych/internal/locale"
)

// Begin returns the skeleton of a source, cut for a translation into another language,
// and which of its segments stands beside each of the source.
func Begin(source *Document, into locale.Tag) (skeleton *Document, beads map[int]int, err error) {
	text, err := Skeleton(source.Locale, source.text)
	if err != nil {
		return nil, nil, err
	}
	skeleton = Cut(into, text)
	theirs, ours := shapes(source), shapes(skeleton)
	beads = make(map[int]int)
	for i, j := range matchEqual(theirs.keys, ours.keys) {
		if j >= 0 {
			beads[theirs.places[i]] = ours.places[j]
		}
	}
	return skeleton, beads, nil
}

type shaped struct {
	keys   []string
	places []int
}

// shapes returns what the blocks of a document are, without what they say. An empty item
// before a list of its own holds a paragraph in Markdown, also where its text was bare.
func shapes(d *Document) shaped {
	var list shaped
	for i, s := range d.Segments {
		if !d.parts[i].isRun() {
			continue
		}
		key := string(s.Kind) + strconv.Itoa(s.Level)
		for _, name := range s.Path {
			if name != "p" {
				key += " " + name
			}
		}
		list.keys = append(list.keys, key)
		list.places = append(list.places, i)
	}
	return list
}
