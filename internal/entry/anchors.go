package entry

import (
	"slices"

	"golang.org/x/net/html"

	"github.com/diptych-cms/diptych/internal/content"
	"github.com/diptych-cms/diptych/internal/locale"
	"github.com/diptych-cms/diptych/internal/markup"
)

// Anchors are the places in the live texts of a post that fragments may name.
type Anchors map[locale.Tag][]Anchor

// An Anchor is one of them. Those of one Group in several languages are the same
// heading; what is in no group has 0.
type Anchor struct {
	ID    string `json:"id"`
	Group int    `json:"group,omitempty"`
}

const (
	mostAnchors = 2000      // of one text that are kept
	mostIDs     = 8         // of one heading that count
	mostWords   = 12        // likewise
	mostMarks   = 24        // likewise, below it
	mostBeside  = 100 * 100 // bounds what aligning headings costs: the product of their numbers
)

// places are anchors as they are looked up.
type places struct {
	tags   []locale.Tag                  // in order
	groups map[locale.Tag]map[string]int // by id
	first  map[locale.Tag]map[int]string // the first id of each group
}

func (a Anchors) places() *places {
	p := &places{groups: make(map[locale.Tag]map[string]int), first: make(map[locale.Tag]map[int]string)}
	for tag, list := range a {
		p.tags = append(p.tags, tag)
		p.groups[tag], p.first[tag] = make(map[string]int, len(list)), make(map[int]string)
		for _, one := range list {
			p.groups[tag][one.ID] = one.Group
			if _, there := p.first[tag][one.Group]; !there {
				p.first[tag][one.Group] = one.ID
			}
		}
	}
	slices.Sort(p.tags)
	return p
}

// has reports whether the text in the language has the place.
func (p *places) has(tag locale.Tag, id string) bool {
	_, ok := p.groups[tag][id]
	return ok
}

// lead returns the id in the language of what the id names in any: the same id, else
// that of the heading which stands beside it. known is false where it names nothing.
func (p *places) lead(to locale.Tag, id string) (there string, known bool) {
	if p.has(to, id) {
		return id, true
	}
	for _, tag := range p.tags {
		group, ok := p.groups[tag][id]
		known = known || ok
		if group > 0 && p.first[to][group] != "" {
			return p.first[to][group], true
		}
	}
	return "", known
}

// placesOf returns the places in the texts of a post; nil where nobody has looked yet.
func (in *Input) placesOf(post content.PostID) *places {
	if p, ok := in.places[post]; ok {
		return p
	}
	var p *places
	if a := in.Anchors[post]; len(a) > 0 {
		p = a.places()
	}
	in.places[post] = p
	return p
}

// anchors finds the places in the live texts. Headings are put beside those of the
// source, if it is live, else of the first language.
func (in *Input) anchors() Anchors {
	found := make(Anchors, len(in.texts))
	if len(in.texts) == 0 {
		return found
	}
	pivot := max(0, slices.IndexFunc(in.Live.Texts, func(r content.Revision) bool { return r.Locale == in.Live.Post.SourceLocale }))
	first := headingsOf(in.texts[pivot].root)
	for i, t := range in.texts {
		groups := make(map[string]int)
		if i == pivot {
			for g, h := range first {
				put(groups, h.ids, g+1)
			}
		} else {
			own := headingsOf(t.root)
			for _, pair := range beside(first, own) {
				put(groups, own[pair[1]].ids, pair[0]+1)
			}
		}
		var list []Anchor
		for _, id := range idsOf(t.root) {
			list = append(list, Anchor{ID: id, Group: groups[id]})
		}
		found[in.Live.Texts[i].Locale] = list
	}
	return found
}

func put(groups map[string]int, ids []string, group int) {
	for _, id := range ids {
		if groups[id] == 0 {
			groups[id] = group
		}
	}
}

// idsOf returns what fragments may name in a tree, in order, each once.
func idsOf(root *html.Node) []string {
	var ids []string
	seen := make(map[string]bool)
	for n := range root.Descendants() {
		for _, id := range namesOf(n) {
			if !seen[id] && len(ids) < mostAnchors {
				seen[id] = true
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// namesOf returns what fragments may call the element (HTML, "find a potential
// indicated element").
func namesOf(n *html.Node) []string {
	if n.Type != html.ElementNode {
		return nil
	}
	var ids []string
	if id, _ := markup.Attr(n, "id"); id != "" {
		ids = append(ids, id)
	}
	if name, _ := markup.Attr(n, "name"); name != "" && n.Data == "a" {
		ids = append(ids, name)
	}
	return ids
}
