package hugo

import (
	"cmp"
	"slices"
	"strings"

	"github.com/diptych-cms/diptych/internal/porting"
)

// pair joins documents by the site's own rule: an equal translationKey, else an
// equal path below each language's content. What one language says twice joins
// nothing. It returns all works, and the documents that are alone.
func (r *reader) pair(documents []found) (works []porting.Work, alone []found) {
	groups := make(map[string][]found)
	var order []string
	put := func(group string, d found) {
		if groups[group] == nil {
			order = append(order, group)
		}
		groups[group] = append(groups[group], d)
	}
	keyed := r.languagesOfKeys(documents)
	for _, d := range documents {
		group := "path " + normal(d.logical.page())
		if d.key != "" && keyed[d.key] > 1 {
			group = "key " + d.key
		}
		put(group, d)
	}
	for _, name := range order {
		joined, apart := r.join(groups[name])
		if len(joined) > 1 {
			works = append(works, r.work(joined))
		} else {
			apart = append(apart, joined...)
		}
		for _, d := range apart {
			works = append(works, r.work([]found{d}))
			alone = append(alone, d)
		}
	}
	slices.SortFunc(works, func(a, b porting.Work) int { return strings.Compare(a.Documents[0].Path, b.Documents[0].Path) })
	return works, alone
}

// languagesOfKeys counts the languages in which each key stands.
func (r *reader) languagesOfKeys(documents []found) map[string]int {
	type use struct {
		key      string
		language int
	}
	seen := make(map[use]bool)
	count := make(map[string]int)
	for _, d := range documents {
		if u := (use{d.key, d.language}); d.key != "" && !seen[u] {
			seen[u] = true
			count[d.key]++
		}
	}
	return count
}

// join takes one document a language out of a group. Several of one language
// stand apart, each with a note, since nothing says which is meant; so do
// documents on one path that name different keys.
func (r *reader) join(group []found) (joined, apart []found) {
	keys := make(map[string]bool)
	languages := make(map[int]int)
	for _, d := range group {
		languages[d.language]++
		if d.key != "" {
			keys[d.key] = true
		}
	}
	if len(keys) > 1 {
		return nil, group
	}
	for _, d := range group {
		if languages[d.language] == 1 {
			joined = append(joined, d)
			continue
		}
		apart = append(apart, d)
		r.notes = append(r.notes, porting.Note{Level: porting.Warning, Code: "import.pair_twice", Path: d.path,
			Args: map[string]any{"key": cmp.Or(d.key, d.logical.page()), "count": languages[d.language]}})
	}
	return joined, apart
}

// work makes a work of documents, the site's default language first, then in
// Hugo's order of languages.
func (r *reader) work(documents []found) porting.Work {
	rank := func(d found) int {
		if d.language == r.site.standard {
			return -1
		}
		return d.language
	}
	slices.SortFunc(documents, func(a, b found) int { return cmp.Compare(rank(a), rank(b)) })
	w := porting.Work{Source: documents[0].doc.Locale}
	for _, d := range documents {
		w.Documents = append(w.Documents, d.doc)
	}
	return w
}
